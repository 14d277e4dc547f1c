"""What a channel says of a message after it took it: sent, delivered, read, failed. A state only moves forward."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import receipts

ORDER = ("accepted", "sent", "delivered", "read", "failed")
"""Each may follow those before it. Callbacks come in any order, and more than once."""

_ONE = (receipts.c.account == bindparam("of_account"), receipts.c.reference == bindparam("of_reference"))
_FIND = Statement(lambda _: select(receipts).where(*_ONE).with_for_update())
_ADD = Statement(lambda insert: insert(receipts).on_conflict_do_nothing().returning(receipts.c.id),
                 sets=("office", "account", "reference", "row", "state", "problem", "at"))
_ROW = Statement(lambda _: update(receipts).where(*_ONE), sets=("row",))
_MOVE = Statement(lambda _: update(receipts).where(*_ONE), sets=("state", "problem", "at"))

_FAILED = Statement(lambda _: select(receipts.c.account, receipts.c.problem, func.count().label("rows")).where(
    receipts.c.state == "failed").group_by(receipts.c.account, receipts.c.problem).order_by(
        receipts.c.account, receipts.c.problem))


def add(tx: Transaction, *, office: str, account: str, reference: str, row: int, at: datetime) -> Row | None:
    """The channel took a row of the outbox under this id. A receipt is returned where its callback was faster."""
    added = tx.first(_ADD, office=office, account=account, reference=reference, row=row, state="accepted", problem=None, at=at)
    if added is not None:
        return None
    tx.rows(_ROW, of_account=account, of_reference=reference, row=row)
    return tx.first(_FIND, of_account=account, of_reference=reference)


def move(tx: Transaction, *, office: str, account: str, reference: str, state: str, problem: str | None,
         at: datetime) -> Row | None:
    """A callback: the receipt as it is now, None where it says nothing new."""
    tx.first(_ADD, office=office, account=account, reference=reference, row=None, state="accepted", problem=None, at=at)
    now = tx.first(_FIND, of_account=account, of_reference=reference)
    if now is None or not _follows(state, now.state):
        return None
    tx.rows(_MOVE, of_account=account, of_reference=reference, state=state, problem=problem, at=at)
    return tx.first(_FIND, of_account=account, of_reference=reference)


def _follows(new: str, old: str) -> bool:
    arrived = old in ("delivered", "read") and new == "failed"
    return ORDER.index(new) > ORDER.index(old) and not arrived


def failed(tx: Transaction) -> list[Row]:
    """How many did not arrive, by account and the channel's code (`problem`)."""
    return tx.rows(_FAILED)
