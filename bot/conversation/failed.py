"""What is said when something failed on our side."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.events import Event
from bot.conversation.message import Button, Message
from bot.conversation.shown import Shown
from bot.conversation.text import Speech, _, speech
from bot.conversation.turn import TurnResult, row_of
from bot.desk.desk import Office
from bot.desk.people import person_of
from storage import events, outbox, people
from storage.database import Transaction

FAILING = timedelta(minutes=10)
"""Two failures within this time are one that lasts."""


def sorry(tx: Transaction, office: Office, event: Event, now: datetime, at_once: bool = True) -> TurnResult:
    """What the event did was undone: say so. The open question stays as it was; when it fails again, the conversation
    begins anew at the menu, so that nobody is stuck."""
    row = row_of(tx, office, event.sender, now)
    event_row = events.add(tx, office.key, event.sender.account, event.id, row.id, events.FAILED, now)
    words = speech(person_of(row, office.settings.office.languages).language)
    kept = people.conversation(tx, row.id)
    if kept is not None and events.failures(tx, row.id, now - FAILING) > 1:
        people.keep_conversation(tx, person=row.id, office=office.key, stack="[]", shown=Shown().dump(), release=kept.release,
                                 misses=0, turned_at=now)
        message = Message(words.render(_(
            "Something keeps going wrong on our side at this question, so let's begin again at the main menu: write anything. "
            "What you filled in, sent and booked is kept. For a person, type *officer*.")))
    else:
        options, ways = _buttons(kept.shown, words) if kept else ((), ())
        message = Message(words.render(_(
            "Something went wrong on our side. It's not your fault, and nothing that you sent before is lost. Please try once "
            "more, or type *officer*.")), options=options, words=ways)
    rows = outbox.put_answers(
        tx, office.keys, office=office.key, person=row.id, account=event.sender.account, address=event.sender.address,
        bodies=[(message.dump(), None)], now=now, cause=event_row, at_once=at_once)
    return TurnResult(row.id, rows=rows)


def _buttons(stored: str, words: Speech) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """The open question's buttons; none where what was stored can't be read."""
    try:
        return Shown.load(stored).buttons(words)
    except ValueError:
        return (), ()
