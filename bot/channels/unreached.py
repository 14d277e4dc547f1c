"""Whether a chat took the last that was sent there: whoever blocked the bot is to be phoned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.channels.all import called
from bot.channels.twilio import troubles
from storage import undelivered
from storage.database import Transaction

NOBODY = {"blocked", "deactivated", "forbidden", "no such chat", *(f"twilio {code}" for code in troubles.NOBODY)}
"""The reasons of channels that mean: nobody is there, or they want nothing."""


@dataclass(frozen=True)
class Refused:
    """What a channel said of the last message, and when."""

    account: str
    why: str
    at: datetime

    def __str__(self) -> str:
        return f"{called(self.account)}: {self.why}"


def refused(tx: Transaction, office: str, person: int, account: str, address: str) -> Refused | None:
    """None where nothing was refused, or something arrived since, or they wrote since."""
    for row in undelivered.problems(tx, office, person, account, address):
        why = str(row.problem).partition(", sent by ")[0]
        if why in NOBODY:
            heard_of = undelivered.heard_of(tx, office, person, account, address)
            return None if heard_of is not None and heard_of > row.due_at else Refused(account, why, row.due_at)
    return None
