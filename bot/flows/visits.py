"""What is booked: status, change of time, correction of a form, cancelling. Opened over any question, or from the menu."""

from __future__ import annotations

from datetime import date
from typing import Literal

from bot.config import FormField
from bot.conversation import readers
from bot.conversation.prompts import Ask, Choose, Note, OneOf, Option, Reading, Refusal, Say, YesNo
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, Text, _, lines, paragraphs, said
from bot.desk.appointments import Appointment, Case, Gone
from bot.desk.codes import read_code
from bot.desk.desk import Desk
from bot.flows.booking import booked_in_words
from bot.flows.form import FIELDS, STORED, lines_of, shown, would_pass_on
from bot.flows.office import as_sure
from bot.flows.papers import ChoosePaper, File, WhosePapers, first_of_papers, missing_in_words
from bot.flows.times import At, ChooseDay, ChooseNearest, ChoosePlace, at_slot, first_of_times, hold_of, when_in_words


def visit_in_words(desk: Desk, appointment: Appointment, cases: list[Case]) -> Showable:
    """What is booked, what is missing, what comes next."""
    place = desk.settings.places[appointment.slot.place]
    parts: list[Showable] = [lines((
        _("*{code}*: {when}", code=appointment.code, when=when_in_words(desk, appointment.slot)),
        as_sure(_("📍 {name}: {address}", name=place.name, address=place.address), place.address_fact)))]
    for case in cases:
        service = desk.settings.services.get(case.service)
        if service is None:
            continue
        name = desk.applicants.get(case.applicant).full_name
        parts.append(lines((_("*{name}*: {service}", name=said(name), service=service.name),
                            missing_in_words(desk, File(applicant=case.applicant, service=case.service), case.answers))))
    parts.append(_("Next: bring the originals on the day, at most {minutes} minutes early.", minutes=place.arrive_early))
    return paragraphs(parts)


def active_cases(desk: Desk, appointment: int) -> list[Case]:
    return [case for case in desk.appointments.cases(appointment) if case.state == "active"]


def own(desk: Desk, appointment_id: int) -> Appointment | None:
    """The appointment, while it is booked and this person's."""
    appointment = desk.appointments.get(appointment_id)
    mine = appointment is not None and appointment.person == desk.person.id and appointment.state == "booked"
    return appointment if mine else None


class MyVisits(Step[int | Literal["code", "done"], None]):
    """The appointments that this person made; others by code."""

    def ask(self, desk: Desk, /) -> Choose[int | Literal["code", "done"]]:
        visits = desk.appointments.of_person(desk.person.id)
        options: list[Option[int | Literal["code", "done"]]] = [
            Option(visit.id, _("{day:short}, {hour}", day=visit.slot.day, hour=visit.slot.time),
                   detail=_("Code {code}", code=visit.code))
            for visit in visits]
        body = _("These are your appointments. Which one?") if visits else _(
            "You have no appointment booked from here. If somebody booked for you, I can look it up by its code.")
        return Choose(body, options, Option("code", _("Look up a code"), also=("kode", "code")),
                      Option("done", _("Done"), also=("ok", "oke")))

    def answer(self, desk: Desk, value: int | Literal["code", "done"], /) -> Visit | AskCode | MyVisits | Done[None]:
        if value == "code":
            return AskCode()
        if value == "done":
            return Done(None)
        return Visit(appointment=value) if own(desk, value) else MyVisits()


What = Literal["papers", "time", "form", "cancel", "done"]


class Visit(Step[What, None]):
    """One appointment, and what can be done with it."""

    appointment: int

    def ask(self, desk: Desk, /) -> OneOf[What]:
        appointment = own(desk, self.appointment)
        if appointment is None:
            return OneOf(_("This appointment is no longer booked."), (Option("done", _("Go on")),))
        cases = active_cases(desk, appointment.id)
        options: list[Option[What]] = [Option("papers", _("Send papers"), also=("kirim dokumen", "papers", "upload"))]
        if appointment.starts_at > desk.now:
            options += [
                Option("time", _("Change the time"), also=("ganti jadwal", "reschedule", "ubah jadwal")),
                Option("form", _("Correct a form")),
                Option("cancel", _("Cancel the visit"), also=("batalkan janji",))]
        options.append(Option("done", _("Done"), also=("ok", "oke")))
        return OneOf(visit_in_words(desk, appointment, cases), tuple(options))

    def answer(self, desk: Desk, value: What, /,
               ) -> PapersOfVisit | ChangeTime | TooLate | WhoseForm | CancelVisit | Done[None]:
        appointment = own(desk, self.appointment)
        if value == "done" or appointment is None:
            return Done(None)
        match value:
            case "papers":
                return PapersOfVisit(appointment=self.appointment)
            case "cancel":
                return CancelVisit(appointment=self.appointment)
            case "form":
                return WhoseForm(appointment=self.appointment)
            case "time":
                return change_time(desk, appointment)


def change_time(desk: Desk, appointment: Appointment) -> ChangeTime | TooLate:
    until = appointment.starts_at - desk.now
    too_late = until.total_seconds() < desk.settings.booking.change_until_hours * 3600
    return TooLate(appointment=appointment.id) if too_late else ChangeTime(appointment=appointment.id)


class PapersOfVisit(Step[None, None]):
    """Papers of its applicants."""

    appointment: int

    def ask(self, desk: Desk, /) -> WhosePapers | ChoosePaper:
        cases = active_cases(desk, self.appointment)
        if len(cases) == 1:
            return ChoosePaper(file=File(applicant=cases[0].applicant, service=cases[0].service))
        return WhosePapers()

    def answer(self, desk: Desk, value: None, /) -> Visit:
        return Visit(appointment=self.appointment)


class SendPapers(Step[None, None]):
    """Papers, straight from the menu."""

    def ask(self, desk: Desk, /) -> WhosePapers | ChoosePaper:
        return first_of_papers(desk)

    def answer(self, desk: Desk, value: None, /) -> Done[None]:
        return Done(None)


# --- change of time ---------------------------------------------------------------------------------------------------

class TooLate(Step[Literal["on"], None]):
    """So near the visit the time is not changed here any more; cancelling is always possible."""

    appointment: int

    def ask(self, desk: Desk, /) -> Say:
        return Say(_("It is less than {n} hours until your visit, so I can't change the time any more. An officer can, and "
                     "you can always cancel.", n=desk.settings.booking.change_until_hours), words=("officer",))

    def answer(self, desk: Desk, value: Literal["on"], /) -> Visit:
        return Visit(appointment=self.appointment)


class ChangeTime(Step[int | None, None]):
    """Another place, day or time; the old one is kept until the new one is certain."""

    appointment: int
    after: At | None = None

    def ask(self, desk: Desk, /) -> ChoosePlace | ChooseDay | ChooseNearest:
        appointment = desk.appointments.get(self.appointment)
        assert appointment is not None
        if self.after is not None:
            return ChooseNearest(party=appointment.party, at=self.after)
        return first_of_times(desk, appointment.party)

    def answer(self, desk: Desk, value: int | None, /) -> ConfirmChange | Visit:
        held = None if value is None else hold_of(desk, value)
        if held is None:
            return Visit(appointment=self.appointment)
        return ConfirmChange(appointment=self.appointment, hold=held.id, at=at_slot(held.slot))


class ConfirmChange(Step[bool, None]):
    """Old and new time, side by side."""

    appointment: int
    hold: int
    at: At

    def ask(self, desk: Desk, /) -> YesNo:
        appointment = desk.appointments.get(self.appointment)
        assert appointment is not None
        return YesNo(lines((
            _("Now: {when}", when=when_in_words(desk, appointment.slot)),
            _("New: *{when}*", when=when_in_words(desk, self.at.slot())),
            _("Shall I change it? The code stays the same."))),
            yes=_("Yes, change it"), no=_("No, keep the old time"), hold=self.hold)

    def answer(self, desk: Desk, value: bool, /) -> ChangeTime | Done[None]:
        if not value:
            desk.appointments.drop_hold(desk.person.id)
            return Done(None, said=(Note(_("Nothing was changed.")),))
        if own(desk, self.appointment) is None:
            return Done(None, said=(Note(_("This appointment is no longer booked.")),))
        moved = desk.appointments.move(self.appointment, self.hold)
        if isinstance(moved, Gone):
            return ChangeTime(appointment=self.appointment, after=self.at)
        desk.reminders.unschedule_hold(self.hold)
        desk.reminders.schedule(moved)
        return Done(None, said=booked_in_words(
            desk, moved, _("✅ The time is changed. Your code is still *{code}*.", code=moved.code)))


# --- cancelling ---------------------------------------------------------------------------------------------------------

class CancelVisit(Step[bool, None]):
    """Asked once more, because it frees the places at once."""

    appointment: int

    def ask(self, desk: Desk, /) -> YesNo:
        appointment = desk.appointments.get(self.appointment)
        assert appointment is not None
        return YesNo(paragraphs((
            _("Cancel the visit on {when}?", when=when_in_words(desk, appointment.slot)),
            _("The time goes to somebody else at once. What you filled in and sent stays here for your next visit."))),
            yes=_("Yes, cancel the visit"), no=_("No, keep it"), also_yes=("batal", "batalkan", "cancel"))

    def answer(self, desk: Desk, value: bool, /) -> Visit | Done[None]:
        appointment = own(desk, self.appointment)
        if not value or appointment is None:
            return Visit(appointment=self.appointment)
        desk.reminders.unschedule(appointment.id)
        desk.appointments.cancel(appointment.id)
        return Done(None, said=(Note(_("The visit with code {code} is cancelled. Your form and papers are kept; you can "
                                       "book again any time.", code=appointment.code)),))


# --- correcting a form --------------------------------------------------------------------------------------------------

class WhoseForm(Step[int | Literal["back"], None]):
    """Whose form is to be corrected."""

    appointment: int

    def ask(self, desk: Desk, /) -> Choose[int | Literal["back"]]:
        cases = active_cases(desk, self.appointment)
        return Choose(_("Whose form do you want to correct?"),
                      tuple(Option(case.applicant, said(desk.applicants.get(case.applicant).full_name)) for case in cases),
                      Option("back", _("Leave it as it is")))

    def answer(self, desk: Desk, value: int | Literal["back"], /) -> WhichLine | Visit:
        if value == "back":
            return Visit(appointment=self.appointment)
        return WhichLine(appointment=self.appointment, applicant=value)


class WhichLine(Step[FormField | Literal["done"], None]):
    """Which line of it."""

    appointment: int
    applicant: int

    def ask(self, desk: Desk, /) -> Choose[FormField | Literal["done"]]:
        form = desk.applicants.get(self.applicant).form
        cases = [case for case in active_cases(desk, self.appointment) if case.applicant == self.applicant]
        fields = lines_of(desk.settings.services[cases[0].service].form, form) if cases else ()
        return Choose(_("Which line?"),
                      tuple(Option(field, FIELDS[field].label, detail=shown(form, field)) for field in fields),
                      Option("done", _("Done"), also=("selesai", "ok", "oke")), about=desk.applicants.get(self.applicant).name)

    def answer(self, desk: Desk, value: FormField | Literal["done"], /) -> NewValue | Visit:
        if value == "done":
            return Visit(appointment=self.appointment)
        return NewValue(appointment=self.appointment, applicant=self.applicant, field=value)


class NewValue(Step[str, None]):
    """The corrected line."""

    appointment: int
    applicant: int
    field: FormField

    def ask(self, desk: Desk, /) -> Ask[str]:
        field = FIELDS[self.field]
        options = () if field.skip is None else (Option("", field.skip),)
        return Ask(field.body, field.reader, field.example, options, sensitive=field.sensitive, kind=field.kind,
                   about=desk.applicants.get(self.applicant).name)

    def answer(self, desk: Desk, value: str, /) -> WhichLine | SomebodyElse:
        key = STORED.get(self.field, self.field)
        if would_pass_on(desk, self.applicant, self.field, value):
            return SomebodyElse(appointment=self.appointment, applicant=self.applicant, field=self.field)
        if value:
            desk.applicants.fill(self.applicant, **{key: value})
        else:
            desk.applicants.skip(self.applicant, self.field)
        return WhichLine(appointment=self.appointment, applicant=self.applicant)


class SomebodyElse(Step[Literal["keep", "cancel"], None]):
    """The change would make another applicant of this one. A place belongs to its applicant and can't be passed on."""

    appointment: int
    applicant: int
    field: FormField

    def ask(self, desk: Desk, /) -> OneOf[Literal["keep", "cancel"]]:
        return OneOf(_("With that change this would be somebody else, and a booked place can't be passed on. I have not "
                       "changed it. An officer can correct an error; or free this applicant's place and book again."),
                     (Option("keep", _("Leave it as it was")), Option("cancel", _("Free the place"))), words=("officer",))

    def answer(self, desk: Desk, value: Literal["keep", "cancel"], /) -> WhichLine | FreePlace:
        if value == "keep":
            return WhichLine(appointment=self.appointment, applicant=self.applicant)
        return FreePlace(appointment=self.appointment, applicant=self.applicant)


class FreePlace(Step[bool, None]):
    """Asked once more, because the place goes to somebody else."""

    appointment: int
    applicant: int

    def ask(self, desk: Desk, /) -> YesNo:
        return YesNo(_("Free the place of *{name}*? It goes to somebody else at once.",
                       name=said(desk.applicants.get(self.applicant).full_name)),
                     yes=_("Yes, free it"), no=_("No, keep it"))

    def answer(self, desk: Desk, value: bool, /) -> WhichLine | Done[None]:
        if not value:
            return WhichLine(appointment=self.appointment, applicant=self.applicant)
        appointment = desk.appointments.get(self.appointment)
        assert appointment is not None
        desk.parties.leave(appointment.party, self.applicant)
        for changed in desk.appointments.release_applicant(self.applicant):
            if changed.state == "cancelled":
                desk.reminders.unschedule(changed.id)
        return Done(None, said=(Note(_("The place is free. What you filled in is kept.")),))


# --- by code --------------------------------------------------------------------------------------------------------------

class AskCode(Step[str, None]):
    """The code of an appointment that somebody else made."""

    def ask(self, desk: Desk, /) -> Ask[str]:
        def a_code(text: str, reading: Reading) -> str | Refusal:
            return read_code(text) or Refusal(_("A code has six letters and digits, such as K7M-4TD."))

        return Ask(_("Which code? It has six letters and digits."), a_code,
                   _("Please type the code, such as K7M-4TD."), (Option("", _("Go on without"), also=("@no",)),))

    def answer(self, desk: Desk, value: str, /) -> AskBirthDate | Done[None]:
        return AskBirthDate(code=value) if value else Done(None)


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
        if not desk.lookup.may_try(desk.person.id, self.code):
            return NotFound(often=True)
        case = match(desk, self.code, date.fromisoformat(value))
        if case is None:
            desk.lookup.failed(desk.person.id, self.code)
            warn_owner(desk, self.code)
            return NotFound()
        return Found(appointment=case.appointment, case=case.id)


def match(desk: Desk, code: str, born: date) -> Case | None:
    """The case of that code whose applicant was born then. A wrong code takes as long as a wrong date."""
    appointment = desk.appointments.by_code(code)
    cases = active_cases(desk, appointment.id) if appointment is not None else []
    found = None
    for place in range(desk.settings.booking.party):
        case = cases[place] if place < len(cases) else None
        if desk.applicants.born(case.applicant if case is not None else None) == born and case is not None:
            found = case
    return found


def warn_owner(desk: Desk, code: str) -> None:
    """Whoever booked is told that somebody tried, at most once a day."""
    appointment = desk.appointments.by_code(code)
    if appointment is not None and appointment.state == "booked" and appointment.person != desk.person.id:
        desk.reminders.warn_of_guessing(appointment)


class NotFound(Step[Literal["again", "done"], None]):
    """No such code and a wrong date get the same words."""

    often: bool = False

    def ask(self, desk: Desk, /) -> OneOf[Literal["again", "done"]]:
        done = Option[Literal["again", "done"]]("done", _("Go on"))
        if self.often:
            return OneOf(_("There were too many tries. Please wait an hour, or ask an officer."), (done,), words=("officer",))
        return OneOf(_("I find no appointment with that code and that date of birth. Please check both; the code stands in "
                       "the confirmation."), (Option("again", _("Try again")), done), words=("officer",))

    def answer(self, desk: Desk, value: Literal["again", "done"], /) -> AskCode | Done[None]:
        return AskCode() if value == "again" else Done(None)


class Found(Step[Literal["on"], None]):
    """That applicant's visit, and what is missing; nothing of the others."""

    appointment: int
    case: int

    def ask(self, desk: Desk, /) -> Say:
        appointment = desk.appointments.get(self.appointment)
        cases = [case for case in active_cases(desk, self.appointment) if case.id == self.case]
        if appointment is None or not cases:
            return Say(_("This appointment is no longer booked."))
        return Say(visit_in_words(desk, appointment, cases))

    def answer(self, desk: Desk, value: Literal["on"], /) -> Done[None]:
        return Done(None)


# --- what a reminder's buttons open -------------------------------------------------------------------------------------

class Coming(Step[Literal["on"], None]):
    """Thanks for saying so."""

    appointment: int

    def ask(self, desk: Desk, /) -> Say:
        appointment = desk.appointments.get(self.appointment)
        assert appointment is not None
        return Say(_("Thank you. See you on {when}.", when=when_in_words(desk, appointment.slot)), next=_("Go on"))

    def answer(self, desk: Desk, value: Literal["on"], /) -> Done[None]:
        return Done(None)


class CantCome(Step[Literal["time", "cancel", "done"], None]):
    """Whoever can't come is asked what is to become of the visit."""

    appointment: int

    def ask(self, desk: Desk, /) -> OneOf[Literal["time", "cancel", "done"]]:
        appointment = own(desk, self.appointment)
        if appointment is None:
            return OneOf(_("This appointment is no longer booked."), (Option("done", _("Go on")),))
        return OneOf(_("Thank you for telling me. Shall I change the time of your visit on {when}, or cancel it?",
                       when=when_in_words(desk, appointment.slot)),
                     (Option("time", _("Change the time"), also=("ganti jadwal", "reschedule", "ubah jadwal")),
                      Option("cancel", _("Cancel the visit"), also=("batalkan janji",)),
                      Option("done", _("Leave it as it is"))), words=("officer",))

    def answer(self, desk: Desk, value: Literal["time", "cancel", "done"], /,
               ) -> ChangeTime | TooLate | CancelVisit | Done[None]:
        appointment = own(desk, self.appointment)
        if value == "done" or appointment is None:
            return Done(None)
        return change_time(desk, appointment) if value == "time" else CancelVisit(appointment=self.appointment)


def coming(desk: Desk, subject: str, choice: str) -> Coming | CantCome | MyVisits:
    """A reminder was answered: kept, and whoever can't come is led to a change."""
    appointment = own(desk, int(subject.split(":", maxsplit=1)[0]))
    if appointment is None:
        return MyVisits()
    desk.appointments.set_coming(appointment.id, "yes" if choice == "yes" else "no")
    return Coming(appointment=appointment.id) if choice == "yes" else CantCome(appointment=appointment.id)


def send_papers(desk: Desk, subject: str, choice: str) -> SendPapers:
    """The button under a reminder of missing papers."""
    return SendPapers()


REMINDER_CHOICES: dict[str, Text] = {"yes": _("I'm coming"), "no": _("I can't come")}
