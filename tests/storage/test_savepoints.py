"""What fails half way leaves nothing behind, on SQLite and on PostgreSQL."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import text

from storage import people
from storage.database import Transaction
from tests.storage.test_stages import NOW


class Failed(Exception):
    """Of the test."""


def add(tx: Transaction, address: str) -> None:
    people.find_or_add(tx, "kjri-la", "web", address, "id", None, NOW)


def there(tx: Transaction) -> list[str]:
    return sorted(tx.execute(text("SELECT address FROM addresses")).scalars())


def test_what_was_written_in_it_is_undone_and_what_was_written_before_is_kept(tx: Transaction) -> None:
    add(tx, "before")
    with suppress(Failed), tx.savepoint():
        add(tx, "inside")
        raise Failed
    assert there(tx) == ["before"]
    assert tx.undone == 1


def test_one_inside_of_another_is_undone_alone(tx: Transaction) -> None:
    with tx.savepoint():
        add(tx, "outer")
        with suppress(Failed), tx.savepoint():
            add(tx, "inner")
            raise Failed
        add(tx, "after")
    assert there(tx) == ["after", "outer"]


def test_the_outer_one_is_undone_with_what_the_inner_one_wrote_first(tx: Transaction) -> None:
    with suppress(Failed), tx.savepoint():
        with tx.savepoint():
            add(tx, "inner")
        raise Failed
    assert there(tx) == []


def test_one_in_which_nothing_is_written_costs_nothing_and_undoes_nothing(tx: Transaction) -> None:
    add(tx, "before")
    with suppress(Failed), tx.savepoint():
        assert people.find(tx, "kjri-la", "web", "before") is not None
        raise Failed
    with tx.savepoint():
        add(tx, "after")
    assert there(tx) == ["after", "before"]
