"""What came in: its id, so that a repeat changes nothing; and how much, for the limits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import Instant, events

_ADD = Statement(lambda insert: insert(events).on_conflict_do_nothing().returning(events.c.id),
                 sets=("office", "account", "event", "person", "kind", "size", "pages", "at"))

_SINCE = Statement(lambda insert: select(
    func.count().label("day"), func.count().filter(events.c.at > bindparam("minute")).label("minute"),
).where(events.c.person == bindparam("person"), events.c.at > bindparam("day")))

_FILES = Statement(lambda insert: select(
    func.coalesce(func.sum(events.c.size), 0).label("size"),
    func.coalesce(func.sum(events.c.pages), 0).label("pages"),
).where(events.c.person == bindparam("person"), events.c.at > bindparam("since")))

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


def sent(tx: Transaction, person: int, minute: datetime, day: datetime) -> Row:
    """How many events came from this person since `minute` and since `day`: of each turn, so it reads an index alone."""
    row = tx.first(_SINCE, person=person, minute=minute, day=day)
    assert row is not None
    return row


def files(tx: Transaction, person: int, since: datetime) -> Row:
    """The `size` (bytes) and the `pages` of the files that came from this person since then."""
    row = tx.first(_FILES, person=person, since=since)
    assert row is not None
    return row
