"""What was to be sent to a person, and did not arrive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, literal_column, select

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import events, outbox

_OF_KIND = Statement(lambda _: select(outbox.c.subject, outbox.c.state, outbox.c.problem).where(
    outbox.c.office == bindparam("office"), outbox.c.person == bindparam("person"), outbox.c.kind == bindparam("kind"),
).order_by(outbox.c.id))
_HERE = (outbox.c.office == bindparam("office"), outbox.c.person == bindparam("person"),
         outbox.c.account == bindparam("account"), outbox.c.address == bindparam("address"))
_PROBLEMS = Statement(lambda _: select(outbox.c.problem, outbox.c.due_at).where(
    *_HERE, outbox.c.problem.is_not(None)).order_by(outbox.c.id.desc()))
_ARRIVED = Statement(lambda _: select(func.max(outbox.c.sent_at).label("at")).where(*_HERE))
_WROTE = Statement(lambda _: select(func.max(events.c.at).label("at")).where(
    events.c.person == bindparam("person"), events.c.account == bindparam("account"),
    events.c.kind.not_in([literal_column(f"'{kind}'") for kind in ("happened", "given", "linkwanted")])))


def of_kind(tx: Transaction, office: str, person: int, kind: str) -> list[Row]:
    """A person's pushes of this kind: `subject`, `state` and `problem`, the oldest first."""
    return tx.rows(_OF_KIND, office=office, person=person, kind=kind)


def problems(tx: Transaction, office: str, person: int, account: str, address: str) -> list[Row]:
    """The `problem` of each row that was not sent there, and when it was due; the newest first."""
    return tx.rows(_PROBLEMS, office=office, person=person, account=account, address=address)


def heard_of(tx: Transaction, office: str, person: int, account: str, address: str) -> datetime | None:
    """When something last arrived there, or they wrote in that channel."""
    arrived = tx.first(_ARRIVED, office=office, person=person, account=account, address=address)
    wrote = tx.first(_WROTE, person=person, account=account)
    known = [row.at for row in (arrived, wrote) if row is not None and row.at is not None]
    return max(known, default=None)
