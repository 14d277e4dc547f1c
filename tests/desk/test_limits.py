"""Guessing and hoarding: who is stopped, and who is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.catalogue import Catalogue
from bot.desk.desk import Desk, Office
from bot.desk.limits import booked_enough, count_booking
from bot.desk.lookup import Lookup
from bot.desk.people import person_of
from storage import people
from storage.database import Database, Transaction
from storage.statement import Row, Statement
from tests.desk.small import KEYS, At, at, office, party, place, slot
from tests.prepared import new_database

LIMITS = {"code_tries_an_hour": 3, "address_code_tries_an_hour": 5, "code_tries_a_day_each": 4, "code_tries_an_hour_all": 6,
          "applicants_to_come": 4, "address_bookings_a_day": 3}
SETTINGS = office({"counter": place(groups={"passports": {"services": ["renewal"], "capacity": 9}})}, limits=LIMITS)
MADE_UP = "CCC-CCC"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = new_database(f"sqlite:///{tmp_path}/office.db")
    yield made
    made.close()


def lookup(desk: At, network: str = "", **later: float) -> Lookup:
    return Lookup(desk.tx, SETTINGS, desk.now + timedelta(**later), network)


def test_one_person_is_stopped_and_nobody_else(database: Database) -> None:
    with at(database, SETTINGS) as desk:
        for code in ("CCC-CCD", "CCC-CCF", "CCC-CCG"):
            assert lookup(desk).wait(1, code) is None
            lookup(desk).failed(1, code)
        assert lookup(desk).wait(1, MADE_UP)
        assert lookup(desk).wait(2, MADE_UP) is None
        assert lookup(desk, minutes=61).wait(1, MADE_UP) is None


def test_many_chats_of_one_network_are_stopped_together_and_no_other_network(database: Database) -> None:
    with at(database, SETTINGS) as desk:
        code = desk.book(desk.person(), slot("09:00"), party()).code
        other = desk.book(desk.person(), slot("09:30"), party()).code
        for person, wrong in zip(range(10, 15), (code, code, other, other, other), strict=True):
            assert lookup(desk, "here").wait(person, wrong) is None
            lookup(desk, "here").failed(person, wrong)
        assert lookup(desk, "here").wait(99, MADE_UP)
        assert lookup(desk, "there").wait(99, MADE_UP) is None
        assert lookup(desk).wait(99, MADE_UP) is None                                      # a channel that knows no networks


def test_whoever_fills_in_other_peoples_applicants_from_one_network_is_stopped_in_every_chat(database: Database) -> None:
    with at(database, SETTINGS) as desk:
        code = desk.book(desk.person(), slot("09:00"), party()).code
        for person in range(10, 15):
            assert lookup(desk, "here").may_fill_in(person)
            lookup(desk, "here").failed(person, code)
        assert not lookup(desk, "here").may_fill_in(99)
        assert lookup(desk, "there").may_fill_in(99)
        assert lookup(desk).may_fill_in(99)                                           # a channel that knows no networks
        assert lookup(desk, "here", minutes=61).may_fill_in(99)


def test_dates_are_tried_for_one_code_from_everywhere_until_it_is_enough_for_a_day(database: Database) -> None:
    with at(database, SETTINGS) as desk:
        code = desk.book(desk.person(), slot("09:00"), party()).code
        for number in range(4):
            assert lookup(desk, f"n{number}").wait(number, code) is None
            lookup(desk, f"n{number}").failed(number, code)
        assert lookup(desk, "another").wait(99, code)
        assert lookup(desk, "another", hours=23).wait(99, code)
        assert lookup(desk, "another", hours=25).wait(99, code) is None
        assert lookup(desk, "another").wait(99, MADE_UP) is None


def test_neither_one_chat_nor_one_network_uses_up_a_code_for_others(database: Database) -> None:
    with at(database, SETTINGS) as desk:
        for person in (10, 10):
            assert lookup(desk, "there").wait(person, MADE_UP) is None
            lookup(desk, "there").failed(person, MADE_UP)
        assert lookup(desk, "elsewhere").wait(10, MADE_UP) == "day"
        assert lookup(desk, "there").wait(10, "CCC-CCD") is None
        lookup(desk, "there").failed(11, MADE_UP)
        assert lookup(desk, "there").wait(12, MADE_UP) == "day"
        assert lookup(desk, "there", hours=25).wait(10, MADE_UP) is None
        assert lookup(desk, "home").wait(12, MADE_UP) is None
        assert lookup(desk).wait(12, MADE_UP) is None                                  # a channel that knows no networks


def test_wrong_dates_of_codes_that_exist_never_stop_everybody_and_made_up_codes_do(database: Database) -> None:
    with at(database, SETTINGS) as desk:
        codes = [desk.book(desk.person(), slot("09:00"), party()).code for _visit in range(3)]
        for number in range(9):
            lookup(desk).failed(100 + number, codes[number // 3])
        assert lookup(desk).wait(1, "CCC-CCD") is None
        for number in range(6):
            assert lookup(desk).wait(1, "CCC-CCD") is None
            lookup(desk).failed(200 + number, f"CCC-CC{'DFGHJK'[number]}")
        assert lookup(desk).wait(1, "CCC-CCM")


def test_a_code_that_does_not_exist_takes_as_many_statements_as_one_that_does(
    database: Database, monkeypatch: pytest.MonkeyPatch,
) -> None:
    with at(database, SETTINGS) as desk:
        code = desk.book(desk.person(), slot("09:00"), party()).code
        done: list[str] = []
        rows = Transaction.rows

        def counted(tx: Transaction, statement: Statement, **given: object) -> list[Row]:
            done.append("")
            return rows(tx, statement, **given)

        monkeypatch.setattr(Transaction, "rows", counted)
        counts = []
        for tried in (code, MADE_UP):
            done.clear()
            lookup(desk, "here").wait(1, tried)
            lookup(desk, "here").failed(1, tried)
            counts.append(len(done))
        assert counts[0] == counts[1] > 0


# --- how much may be booked ---------------------------------------------------------------------------------------------

def whole(desk: At, person: int, network: str = "", **later: float) -> Desk:
    """The office as that person's turn sees it."""
    who = person_of(people.get(desk.tx, person), ("en",))
    return Desk(Office(SETTINGS, Catalogue(SETTINGS), KEYS), desk.tx, desk.now + timedelta(**later), who, network)


def test_one_person_has_so_many_applicants_to_come_and_others_book_on(database: Database) -> None:
    with at(database, SETTINGS) as desk:
        dewi, budi = desk.person(), desk.person()
        visit = desk.book(dewi, slot("09:00"), party(3))
        assert booked_enough(whole(desk, dewi), more=1) is None
        assert booked_enough(whole(desk, dewi), more=2) == "person"
        assert booked_enough(whole(desk, budi), more=4) is None
        desk.appointments.cancel(visit.id)
        assert booked_enough(whole(desk, dewi), more=4) is None


def test_one_network_books_for_so_many_applicants_a_day_and_others_book_on(database: Database) -> None:
    with at(database, SETTINGS) as desk:
        for applicants in (1, 2):
            assert booked_enough(whole(desk, desk.person(), "192.0.2.1"), more=applicants) is None
            count_booking(whole(desk, desk.person(), "192.0.2.1"), applicants)
        assert booked_enough(whole(desk, desk.person(), "192.0.2.1"), more=1) == "network"
        assert booked_enough(whole(desk, desk.person(), "192.0.2.2"), more=1) is None
        assert booked_enough(whole(desk, desk.person()), more=1) is None              # a channel that knows no networks
        assert booked_enough(whole(desk, desk.person(), "192.0.2.1", hours=25), more=1) is None


def test_no_network_address_lies_in_the_database(database: Database, tmp_path: Path) -> None:
    with at(database, SETTINGS) as desk:
        one = whole(desk, desk.person(), "192.0.2.77")
        count_booking(one, 1)
        one.lookup.failed(1, MADE_UP)
    database.close()
    assert not [path for path in tmp_path.iterdir() if b"192.0.2.77" in path.read_bytes()]
