"""A lease is a row: one process has it until it ends or is given back, and then another may take it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, or_, select

from storage.database import Transaction
from storage.statement import Insert, Row, Statement
from storage.tables import Instant, leases


def _take(insert: Insert) -> object:
    new = insert(leases).values(name=bindparam("name"), holder=bindparam("holder"), until=bindparam("until"))
    free = or_(leases.c.holder == new.excluded.holder, leases.c.until <= bindparam("now", type_=Instant()))
    return new.on_conflict_do_update(
        index_elements=[leases.c.name], set_={"holder": new.excluded.holder, "until": new.excluded.until}, where=free,
    ).returning(leases.c.holder)


TAKE = Statement(_take)  # type: ignore[arg-type]
RELEASE = Statement(lambda _: delete(leases).where(
    and_(leases.c.name == bindparam("lease"), leases.c.holder == bindparam("by"))))


HELD = Statement(lambda _: select(leases.c.holder, leases.c.until).where(leases.c.name == bindparam("name")))


def take(tx: Transaction, name: str, holder: str, seconds: float, now: datetime) -> bool:
    """Take or renew the lease; False when another holder's has not ended. One statement, so two can't both get it."""
    return tx.first(TAKE, name=name, holder=holder, until=now + timedelta(seconds=seconds), now=now) is not None


def release(tx: Transaction, name: str, holder: str) -> None:
    """Give it back early; nothing happens when it is another's."""
    tx.rows(RELEASE, lease=name, by=holder)


def get(tx: Transaction, name: str) -> Row | None:
    """`holder` and `until`; None where nobody has it."""
    return tx.first(HELD, name=name)


def holder(tx: Transaction, name: str) -> str | None:
    row = get(tx, name)
    return None if row is None else str(row.holder)
