"""Booking the time that is held, moving a visit and cancelling it. The database sees to it that no seat is given twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from bot.config import Settings
from bot.desk.booked import (
    Already,
    Appointment,
    Case,
    Gone,
    Hold,
    Member,
    appointment_from,
    hold_from,
)
from bot.desk.calendar import Calendar
from bot.desk.codes import make_code, read_code
from bot.desk.slots import Slot, crowd_pool, group_of, group_pool
from storage import bookings, seats
from storage.database import Transaction
from storage.sealed import Keys
from storage.statement import Row

ANSWERS = "cases.answers"
"""What a case's answers are sealed as."""


class _Lost(Exception):
    """Undoes what was done since the savepoint."""

    def __init__(self, outcome: Gone | Already) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class Appointments:
    """What an office has promised, and to whom. Everything happens in the turn's transaction."""

    def __init__(self, tx: Transaction, settings: Settings, calendar: Calendar, keys: Keys, now: datetime) -> None:
        self._tx = tx
        self._settings = settings
        self._office = settings.office.key
        self._calendar = calendar
        self._keys = keys
        self._now = now

    def book(self, person: int, hold_id: int, members: Sequence[Member]) -> Appointment | Gone | Already:
        """Make the hold an appointment of these applicants. It succeeds while all its seats are still its own, even
        when it lapsed a moment ago."""
        hold = self._own_hold(person, hold_id, [member.service for member in members])
        if hold is None:
            return Gone()
        twin = _twice(members)
        if twin is not None:
            return Already(None, twin.applicant, twin.service)
        try:
            with self._tx.savepoint():
                return self._book(hold, members)
        except _Lost as lost:
            return lost.outcome

    def move(self, appointment_id: int, hold_id: int) -> Appointment | Gone:
        """Take the hold's time instead of the appointment's, whose seats come free."""
        appointment = self.get(appointment_id)
        if appointment is None or appointment.state != "booked":
            return Gone()
        cases = self._active_cases(appointment_id)
        hold = self._own_hold(appointment.person, hold_id, [case.service for case in cases])
        if hold is None:
            return Gone()
        try:
            with self._tx.savepoint():
                return self._move(appointment_id, hold, cases)
        except _Lost:
            return Gone()

    def cancel(self, appointment_id: int) -> bool:
        """End it and free its places at once; False when it was not booked."""
        if not bookings.cancel(self._tx, self._office, appointment_id, self._now):
            return False
        seats.free_appointment(self._tx, self._office, appointment_id)
        bookings.end_cases(self._tx, self._office, appointment_id)
        return True

    def release(self, appointment_id: int, applicant: int) -> Appointment | None:
        """This applicant stays away: end their cases of this visit, and free their places at once.

        The visit as it is then: cancelled, when nobody else was to come. None when they were not expected at it, or it
        is not to come.
        """
        appointment = self.get(appointment_id)
        if appointment is None or appointment.state != "booked" or appointment.starts_at <= self._now:
            return None
        active = self._active_cases(appointment_id)
        theirs = [row for row in active if row.applicant == applicant]
        if not theirs:
            return None
        if len(theirs) == len(active):
            self.cancel(appointment_id)
        else:
            for number, row in enumerate(theirs):
                self._leave(row, appointment, appointment.people - number - 1)
        return self.get(appointment_id)

    def expects_another(self, applicant: int, known_by: Collection[bytes]) -> bool:
        """Whether a visit to come of this applicant was booked for somebody who is known by none of these."""
        booked: dict[int, set[bytes]] = defaultdict(set)
        for row in bookings.expected_as(self._tx, self._office, applicant, self._now):
            booked[row.case].add(bytes(row.blind))
        return any(blinds.isdisjoint(known_by) for blinds in booked.values())

    def is_expected(self, applicant: int) -> bool:
        """Whether this applicant has a visit to come."""
        return bool(bookings.expected_as(self._tx, self._office, applicant, self._now))

    def set_coming(self, appointment_id: int, coming: Literal["yes", "no"]) -> None:
        """What they said to the reminder."""
        bookings.set_coming(self._tx, self._office, appointment_id, coming)

    def expecting(self, service: str, identities: Sequence[bytes]) -> int | None:
        """The appointment in which this applicant is expected for this service, if there is one to come."""
        for blind in identities:
            other = bookings.active_case(self._tx, self._office, service, blind)
            if other is not None and other.starts_at + timedelta(minutes=other.minutes) > self._now:
                return int(other.appointment)
        return None

    def get(self, appointment_id: int) -> Appointment | None:
        return _or_none(bookings.appointment(self._tx, self._office, appointment_id))

    def by_code(self, typed: str) -> Appointment | None:
        """The appointment with a code as a person typed it, cancelled ones too."""
        code = read_code(typed)
        return None if code is None else _or_none(bookings.by_code(self._tx, self._office, code))

    def of_person(self, person: int) -> list[Appointment]:
        """Their booked visits that are not over since a day, the next one first."""
        rows = bookings.of_person(self._tx, self._office, person, self._now - timedelta(days=1))
        return [appointment_from(row) for row in rows]

    def cases(self, appointment_id: int) -> list[Case]:
        """The cases of an appointment, ended ones too."""
        return [Case(row.id, row.appointment, row.applicant, row.service, self._keys.open_json(row.answers, ANSWERS),
                     row.rules, row.state, row.stage)
                for row in bookings.cases_of(self._tx, self._office, appointment_id)]

    # --- inside -----------------------------------------------------------------------------------------------------

    def _own_hold(self, person: int, hold_id: int, services: Iterable[str]) -> Hold | None:
        """The person's hold, lapsed or not, if it is for just these services."""
        row = bookings.hold(self._tx, self._office, hold_id)
        if row is None or row.person != person or row.services != " ".join(sorted(services)):
            return None
        return hold_from(row)

    def _book(self, hold: Hold, members: Sequence[Member]) -> Appointment:
        appointment_id = self._add_appointment(hold, len(members))
        self._take_seats(hold, appointment_id)
        for member in members:
            case = bookings.add_case(
                self._tx, office=self._office, appointment=appointment_id, applicant=member.applicant,
                service=member.service, pool=self._pool(hold.slot.place, member.service), answers=member.answers,
                rules=member.rules, made_at=self._now)
            self._activate(member, case)
        booked = self.get(appointment_id)
        assert booked is not None
        return booked

    def _move(self, appointment_id: int, hold: Hold, cases: Sequence[Row]) -> Appointment:
        """Raises _Lost when its time, or one of the services there, is not to be had any more."""
        seats.free_appointment(self._tx, self._office, appointment_id)
        self._take_seats(hold, appointment_id)
        for case in cases:
            bookings.set_pool(self._tx, self._office, case.id, self._pool(hold.slot.place, case.service))
        row = bookings.move(self._tx, self._office, appointment_id, people=hold.needs.people, minutes=hold.needs.minutes,
                            **self._when(hold.slot))
        if row is None:
            raise _Lost(Gone())
        return appointment_from(row)

    def _active_cases(self, appointment_id: int) -> list[Row]:
        return [row for row in bookings.cases_of(self._tx, self._office, appointment_id) if row.state == "active"]

    def _add_appointment(self, hold: Hold, applicants: int) -> int:
        while True:
            made = bookings.add_appointment(
                self._tx, office=self._office, code=make_code(), person=hold.person, party=hold.party,
                minutes=hold.needs.minutes, applicants=applicants, people=hold.needs.people, made_at=self._now,
                **self._when(hold.slot))
            if made is not None:
                return made

    def _take_seats(self, hold: Hold, appointment_id: int) -> None:
        """Raises _Lost when one of the hold's seats is not its own any more."""
        if seats.give_to_appointment(self._tx, self._office, hold.id, appointment_id) < hold.seats:
            raise _Lost(Gone())
        bookings.drop_hold(self._tx, self._office, hold.id)

    def _activate(self, member: Member, case: int) -> None:
        """Make it the applicant's one active case of the service. Raises _Lost when they have another to come."""
        while True:
            blind = bookings.activate(self._tx, self._office, member.service, member.identities, case)
            if blind is None:
                return
            other = bookings.active_case(self._tx, self._office, member.service, blind)
            if other is None:
                continue                                            # ended in between
            if other.starts_at + timedelta(minutes=other.minutes) > self._now:
                raise _Lost(Already(other.appointment, member.applicant, member.service))
            bookings.deactivate(self._tx, self._office, other.case)     # that visit is over
            bookings.deactivate(self._tx, self._office, case)           # begin anew with all identities

    def _leave(self, case: Row, appointment: Appointment, people: int) -> None:
        """One of several applicants does not come; so many people are left."""
        bookings.end_case(self._tx, self._office, case.id)
        bookings.one_less(self._tx, self._office, appointment.id)
        there = bookings.cases_of(self._tx, self._office, appointment.id)
        left = sum(other.state == "active" and other.pool == case.pool for other in there)
        seats.free_one(self._tx, self._office, appointment.id, case.pool, left)
        seats.free_one(self._tx, self._office, appointment.id, crowd_pool(appointment.slot.place), people)

    def _pool(self, place: str, service: str) -> str:
        group = group_of(self._settings.places[place], service)
        if group is None:
            raise _Lost(Gone())             # the office took the service away from there since
        return group_pool(place, group)

    def _when(self, slot: Slot) -> Mapping[str, object]:
        zone = self._calendar.zone(slot.place)
        return {"place": slot.place, "day": slot.day.isoformat(), "time": f"{slot.time:%H:%M}", "timezone": zone.key,
                "starts_at": self._calendar.starts_at(slot)}


def _twice(members: Sequence[Member]) -> Member | None:
    """Who is in this party twice with the same service."""
    seen: Counter[tuple[str, bytes]] = Counter()
    for member in members:
        if any(seen[member.service, blind] for blind in member.identities):
            return member
        seen.update((member.service, blind) for blind in member.identities)
    return None


def _or_none(row: Row | None) -> Appointment | None:
    return None if row is None else appointment_from(row)
