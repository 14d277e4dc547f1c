"""The whole visit is cancelled, or one of several applicants stays away. Ends with whether that is settled."""

from __future__ import annotations

from typing import Literal

from bot.conversation.prompts import Choose, Note, Option, YesNo
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, _, lines, paragraphs, said
from bot.desk.booked import Appointment, Case
from bot.desk.desk import Desk
from bot.flows.visit_words import active_cases, own, people_in_words, still_booked, when_of

SURELY = ("iya batal", "ya batal", "iya batalin", "ya batalin", "iya batalkan", "ya batalkan", "batalin janjinya",
          "batalkan janjinya", "batal", "batalkan", "batalin", "dibatalkan", "batalkan janji", "batalin janji",
          "batalkan janji temu", "batalin janji temu", "batalkan janji saya", "batalkan janji temu saya", "batalkan kunjungan",
          "batalkan kunjungan saya", "cancel", "cancel it", "cancel appointment", "cancel my appointment",
          "cancel the appointment", "cancel my visit", "cancel the visit")
TO_CANCEL = (*SURELY, "ga jadi", "gak jadi", "nggak jadi", "tidak jadi", "ga jadi dateng", "gak jadi datang",
             "saya tidak jadi datang")
"""What people type to cancel a visit. Asked whether to cancel it surely, "ga jadi" may as well mean not to."""


def first_of_cancelling(desk: Desk, appointment: int) -> WhoStaysAway | CancelVisit:
    several = len(expected(active_cases(desk, appointment))) > 1
    return WhoStaysAway(appointment=appointment) if several else CancelVisit(appointment=appointment)


def expected(cases: list[Case]) -> tuple[int, ...]:
    """The applicants of these cases, each once."""
    return tuple(dict.fromkeys(case.applicant for case in cases))


class WhoStaysAway(Step[int | Literal["all", "none"], bool]):
    """Of a party, everybody or one."""

    appointment: int

    def ask(self, desk: Desk, /) -> Choose[int | Literal["all", "none"]]:
        options: tuple[Option[int | Literal["all", "none"]], ...] = tuple(
            Option(applicant, said(desk.applicants.get(applicant).full_name))
            for applicant in expected(active_cases(desk, still_booked(desk, self.appointment).id)))
        return Choose(_("Who isn't coming? If it's one of you, I give up that place, and the others keep their time."),
                      options, Option("all", _("Nobody is coming"), also=("semua", "semuanya", "all", "everybody")),
                      Option("none", _("Leave it as it is")))

    def answer(self, desk: Desk, value: int | Literal["all", "none"], /) -> CancelVisit | FreePlace | Done[bool]:
        if value == "none":
            return Done(False)
        if value == "all":
            return CancelVisit(appointment=self.appointment)
        return FreePlace(appointment=self.appointment, applicant=value)


class CancelVisit(Step[bool, bool]):
    """Asked once more, because it frees the places at once."""

    appointment: int

    def ask(self, desk: Desk, /) -> YesNo:
        appointment = still_booked(desk, self.appointment)
        return YesNo(paragraphs((
            lines((_("Cancel the visit on {when}?", when=when_of(appointment)),
                   people_in_words(desk, active_cases(desk, appointment.id)))),
            _("The time is open to others at once. What you filled in and sent is kept for your next visit."))),
            yes=_("Yes, cancel it"), no=_("No, keep it"), also_yes=SURELY)

    def answer(self, desk: Desk, value: bool, /) -> Done[bool]:
        appointment = own(desk, self.appointment)
        if not value or appointment is None:
            return Done(False)
        desk.reminders.unschedule(appointment.id)
        desk.appointments.cancel(appointment.id)
        return Done(True, said=(cancelled_in_words(appointment),))


class FreePlace(Step[bool, bool]):
    """Asked once more, because the place goes to somebody else."""

    appointment: int
    applicant: int

    def ask(self, desk: Desk, /) -> YesNo:
        others = [one for one in expected(active_cases(desk, still_booked(desk, self.appointment).id)) if one != self.applicant]
        body: Showable = _("Give up the place of *{name}*? It is open to others at once.",
                           name=said(desk.applicants.get(self.applicant).full_name))
        if not others:
            body = paragraphs((body, _("Nobody else is coming, so this cancels the visit.")))
        return YesNo(body, yes=_("Yes, give it up"), no=_("No, keep it"))

    def answer(self, desk: Desk, value: bool, /) -> Done[bool]:
        appointment = own(desk, self.appointment)
        if not value or appointment is None:
            return Done(False)
        left = desk.appointments.release(appointment.id, self.applicant)
        if left is None:
            return Done(False)
        desk.parties.leave(appointment.party, self.applicant)
        if left.state == "cancelled":
            desk.reminders.unschedule(left.id)
            return Done(True, said=(cancelled_in_words(left),))
        return Done(True, said=(freed_in_words(desk, left, self.applicant),))


def cancelled_in_words(appointment: Appointment) -> Note:
    return Note(_("The visit with code {code} is cancelled. Your form and papers are kept; you can book again any time.",
                  code=appointment.code))


def freed_in_words(desk: Desk, left: Appointment, applicant: int) -> Note:
    """Whose place is free, and what stands for the others."""
    return Note(paragraphs((
        _("The place of *{name}* is given up. What was filled in and sent is kept.",
          name=said(desk.applicants.get(applicant).full_name)),
        lines((_("The visit on {when} stays booked, with the same code *{code}*, for:", when=when_of(left), code=left.code),
               people_in_words(desk, active_cases(desk, left.id)))))))
