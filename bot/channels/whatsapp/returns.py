"""What Twilio took and WhatsApp did not deliver: in another way, again, by another channel, when they write; or parked."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.channels.twilio.returns import AGAIN, PAUSE, given_up
from bot.channels.twilio.troubles import CONTENT, OUTSIDE_WINDOW, SOON, TEMPLATE
from bot.channels.whatsapp import outgoing
from bot.channels.whatsapp.made import Made
from bot.config import Settings
from bot.conversation.application import Application
from bot.conversation.message import Message
from bot.conversation.text import speech
from storage import contents, outbox, people
from storage.database import Transaction
from storage.outbox import OutboxRow

log = structlog.get_logger("whatsapp")

class Returns:
    """Of one account."""

    def __init__(self, app: Application, made: Made, account: str) -> None:
        self._app, self._office, self._made, self._account = app, app.office, made, account

    def came(self, tx: Transaction, row: OutboxRow, code: int) -> None:
        """This row came back, for this code of Twilio's."""
        now = self._app.clock.now()
        row = outbox.get(tx, row.id) or row                  # it may have been read before it was marked
        message = None if row.body is None else Message.load(self._office.keys.open(row.body, outbox.BODY))
        if message is not None and code in TEMPLATE:
            self._is_not_to_be_used(tx, message, code, now)
        if message is not None and code in CONTENT and self._said_in_words(tx, row, message, code, now):
            result = "in words"
        else:
            result = what_follows(tx, self._office.settings, row, code, now)
        log.warning("came_back", row=row.id, kind=row.kind, code=code, result=result)

    def _is_not_to_be_used(self, tx: Transaction, message: Message, code: int, now: datetime) -> None:
        if message.template is not None:
            contents.set_state(
                tx, office=self._office.key, account=self._account, name=message.template.name,
                language=message.template.language, state="paused", problem=f"twilio {code}", at=now)
            self._made.look_again()

    def _said_in_words(self, tx: Transaction, row: OutboxRow, message: Message, code: int, now: datetime) -> bool:
        """Buttons that did not arrive, as numbered words."""
        reached = people.reached(tx, self._office.key, self._account, row.address)
        if reached is None or not (message.options or message.words):
            return False
        if outbox.mark_failed(tx, row.id, f"twilio {code}: in words", "dropped") is None:
            return False
        words = outgoing.numbered(outgoing.whole_text(message), message, speech(reached.language))
        outbox.put_answers(
            tx, self._office.keys, office=self._office.key, person=row.person, account=self._account, address=row.address,
            bodies=[(Message(one.body).dump(), None) for one in words], now=now, at_once=False)
        return True


def what_follows(tx: Transaction, settings: Settings, row: OutboxRow, code: int, now: datetime) -> str:
    """What follows; in a word, for the log."""
    if code == OUTSIDE_WINDOW:
        people.set_wrote(tx, row.office, row.account, row.address, None)
    if row.tries < AGAIN and _may_go_again(tx, row, code, now):
        return "again"                                       # as a template now, or when they write
    waits = row.state == "waiting" or code == OUTSIDE_WINDOW or code in TEMPLATE
    return given_up(tx, settings, row, code, now, "waiting" if waits else "parked")


def _may_go_again(tx: Transaction, row: OutboxRow, code: int, now: datetime) -> bool:
    if code == OUTSIDE_WINDOW or code in TEMPLATE:
        return outbox.again(tx, row.id, tries=row.tries + 1)
    return code in SOON and outbox.again(tx, row.id, now + PAUSE, row.tries + 1)
