"""A form is corrected after booking. Ends with whether that is settled."""

from __future__ import annotations

from typing import Literal

from bot.config import FormField
from bot.conversation.prompts import Ask, Choose, OneOf, Option
from bot.conversation.step import Done, Step
from bot.conversation.text import _, said
from bot.desk.desk import Desk
from bot.flows.addressed import about, is_you
from bot.flows.cancelling import FreePlace, expected
from bot.flows.form_lines import (
    FIELDS,
    ask_about_nik,
    ask_line,
    keep_line,
    lines_of,
    nik_disagrees,
    read_named,
    shown,
    would_pass_on,
)
from bot.flows.visit_words import active_cases, still_booked


def first_of_correcting(desk: Desk, appointment: int) -> WhoseForm | WhichLine:
    """Whose form is asked only where there are several applicants."""
    applicants = expected(active_cases(desk, appointment))
    return WhichLine(appointment=appointment, applicant=applicants[0]) if len(applicants) == 1 else WhoseForm(
        appointment=appointment)


def is_alone(desk: Desk, appointment: int) -> bool:
    """Whether one applicant alone is expected."""
    return len(expected(active_cases(desk, appointment))) == 1


class WhoseForm(Step[int | Literal["back"], bool]):
    """Whose form is to be corrected."""

    appointment: int

    def ask(self, desk: Desk, /) -> Choose[int | Literal["back"]]:
        cases = active_cases(desk, still_booked(desk, self.appointment).id)
        return Choose(_("Whose form do you want to correct?"),
                      tuple(Option(case.applicant, said(desk.applicants.get(case.applicant).full_name)) for case in cases),
                      Option("back", _("Leave it as it is")))

    def answer(self, desk: Desk, value: int | Literal["back"], /) -> WhichLine | Done[bool]:
        if value == "back":
            return Done(False)
        return WhichLine(appointment=self.appointment, applicant=value)


class WhichLine(Step[FormField | Literal["done"], bool]):
    """Which line of it."""

    appointment: int
    applicant: int

    def ask(self, desk: Desk, /) -> Choose[FormField | Literal["done"]]:
        form = desk.applicants.get(self.applicant).form
        cases = [case for case in active_cases(desk, self.appointment) if case.applicant == self.applicant]
        fields = lines_of(desk.catalogue.form(cases[0].service, cases[0].answers), form) if cases else ()
        return Choose(_("Which line?"),
                      tuple(Option(field, FIELDS[field].label, detail=shown(form, field), also=FIELDS[field].names)
                            for field in fields),
                      Option("done", _("Done"), also=("selesai", "ok", "oke")),
                      about=about(desk, self.applicant, is_alone(desk, self.appointment)), reads=read_named)

    def answer(self, desk: Desk, value: FormField | Literal["done"], /) -> NewValue | Done[bool]:
        if value == "done":
            return Done(False)
        return NewValue(appointment=self.appointment, applicant=self.applicant, field=value)


class NewValue(Step[str, bool]):
    """The corrected line."""

    appointment: int
    applicant: int
    field: FormField

    def ask(self, desk: Desk, /) -> Ask[str]:
        applicant = desk.applicants.get(self.applicant)
        return ask_line(desk, applicant, self.field, about=about(desk, self.applicant, is_alone(desk, self.appointment)),
                        you=is_you(desk, self.applicant, is_alone(desk, self.appointment)))

    def answer(self, desk: Desk, value: str, /) -> WhichLine | CheckBookedNik | SomebodyElse:
        if would_pass_on(desk, self.applicant, self.field, value):
            return SomebodyElse(appointment=self.appointment, applicant=self.applicant, field=self.field)
        form = keep_line(desk, self.applicant, self.field, value).form
        if value and self.field in ("nik", "birth_date") and nik_disagrees(form):
            return CheckBookedNik(appointment=self.appointment, applicant=self.applicant)
        return WhichLine(appointment=self.appointment, applicant=self.applicant)


class CheckBookedNik(Step[Literal["right", "nik", "birth_date"], bool]):
    """The corrected NIK and birth date disagree; both may be right."""

    appointment: int
    applicant: int

    def ask(self, desk: Desk, /) -> OneOf[Literal["right", "nik", "birth_date"]]:
        form = desk.applicants.get(self.applicant).form
        return ask_about_nik(form, about(desk, self.applicant, is_alone(desk, self.appointment)))

    def answer(self, desk: Desk, value: Literal["right", "nik", "birth_date"], /) -> WhichLine | NewValue:
        if value == "right":
            return WhichLine(appointment=self.appointment, applicant=self.applicant)
        return NewValue(appointment=self.appointment, applicant=self.applicant, field=value)


class SomebodyElse(Step[Literal["keep", "cancel"], bool]):
    """The change would make another applicant of this one. A place belongs to its applicant and can't be passed on."""

    appointment: int
    applicant: int
    field: FormField

    def ask(self, desk: Desk, /) -> OneOf[Literal["keep", "cancel"]]:
        return OneOf(_("That change would make this a different person, and a booked place can't be passed on, so I have not "
                       "changed it. An officer can correct a mistake; or give up this place and book again."),
                     (Option("keep", _("Leave it as it was")), Option("cancel", _("Give up the place"))), words=("officer",))

    def answer(self, desk: Desk, value: Literal["keep", "cancel"], /) -> WhichLine | FreePlace:
        if value == "keep":
            return WhichLine(appointment=self.appointment, applicant=self.applicant)
        return FreePlace(appointment=self.appointment, applicant=self.applicant)
