"""Whether the keys are those that sealed what the database holds: the newest sealed rows say so."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from sqlalchemy import select

from storage.database import Transaction
from storage.people import SHOWN
from storage.sealed import Keys, SealBroken
from storage.statement import Statement
from storage.tables import applicants, chat_lines, conversations

_SHOWN = Statement(lambda insert: select(conversations.c.shown).order_by(conversations.c.turned_at.desc()).limit(3))
_FIELDS = Statement(lambda insert: select(applicants.c.fields).order_by(applicants.c.id.desc()).limit(3))
_LINES = Statement(lambda insert: select(chat_lines.c.body).order_by(chat_lines.c.id.desc()).limit(3))


def fits(tx: Transaction, keys: Keys) -> bool:
    """Whether one of them opens; nothing sealed fits any keys. More than one is tried, since a row may be damaged."""
    opened = [_opens(keys, sealed, about) for sealed, about in _sealed(tx)]
    return not opened or any(opened)


def _sealed(tx: Transaction) -> Iterator[tuple[bytes, str]]:
    for row in tx.rows(_SHOWN):
        if not row.shown.startswith("{"):
            yield base64.b64decode(row.shown), SHOWN
    for row in tx.rows(_FIELDS):
        yield row.fields, "applicants.fields"
    for row in tx.rows(_LINES):
        yield row.body, "chat_lines.body"


def _opens(keys: Keys, sealed: bytes, about: str) -> bool:
    try:
        keys.open(sealed, about)
    except SealBroken:
        return False
    return True
