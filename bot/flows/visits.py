"""What is booked: the list, one visit, and what can be done with it. Opened over any question, or from the menu."""

from __future__ import annotations

from typing import Literal

from bot.conversation.prompts import Choose, OneOf, Option
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, _, paragraphs
from bot.desk.appointments import Appointment
from bot.desk.codes import codes_in
from bot.desk.desk import Desk
from bot.desk.reaching import Way
from bot.flows.by_code import AskBirthDate, AskCode
from bot.flows.cancelling import CancelVisit, WhoStaysAway, first_of_cancelling
from bot.flows.changing import ChangeTime, TooLate, first_of_changing
from bot.flows.correcting import WhoseForm
from bot.flows.papers import ChoosePaper, File, WhosePapers, first_of_papers
from bot.flows.reaching import AskAddress
from bot.flows.visit_words import active_cases, own, visit_in_words


class MyVisits(Step[int | Literal["code", "done"], None]):
    """The appointments that this person made; others by code."""

    def ask(self, desk: Desk, /) -> Choose[int | Literal["code", "done"]]:
        visits = _visits(desk)
        options: list[Option[int | Literal["code", "done"]]] = [
            Option(visit.id, _("{day:short}, {hour}", day=visit.slot.day, hour=visit.slot.time),
                   detail=_("Code {code}", code=visit.code))
            for visit in visits]
        body: Showable = _("These are your appointments. Which one?") if visits else _(
            "There is no appointment from here at the moment. If somebody booked for you, I can look it up by its code.")
        return Choose(_with_reminders(desk, body), options, Option("code", _("Look up a code"), also=("kode", "code")),
                      Option("done", _("Done"), also=("ok", "oke")))

    def answer(self, desk: Desk, value: int | Literal["code", "done"], /) -> Visit | AskCode | MyVisits | Done[None]:
        if value == "code":
            return AskCode()
        if value == "done":
            return Done(None)
        return Visit(appointment=value) if own(desk, value) else MyVisits()


def _with_reminders(desk: Desk, body: Showable) -> Showable:
    """What is booked, and that no reminders of it come, where they are off."""
    if desk.person.reminders:
        return body
    return paragraphs((_("🔕 Reminders are off. To have them again, type *START*."), body))


def _visits(desk: Desk) -> list[Appointment]:
    """Those to come, and those after which a file is on its way, or was collected lately."""
    visits = {visit.id: visit for visit in desk.appointments.of_person(desk.person.id)}
    under_way = {case.appointment for case in desk.cases.of_person(desk.person.id)}
    older = [own(desk, number) for number in sorted(under_way - visits.keys())]
    return [*(visit for visit in older if visit is not None), *visits.values()]


def by_its_code(desk: Desk, text: str, taken: bool) -> Visit | AskBirthDate | None:
    """The visit whose code was typed somewhere: one's own is opened, for another the birth date is asked, whether there is
    such a code or not. `taken`: the text may mean something else, so only one's own counts."""
    codes = codes_in(text)
    for code, _sure in codes:
        visit = desk.appointments.by_code(code)
        if visit is not None and own(desk, visit.id) is not None:
            return Visit(appointment=visit.id)
    sure = next((code for code, sure in codes if sure), None)
    return None if sure is None or taken else AskBirthDate(code=sure)


def visit_of(desk: Desk, code: str) -> Visit | AskBirthDate:
    """The visit with this code if it is their own; else, whether there is such a code or not, the birth date is asked."""
    visit = desk.appointments.by_code(code)
    return Visit(appointment=visit.id) if visit is not None and own(desk, visit.id) is not None else AskBirthDate(code=code)


def the_visit(desk: Desk) -> Visit | MyVisits:
    """The visit that is asked for, or is to be changed: the only one, or the list."""
    visits = _visits(desk)
    return Visit(appointment=visits[0].id) if len(visits) == 1 else MyVisits()


TO_CHANGE = ("ganti jadwal", "ubah jadwal", "pindah jadwal", "ganti hari", "pindah hari", "hari lain", "reschedule", "move it",
             "another day", "reschedule my appointment", "change my appointment")
TO_CANCEL = ("batal", "batalkan", "batalin", "dibatalkan", "batalkan janji", "batalin janji", "ga jadi", "gak jadi",
             "nggak jadi", "tidak jadi", "cancel", "cancel it", "cancel my appointment", "cancel appointment")
"""What people type for these two: here they are about the visit, not about what is asked."""

What = Literal["papers", "time", "form", "cancel", "email", "sms", "done"]


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
                Option("time", _("Change the time"), also=TO_CHANGE),
                Option("form", _("Correct a form")),
                Option("cancel", _("Cancel the visit"), also=TO_CANCEL)]
        if "email" in desk.reaching.ways:
            options.append(Option("email", _("Notices by e-mail"), also=("email", "e-mail", "surel")))
        if "sms" in desk.reaching.ways:
            options.append(Option("sms", _("Notices by SMS"), also=("sms", "text message", "text messages")))
        options.append(Option("done", _("Done"), also=("ok", "oke")))
        return OneOf(_with_reminders(desk, visit_in_words(desk, appointment, cases)), tuple(options))

    def answer(self, desk: Desk, value: What, /) -> PapersOfVisit | NoticesOfVisit | AlterVisit | Done[None]:
        if value == "done" or own(desk, self.appointment) is None:
            return Done(None)
        if value == "papers":
            return PapersOfVisit(appointment=self.appointment)
        if value == "email" or value == "sms":
            return NoticesOfVisit(appointment=self.appointment, way=value)
        return AlterVisit(appointment=self.appointment, doing=value)


class AlterVisit(Step[bool, None]):
    """Its time, a form or the whole of it; back to the visit unless that is settled."""

    appointment: int
    doing: Literal["time", "form", "cancel"]

    def ask(self, desk: Desk, /) -> ChangeTime | TooLate | WhoseForm | WhoStaysAway | CancelVisit:
        match self.doing:
            case "form":
                return WhoseForm(appointment=self.appointment)
            case "cancel":
                return first_of_cancelling(desk, self.appointment)
            case "time":
                return first_of_changing(desk, self.appointment)

    def answer(self, desk: Desk, value: bool, /) -> Visit | Done[None]:
        return Done(None) if value else Visit(appointment=self.appointment)


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


class NoticesOfVisit(Step[None, None]):
    """An address for what is said unasked; back to the visit."""

    appointment: int
    way: Way

    def ask(self, desk: Desk, /) -> AskAddress:
        return AskAddress(way=self.way)

    def answer(self, desk: Desk, value: None, /) -> Visit:
        return Visit(appointment=self.appointment)


class SendPapers(Step[None, None]):
    """Papers, straight from the menu."""

    def ask(self, desk: Desk, /) -> WhosePapers | ChoosePaper:
        return first_of_papers(desk)

    def answer(self, desk: Desk, value: None, /) -> Done[None]:
        return Done(None)
