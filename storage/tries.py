"""What is counted against abuse: failures to guess, and what one network address books."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select

from storage.database import Transaction
from storage.statement import Statement
from storage.tables import Instant, tries

_ADD = Statement(lambda insert: insert(tries), sets=("office", "what", "at"))
_COUNT = Statement(lambda insert: select(func.count().label("n")).where(
    tries.c.office == bindparam("office"), tries.c.what == bindparam("what"),
    tries.c.at > bindparam("since", type_=Instant())))


def add(tx: Transaction, office: str, what: str, now: datetime) -> None:
    tx.rows(_ADD, office=office, what=what, at=now)


def count(tx: Transaction, office: str, what: str, since: datetime) -> int:
    row = tx.first(_COUNT, office=office, what=what, since=since)
    assert row is not None
    return int(row.n)
