"""Whether a chat took the last that was sent there: whoever blocked the bot is to be phoned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.channels.all import called
from bot.channels.twilio import troubles
from bot.config import Settings
from bot.desk.reaching import WAYS
from bot.desk.whereto import proven, reaches
from storage import people, undelivered
from storage.database import Transaction

NOBODY = {"blocked", "deactivated", "forbidden", "no such chat", *(f"twilio {code}" for code in troubles.NOBODY)}
"""The reasons of channels that mean: nobody is there, or they want nothing."""


@dataclass(frozen=True)
class LastRefusal:
    """What a channel said of the last message, and when that was due."""

    account: str
    why: str
    at: datetime

    def __str__(self) -> str:
        return f"by {called(self.account)}: {self.why}"


def refused(tx: Transaction, office: str, person: int, account: str, address: str) -> LastRefusal | None:
    """None where nothing was refused, or something arrived since, or they wrote since."""
    for row in undelivered.problems(tx, office, person, account, address):
        why = str(row.problem).partition(", sent by ")[0]
        if why in NOBODY:
            heard_of = undelivered.heard_of(tx, office, person, account, address)
            return None if heard_of is not None and heard_of > row.due_at else LastRefusal(account, why, row.due_at)
    return None


def another_way(tx: Transaction, settings: Settings, person: int, account: str) -> str | None:
    """The account by which goes what this one refuses, as delivery does it: a proven address, else another chat."""
    office = settings.office.key
    others = [row.account for row in proven(tx, settings, person)]
    others += [one.account for one in people.addresses_of(tx, office, person)
               if one.account not in WAYS and refused(tx, office, person, one.account, one.address) is None]
    return next((other for other in others if other != account), None)


def unreached(tx: Transaction, settings: Settings, person: int) -> LastRefusal | None:
    """What the chat that would reach them said, where there is no other way."""
    reached = reaches(tx, settings, person)
    was = None if reached is None else refused(tx, settings.office.key, person, *reached)
    return was if was is not None and another_way(tx, settings, person, was.account) is None else None
