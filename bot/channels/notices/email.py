"""Mails over the office's own server: plain text, in the person's language, one connection each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiosmtplib import SMTP, SMTPException

from bot.channels.keepsakes import Keepsake, Kept
from bot.channels.notices.letter import letter
from bot.channels.notices.recipient import recipient
from bot.channels.notices.troubles import as_outcome
from bot.channels.pace import Pace
from bot.channels.parted import its_turn
from bot.config import SmtpSettings, is_loopback
from bot.conversation.application import Application
from bot.conversation.message import Message
from bot.desk.reaching import EMAIL, Mailbox

SECONDS = 7.0
"""For one mail: less than the sender of messages waits."""

IMPLICIT_TLS = 465

CHAT_A_SECOND, BURST = 0.2, 5
"""Mails to one address."""


class Email:
    """The channel of addresses that a code has proved. An address of it is the key of a row in `mailboxes`."""

    account = EMAIL

    def __init__(self, app: Application, keepsake: Keepsake) -> None:
        self._app, self._office, self._keepsake = app, app.office, keepsake
        self._settings = app.office.settings.smtp
        self._pace = Pace(self._settings.messages_a_minute / 60, CHAT_A_SECOND, BURST)

    async def send(self, address: str, message: Message) -> Sequence[str] | None:
        """Hand it to the server. Raises Later, Gone, Refused."""
        mailbox, files = await asyncio.to_thread(self._prepared, address, message)
        await its_turn(self._pace, address, urgent=True)
        mail = letter(self._office, mailbox, message, files, self._app.clock.now())
        try:
            async with server_of(self._settings) as server:
                await server.sendmail(self._settings.sender, [mailbox.address], mail)
        except (SMTPException, OSError) as problem:
            raise as_outcome(problem) from None
        return None

    def _prepared(self, address: str, message: Message) -> tuple[Mailbox, list[Kept]]:
        """Whom it is to, and what goes with it. Raises Gone, and Later when that is enough for a day."""
        now = self._app.clock.now()
        with self._app.database.reading() as tx:
            mailbox = recipient(tx, self._office, address, now)
            calendars = (one for one in message.attachments if one.kind == "ics")
            files = (self._keepsake(tx, mailbox.person, one.kind, one.subject) for one in calendars)
            return mailbox, [one for one in files if one is not None]


def server_of(smtp: SmtpSettings, seconds: float = SECONDS) -> SMTP:
    """TLS always, unless the server is on this machine."""
    implicit = smtp.port == IMPLICIT_TLS
    return SMTP(
        hostname=smtp.host, port=smtp.port, username=smtp.user or None, password=smtp.password.get_secret_value() or None,
        use_tls=implicit, start_tls=not implicit and not is_loopback(smtp.host), timeout=seconds,
        local_hostname=smtp.sender.rpartition("@")[2])
