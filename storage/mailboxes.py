"""Addresses for notices: given, proven by a code, and which of them is written to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import mailboxes

_ADD = ("office", "person", "account", "blind", "sealed", "code", "code_until", "tries", "instead", "made_at")
_PUT = Statement(
    lambda insert: (put := insert(mailboxes)).on_conflict_do_update(
        index_elements=["office", "person", "account", "blind"],
        set_={name: put.excluded[name] for name in ("code", "code_until", "tries", "instead")}).returning(mailboxes.c.id),
    sets=_ADD)
_GET = Statement(lambda _: select(mailboxes).where(
    mailboxes.c.office == bindparam("office"), mailboxes.c.id == bindparam("mailbox")))
_TRIED = Statement(lambda _: update(mailboxes).where(mailboxes.c.id == bindparam("mailbox")).values(
    tries=mailboxes.c.tries + 1))
_PROVE = Statement(lambda _: update(mailboxes).where(mailboxes.c.id == bindparam("mailbox")), sets=("proven_at", "code"))
_FORGET = Statement(lambda _: update(mailboxes).where(mailboxes.c.id == bindparam("mailbox")), sets=("proven_at",))
_PROVEN = Statement(lambda _: select(mailboxes).where(
    mailboxes.c.office == bindparam("office"), mailboxes.c.person == bindparam("person"), mailboxes.c.proven_at.is_not(None),
).order_by(mailboxes.c.proven_at.desc(), mailboxes.c.id.desc()))


def put(tx: Transaction, *, office: str, person: int, account: str, blind: bytes, sealed: bytes, code: bytes,
        code_until: datetime, instead: bool, now: datetime) -> int:
    """One of a person's addresses, with a new code for it; its id."""
    row = tx.first(_PUT, office=office, person=person, account=account, blind=blind, sealed=sealed, code=code,
                   code_until=code_until, tries=0, instead=int(instead), made_at=now)
    assert row is not None
    return int(row.id)


def get(tx: Transaction, office: str, mailbox: int) -> Row | None:
    return tx.first(_GET, office=office, mailbox=mailbox)


def tried(tx: Transaction, mailbox: int) -> None:
    """A wrong code was typed."""
    tx.rows(_TRIED, mailbox=mailbox)


def prove(tx: Transaction, mailbox: int, now: datetime) -> None:
    tx.rows(_PROVE, mailbox=mailbox, proven_at=now, code=None)


def forget(tx: Transaction, mailbox: int) -> None:
    """Nobody is there any more, or wants anything there: it has to be proved anew."""
    tx.rows(_FORGET, mailbox=mailbox, proven_at=None)


def proven(tx: Transaction, office: str, person: int) -> list[Row]:
    """The addresses that this person proved, the newest first."""
    return tx.rows(_PROVEN, office=office, person=person)
