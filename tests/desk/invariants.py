"""What must be true of the seats at any time, whatever happened."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time
from typing import Protocol

from bot.config import Settings
from bot.desk.calendar import Calendar
from bot.desk.slots import Needs, Slot
from storage import bookings, seats
from storage.database import Transaction

Owned = Counter[tuple[str, int, str, str]]
"""Seats by kind of owner, owner, pool and time."""


class Office(Protocol):
    """The office at an instant, on a transaction; `Desk` is one."""

    @property
    def tx(self) -> Transaction: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def now(self) -> datetime: ...


def broken(office: Office) -> list[str]:
    """What is wrong: the seats that are taken must be those of the booked appointments and the live holds, no more and
    no fewer, and nowhere more than there are. True as long as the office did not change its hours or groups."""
    calendar = Calendar(office.settings, office.tx, office.now)
    limits: dict[tuple[str, str], int] = {}
    wanted: Owned = Counter()

    def want(kind: str, owner: int, slot: Slot, needs: Needs) -> None:
        for take in calendar.takes(slot, needs):
            wanted[kind, owner, take.pool, take.at] += take.seats
            limits[take.pool, take.at] = take.limit

    key = office.settings.office.key
    for hold in bookings.live_holds(office.tx, key, office.now):
        want("hold", hold.id, _slot(hold.day, hold.time, hold.place),
             Needs(tuple(hold.services.split()), hold.people, hold.minutes, unproven=True))
    for booked in bookings.booked(office.tx, key):
        cases = bookings.cases_of(office.tx, key, booked.id)
        services = tuple(case.service for case in cases if case.state == "active")
        want("appointment", booked.id, _slot(booked.day, booked.time, booked.place),
             Needs(services, booked.people, booked.minutes))
    return _compare(wanted, _there(office), limits)


def _there(office: Office) -> Owned:
    there: Owned = Counter()
    for row in seats.owners(office.tx, office.settings.office.key, office.now):
        if row.pool.startswith("network:"):             # of whom a hold does not tell
            continue
        owner = ("hold", row.hold) if row.hold is not None else ("appointment", row.appointment)
        there[*owner, row.pool, row.at] += row.taken
    return there


def _compare(wanted: Owned, there: Owned, limits: dict[tuple[str, str], int]) -> list[str]:
    wrong = [f"{key}: {there[key]} seats, not {wanted[key]}" for key in sorted(wanted | there)
             if there[key] != wanted[key] and not (key[2].endswith(":unproven") and there[key] == 0)]   # is proven now
    taken: Counter[tuple[str, str]] = Counter()
    for (_, _, pool, at), count in there.items():
        taken[pool, at] += count
    return wrong + [f"{key}: {count} of {limits.get(key)}" for key, count in sorted(taken.items())
                    if count > limits.get(key, 0)]


def _slot(day: str, clock: str, place: str) -> Slot:
    return Slot(date.fromisoformat(day), time.fromisoformat(clock), place)
