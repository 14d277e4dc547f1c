"""One visit that is booked, and what can be done with it. Opened over any question, or from the list."""

from __future__ import annotations

from typing import Literal

from bot.conversation.prompts import Note, OneOf, Option
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, _, paragraphs
from bot.desk.booked import Appointment
from bot.desk.desk import Desk
from bot.desk.reaching import Way
from bot.desk.slots import Slot
from bot.flows.at_place import At, at_slot
from bot.flows.cancelling import TO_CANCEL, CancelVisit, WhoStaysAway, first_of_cancelling
from bot.flows.changing import ChangeTime, ConfirmChange, Days, TooLate, first_of_changing, is_too_late
from bot.flows.correcting import WhichLine, WhoseForm, first_of_correcting
from bot.flows.papers import ChoosePaper, File, WhosePapers, files_of, first_of_papers
from bot.flows.reaching import AskAddress
from bot.flows.times import take
from bot.flows.typed_times import TO_CHANGE_DAY, TO_CHANGE_TIME
from bot.flows.visit_words import NO_LONGER_BOOKED, active_cases, own, still_booked, visit_in_words


def with_reminders(desk: Desk, body: Showable) -> Showable:
    """What is booked, and that no reminders of it come, where they are off."""
    if desk.person.reminders:
        return body
    return paragraphs((body, _("🔕 Reminders are off. To have them again, type *START*.")))


TO_CHANGE = (*TO_CHANGE_DAY, *TO_CHANGE_TIME, "move it", "reschedule my appointment", "change my appointment",
             "move my appointment", "change my time", "jadwal ulang", "ganti janji", "ganti janji temu", "ubah janji",
             "ubah janji temu", "besok gak bisa dateng ganti hari lain", "diundur", "diundurin", "mundurin", "dimundurin",
             "dimundurkan", "dimajukan", "dimajuin", "postpone", "postponed")
"""What people type for this: here it is about the visit, not about what is asked."""

What = Literal["papers", "time", "form", "cancel", "email", "sms", "done"]


class Visit(Step[What, None]):
    """One appointment, and what can be done with it."""

    appointment: int

    def ask(self, desk: Desk, /) -> OneOf[What]:
        appointment = still_booked(desk, self.appointment)
        cases = active_cases(desk, appointment.id)
        files = files_of(desk)
        options: list[Option[What]] = []
        if any(File(applicant=case.applicant, service=case.service) in files for case in cases):
            options.append(Option("papers", _("Send papers"), also=("kirim dokumen", "papers", "upload")))
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
        return OneOf(with_reminders(desk, visit_in_words(desk, appointment, cases)), tuple(options))

    def answer(self, desk: Desk, value: What, /) -> PapersOfVisit | NoticesOfVisit | AlterVisit | Done[None]:
        if value == "done" or own(desk, self.appointment) is None:
            return Done(None)
        if value == "papers":
            return PapersOfVisit(appointment=self.appointment)
        if value == "email" or value == "sms":
            return NoticesOfVisit(appointment=self.appointment, way=value)
        return AlterVisit(appointment=self.appointment, doing=value)


def to_another_time(desk: Desk, appointment: Appointment, named: Days | Slot | None) -> AlterVisit:
    """Its time is changed; to the one that was `named`, which is held."""
    if not isinstance(named, Slot):
        return AlterVisit(appointment=appointment.id, doing="time", named=named)
    at = at_slot(named)
    taken = None if is_too_late(desk, appointment) else take(desk, appointment.party, at)
    return AlterVisit(appointment=appointment.id, doing="time", at=at, hold=taken.value if isinstance(taken, Done) else None)


class AlterVisit(Step[bool, None]):
    """Its time, a form or the whole of it; back to the visit unless that is settled. `named`, or `at` with its `hold`: the
    day or the time that they want."""

    appointment: int
    doing: Literal["time", "form", "cancel"]
    named: Days | None = None
    at: At | None = None
    hold: int | None = None

    def ask(self, desk: Desk, /) -> (
            ChangeTime | ConfirmChange | TooLate | WhoseForm | WhichLine | WhoStaysAway | CancelVisit):
        still_booked(desk, self.appointment)
        if self.at is not None and self.hold is not None:
            return ConfirmChange(appointment=self.appointment, hold=self.hold, at=self.at)
        match self.doing:
            case "form":
                return first_of_correcting(desk, self.appointment)
            case "cancel":
                return first_of_cancelling(desk, self.appointment)
            case "time":
                return first_of_changing(desk, self.appointment, self.named, self.at)

    def answer(self, desk: Desk, value: bool, /) -> Visit | Done[None]:
        if value:
            return Done(None)
        if own(desk, self.appointment) is None:
            return Done(None, said=(Note(NO_LONGER_BOOKED),))
        return Visit(appointment=self.appointment)


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
