"""Holds, appointments and cases. Their seats are in `seats.py`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update

from storage import seats
from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import active_cases, appointments, cases, holds, people


def _bind(name: str) -> Any:
    return bindparam(name)


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
    seats.free_hold(tx, office, hold_id)
    tx.rows(_DELETE_HOLD, office=office, id=hold_id)


def handed(tx: Transaction, office: str, hold_id: int, at: datetime, lapses_at: datetime) -> bool:
    """Its minutes count from `at`; False when it had lapsed, or was handed over before."""
    if not tx.rows(_HANDED, office=office, the_hold=hold_id, handed_at=at, lapses_at=lapses_at):
        return False
    seats.extend_hold(tx, office, hold_id, lapses_at)
    return True


def sweep(tx: Transaction, before: datetime) -> int:
    """Delete what lapsed before that instant, of all offices; how many holds."""
    seats.sweep(tx, before)
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

_TO_COME = Statement(lambda _: select(appointments).where(
    appointments.c.office == _bind("office"), appointments.c.state == "booked", appointments.c.starts_at > _bind("now"),
).order_by(appointments.c.starts_at, appointments.c.id))

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


def to_come(tx: Transaction, office: str, now: datetime) -> list[Row]:
    """Booked ones of everybody, the next one first."""
    return tx.rows(_TO_COME, office=office, now=now)


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

_SET_POOL = Statement(lambda _: update(cases).where(
    cases.c.office == _bind("office"), cases.c.id == _bind("the_id")).values(pool=_bind("pool")))

_END_CASES = Statement(lambda _: update(cases).where(
    cases.c.office == _bind("office"), cases.c.appointment == _bind("the_appointment"), cases.c.state == "active",
).values(state="ended"))

_END_CASE = Statement(lambda _: update(cases).where(
    cases.c.office == _bind("office"), cases.c.id == _bind("the_id")).values(state="ended"))

_DEACTIVATE = Statement(lambda _: delete(active_cases).where(
    active_cases.c.case.in_(select(cases.c.id).where(
        cases.c.office == _bind("office"), cases.c.appointment == _bind("appointment")))))

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

# `exists`, since SQLite would begin a join at all appointments to come.
_EXPECTED_AS = Statement(lambda _: select(active_cases.c.case, active_cases.c.blind)
                         .join(cases, cases.c.id == active_cases.c.case).where(
    cases.c.office == _bind("office"), cases.c.applicant == _bind("applicant"), cases.c.state == "active",
    select(appointments.c.id).where(
        appointments.c.id == cases.c.appointment, appointments.c.state == "booked",
        appointments.c.starts_at > _bind("now")).exists()))


def add_case(tx: Transaction, **values: Any) -> int:
    return int(tx.rows(_ADD_CASE, **values)[0].id)


def cases_of(tx: Transaction, office: str, appointment_id: int) -> list[Row]:
    return tx.rows(_CASES, office=office, appointment=appointment_id)


def expected_as(tx: Transaction, office: str, applicant: int, now: datetime) -> list[Row]:
    """By whom this applicant's places are held: the identities (blind) of each case of a visit to come."""
    return tx.rows(_EXPECTED_AS, office=office, applicant=applicant, now=now)


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
