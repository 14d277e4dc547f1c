"""What is pushed outside a question: a kind and a subject, made into words when it is sent, or dropped."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime

from bot.config import Missing
from bot.conversation.graph import Flows, Push
from bot.conversation.message import Message
from bot.conversation.saying import offer_buttons
from bot.conversation.templates import as_sent
from bot.conversation.text import Showable, speech
from bot.desk.desk import Desk, Office
from bot.desk.offers import Offers
from bot.desk.people import person_of
from bot.desk.reaching import SMS, WAYS
from storage import people
from storage.database import Transaction
from storage.outbox import OutboxRow


class OptedOut(Exception):
    """The person wants no pushes of this kind."""


class UnknownPush(Exception):
    """A kind that this release does not know."""


def render(tx: Transaction, office: Office, flows: Flows, row: OutboxRow, now: datetime) -> Message | None:
    """A push in the person's language at this moment; None when it is no longer true. Raises UnknownPush, OptedOut,
    NotOpened."""
    make = flows.pushes.get(row.kind)
    if make is None:
        raise UnknownPush(row.kind)
    desk = Desk(office, tx, now, person_of(people.get(tx, row.person), office.settings.office.languages))
    if flows.reminding is not None and row.kind in flows.reminding.kinds and not desk.person.reminders:
        raise OptedOut(row.kind)
    try:
        push = make(desk, row.subject)
    except Missing:
        return None
    if push is None:
        return None
    words = speech(desk.person.language)
    approved = None if push.approved is None else as_sent(words, push.approved)
    said = Message(words.render(text_for(push, row.account)), attachments=push.attachments, template=approved,
                   title="" if push.title is None else words.render(push.title), language=words.language)
    offer = flows.offers.get(push.offer)
    if offer is None or push.until is None or row.account in WAYS:       # nothing can be pressed in a mail
        return said
    choices = {key: words.render(label) for key, label in offer.choices.items()}
    made = Offers(desk).make(_token(office, row), push.offer, push.subject, choices, push.until)
    return replace(said, options=offer_buttons(made), expects="choice", offer=True)


def text_for(push: Push, account: str) -> Showable:
    """What it says on this channel."""
    if account == SMS and push.short is not None:
        return push.short
    return push.told if account in WAYS and push.told is not None else push.text


def _token(office: Office, row: OutboxRow) -> str:
    """The same for each try of a row, and unguessable."""
    return base64.b32encode(office.keys.blind(str(row.id), "offer"))[:12].decode().lower()
