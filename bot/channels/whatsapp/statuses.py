"""Status callbacks: what became of a message after Twilio took it, and what follows when it was not delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.whatsapp.troubles import MARKETING, OUTSIDE_WINDOW, SOON
from storage import outbox, people, receipts
from storage.database import Transaction
from storage.outbox import OutboxRow

STATES: Mapping[str, str] = {"sent": "sent", "delivered": "delivered", "read": "read", "failed": "failed",
                             "undelivered": "failed"}
"""Twilio's words for what is worth knowing; `queued`, `sending` and the like say nothing new."""

LAST = ("delivered", "read", "failed")
"""After these nothing is left to be done at Twilio."""

AGAIN = 3
"""Tries of what came back because it was too much at once."""

PAUSE = timedelta(minutes=1)


@dataclass(frozen=True)
class Said:
    """Of one message. `problem` is Twilio's code, empty where there is none."""

    reference: str
    state: str
    problem: str


def read(form: Mapping[str, str]) -> Said | None:
    """None for what says nothing new, or is malformed."""
    state, sid, code = STATES.get(form.get("MessageStatus", "")), form.get("MessageSid", ""), form.get("ErrorCode", "")
    if state is None or not 0 < len(sid) <= 64:
        return None
    return Said(sid, state, code if code.isascii() and code.isdecimal() and len(code) < 8 else "")


def move(tx: Transaction, office: str, account: str, said: Said, now: datetime) -> OutboxRow | None:
    """Write it down; the row that has to be seen to, if any."""
    moved = receipts.move(tx, office=office, account=account, reference=said.reference, state=said.state,
                          problem=said.problem or None, at=now)
    if moved is None or moved.state != "failed" or moved.row is None:
        return None
    return outbox.get(tx, moved.row)


def came_back(tx: Transaction, row: OutboxRow, problem: str, now: datetime) -> str:
    """What follows; in a word, for the log."""
    code = int(problem or 0)
    if code == OUTSIDE_WINDOW:
        people.set_wrote(tx, row.office, row.account, row.address, None)
        outbox.again(tx, row.id)                             # as a template now, or when they write
        return "again"
    if code in SOON and row.tries < AGAIN:
        outbox.again(tx, row.id, now + PAUSE, row.tries + 1)
        return "again"
    failed = outbox.mark_failed(tx, row.id, f"twilio {code}")
    if failed is not None and code == MARKETING and failed.kind != outbox.ANSWER:
        return _elsewhere(tx, failed, now)
    return "parked"


def _elsewhere(tx: Transaction, row: OutboxRow, now: datetime) -> str:
    """By another channel of the person's, where there is one."""
    other = people.elsewhere(tx, row.office, row.person, row.account)
    if other is None:
        return "parked"
    outbox.put_push(tx, office=row.office, person=row.person, account=other.account, address=other.address, kind=row.kind,
                    subject=row.subject, due_at=now, now=now, key=row.key)
    return "by another channel"
