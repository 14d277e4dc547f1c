"""A small office for the tests of the calendar: what matters is set by the test, the rest is as plain as can be."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert

from bot.config import Settings
from bot.desk.appointments import Appointments
from bot.desk.booked import Appointment, Hold, Member
from bot.desk.calendar import Calendar
from bot.desk.holds import Holds
from bot.desk.slots import Needs, Slot
from storage.database import Database, Transaction
from storage.sealed import Keys
from storage.tables import people

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)         # a Tuesday, 09:00 in Los Angeles
MONDAY = date(2026, 11, 30)
KEYS = Keys({1: AESGCM(b"k" * 32)}, 1, b"b" * 32)
WORKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def place(**changes: Any) -> dict[str, Any]:
    """A counter: weekdays 09:00 to 12:00, four at once, no notice; holidays don't close it."""
    return {
        "name": {"en": "Counter"}, "address": "3457 Wilshire Blvd", "timezone": "America/Los_Angeles",
        "week": {day: ["09:00-12:00"] for day in WORKDAYS},
        "holidays": {"indonesia": False, "joint_leave": False, "host_country": False},
        "groups": {"passports": {"services": ["renewal", "child"], "capacity": 4}},
        "notice_hours": 0, **changes,
    }


def office(places: Mapping[str, Any] | None = None, **changes: Any) -> Settings:
    """Settings with these places (by default one, `counter`) and services renewal, child and visa."""
    words = {"en": "x"}
    return Settings.model_validate({
        "office": {"key": "la", "name": words, "languages": ["en"], "timezone": "America/Los_Angeles",
                   "phone": {"number": "1"}, "duty_phone": {"number": "2"}, "counter_hours": {}, "officer_hours": {}},
        "notice": {"version": "1", "who_sees": words},
        "places": places or {"counter": place()},
        "jurisdiction": {"states": {}, "missions": {}},
        "questions": {}, "outcomes": {}, "requirements": {},
        "services": {key: {"name": words, "ask": []} for key in ("renewal", "child", "visa")},
        **changes,
    })


class At:
    """The office at an instant, on a transaction."""

    def __init__(self, tx: Transaction, settings: Settings, now: datetime = NOW, network: str = "") -> None:
        self.tx = tx
        self.now = now
        self.settings = settings
        self.calendar = Calendar(settings, tx, now)
        self.holds = Holds(tx, settings, self.calendar, now, network)
        self.appointments = Appointments(tx, settings, self.calendar, KEYS, now)

    def person(self, proven: bool = True) -> int:
        """A new one."""
        added = self.tx.execute(insert(people).values(
            office=self.settings.office.key, language_guess="en", made_at=self.now, seen_at=self.now,
            proven_at=self.now if proven else None).returning(people.c.id))
        return int(added.scalar_one())

    def hold(self, person: int, slot: Slot, needs: Needs) -> Hold:
        """Hold a time that is free."""
        hold = self.holds.keep(person, person, slot, needs)
        assert isinstance(hold, Hold)
        return hold

    def book(self, person: int, slot: Slot, needs: Needs, identities: Sequence[str] = ()) -> Appointment:
        """Hold and book a time that is free."""
        booked = self.appointments.book(person, self.hold(person, slot, needs).id, members(needs, identities))
        assert isinstance(booked, Appointment)
        return booked


@contextmanager
def at(database: Database, settings: Settings, now: datetime = NOW) -> Iterator[At]:
    """The office at an instant, in a transaction of its own."""
    with database.transaction() as tx:
        yield At(tx, settings, now)


def members(needs: Needs, identities: Sequence[str] = ()) -> list[Member]:
    """The party's applicants, numbered from 1; of people never seen before, unless they are named."""
    names = list(identities) or [b64encode(os.urandom(6)).decode() for _ in needs.services]
    return [Member(number, service, KEYS.seal_json({"married": "yes"}, "cases.answers"), "rules", [name.encode()])
            for number, (service, name) in enumerate(zip(needs.services, names, strict=True), 1)]


def party(applicants: int = 1, minutes: int = 30, service: str = "renewal", companions: int = 0) -> Needs:
    """A party that all comes for the same service."""
    return Needs((service,) * applicants, applicants + companions, minutes)


def slot(clock: str, day: date = MONDAY, where: str = "counter") -> Slot:
    """`slot("09:30")`."""
    return Slot(day, time.fromisoformat(clock), where)


def clocks(slots: Sequence[Slot]) -> list[str]:
    """Their times, `["09:00", "09:30"]`."""
    return [f"{one.time:%H:%M}" for one in slots]
