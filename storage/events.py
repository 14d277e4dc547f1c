"""What came in: its id, so that a repeat changes nothing; and how much, for the limits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, case, func, select

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import Instant, events

_ADD = Statement(lambda insert: insert(events).on_conflict_do_nothing().returning(events.c.id),
                 sets=("office", "account", "event", "person", "kind", "size", "pages", "at"))

_SINCE = Statement(lambda insert: select(
    func.count().label("day"),
    func.coalesce(func.sum(case((events.c.at > bindparam("minute"), 1), else_=0)), 0).label("minute"),
    func.coalesce(func.sum(events.c.size), 0).label("size"),
    func.coalesce(func.sum(events.c.pages), 0).label("pages"),
).where(events.c.person == bindparam("person"), events.c.at > bindparam("day")))

FAILED = "failed"
"""The kind of an event that failed on our side."""

_FAILURES = Statement(lambda insert: select(func.count().label("n")).where(
    events.c.person == bindparam("person"), events.c.at > bindparam("since", type_=Instant()), events.c.kind == FAILED))


def failures(tx: Transaction, person: int, since: datetime) -> int:
    """How many of this person's events failed on our side since then."""
    row = tx.first(_FAILURES, person=person, since=since)
    assert row is not None
    return int(row.n)


def add(tx: Transaction, office: str, account: str, event: str, person: int, kind: str, now: datetime,
        size: int = 0, pages: int = 0) -> int | None:
    """Its row's id; None when this event was taken before."""
    row = tx.first(_ADD, office=office, account=account, event=event, person=person, kind=kind, size=size, pages=pages,
                   at=now)
    return None if row is None else int(row.id)


def used(tx: Transaction, person: int, minute: datetime, day: datetime) -> Row:
    """What this person sent since then: `minute` and `day` (events), `size` (bytes) and `pages` since `day`."""
    row = tx.first(_SINCE, person=person, minute=minute, day=day)
    assert row is not None
    return row
