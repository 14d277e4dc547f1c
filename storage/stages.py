"""Cases on their way from the visit to the day they are collected: which stage, since when, and where the paper file is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, literal_column, or_, select, update
from sqlalchemy.sql.expression import ColumnElement

from storage.database import Transaction
from storage.outbox import TOLD
from storage.statement import Row, Statement
from storage.tables import Instant, appointments, cases, events, outbox, stages

_newest = stages.alias("newest")
_other = cases.alias("other")
_IS_NEWEST = stages.c.id == select(func.max(_newest.c.id)).where(_newest.c.case == cases.c.id).scalar_subquery()
_SINCE = func.coalesce(stages.c.at, cases.c.made_at, type_=Instant())
_COLUMNS = (
    cases.c.id, cases.c.appointment, cases.c.applicant, cases.c.service, cases.c.state, cases.c.stage, cases.c.whereabouts,
    appointments.c.code, appointments.c.person, appointments.c.timezone, appointments.c.starts_at,
    appointments.c.state.label("visit"), stages.c.id.label("row"), _SINCE.label("since"),
    select(func.count(_other.c.id)).where(_other.c.appointment == cases.c.appointment).scalar_subquery().label("of"),
    select(func.count(_other.c.id)).where(
        _other.c.appointment == cases.c.appointment, _other.c.id <= cases.c.id).scalar_subquery().label("number"),
)
"""`number`: which of the `of` applicants of its appointment. `row`: of the newest stage; none before the first."""


def _cases(*where: ColumnElement[bool]) -> Any:
    return select(*_COLUMNS).join(appointments, appointments.c.id == cases.c.appointment).outerjoin(
        stages, (stages.c.case == cases.c.id) & _IS_NEWEST).where(cases.c.office == bindparam("office"), *where)


_GET = Statement(lambda _: _cases(cases.c.id == bindparam("case")))
_BY_CODE = Statement(lambda _: _cases(appointments.c.code == bindparam("code")).order_by(cases.c.id))
_UNDER_WAY = Statement(lambda _: _cases(
    cases.c.state == "active", appointments.c.state == "booked",
    or_(bindparam("stage") == "", cases.c.stage == bindparam("stage")),
    or_(bindparam("service") == "", cases.c.service == bindparam("service")),
    bindparam("since", type_=Instant()) <= _SINCE,
).order_by(_SINCE, cases.c.id))
_OF_PERSON = Statement(lambda _: _cases(
    cases.c.state == "active", appointments.c.state == "booked", cases.c.stage != "booked",
    appointments.c.person == bindparam("person")).order_by(cases.c.id))
_HISTORY = Statement(lambda _: select(stages.c.id, stages.c.stage, stages.c.at).where(
    stages.c.office == bindparam("office"), stages.c.case == bindparam("case")).order_by(stages.c.id))

_MOVE = Statement(lambda _: update(cases).where(
    cases.c.office == bindparam("of_office"), cases.c.id == bindparam("the_case"), cases.c.state == "active",
    cases.c.stage == bindparam("before")).returning(cases.c.id), sets=("stage",))
_ADD = Statement(lambda _: insert(stages).returning(stages.c.id), sets=("office", "case", "stage", "at"))
_WHERE = Statement(lambda _: update(cases).where(
    cases.c.office == bindparam("of_office"), cases.c.id == bindparam("the_case")), sets=("whereabouts",))

_ASKED = Statement(lambda _: select(outbox.c.id).where(
    outbox.c.office == bindparam("office"), outbox.c.person == bindparam("person"), outbox.c.kind == bindparam("kind"),
    outbox.c.subject.startswith(bindparam("prefix"), autoescape=False),
    outbox.c.state.in_([literal_column(f"'{state}'") for state in ("sending", "sent", "waiting", "parked")])).limit(1))

_TOLD = Statement(lambda _: select(outbox.c.subject).where(
    outbox.c.office == bindparam("office"), outbox.c.person == bindparam("person"), outbox.c.kind == bindparam("kind"),
    outbox.c.subject.startswith(bindparam("prefix"), autoescape=False), or_(
        outbox.c.state.in_([literal_column(f"'{state}'") for state in ("sending", "sent")]),
        outbox.c.problem == TOLD)))

_WROTE = Statement(lambda _: select(events.c.id).where(
    events.c.person == bindparam("person"), events.c.kind != literal_column("'happened'"),
    bindparam("since", type_=Instant()) < events.c.at, events.c.at <= bindparam("until", type_=Instant())).limit(1))


def get(tx: Transaction, office: str, case: int) -> Row | None:
    return tx.first(_GET, office=office, case=case)


def by_code(tx: Transaction, office: str, code: str) -> list[Row]:
    """The cases of an appointment in the order of its applicants, cancelled ones too."""
    return tx.rows(_BY_CODE, office=office, code=code)


def under_way(tx: Transaction, office: str, stage: str, service: str, since: datetime) -> list[Row]:
    """Cases at this stage (empty: at any) of this service (empty: of any) that came to their stage since then."""
    return tx.rows(_UNDER_WAY, office=office, stage=stage, service=service, since=since)


def of_person(tx: Transaction, office: str, person: int) -> list[Row]:
    """What this person booked and an officer has moved on since."""
    return tx.rows(_OF_PERSON, office=office, person=person)


def history(tx: Transaction, office: str, case: int) -> list[Row]:
    """Each `stage` that it came to and when (`at`), the oldest first."""
    return tx.rows(_HISTORY, office=office, case=case)


def move(tx: Transaction, office: str, case: int, before: str, stage: str, now: datetime) -> int | None:
    """Move an active case from the stage `before` to another; the row of its history, None when it is not there."""
    if not tx.rows(_MOVE, of_office=office, the_case=case, before=before, stage=stage):
        return None
    added = tx.first(_ADD, office=office, case=case, stage=stage, at=now)
    assert added is not None
    return int(added.id)


def set_whereabouts(tx: Transaction, office: str, case: int, whereabouts: str | None) -> None:
    tx.rows(_WHERE, of_office=office, the_case=case, whereabouts=whereabouts)


def was_pushed(tx: Transaction, office: str, person: int, kind: str, prefix: str) -> bool:
    """Whether a push of this kind, its subject beginning so (no `%` or `_` in it), has gone or is going."""
    return tx.first(_ASKED, office=office, person=person, kind=kind, prefix=prefix) is not None


def told(tx: Transaction, office: str, person: int, kind: str, prefix: str) -> set[int]:
    """The rows of its history, the last in a subject, of which a push of this kind has reached the person, or is on its way
    right now. `prefix`: of the subjects (no `%` or `_` in it)."""
    rows = tx.rows(_TOLD, office=office, person=person, kind=kind, prefix=prefix)
    return {int(row.subject.rpartition(":")[2]) for row in rows}


def wrote(tx: Transaction, person: int, since: datetime, until: datetime) -> bool:
    """Whether they wrote meanwhile."""
    return tx.first(_WROTE, person=person, since=since, until=until) is not None
