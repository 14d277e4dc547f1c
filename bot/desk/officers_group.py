"""The officers' group, where one is set: it is told that a thread waits for them, and never whose it is or what it says."""

from __future__ import annotations

from datetime import datetime

from bot.config import Settings
from storage import outbox
from storage.database import Transaction

ACCOUNT = "telegram"

WAITS, STILL = "thread-waits", "thread-still-waits"
"""The kinds of what is pushed: that somebody began to wait, and once that they still do."""


def tell(tx: Transaction, settings: Settings, thread: int, person: int, now: datetime, late_at: datetime) -> None:
    """A thread begins to wait. `late_at`: when it has waited for long."""
    for kind, due_at in ((WAITS, now), (STILL, late_at)):
        outbox.put_push(tx, office=settings.office.key, person=person, account=ACCOUNT,
                        address=str(settings.telegram.officers_group), kind=kind, subject=str(thread), due_at=due_at, now=now,
                        key=f"{kind}:{thread}")
