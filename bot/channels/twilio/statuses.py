"""Status callbacks: what became of a message after Twilio took it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.channels.twilio.clearing import Clearing
from bot.conversation.application import Application
from storage import outbox, receipts
from storage.database import Transaction
from storage.outbox import OutboxRow

STATES: Mapping[str, str] = {"sent": "sent", "delivered": "delivered", "read": "read", "failed": "failed",
                             "undelivered": "failed"}
"""Twilio's words for what is worth knowing; `queued`, `sending` and the like say nothing new."""

LAST = ("delivered", "read", "failed")
"""After these nothing is left to be done at Twilio."""

Returned = Callable[[Transaction, OutboxRow, str], None]
"""Told the row that did not arrive, and Twilio's code."""

SID = re.compile(r"[A-Za-z0-9]{1,64}")


@dataclass(frozen=True)
class Said:
    """Of one message. `problem` is Twilio's code, empty where there is none."""

    reference: str
    state: str
    problem: str


def read(posted: Mapping[str, str]) -> Said | None:
    """None for what says nothing new, or is malformed."""
    state, sid, code = STATES.get(posted.get("MessageStatus", "")), posted.get("MessageSid", ""), posted.get("ErrorCode", "")
    if state is None or not SID.fullmatch(sid):
        return None
    return Said(sid, state, code if code.isascii() and code.isdecimal() and len(code) < 8 else "")


class Statuses:
    """Writes down what Twilio says of the messages of one account. `returned` is told of those that did not arrive."""

    def __init__(self, app: Application, account: str, returned: Returned, clearing: Clearing) -> None:
        self._app, self._account, self._returned, self._clearing = app, account, returned, clearing

    async def take(self, posted: Mapping[str, str]) -> None:
        said = read(posted)
        if said is not None and posted.get("AccountSid") == self._app.office.settings.twilio.account_sid:
            await self._app.write(partial(self._moved, said))

    def _moved(self, said: Said, tx: Transaction) -> None:
        now = self._app.clock.now()
        row = _move(tx, self._app.office.key, self._account, said, now)
        if row is not None:
            self._returned(tx, row, said.problem)
        if said.state in LAST:
            self._clearing.message(tx, said.reference, now)


def _move(tx: Transaction, office: str, account: str, said: Said, now: datetime) -> OutboxRow | None:
    """Write it down; the row that has to be seen to, if any."""
    moved = receipts.move(tx, office=office, account=account, reference=said.reference, state=said.state,
                          problem=said.problem or None, at=now)
    if moved is None or moved.state != "failed" or moved.row is None:
        return None
    return outbox.get(tx, moved.row)
