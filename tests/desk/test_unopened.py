"""Booked visits that the configuration no longer opens are found, and left as they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.desk.unopened import unopened
from storage.database import Database
from tests.desk.small import MONDAY, NOW, WORKDAYS, at, office, party, place, slot
from tests.prepared import new_database

OPEN = office({"counter": place(), "denver": place()})


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = new_database(f"sqlite:///{tmp_path}/janji.db")
    with at(made, OPEN) as desk:
        desk.book(desk.person(), slot("11:30"), party(2))
        desk.book(desk.person(), slot("09:00", where="denver"), party())
        cancelled = desk.book(desk.person(), slot("11:30"), party())
        desk.appointments.cancel(cancelled.id)
    yield made
    made.close()


def found(database: Database, places: dict[str, Any], days: int = 0) -> list[tuple[str, str]]:
    with at(database, office(places), NOW + timedelta(days=days)) as desk:
        visits = list(unopened(desk.tx, desk.settings, desk.now))
        assert all(desk.appointments.get(one.appointment.id) == one.appointment for one in visits)
        return [(f"{one.appointment.slot.place} {one.appointment.slot.time:%H:%M} {one.appointment.applicants}", one.why)
                for one in visits]


def test_what_is_open_is_not_named(database: Database) -> None:
    assert found(database, {"counter": place(), "denver": place()}) == []


def test_a_visit_on_a_day_that_was_closed_since(database: Database) -> None:
    closed = place(closures=[MONDAY])
    assert found(database, {"counter": closed, "denver": place()}) == [("counter 11:30 2", "closed then")]


def test_a_visit_that_would_end_after_the_new_hours(database: Database) -> None:
    shorter = place(week={day: ["09:00-11:45"] for day in WORKDAYS})
    assert found(database, {"counter": shorter, "denver": place()}) == [("counter 11:30 2", "closed then")]


def test_a_visit_at_a_place_that_is_gone(database: Database) -> None:
    assert found(database, {"counter": place()}) == [("denver 09:00 1", "there is no such place any more")]


def test_a_visit_for_a_service_that_is_not_given_there_any_more(database: Database) -> None:
    other = place(groups={"visas": {"services": ["visa"], "capacity": 4}})
    assert found(database, {"counter": other, "denver": place()}) == [
        ("counter 11:30 2", "the place no longer gives the service")]


def test_a_visit_outside_what_can_be_booked_now_is_still_open(database: Database) -> None:
    soon = place(notice_hours=24 * 20)
    assert found(database, {"counter": soon, "denver": place()}) == []


def test_what_is_over_is_not_named(database: Database) -> None:
    assert found(database, {"counter": place()}, days=20) == []
