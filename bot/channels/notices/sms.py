"""Short texts by Twilio's Messages API: plain, in the person's language, from a number of the office's account.

Who answers STOP is kept from everything by Twilio itself (error 21610); who answers anything else is told nothing, and each
text says where to answer.
"""

from __future__ import annotations

import asyncio
from functools import partial

import structlog
from starlette.routing import Route

from bot.channels.marks import BOLD
from bot.channels.notices.gsm import fitted
from bot.channels.notices.recipient import chat_of, recipient
from bot.channels.pace import Pace
from bot.channels.twilio.api import Api
from bot.channels.twilio.clearing import Clearing
from bot.channels.twilio.returns import AGAIN, PAUSE, given_up
from bot.channels.twilio.sending import Sending
from bot.channels.twilio.statuses import Statuses
from bot.channels.twilio.troubles import NOBODY, SOON
from bot.channels.twilio.webhook import routes
from bot.conversation.application import Application
from bot.conversation.channel import Refused
from bot.conversation.message import Message
from bot.conversation.text import Text, _, speech
from bot.desk.desk import Office
from bot.desk.reaching import SMS, Mailbox
from storage import outbox
from storage.database import Transaction
from storage.outbox import OutboxRow

log = structlog.get_logger("sms")

STATUS = "/sms/status"
"""Where Twilio posts what became of our messages."""

CHAT_A_SECOND, BURST = 0.2, 5
"""To one number."""


class Sms:
    """The channel of numbers that a code has proved. An address of it is the key of a row in `mailboxes`."""

    account = SMS

    def __init__(self, app: Application, _keepsake: object = None) -> None:   # a text takes no files
        settings = app.office.settings
        self._app, self._office, self._settings = app, app.office, settings
        self._public = settings.public_url.rstrip("/")
        self.api = Api(settings.twilio)
        self._sending = Sending(self.api, settings.sms.sender, self._public and self._public + STATUS,
                                Pace(settings.sms.messages_a_second, CHAT_A_SECOND, BURST))
        self._clearing = Clearing(app, self.api, SMS)
        self.statuses = Statuses(app, SMS, self.returned, self._clearing)

    # --- start and stop -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to clear, in the running loop."""
        self._clearing.start()

    async def stop(self) -> None:
        """Sending goes on until `close`."""
        await self._clearing.stop()

    def close(self) -> None:
        self.api.close()

    def routes(self) -> list[Route]:
        return routes(self._public, self._settings.twilio.auth_token.get_secret_value(), {STATUS: self.statuses.take})

    # --- out ------------------------------------------------------------------------------------------------------

    async def send(self, address: str, message: Message) -> list[str]:
        """Hand it over; Twilio's id. Raises Later, Gone, Refused."""
        mailbox = await asyncio.to_thread(self._mailbox, address)
        text = body(self._office, message, chat_of(self._office, mailbox))
        call = partial(self._sending.send, mailbox.address, body=text)
        return [await self._sending.in_turn(address, call, urgent=True)]

    def _mailbox(self, address: str) -> Mailbox:
        """Raises Gone, Later, and Refused for a country that the office no longer writes to."""
        with self._app.database.reading() as tx:
            mailbox = recipient(tx, self._office, address, self._app.clock.now())
        if not self._settings.sms.takes(mailbox.address):
            raise Refused("not a number of sms.prefixes")
        return mailbox

    # --- what became of it --------------------------------------------------------------------------------------------

    def returned(self, tx: Transaction, row: OutboxRow, problem: str) -> None:
        """Twilio took it, and the network did not deliver it: a little later, another way, or where the desk sees it."""
        code, now = int(problem or 0), self._app.clock.now()
        row = outbox.get(tx, row.id) or row                  # it may have been read before it was marked
        if code in SOON and row.tries < AGAIN and outbox.again(tx, row.id, now + PAUSE, row.tries + 1):
            result = "again"
        else:
            result = given_up(tx, self._settings, row, code, now, gone=code in NOBODY)
        log.warning("came_back", row=row.id, kind=row.kind, code=code, result=result)


def body(office: Office, message: Message, chat: str) -> str:
    """Who writes, what, and where to answer: `chat`, unless that is on their phone."""
    words = speech(message.language or office.settings.office.languages[0])
    name = words.render(office.settings.office.short or office.settings.office.name)
    text = BOLD.sub(r"\1", message.text)
    return fitted(f"{name}: {text}", words.render(_foot(chat)))


def _foot(chat: str) -> Text:
    if not chat:
        return _("Answers here are not read. Reply STOP to end.")
    return _("Please answer in the chat: {url} Reply STOP to end.", url=chat)
