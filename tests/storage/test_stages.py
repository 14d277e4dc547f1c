"""Where cases are, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage import bookings, outbox, people, stages
from storage.database import Transaction

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OFFICE = "kjri-la"


@pytest.fixture
def cases(tx: Transaction) -> list[int]:
    """Two applicants of one visit, and one of another."""
    person = people.find_or_add(tx, OFFICE, "web", "dewi", "id", None, NOW)
    made = []
    for code, applicants in (("K7M-4TD", 2), ("R4P-8WX", 1)):
        visit = bookings.add_appointment(
            tx, office=OFFICE, code=code, person=person, party=1, place="counter", day="2026-11-24", time="09:30",
            timezone="America/Los_Angeles", starts_at=NOW, minutes=30, applicants=applicants, people=applicants, made_at=NOW)
        made += [bookings.add_case(tx, office=OFFICE, appointment=visit, applicant=number, service="visa", pool="",
                                   answers=b"", rules="", made_at=NOW) for number in range(applicants)]
    return made


def test_a_case_is_moved_from_where_it_is_and_from_nowhere_else(tx: Transaction, cases: list[int]) -> None:
    assert stages.move(tx, OFFICE, cases[0], "booked", "received", NOW) is not None
    assert stages.move(tx, OFFICE, cases[0], "booked", "ready", NOW) is None
    bookings.end_case(tx, OFFICE, cases[1])
    assert stages.move(tx, OFFICE, cases[1], "booked", "received", NOW) is None
    assert stages.move(tx, "another-office", cases[2], "booked", "received", NOW) is None
    assert [(row.stage, row.at) for row in stages.history(tx, OFFICE, cases[0])] == [("received", NOW)]


def test_a_case_knows_its_number_and_since_when_it_is_there(tx: Transaction, cases: list[int]) -> None:
    stages.move(tx, OFFICE, cases[1], "booked", "received", NOW + DAY)
    newest = stages.move(tx, OFFICE, cases[1], "received", "ready", NOW + 2 * DAY)
    stages.set_whereabouts(tx, OFFICE, cases[1], "cabinet 3")
    first, second = stages.by_code(tx, OFFICE, "K7M-4TD")
    assert (first.number, first.of, first.stage, first.row, first.since) == (1, 2, "booked", None, NOW)
    assert (second.number, second.of, second.stage, second.row, second.since) == (2, 2, "ready", newest, NOW + 2 * DAY)
    assert stages.get(tx, OFFICE, cases[1]) == second and second.whereabouts == "cabinet 3"
    assert stages.get(tx, "another-office", cases[1]) is None


def test_who_waits_longest_at_a_stage_is_first(tx: Transaction, cases: list[int]) -> None:
    stages.move(tx, OFFICE, cases[0], "booked", "received", NOW + DAY)
    assert [row.id for row in stages.under_way(tx, OFFICE, "", "", NOW)] == [cases[1], cases[2], cases[0]]
    assert [row.id for row in stages.under_way(tx, OFFICE, "received", "visa", NOW)] == [cases[0]]
    assert [row.id for row in stages.under_way(tx, OFFICE, "", "", NOW + DAY)] == [cases[0]]
    assert stages.under_way(tx, OFFICE, "", "passport", NOW) == []
    person = stages.by_code(tx, OFFICE, "K7M-4TD")[0].person
    assert [row.id for row in stages.of_person(tx, OFFICE, person)] == [cases[0]]


@pytest.mark.usefixtures("cases")
def test_a_push_that_went_is_known_by_how_its_subject_begins(tx: Transaction) -> None:
    row = outbox.put_push(tx, office=OFFICE, person=1, account="web", address="dewi", kind="feedback", subject="1:2:3",
                          due_at=NOW, now=NOW)
    assert not stages.was_pushed(tx, OFFICE, 1, "feedback", "1:")
    assert [one.id for one in outbox.take(tx, "web", "dewi", NOW)] == [row.id]
    assert stages.was_pushed(tx, OFFICE, 1, "feedback", "1:")
    assert not stages.was_pushed(tx, OFFICE, 1, "feedback", "11:")
    assert not stages.was_pushed(tx, OFFICE, 1, "stage", "1:")
