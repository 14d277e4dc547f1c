"""Another time for a visit; the old one is kept until the new one is certain. Ends with whether that is settled."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Literal

from bot.conversation.prompts import Note, Say, YesNo
from bot.conversation.step import Done, Step
from bot.conversation.text import _, lines
from bot.desk.booked import Appointment, Gone
from bot.desk.desk import Desk
from bot.desk.reminders import subject_of
from bot.desk.slots import Slot
from bot.flows.at_place import At, at_slot, hold_of, needs_of, when_in_words
from bot.flows.booking import booked_in_words
from bot.flows.times import (
    ChooseDay,
    ChooseNearest,
    ChoosePlace,
    ChooseTime,
    first_of_times,
    take,
)
from bot.flows.typed_times import PartOfDay, Since, read_instead
from bot.flows.visit_words import NO_LONGER_BOOKED, own, still_booked, when_of

Days = date | PartOfDay | Since
"""Which day or days were named, where no time was."""


def first_of_changing(desk: Desk, appointment_id: int, named: Days | None = None, after: At | None = None,
                      ) -> ChangeTime | TooLate:
    appointment = desk.appointments.get(appointment_id)
    assert appointment is not None
    if is_too_late(desk, appointment):
        return TooLate(appointment=appointment_id)
    return ChangeTime(appointment=appointment_id, named=named, after=after)


def is_too_late(desk: Desk, appointment: Appointment) -> bool:
    return appointment.starts_at - desk.now < timedelta(hours=desk.settings.booking.change_until_hours)


class TooLate(Step[Literal["on"], bool]):
    """So near the visit the time is not changed here any more; cancelling is always possible."""

    appointment: int

    def ask(self, desk: Desk, /) -> Say:
        return Say(_("It is less than {n} hours until your visit, so I can't change the time any more. An officer can, and "
                     "you can always cancel.", n=desk.settings.booking.change_until_hours), words=("officer",))

    def answer(self, desk: Desk, value: Literal["on"], /) -> Done[bool]:
        return Done(False)


class ChangeTime(Step[int | None, bool]):
    """Another place, day or time; the old one is kept until the new one is certain. `named`: the day that they want;
    `after`: the time that could not be had."""

    appointment: int
    after: At | None = None
    named: Days | None = None

    def ask(self, desk: Desk, /) -> ChoosePlace | ChooseDay | ChooseTime | ChooseNearest:
        appointment = still_booked(desk, self.appointment)
        party, place = appointment.party, appointment.slot.place
        if self.after is not None:
            return ChooseNearest(party=party, at=self.after)
        match self.named:
            case None:
                return first_of_times(desk, party, appointment.slot.day)
            case Since():
                return ChooseDay(party=party, place=place, since=self.named.first)
            case PartOfDay():
                return ChooseTime(party=party, place=place, day=self.named.day, part=self.named.part)
            case _:
                return ChooseTime(party=party, place=place, day=self.named)

    def answer(self, desk: Desk, value: int | None, /) -> ConfirmChange | Done[bool]:
        if own(desk, self.appointment) is None:             # cancelled while days were shown
            desk.holds.drop(desk.person.id)
            return Done(True, said=(Note(NO_LONGER_BOOKED),))
        held = None if value is None else hold_of(desk, value)
        if held is None:
            return Done(False)
        return ConfirmChange(appointment=self.appointment, hold=held.id, at=at_slot(held.slot))


class ConfirmChange(Step[bool | Slot, bool]):
    """Old and new time, side by side; or another one instead."""

    appointment: int
    hold: int
    at: At

    def ask(self, desk: Desk, /) -> YesNo:
        appointment = still_booked(desk, self.appointment)
        needs = needs_of(desk, appointment.party)
        return YesNo(lines((
            _("Now: {when}", when=when_of(appointment)),
            _("New: *{when}*", when=when_in_words(desk, self.at.slot())),
            _("Shall I change it? The code stays the same."))),
            yes=_("Yes, change it"), no=_("No, keep the old one"), hold=self.hold,
            reader=partial(read_instead, desk, self.at.place, needs, self.at.day), also_yes=(
                "iya ganti", "iya diganti", "ya ganti aja", "iya ganti aja", "ya ganti saja", "ok ganti", "oke ganti",
                "yes change", "ok change it"))

    def answer(self, desk: Desk, value: bool | Slot, /) -> ConfirmChange | ChangeTime | Done[bool]:
        if isinstance(value, Slot):
            return self._instead(desk, at_slot(value))
        if not value:
            desk.holds.drop(desk.person.id)
            return Done(True, said=(Note(_("Nothing was changed.")),))
        if own(desk, self.appointment) is None:
            return Done(True, said=(Note(NO_LONGER_BOOKED),))
        hold = self._held(desk)
        moved = Gone() if hold is None else desk.appointments.move(self.appointment, hold)
        if hold is None or isinstance(moved, Gone):
            return ChangeTime(appointment=self.appointment, after=self.at)
        desk.reminders.unschedule_hold(hold)
        reminded = bool(desk.reminders.schedule(moved))
        desk.reaching.confirm(desk.person.id, subject_of(moved))
        return Done(True, said=booked_in_words(
            desk, moved, reminded, _("✅ The time is changed. Your code is still *{code}*.", code=moved.code)))

    def _instead(self, desk: Desk, at: At) -> ConfirmChange | ChangeTime:
        again = take(desk, still_booked(desk, self.appointment).party, at)
        if isinstance(again, Done) and again.value is not None:
            return ConfirmChange(appointment=self.appointment, hold=again.value, at=at)
        return ChangeTime(appointment=self.appointment, after=at)

    def _held(self, desk: Desk) -> int | None:
        """What is held of the new time: where that lapsed, the same time again, if nobody took it."""
        appointment = desk.appointments.get(self.appointment)
        if appointment is None or hold_of(desk, self.hold) is not None:
            return self.hold
        again = take(desk, appointment.party, self.at)
        return again.value if isinstance(again, Done) else None
