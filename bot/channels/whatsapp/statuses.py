"""Status callbacks: what became of a message after Twilio took it, and what follows when it was not delivered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.whatsapp.troubles import MARKETING, OUTSIDE_WINDOW, SOON, TEMPLATE
from storage import outbox, people, receipts
from storage.database import Transaction
from storage.outbox import OutboxRow

STATES: Mapping[str, str] = {"sent": "sent", "delivered": "delivered", "read": "read", "failed": "failed",
                             "undelivered": "failed"}
"""Twilio's words for what is worth knowing; `queued`, `sending` and the like say nothing new."""

LAST = ("delivered", "read", "failed")
"""After these nothing is left to be done at Twilio."""

SID = re.compile(r"[A-Za-z0-9]{1,64}")

AGAIN = 3
"""Tries of what came back, and may go as it is now."""

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
    if state is None or not SID.fullmatch(sid):
        return None
    return Said(sid, state, code if code.isascii() and code.isdecimal() and len(code) < 8 else "")


def move(tx: Transaction, office: str, account: str, said: Said, now: datetime) -> OutboxRow | None:
    """Write it down; the row that has to be seen to, if any."""
    moved = receipts.move(tx, office=office, account=account, reference=said.reference, state=said.state,
                          problem=said.problem or None, at=now)
    if moved is None or moved.state != "failed" or moved.row is None:
        return None
    return outbox.get(tx, moved.row)


def came_back(tx: Transaction, row: OutboxRow, code: int, now: datetime) -> str:
    """What follows; in a word, for the log."""
    if code == OUTSIDE_WINDOW:
        people.set_wrote(tx, row.office, row.account, row.address, None)
    if row.tries < AGAIN and _may_go_again(tx, row, code, now):
        return "again"                                       # as a template now, or when they write
    if code == MARKETING and row.kind != outbox.ANSWER and _elsewhere(tx, row, code, now):
        return "by another channel"
    waits = row.state == "waiting" or code == OUTSIDE_WINDOW or code in TEMPLATE
    outbox.mark_failed(tx, row.id, f"twilio {code}", "waiting" if waits else "parked")
    return "waits" if waits else "parked"


def _may_go_again(tx: Transaction, row: OutboxRow, code: int, now: datetime) -> bool:
    if code == OUTSIDE_WINDOW or code in TEMPLATE:
        return outbox.again(tx, row.id, tries=row.tries + 1)
    return code in SOON and outbox.again(tx, row.id, now + PAUSE, row.tries + 1)


def _elsewhere(tx: Transaction, row: OutboxRow, code: int, now: datetime) -> bool:
    """By another channel of the person's, where there is one; the desk sees what did not arrive here."""
    other = people.elsewhere(tx, row.office, row.person, row.account)
    if other is None or outbox.mark_failed(tx, row.id, f"twilio {code}") is None:
        return False
    outbox.put_push(tx, office=row.office, person=row.person, account=other.account, address=other.address, kind=row.kind,
                    subject=row.subject, due_at=now, now=now, key=row.key)
    return True
