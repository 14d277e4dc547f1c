"""Seats, and the guard against double booking: their primary key.

A seat has a number from 1 to its pool's capacity, and two claims can't both have it, whatever runs at once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, Text, bindparam, cast, delete, func, literal_column, or_, select, true, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.expression import ColumnElement, FromClause

from storage.database import Transaction
from storage.statement import Insert, Row, Statement
from storage.tables import seats

SeatRow = tuple[str, str, int]
"""Pool, local minute (or day), number."""


def _bind(name: str) -> Any:
    return bindparam(name)


def _each(insert: Insert, name: str) -> FromClause:
    """The elements of a JSON list that is given as one parameter: as many rows as it has."""
    given = bindparam(name, type_=Text)
    if insert is postgresql.insert:
        return func.json_array_elements(cast(given, JSON)).table_valued("value")
    return func.json_each(given).table_valued("value")


def _part(each: FromClause, place: int) -> ColumnElement[Any]:
    return each.c.value.op("->>")(literal_column(str(place)))


_TAKEN = Statement(lambda _: select(
    seats.c.at, func.count().label("taken"),
).where(
    seats.c.office == _bind("office"), seats.c.pool == _bind("pool"),
    seats.c.at >= _bind("first"), seats.c.at < _bind("end"),
    or_(seats.c.lapses_at.is_(None), seats.c.lapses_at > _bind("now")),
    or_(seats.c.hold.is_(None), seats.c.hold != _bind("own_hold")),
).group_by(seats.c.at))

_NUMBERS = Statement(lambda _: select(
    seats.c.at, seats.c.number, seats.c.lapses_at,
).where(
    seats.c.office == _bind("office"), seats.c.pool == _bind("pool"),
    seats.c.at >= _bind("first"), seats.c.at <= _bind("last"),
))

_DELETE_LAPSED = Statement(lambda _: delete(seats).where(
    seats.c.office == _bind("office"), seats.c.pool == _bind("pool"),
    seats.c.at >= _bind("first"), seats.c.at <= _bind("last"), seats.c.lapses_at <= _bind("now"),
))


def _claim(insert: Insert) -> Any:
    each = _each(insert, "rows")
    wanted = select(
        bindparam("office", type_=Text), _part(each, 0), _part(each, 1), cast(_part(each, 2), Integer),
        bindparam("hold", type_=seats.c.hold.type), bindparam("lapses_at", type_=seats.c.lapses_at.type),
    ).select_from(each).where(true())       # SQLite reads `FROM … ON CONFLICT` as a join unless a WHERE is between
    names = ["office", "pool", "at", "number", "hold", "lapses_at"]
    return insert(seats).from_select(names, wanted).on_conflict_do_nothing().returning(seats.c.number)


_CLAIM = Statement(_claim)

_GIVE_TO_APPOINTMENT = Statement(lambda _: update(seats).where(
    seats.c.office == _bind("office"), seats.c.hold == _bind("the_hold"), seats.c.pool.not_like("%:unproven"),
).values(hold=None, lapses_at=None, appointment=_bind("appointment")).returning(seats.c.number))

_EXTEND_SEATS = Statement(lambda _: update(seats).where(
    seats.c.office == _bind("office"), seats.c.hold == _bind("the_hold"),
).values(lapses_at=_bind("lapses_at")))

_FREE_HOLD = Statement(lambda _: delete(seats).where(
    seats.c.office == _bind("office"), seats.c.hold == _bind("hold")))

_FREE_APPOINTMENT = Statement(lambda _: delete(seats).where(
    seats.c.office == _bind("office"), seats.c.appointment == _bind("appointment")))


def _free_one(_: Insert) -> Any:
    """Of each minute in which the appointment has more seats of a pool than it needs, the last one."""
    other = seats.alias("other")
    last = select(func.max(other.c.number)).where(
        other.c.office == seats.c.office, other.c.pool == seats.c.pool, other.c.at == seats.c.at,
        other.c.appointment == seats.c.appointment,
    ).having(func.count() > _bind("needed")).scalar_subquery()
    return delete(seats).where(
        seats.c.office == _bind("office"), seats.c.appointment == _bind("appointment"), seats.c.pool == _bind("pool"),
        seats.c.number == last)


_FREE_ONE = Statement(_free_one)

_SWEEP_SEATS = Statement(lambda _: delete(seats).where(
    seats.c.lapses_at <= _bind("before")).returning(seats.c.number))

_OWNERS = Statement(lambda _: select(
    seats.c.pool, seats.c.at, seats.c.hold, seats.c.appointment, func.count().label("taken"),
).where(
    seats.c.office == _bind("office"), or_(seats.c.lapses_at.is_(None), seats.c.lapses_at > _bind("now")),
).group_by(seats.c.pool, seats.c.at, seats.c.hold, seats.c.appointment))


def taken(
    tx: Transaction, office: str, pool: str, first: str, end: str, now: datetime, own_hold: int,
) -> dict[str, int]:
    """Seats taken in a pool at each minute (or day) from `first` until before `end`, but for those of `own_hold`."""
    rows = tx.rows(_TAKEN, office=office, pool=pool, first=first, end=end, now=now, own_hold=own_hold)
    return {row.at: row.taken for row in rows}


def numbers(tx: Transaction, office: str, pool: str, first: str, last: str) -> list[Row]:
    """The seats (at, number, lapses_at) that have rows, lapsed ones included, from `first` to `last`."""
    return tx.rows(_NUMBERS, office=office, pool=pool, first=first, last=last)


def delete_lapsed(tx: Transaction, office: str, pool: str, first: str, last: str, now: datetime) -> None:
    tx.rows(_DELETE_LAPSED, office=office, pool=pool, first=first, last=last, now=now)


def claim(tx: Transaction, office: str, hold: int, rows: Sequence[SeatRow], lapses_at: datetime) -> int:
    """Insert seats, skipping those that somebody has; how many it got. In order, so that two claims can't deadlock."""
    wanted = json.dumps(sorted(rows))
    return len(tx.rows(_CLAIM, office=office, hold=hold, rows=wanted, lapses_at=lapses_at))


def give_to_appointment(tx: Transaction, office: str, hold: int, appointment: int) -> int:
    """The hold's seats are the appointment's now; how many there were. Those of the unproven pool stay behind."""
    return len(tx.rows(_GIVE_TO_APPOINTMENT, office=office, the_hold=hold, appointment=appointment))


def free_appointment(tx: Transaction, office: str, appointment: int) -> None:
    tx.rows(_FREE_APPOINTMENT, office=office, appointment=appointment)


def free_one(tx: Transaction, office: str, appointment: int, pool: str, needed: int) -> None:
    """Give back one of the appointment's seats in a pool, at each of its minutes in which it has more than `needed`."""
    tx.rows(_FREE_ONE, office=office, appointment=appointment, pool=pool, needed=needed)


def owners(tx: Transaction, office: str, now: datetime) -> list[Row]:
    """Who has how many live seats where: pool, at, hold, appointment, taken."""
    return tx.rows(_OWNERS, office=office, now=now)


def extend_hold(tx: Transaction, office: str, hold: int, lapses_at: datetime) -> None:
    tx.rows(_EXTEND_SEATS, office=office, the_hold=hold, lapses_at=lapses_at)


def free_hold(tx: Transaction, office: str, hold: int) -> None:
    tx.rows(_FREE_HOLD, office=office, hold=hold)


def sweep(tx: Transaction, before: datetime) -> None:
    """Delete those that lapsed before that instant, of all offices."""
    tx.rows(_SWEEP_SEATS, before=before)
