"""Parties and their members: drafts until they are booked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import members, parties

_ADD = Statement(lambda insert: insert(parties).returning(parties.c.id), sets=("office", "person", "made_at"))
_STATE = Statement(lambda insert: update(parties).where(parties.c.id == bindparam("row")), sets=("state",))

_ADD_MEMBER = Statement(lambda insert: insert(members).returning(members.c.id),
                        sets=("office", "party", "number", "applicant", "service", "answers", "rules"))
_SET_MEMBER = Statement(lambda insert: update(members).where(members.c.id == bindparam("row")),
                        sets=("applicant", "service", "answers", "rules"))
_DROP_MEMBER = Statement(lambda insert: delete(members).where(members.c.id == bindparam("row")))
_the_member = members.alias("the_member")
_WITH_MEMBER = Statement(lambda insert: select(members).join(_the_member, _the_member.c.party == members.c.party).where(
    _the_member.c.id == bindparam("member")).order_by(members.c.number))
_MEMBERS = Statement(lambda insert: select(members).where(members.c.party == bindparam("party")).order_by(members.c.number))
_LAST = Statement(lambda insert: select(func.coalesce(func.max(members.c.number), 0).label("last")).where(
    members.c.party == bindparam("party")))
_DRAFTS = Statement(lambda insert: select(members).join(parties, parties.c.id == members.c.party).where(
    parties.c.person == bindparam("person"), parties.c.state == "draft", members.c.applicant.is_not(None),
).order_by(members.c.id))


def add(tx: Transaction, office: str, person: int, now: datetime) -> int:
    row = tx.first(_ADD, office=office, person=person, made_at=now)
    assert row is not None
    return int(row.id)


def set_state(tx: Transaction, party: int, state: str) -> None:
    tx.rows(_STATE, row=party, state=state)


def add_member(tx: Transaction, office: str, party: int, answers: bytes) -> int:
    """One more who needs a service; who they are and which service comes with the next answers."""
    last = tx.first(_LAST, party=party)
    assert last is not None
    row = tx.first(_ADD_MEMBER, office=office, party=party, number=last.last + 1, applicant=None, service=None,
                   answers=answers, rules="")
    assert row is not None
    return int(row.id)


def set_member(tx: Transaction, row: int, **values: Any) -> None:
    tx.rows(_SET_MEMBER, row=row, **values)


def drop_member(tx: Transaction, row: int) -> None:
    tx.rows(_DROP_MEMBER, row=row)


def with_member(tx: Transaction, member: int) -> list[Row]:
    """The whole party of this member; nobody where they were left out."""
    return tx.rows(_WITH_MEMBER, member=member)


def members_of(tx: Transaction, party: int) -> list[Row]:
    return tx.rows(_MEMBERS, party=party)


def drafts_of(tx: Transaction, person: int) -> list[Row]:
    """Members of this person's parties that are not booked yet."""
    return tx.rows(_DRAFTS, person=person)
