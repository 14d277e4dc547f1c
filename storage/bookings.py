"""Holds, seats, appointments and cases.

The guard against double booking is the primary key of `seats`: a seat has a number from 1 to its pool's capacity, and
two claims can't both have it, whatever runs at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, Text, bindparam, cast, delete, func, literal_column, or_, select, true, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.expression import ColumnElement, FromClause

from storage.database import Transaction
from storage.statement import Insert, Row, Statement
from storage.tables import active_cases, appointments, cases, holds, people, seats

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


# --- seats -----------------------------------------------------------------------------------------------------------

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


# --- holds -----------------------------------------------------------------------------------------------------------

_HOLD_FIELDS = ("office", "person", "belongs", "party", "place", "day", "time", "services", "people", "minutes",
                "seats", "lapses_at", "made_at")

_ADD_HOLD = Statement(lambda insert: insert(holds).returning(holds.c.id), sets=_HOLD_FIELDS)

_HOLD = Statement(lambda _: select(holds).where(holds.c.office == _bind("office"), holds.c.id == _bind("id")))

_HOLD_OF = Statement(lambda _: select(holds).where(
    holds.c.office == _bind("office"), holds.c.person == _bind("person"), holds.c.belongs == _bind("belongs")))

_LIVE_HOLDS = Statement(lambda _: select(holds).where(
    holds.c.office == _bind("office"), holds.c.lapses_at > _bind("now")))

_DELETE_HOLD = Statement(lambda _: delete(holds).where(holds.c.office == _bind("office"), holds.c.id == _bind("id")))

_HANDED = Statement(lambda _: update(holds).where(
    holds.c.office == _bind("office"), holds.c.id == _bind("the_hold"),
    holds.c.handed_at.is_(None), holds.c.lapses_at > _bind("handed_at"),
).values(handed_at=_bind("handed_at"), lapses_at=_bind("lapses_at")).returning(holds.c.id))

_SWEEP_HOLDS = Statement(lambda _: delete(holds).where(holds.c.lapses_at <= _bind("before")).returning(holds.c.id))


def add_hold(tx: Transaction, **values: Any) -> int:
    return int(tx.rows(_ADD_HOLD, **values)[0].id)


def hold(tx: Transaction, office: str, hold_id: int) -> Row | None:
    return tx.first(_HOLD, office=office, id=hold_id)


def hold_of(tx: Transaction, office: str, person: int, belongs: str) -> Row | None:
    """Lapsed or not."""
    return tx.first(_HOLD_OF, office=office, person=person, belongs=belongs)


def live_holds(tx: Transaction, office: str, now: datetime) -> list[Row]:
    return tx.rows(_LIVE_HOLDS, office=office, now=now)


def drop_hold(tx: Transaction, office: str, hold_id: int) -> None:
    """Seats first, as the sweep does: two that drop in the same order can't deadlock."""
    tx.rows(_FREE_HOLD, office=office, hold=hold_id)
    tx.rows(_DELETE_HOLD, office=office, id=hold_id)


def handed(tx: Transaction, office: str, hold_id: int, at: datetime, lapses_at: datetime) -> bool:
    """Its minutes count from `at`; False when it had lapsed, or was handed over before."""
    if not tx.rows(_HANDED, office=office, the_hold=hold_id, handed_at=at, lapses_at=lapses_at):
        return False
    tx.rows(_EXTEND_SEATS, office=office, the_hold=hold_id, lapses_at=lapses_at)
    return True


def sweep(tx: Transaction, before: datetime) -> int:
    """Delete what lapsed before that instant, of all offices; how many holds."""
    tx.rows(_SWEEP_SEATS, before=before)
    return len(tx.rows(_SWEEP_HOLDS, before=before))


# --- appointments ----------------------------------------------------------------------------------------------------

_APPOINTMENT_FIELDS = ("office", "code", "person", "party", "place", "day", "time", "timezone", "starts_at", "minutes",
                       "applicants", "people", "made_at")

_ADD_APPOINTMENT = Statement(
    lambda insert: insert(appointments).on_conflict_do_nothing().returning(appointments.c.id), sets=_APPOINTMENT_FIELDS)

_APPOINTMENT = Statement(lambda _: select(appointments).where(
    appointments.c.office == _bind("office"), appointments.c.id == _bind("id")))

_BY_CODE = Statement(lambda _: select(appointments).where(
    appointments.c.office == _bind("office"), appointments.c.code == _bind("code")))

_OF_PERSON = Statement(lambda _: select(appointments).where(
    appointments.c.office == _bind("office"), appointments.c.person == _bind("person"),
    appointments.c.state == "booked", appointments.c.starts_at > _bind("since"),
).order_by(appointments.c.starts_at, appointments.c.id))

_BOOKED = Statement(lambda _: select(appointments).where(
    appointments.c.office == _bind("office"), appointments.c.state == "booked"))

_MOVE = Statement(lambda _: update(appointments).where(
    appointments.c.office == _bind("office"), appointments.c.id == _bind("the_id"), appointments.c.state == "booked",
).values(
    place=_bind("place"), day=_bind("day"), time=_bind("time"), timezone=_bind("timezone"),
    starts_at=_bind("starts_at"), minutes=_bind("minutes"), people=_bind("people"), coming=None,
    version=appointments.c.version + 1,
).returning(*appointments.c))

_CANCEL = Statement(lambda _: update(appointments).where(
    appointments.c.office == _bind("office"), appointments.c.id == _bind("the_id"), appointments.c.state == "booked",
).values(state="cancelled", ended_at=_bind("ended_at")).returning(appointments.c.id))

_ONE_LESS = Statement(lambda _: update(appointments).where(
    appointments.c.office == _bind("office"), appointments.c.id == _bind("the_id"),
).values(applicants=appointments.c.applicants - 1, people=appointments.c.people - 1))

_COMING = Statement(lambda _: update(appointments).where(
    appointments.c.office == _bind("office"), appointments.c.id == _bind("the_id"), appointments.c.state == "booked",
).values(coming=_bind("coming")))

_PROVEN = Statement(lambda _: select(people.c.id).where(
    people.c.office == _bind("office"), people.c.id == _bind("person"),
    or_(people.c.proven_at.is_not(None), select(appointments.c.id).where(
        appointments.c.person == people.c.id, appointments.c.state == "booked").exists())))


def add_appointment(tx: Transaction, **values: Any) -> int | None:
    """Its id; None when the code is another one's."""
    row = tx.first(_ADD_APPOINTMENT, **values)
    return None if row is None else int(row.id)


def appointment(tx: Transaction, office: str, appointment_id: int) -> Row | None:
    return tx.first(_APPOINTMENT, office=office, id=appointment_id)


def by_code(tx: Transaction, office: str, code: str) -> Row | None:
    return tx.first(_BY_CODE, office=office, code=code)


def of_person(tx: Transaction, office: str, person: int, since: datetime) -> list[Row]:
    """Booked ones that start after `since`, the next one first."""
    return tx.rows(_OF_PERSON, office=office, person=person, since=since)


def booked(tx: Transaction, office: str) -> list[Row]:
    return tx.rows(_BOOKED, office=office)


def move(tx: Transaction, office: str, appointment_id: int, **values: Any) -> Row | None:
    """The changed row; None when it is not booked any more."""
    return tx.first(_MOVE, office=office, the_id=appointment_id, **values)


def cancel(tx: Transaction, office: str, appointment_id: int, now: datetime) -> bool:
    return bool(tx.rows(_CANCEL, office=office, the_id=appointment_id, ended_at=now))


def one_less(tx: Transaction, office: str, appointment_id: int) -> None:
    """One applicant leaves the party."""
    tx.rows(_ONE_LESS, office=office, the_id=appointment_id)


def set_coming(tx: Transaction, office: str, appointment_id: int, coming: str) -> None:
    tx.rows(_COMING, office=office, the_id=appointment_id, coming=coming)


def is_proven(tx: Transaction, office: str, person: int) -> bool:
    """Whether they have an appointment, or an address of theirs was confirmed."""
    return tx.first(_PROVEN, office=office, person=person) is not None


# --- cases -----------------------------------------------------------------------------------------------------------

_ADD_CASE = Statement(
    lambda insert: insert(cases).returning(cases.c.id),
    sets=("office", "appointment", "applicant", "service", "pool", "answers", "rules", "made_at"))

_CASES = Statement(lambda _: select(cases).where(
    cases.c.office == _bind("office"), cases.c.appointment == _bind("appointment")).order_by(cases.c.id))

_CASES_OF_APPLICANT = Statement(lambda _: select(cases).where(
    cases.c.office == _bind("office"), cases.c.applicant == _bind("applicant"), cases.c.state == "active",
).order_by(cases.c.id))

_SET_POOL = Statement(lambda _: update(cases).where(
    cases.c.office == _bind("office"), cases.c.id == _bind("the_id")).values(pool=_bind("pool")))

_END_CASES = Statement(lambda _: update(cases).where(
    cases.c.office == _bind("office"), cases.c.appointment == _bind("the_appointment"), cases.c.state == "active",
).values(state="ended"))

_END_CASE = Statement(lambda _: update(cases).where(
    cases.c.office == _bind("office"), cases.c.id == _bind("the_id")).values(state="ended"))

_DEACTIVATE = Statement(lambda _: delete(active_cases).where(
    active_cases.c.office == _bind("office"),
    active_cases.c.case.in_(select(cases.c.id).where(cases.c.appointment == _bind("appointment")))))

_DEACTIVATE_CASE = Statement(lambda _: delete(active_cases).where(
    active_cases.c.office == _bind("office"), active_cases.c.case == _bind("case")))

_ACTIVATE = Statement(
    lambda insert: insert(active_cases).on_conflict_do_nothing().returning(active_cases.c.case),
    sets=("office", "service", "blind", "case"))

_HOLDER = Statement(lambda _: select(
    cases.c.appointment, appointments.c.starts_at, appointments.c.minutes, active_cases.c.case,
).where(
    active_cases.c.office == _bind("office"), active_cases.c.service == _bind("service"),
    active_cases.c.blind == _bind("blind"),
    cases.c.id == active_cases.c.case, appointments.c.id == cases.c.appointment))


def add_case(tx: Transaction, **values: Any) -> int:
    return int(tx.rows(_ADD_CASE, **values)[0].id)


def cases_of(tx: Transaction, office: str, appointment_id: int) -> list[Row]:
    return tx.rows(_CASES, office=office, appointment=appointment_id)


def active_cases_of(tx: Transaction, office: str, applicant: int) -> list[Row]:
    return tx.rows(_CASES_OF_APPLICANT, office=office, applicant=applicant)


def set_pool(tx: Transaction, office: str, case: int, pool: str) -> None:
    tx.rows(_SET_POOL, office=office, the_id=case, pool=pool)


def end_cases(tx: Transaction, office: str, appointment_id: int) -> None:
    """All cases of an appointment; their applicants may book these services again."""
    tx.rows(_DEACTIVATE, office=office, appointment=appointment_id)
    tx.rows(_END_CASES, office=office, the_appointment=appointment_id)


def deactivate(tx: Transaction, office: str, case: int) -> None:
    """Its applicant may book this service again."""
    tx.rows(_DEACTIVATE_CASE, office=office, case=case)


def end_case(tx: Transaction, office: str, case: int) -> None:
    deactivate(tx, office, case)
    tx.rows(_END_CASE, office=office, the_id=case)


def activate(tx: Transaction, office: str, service: str, blinds: Iterable[bytes], case: int) -> bytes | None:
    """This case is the one active case of these identities for the service; None, or the identity that has another."""
    for blind in sorted(blinds):
        if not tx.rows(_ACTIVATE, office=office, service=service, blind=blind, case=case):
            return blind
    return None


def active_case(tx: Transaction, office: str, service: str, blind: bytes) -> Row | None:
    """Who has it: appointment, starts_at, minutes, case."""
    return tx.first(_HOLDER, office=office, service=service, blind=blind)
