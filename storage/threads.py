"""Threads: chats that an officer answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, exists, func, select, update

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import thread_lines, threads

_OPEN = Statement(lambda insert: select(threads).where(
    threads.c.person == bindparam("person"), threads.c.state == "open").order_by(threads.c.id.desc()).limit(1))
_ADD = Statement(lambda insert: insert(threads).returning(threads.c.id), sets=("office", "person", "topic", "made_at"))
_GET = Statement(lambda insert: select(threads).where(
    threads.c.office == bindparam("office"), threads.c.id == bindparam("thread")))
_SET_STATE = Statement(lambda insert: update(threads).where(threads.c.id == bindparam("row")), sets=("state", "closed_at"))
_ANSWERED = Statement(lambda insert: update(threads).where(threads.c.id == bindparam("row"), threads.c.answered_at.is_(None)),
                      sets=("answered_at",))
_ADD_LINE = Statement(lambda insert: insert(thread_lines).returning(thread_lines.c.id),
                      sets=("office", "thread", "by", "said", "file", "at"))
_LINES = Statement(lambda insert: select(thread_lines).where(thread_lines.c.thread == bindparam("thread"))
                   .order_by(thread_lines.c.id))
_officers = thread_lines.alias("officers")
_asked = thread_lines.alias("asked")
_since = (select(func.min(_asked.c.at)).where(
    _asked.c.thread == threads.c.id, _asked.c.by != "officer",
    ~exists().where(_officers.c.thread == _asked.c.thread, _officers.c.by == "officer", _officers.c.id > _asked.c.id))
    .correlate(threads).scalar_subquery())
_WAITS = Statement(lambda insert: select(_since.label("since")).where(threads.c.id == bindparam("thread")))
_ALL = Statement(lambda insert: select(threads, func.count(thread_lines.c.id).label("lines"), _since.label("waits_since"))
                 .outerjoin(thread_lines, thread_lines.c.thread == threads.c.id)
                 .where(threads.c.office == bindparam("office"), threads.c.state == bindparam("in_state"))
                 .group_by(threads.c.id).order_by(_since.nulls_last(), threads.c.made_at))
_LINE = Statement(lambda insert: select(thread_lines).where(thread_lines.c.id == bindparam("line")))


def open_of(tx: Transaction, person: int) -> Row | None:
    return tx.first(_OPEN, person=person)


def add(tx: Transaction, office: str, person: int, topic: str, now: datetime) -> int:
    row = tx.first(_ADD, office=office, person=person, topic=topic, made_at=now)
    assert row is not None
    return int(row.id)


def get(tx: Transaction, office: str, thread: int) -> Row | None:
    return tx.first(_GET, office=office, thread=thread)


def close(tx: Transaction, thread: int, now: datetime) -> None:
    tx.rows(_SET_STATE, row=thread, state="closed", closed_at=now)


def reopen(tx: Transaction, thread: int) -> None:
    tx.rows(_SET_STATE, row=thread, state="open", closed_at=None)


def answered(tx: Transaction, thread: int, now: datetime) -> None:
    """An officer answered for the first time."""
    tx.rows(_ANSWERED, row=thread, answered_at=now)


def in_state(tx: Transaction, office: str, state: str) -> list[Row]:
    """Threads with their number of `lines`, and since when something waits for an officer; who waits longest is first."""
    return tx.rows(_ALL, office=office, in_state=state)


def add_line(tx: Transaction, office: str, thread: int, by: str, said: bytes, file: str | None, now: datetime) -> int:
    row = tx.first(_ADD_LINE, office=office, thread=thread, by=by, said=said, file=file, at=now)
    assert row is not None
    return int(row.id)


def lines_of(tx: Transaction, thread: int) -> list[Row]:
    return tx.rows(_LINES, thread=thread)


def waits_since(tx: Transaction, thread: int) -> datetime | None:
    """When the first was said that no officer's line came after."""
    row = tx.first(_WAITS, thread=thread)
    since: datetime | None = None if row is None else row.since
    return since


def line(tx: Transaction, line: int) -> Row | None:
    return tx.first(_LINE, line=line)
