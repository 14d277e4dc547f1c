"""Private links: who may open a page, for what, and the one browser that does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import Instant, links

_ADD = Statement(lambda insert: insert(links),
                 sets=("digest", "office", "person", "account", "address", "subject", "lapses_at", "made_at"))
_GET = Statement(lambda _: select(links).where(links.c.digest == bindparam("of"), links.c.office == bindparam("at_office")))
_EXCHANGE = Statement(lambda _: update(links).where(
    links.c.digest == bindparam("of"), links.c.cookie.is_(None), links.c.lapses_at > bindparam("now", type_=Instant()),
).returning(links.c.digest), sets=("cookie",))

_END = Statement(lambda _: update(links).where(
    links.c.person == bindparam("of"), links.c.subject == bindparam("what"),
    links.c.lapses_at > bindparam("now", type_=Instant())), sets=("lapses_at",))


def add(tx: Transaction, **values: Any) -> None:
    tx.rows(_ADD, **values)


def get(tx: Transaction, office: str, digest: bytes) -> Row | None:
    return tx.first(_GET, of=digest, at_office=office)


def exchange(tx: Transaction, digest: bytes, cookie: bytes, now: datetime) -> bool:
    """Give the link to one browser; False where another has it, or it lapsed."""
    return tx.first(_EXCHANGE, of=digest, cookie=cookie, now=now) is not None


def end(tx: Transaction, person: int, subject: str, now: datetime) -> None:
    """None of them can be opened any more."""
    tx.rows(_END, of=person, what=subject, now=now, lapses_at=now)
