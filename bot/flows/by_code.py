"""A visit by its code: one's own is opened; one that somebody else booked is only shown, for an applicant's birth date."""

from __future__ import annotations

from datetime import date
from typing import Literal

from bot.conversation import readers
from bot.conversation.prompts import Ask, OneOf, Option, Reading, Refusal, Say
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, _, paragraphs
from bot.desk.booked import Case
from bot.desk.codes import codes_in, has_other_signs, read_code
from bot.desk.desk import Desk
from bot.desk.lookup import Wait
from bot.desk.reminders import GUESSED
from bot.flows.office import phone_in_words
from bot.flows.visit_words import active_cases, if_own, too_often, visit_in_words, warn_owner
from bot.flows.visits import Visit


def by_its_code(desk: Desk, text: str, taken: bool) -> Visit | AskBirthDate | None:
    """The visit whose code was typed somewhere. `taken`: the text may mean something else, so only one's own counts."""
    codes = codes_in(text)
    mine = next((visit for code, _sure in codes if (visit := _mine(desk, code)) is not None), None)
    sure = next((code for code, sure in codes if sure), None)
    return mine if mine is not None or sure is None or taken else AskBirthDate(code=sure)


def visit_of(desk: Desk, code: str) -> Visit | AskBirthDate:
    """The visit with this code if it is their own; else, whether there is such a code or not, the birth date is asked."""
    return _mine(desk, code) or AskBirthDate(code=code)


def _mine(desk: Desk, code: str) -> Visit | None:
    """As long for a code that does not exist as for one that does."""
    visit = if_own(desk, desk.appointments.by_code(code))
    return None if visit is None else Visit(appointment=visit.id)


class AskCode(Step[str, None]):
    """The code of an appointment, made by somebody else or by themselves."""

    def ask(self, desk: Desk, /) -> Ask[str]:
        def a_code(text: str, reading: Reading) -> str | Refusal:
            code = read_code(text) or next((one for one, _sure in codes_in(text)), None)
            if code is not None:
                return code
            if has_other_signs(text):
                return Refusal(_("A code never has 0, 1, A, E, I, L, O or U in it. Please look once more."))
            return Refusal(_("A code has six letters and digits."))

        return Ask(_("What is the code? It has six letters and digits."), a_code,
                   _("Please type the code, such as K7M-4TD."), (Option("", _("Go on without"), also=("@no",)),),
                   knows=True)

    def answer(self, desk: Desk, value: str, /) -> Visit | AskBirthDate | Done[None]:
        return visit_of(desk, value) if value else Done(None)


class AskBirthDate(Step[str, None]):
    """The birth date of an applicant of that appointment: it shows that one, and nobody else."""

    code: str

    def ask(self, desk: Desk, /) -> Ask[str]:
        return Ask(_("And the applicant's date of birth?"), readers.a_birth_date,
                   _("Please type the date of birth, such as 17 August 1990."),
                   (Option("", _("Go on without"), also=("@no",)),), sensitive=True, kind="date")

    def answer(self, desk: Desk, value: str, /) -> Found | NotFound | Done[None]:
        if not value:
            return Done(None)
        if wait := desk.lookup.wait(desk.person.id, self.code):
            return NotFound(often=wait)
        case = match(desk, self.code, date.fromisoformat(value))
        if case is None:
            desk.lookup.failed(desk.person.id, self.code)
            appointment = desk.appointments.by_code(self.code)
            if appointment is None:
                desk.reminders.warn_nobody(desk.person.id, GUESSED, self.code)
            warn_owner(desk, appointment, GUESSED)
            return NotFound()
        return Found(appointment=case.appointment, case=case.id)


def match(desk: Desk, code: str, born: date) -> Case | None:
    """The case of that code whose applicant was born then. A wrong code takes as long as a wrong date."""
    appointment = desk.appointments.by_code(code)
    cases = active_cases(desk, appointment.id if appointment is not None else 0)
    found = None
    for place in range(desk.settings.booking.party):
        case = cases[place] if place < len(cases) else None
        if desk.applicants.born(case.applicant if case is not None else None) == born and case is not None:
            found = case
    return found


class NotFound(Step[Literal["again", "done"], None]):
    """No such code and a wrong date get the same words."""

    often: Wait | None = None

    def ask(self, desk: Desk, /) -> OneOf[Literal["again", "done"]]:
        done = Option[Literal["again", "done"]]("done", _("Go on"))
        if self.often is not None:
            return OneOf(_tried_today(desk) if self.often == "day" else too_often(), (done,), words=("officer",))
        return OneOf(_("I find no appointment with that code and that date of birth. Please check both; the code is in the "
                       "confirmation."), (Option("again", _("Try again")), done), words=("officer",))

    def answer(self, desk: Desk, value: Literal["again", "done"], /) -> AskCode | Done[None]:
        return AskCode() if value == "again" else Done(None)


def _tried_today(desk: Desk) -> Showable:
    """The way on for whoever has the code, where others may have tried it; the same of a code that does not exist."""
    return paragraphs((
        _("This code was tried too often today, by you or by others. Please try again tomorrow, ask an officer, or call."),
        phone_in_words(desk),
        _("Whoever booked can always see the visit by typing *status* in the chat where it was booked.")))


class Found(Step[Literal["on"], None]):
    """That applicant's visit, and what is missing; nothing of the others."""

    appointment: int
    case: int

    def ask(self, desk: Desk, /) -> Say:
        appointment = desk.appointments.get(self.appointment)
        cases = [case for case in active_cases(desk, self.appointment) if case.id == self.case]
        if appointment is None or not cases:
            return Say(_("This appointment is no longer booked."))
        return Say(paragraphs((
            visit_in_words(desk, appointment, cases),
            _("With the code I can only show it. To change or cancel it, type *status* in the chat where it was booked, or ask "
              "an officer."))), words=("officer",))

    def answer(self, desk: Desk, value: Literal["on"], /) -> Done[None]:
        return Done(None)
