"""Offers: buttons outside the open question, each used once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import Instant, offers

_ADD = Statement(lambda insert: insert(offers).on_conflict_do_nothing().returning(offers.c.id),
                 sets=("office", "token", "person", "kind", "subject", "options", "expires_at", "made_at"))

_BY_TOKEN = Statement(lambda insert: select(offers).where(
    offers.c.office == bindparam("office"), offers.c.token == bindparam("token"), offers.c.person == bindparam("person")))

_SINCE = Statement(lambda insert: select(offers).where(
    offers.c.person == bindparam("person"), offers.c.made_at > bindparam("since", type_=Instant()),
    offers.c.used_at.is_(None), offers.c.expires_at > bindparam("now", type_=Instant()),
).order_by(offers.c.id.desc()))

_USE = Statement(lambda insert: update(offers).where(offers.c.id == bindparam("row")), sets=("used_at",))


def add(tx: Transaction, office: str, token: str, person: int, kind: str, subject: str, options: str,
        expires_at: datetime, now: datetime) -> None:
    tx.rows(_ADD, office=office, token=token, person=person, kind=kind, subject=subject, options=options,
            expires_at=expires_at, made_at=now)


def by_token(tx: Transaction, office: str, token: str, person: int) -> Row | None:
    """The person's own offer with this token; someone else's is not found."""
    return tx.first(_BY_TOKEN, office=office, token=token, person=person)


def made_since(tx: Transaction, person: int, since: datetime, now: datetime) -> list[Row]:
    """Open offers that were made after `since`, the newest first."""
    return tx.rows(_SINCE, person=person, since=since, now=now)


def use(tx: Transaction, row: int, now: datetime) -> None:
    tx.rows(_USE, row=row, used_at=now)
