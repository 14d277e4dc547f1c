"""What the buttons of a reminder open."""

from __future__ import annotations

from typing import Literal

from bot.conversation.prompts import OneOf, Option, Say
from bot.conversation.step import Done, Step
from bot.conversation.text import Text, _
from bot.desk.desk import Desk
from bot.flows.cancelling import TO_CANCEL
from bot.flows.my_visits import MyVisits
from bot.flows.visit_words import own, still_booked, when_of
from bot.flows.visits import TO_CHANGE, AlterVisit, SendPapers


class Coming(Step[Literal["on"], None]):
    """Thanks for saying so."""

    appointment: int

    def ask(self, desk: Desk, /) -> Say:
        appointment = still_booked(desk, self.appointment)
        return Say(_("Thank you. See you on {when}.", when=when_of(appointment)), next=_("Done"))

    def answer(self, desk: Desk, value: Literal["on"], /) -> Done[None]:
        return Done(None)


class CantCome(Step[Literal["time", "cancel", "done"], None]):
    """Whoever can't come is asked what is to become of the visit."""

    appointment: int

    def ask(self, desk: Desk, /) -> OneOf[Literal["time", "cancel", "done"]]:
        appointment = still_booked(desk, self.appointment)
        return OneOf(_("Thank you for telling me. Shall I change the time of your visit on {when}, or cancel it?",
                       when=when_of(appointment)),
                     (Option("time", _("Change the time"), also=("ganti", "diganti", *TO_CHANGE)),
                      Option("cancel", _("Cancel the visit"), also=TO_CANCEL),
                      Option("done", _("Leave it as it is"))), words=("officer",))

    def answer(self, desk: Desk, value: Literal["time", "cancel", "done"], /,
               ) -> AlterVisit | Done[None]:
        appointment = own(desk, self.appointment)
        if value == "done" or appointment is None:
            return Done(None)
        return AlterVisit(appointment=self.appointment, doing=value)


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

TYPED_FOR: dict[str, tuple[str, ...]] = {
    "yes": ("@yes", "datang", "saya datang", "akan datang", "pasti datang", "jadi datang", "hadir", "siap", "insya allah",
            "insyaallah", "coming", "i will come", "i'll come", "i'll be there", "see you there"),
    "no": ("@no", "ga bisa", "gak bisa", "nggak bisa", "ga bs", "gak bs", "tidak bisa", "tdk bisa", "ga datang", "gak datang",
           "tidak datang", "ga dateng", "ga jadi", "gak jadi", "tidak jadi", "ga jadi datang", "ga bisa datang",
           "gak bisa datang", "tidak bisa datang", "berhalangan", "batal", "batalin", "batalkan", "cancel", "can't", "cannot",
           "cant come", "can't make it", "cannot come", "cannot make it", "not coming", "won't come", "unable to come"),
}
