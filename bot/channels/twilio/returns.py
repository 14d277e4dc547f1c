"""What Twilio took, and then could not deliver: another way, or where the desk sees it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from bot.config import Settings
from bot.desk import reaching
from storage import outbox
from storage.database import Transaction
from storage.outbox import OutboxRow

AGAIN = 3
"""Tries of what came back, and may go as it is now."""

PAUSE = timedelta(minutes=1)


def given_up(tx: Transaction, settings: Settings, row: OutboxRow, code: int, now: datetime,
             otherwise: Literal["parked", "waiting"] = "parked", gone: bool = False) -> str:
    """It goes another way of the person's; the desk sees what did not arrive here. In a word, for the log."""
    instead = None
    if row.kind != outbox.ANSWER and row.state in ("sent", "waiting"):
        instead = reaching.lost(tx, settings, row, now, gone)
    if instead is not None:
        outbox.mark_failed(tx, row.id, f"twilio {code}, sent by {instead}")
        return f"by {instead}"
    outbox.mark_failed(tx, row.id, f"twilio {code}", otherwise)
    return otherwise
