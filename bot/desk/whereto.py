"""Where what is said unasked finds a person."""

from __future__ import annotations

from bot.config import Settings
from storage import mailboxes, outbox
from storage.database import Transaction
from storage.statement import Row


def reaches(tx: Transaction, settings: Settings, person: int) -> tuple[str, str] | None:
    """An account and an address: those that they proved for it, else where they wrote last."""
    for row in proven(tx, settings, person):
        if row.instead:
            return row.account, str(row.id)
    return outbox.reaches(tx, settings.office.key, person)


def proven(tx: Transaction, settings: Settings, person: int) -> list[Row]:
    """Their addresses for notices that a code has proved, the newest first, of the ways that are switched on."""
    on = settings.notices
    return [row for row in mailboxes.proven(tx, settings.office.key, person) if row.account in on] if on else []
