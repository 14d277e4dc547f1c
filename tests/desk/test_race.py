"""500 want 50 places at once: exactly 50 get one, because the database refuses a seat that is taken.

The controls show that the race is real: as soon as the primary key of `seats` is taken away, places are given twice.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, MetaData, Table, func, insert, select

from storage.database import Database
from storage.tables import appointments, people, seats
from tests.desk.invariants import broken
from tests.desk.racers import PLACES, RACERS, SETTINGS, Race, careful, careless, newcomer
from tests.desk.small import NOW, At
from tests.prepared import new_database


@pytest.fixture(scope="module")
def race() -> Iterator[Race]:
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("COVERAGE_PROCESS_CONFIG", raising=False)     # other tests cover the same
        made = Race()
        made.start()
    yield made
    made.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = new_database(database_url)
    with made.transaction() as tx:
        tx.execute(insert(people).values([
            {"id": number, "office": SETTINGS.office.key, "language_guess": "id", "made_at": NOW, "seen_at": NOW,
             "proven_at": NOW} for number in range(1, RACERS + 1)]))
    yield made
    made.close()


def test_500_who_book_50_places_at_once_get_exactly_50(race: Race, database: Database, database_url: str) -> None:
    assert race(database_url, careful) == PLACES
    with database.reading() as tx:
        assert tx.execute(select(func.count()).select_from(appointments)).scalar_one() == PLACES
        assert broken(At(tx, SETTINGS)) == []
    assert most_in_a_place(database) == PLACES


def test_500_newcomers_who_hold_at_once_get_a_quarter_together(race: Race, database: Database, database_url: str) -> None:
    assert race(database_url, newcomer) == PLACES // 4
    with database.reading() as tx:
        assert broken(At(tx, SETTINGS)) == []


def test_even_who_looks_and_then_takes_gets_no_seat_twice(race: Race, database: Database, database_url: str) -> None:
    assert race(database_url, careless) <= PLACES
    assert most_in_a_place(database) <= PLACES


def test_control_without_the_guard_who_looks_and_then_takes_overbooks(
    race: Race, database: Database, database_url: str,
) -> None:
    take_the_guard_away(database)
    assert race(database_url, careless) > PLACES
    assert most_in_a_place(database) > PLACES


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_control_without_the_guard_our_own_code_overbooks(
    race: Race, database: Database, database_url: str,
) -> None:
    # Not on SQLite: there a transaction that writes is alone, which is a second guard.
    take_the_guard_away(database)
    assert race(database_url, careful) > PLACES
    assert most_in_a_place(database) > PLACES


def take_the_guard_away(database: Database) -> None:
    """The same table, but nothing says that a seat is there once."""
    loose = Table(seats.name, MetaData(), *(Column(column.name, column.type) for column in seats.columns))
    with database.engine.begin() as connection:
        seats.drop(connection)
        loose.create(connection)


def most_in_a_place(database: Database) -> int:
    """How many have a seat in the fullest five minutes."""
    with database.reading() as tx:
        counts = select(func.count().label("count")).select_from(seats).group_by(seats.c.pool, seats.c.at).subquery()
        return int(tx.execute(select(func.max(counts.c.count))).scalar_one())
