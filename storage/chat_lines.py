"""What a page of ours shows of a chat, in both directions, in the order it was said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from storage.database import Transaction
from storage.sealed import Keys
from storage.statement import Row, Statement
from storage.tables import chat_lines

BODY = "chat_lines.body"
NEWEST = 300
"""Lines that are shown of a long chat at most."""

_ADD = Statement(lambda insert: insert(chat_lines).returning(chat_lines.c.id),
                 sets=("office", "account", "address", "sender", "body", "event", "at"))
_AFTER = Statement(lambda insert: select(chat_lines).where(
    chat_lines.c.office == bindparam("office"), chat_lines.c.account == bindparam("account"),
    chat_lines.c.address == bindparam("address"), chat_lines.c.id > bindparam("after"),
).order_by(chat_lines.c.id.desc()).limit(NEWEST))

_FORGET = Statement(lambda _: delete(chat_lines).where(
    chat_lines.c.office == bindparam("office"), chat_lines.c.account == bindparam("account"),
    chat_lines.c.address == bindparam("address")))


def add(tx: Transaction, keys: Keys, *, office: str, account: str, address: str, sender: str, body: object,
        event: str | None, at: datetime) -> None:
    """Add a line; `body` is what JSON can hold."""
    tx.rows(_ADD, office=office, account=account, address=address, sender=sender, body=keys.seal_json(body, BODY),
            event=event, at=at)


def after(tx: Transaction, office: str, account: str, address: str, cursor: int) -> list[Row]:
    """The lines after the cursor, oldest first; of very many the newest."""
    return tx.rows(_AFTER, office=office, account=account, address=address, after=cursor)[::-1]


def forget(tx: Transaction, office: str, account: str, address: str) -> None:
    """What was said there is shown to nobody any more."""
    tx.rows(_FORGET, office=office, account=account, address=address)
