"""What is to be deleted at a channel: rows until it is done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import Instant, clearings

_ADD = Statement(lambda insert: insert(clearings).on_conflict_do_nothing(),
                 sets=("office", "account", "reference", "due_at", "made_at"))
_DUE = Statement(lambda _: select(clearings).where(
    clearings.c.account == bindparam("account"), clearings.c.due_at <= bindparam("now", type_=Instant()),
).order_by(clearings.c.due_at).limit(50))
_AGAIN = Statement(lambda _: update(clearings).where(clearings.c.id == bindparam("row")), sets=("due_at", "tries", "problem"))
_DONE = Statement(lambda _: delete(clearings).where(clearings.c.id == bindparam("row")))


def add(tx: Transaction, *, office: str, account: str, reference: str, now: datetime, due_at: datetime | None = None) -> None:
    """It lies at the channel and is no longer needed there (from `due_at` on)."""
    tx.rows(_ADD, office=office, account=account, reference=reference, due_at=due_at or now, made_at=now)


def due(tx: Transaction, account: str, now: datetime) -> list[Row]:
    """What is to be tried now."""
    return tx.rows(_DUE, account=account, now=now)


def mark_again(tx: Transaction, row: int, tries: int, due_at: datetime, problem: str) -> None:
    tx.rows(_AGAIN, row=row, tries=tries, due_at=due_at, problem=problem)


def mark_done(tx: Transaction, row: int) -> None:
    tx.rows(_DONE, row=row)
