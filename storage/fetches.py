"""Files that were announced and lie at a channel until they are fetched.

States: `due`, then `stored` (it is here) or `failed`; at last `taken`, in the transaction of the turn that it is part of,
or in which it was said that it failed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select, update

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import Instant, fetches

BODY = "fetches.body"
"""What a body is sealed as."""

_ADD = Statement(lambda insert: insert(fetches).on_conflict_do_nothing().returning(fetches.c.id), sets=(
    "office", "account", "address", "event", "person", "album", "place", "body", "state", "problem", "made_at"))
_OPEN = Statement(lambda insert: select(fetches).where(
    fetches.c.account == bindparam("account"), fetches.c.state != literal_column("'taken'"),
).order_by(fetches.c.address, fetches.c.place, fetches.c.id).limit(2000))
_SINCE = Statement(lambda insert: select(func.count().label("n")).where(
    fetches.c.person == bindparam("person"), fetches.c.made_at > bindparam("since", type_=Instant())))
_ROW = fetches.c.id == bindparam("row")
_STORED = Statement(lambda insert: update(fetches).where(_ROW, fetches.c.state == literal_column("'due'")),
                    sets=("state", "file", "size"))
_AGAIN = Statement(lambda insert: update(fetches).where(_ROW, fetches.c.state == literal_column("'due'")),
                   sets=("tries", "again_at", "problem"))
_FAILED = Statement(lambda insert: update(fetches).where(_ROW, fetches.c.state == literal_column("'due'")),
                    sets=("state", "problem"))
_TAKEN = Statement(lambda insert: update(fetches).where(_ROW, fetches.c.state != literal_column("'taken'"))
                   .returning(fetches.c.id), sets=("state",))


def add(tx: Transaction, **values: Any) -> bool:
    """Whether it is new: the same event again changes nothing."""
    return tx.first(_ADD, **values) is not None


def open_of(tx: Transaction, account: str) -> list[Row]:
    """What is not taken yet, chat by chat, in the order in which it was sent."""
    return tx.rows(_OPEN, account=account)


def count_since(tx: Transaction, person: int, since: datetime) -> int:
    row = tx.first(_SINCE, person=person, since=since)
    assert row is not None
    return int(row.n)


def mark_stored(tx: Transaction, row: int, file: str, size: int) -> None:
    tx.rows(_STORED, row=row, state="stored", file=file, size=size)


def mark_again(tx: Transaction, row: int, tries: int, again_at: datetime, problem: str) -> None:
    tx.rows(_AGAIN, row=row, tries=tries, again_at=again_at, problem=problem)


def mark_failed(tx: Transaction, row: int, problem: str) -> None:
    tx.rows(_FAILED, row=row, state="failed", problem=problem)


def mark_taken(tx: Transaction, row: int) -> bool:
    """Whether it was not taken before."""
    return tx.first(_TAKEN, row=row, state="taken") is not None
