"""Where what is said unasked finds a person."""

from __future__ import annotations

from bot.config import Settings
from storage import mailboxes, outbox
from storage.database import Transaction


def reaches(tx: Transaction, settings: Settings, person: int) -> tuple[str, str] | None:
    """An account and an address: those that they proved for it, else where they wrote last."""
    row = mailboxes.proven(tx, settings.office.key, person) if settings.smtp.is_on else None
    if row is not None and row.instead:
        return row.account, str(row.id)
    return outbox.reaches(tx, settings.office.key, person)
