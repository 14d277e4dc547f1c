"""Holding a time for minutes, until it is booked, given back or lapses."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.config import Settings
from bot.desk import seating
from bot.desk.booked import Belongs, Full, Hold, hold_from
from bot.desk.calendar import Calendar
from bot.desk.slots import Needs, Slot
from storage import bookings
from storage.database import Transaction

GRACE = timedelta(minutes=2)
"""How long the seats of a lapsed hold stay its own if nobody wants them: a confirmation on its way still succeeds."""


class Holds:
    """Of each person at most one of a kind. Everything happens in the turn's transaction."""

    def __init__(self, tx: Transaction, settings: Settings, calendar: Calendar, now: datetime, network: str = "") -> None:
        self._tx = tx
        self._settings = settings
        self._office = settings.office.key
        self._calendar = calendar
        self._now = now
        self._network = network

    def needs_of(self, person: int, needs: Needs, belongs: Belongs = "conversation") -> Needs:
        """The same, as this person needs it: their present hold is no obstacle, and whether they are unproven."""
        row = bookings.hold_of(self._tx, self._office, person, belongs)
        unproven = not bookings.is_proven(self._tx, self._office, person)
        return replace(needs, unproven=unproven, network=self._network if unproven else "",
                       own_hold=0 if row is None else row.id)

    def keep(self, person: int, party: int, slot: Slot, needs: Needs, belongs: Belongs = "conversation") -> Hold | Full:
        """Keep a time for a party, in place of the person's hold of this kind; when it fails, that one stays."""
        needs = self.needs_of(person, needs, belongs)
        if not self._calendar.is_offered(slot, needs):
            return Full("taken")
        try:
            with self._tx.savepoint():
                return self._keep(person, party, slot, needs, belongs)
        except seating.NoRoom as full:
            return Full(full.why)

    def handed(self, hold_id: int, at: datetime) -> bool:
        """The message that offers the hold was handed to the channel: its minutes count from here, once."""
        return bookings.handed(self._tx, self._office, hold_id, at, at + self._hold_time)

    def of(self, person: int, belongs: Belongs = "conversation") -> Hold | None:
        """Their live hold."""
        row = bookings.hold_of(self._tx, self._office, person, belongs)
        return None if row is None or row.lapses_at <= self._now else hold_from(row)

    def drop(self, person: int, belongs: Belongs = "conversation") -> None:
        """Give back what they hold, if anything."""
        row = bookings.hold_of(self._tx, self._office, person, belongs)
        if row is not None:
            bookings.drop_hold(self._tx, self._office, row.id)

    # --- inside -----------------------------------------------------------------------------------------------------

    @property
    def _hold_time(self) -> timedelta:
        return timedelta(minutes=self._settings.booking.hold_minutes)

    def _keep(self, person: int, party: int, slot: Slot, needs: Needs, belongs: Belongs) -> Hold:
        if needs.own_hold:
            bookings.drop_hold(self._tx, self._office, needs.own_hold)
        takes = self._calendar.takes(slot, needs)
        hold_id = bookings.add_hold(
            self._tx, office=self._office, person=person, belongs=belongs, party=party, place=slot.place,
            day=slot.day.isoformat(), time=f"{slot.time:%H:%M}", services=" ".join(sorted(needs.services)),
            people=needs.people, minutes=needs.minutes,
            seats=sum(take.seats for take in takes if not take.pool.endswith(":unproven")),
            lapses_at=self._now + self._hold_time, made_at=self._now)
        seating.claim(self._tx, self._office, hold_id, takes, self._now, self._now + self._hold_time)
        row = bookings.hold(self._tx, self._office, hold_id)
        assert row is not None
        return hold_from(row)


def sweep(tx: Transaction, now: datetime) -> int:
    """Delete what lapsed a while ago, of all offices; how many holds. Readers pass over lapsed ones anyway."""
    return bookings.sweep(tx, now - GRACE)
