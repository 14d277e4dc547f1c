"""Whom a notice is to, where their chat is, and whether that is enough for a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.channel import Gone, Later
from bot.desk.desk import Office
from bot.desk.reaching import Mailbox, Reaching
from storage import outbox
from storage.database import Transaction

DAY = timedelta(days=1)
HOUR = 3600.0


def recipient(tx: Transaction, office: Office, address: str, now: datetime) -> Mailbox:
    """By its key, as the outbox has it. Raises Gone, and Later when that is enough for a day."""
    mailbox = Reaching(tx, office.settings, office.keys, now).get(int(address))
    if mailbox is None:
        raise Gone("no address")
    limits = office.settings.notices[mailbox.account]
    if outbox.sent_since(tx, mailbox.person, mailbox.account, now - DAY) >= limits.person_messages_a_day:
        raise Later(HOUR, "enough for a day")
    return mailbox


def chat_of(office: Office, mailbox: Mailbox) -> str:
    """The address of the chat of whoever talks on our page; empty: it is on their phone."""
    url = office.settings.public_url.rstrip("/")
    return f"{url}/chat" if url and mailbox.instead else ""
