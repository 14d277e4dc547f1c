"""One sender's chats: webhooks become events, messages become calls, and what Twilio says of them later is written down.

WhatsApp takes free text for 24 hours after the person wrote. Outside of these an approved template goes, or the message
waits until they write again; nothing is sent that would come back as 63016.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from starlette.routing import Route

from bot.channels.capabilities import WHATSAPP
from bot.channels.fetching import Fetching
from bot.channels.fetching import File as Announced
from bot.channels.keepsakes import Keepsake, Links
from bot.channels.pace import Pace
from bot.channels.parted import Parted
from bot.channels.twilio.api import Api, ApiError
from bot.channels.twilio.clearing import Clearing
from bot.channels.twilio.sending import Sending
from bot.channels.twilio.statuses import Statuses
from bot.channels.twilio.troubles import OUTSIDE_WINDOW, is_content
from bot.channels.twilio.webhook import routes
from bot.channels.whatsapp import incoming, outgoing
from bot.channels.whatsapp.made import Made
from bot.channels.whatsapp.media import Media
from bot.channels.whatsapp.returns import Returns
from bot.conversation import events
from bot.conversation.application import Application
from bot.conversation.channel import Refused, Waits
from bot.conversation.message import Attachment, Message
from bot.conversation.text import speech
from bot.conversation.turn import TurnResult
from storage import outbox, people
from storage.database import Transaction
from storage.outbox import OutboxRow

log = structlog.get_logger("whatsapp")

ACCOUNT = "whatsapp"

WEBHOOK, STATUS = "/whatsapp/webhook", "/whatsapp/status"
"""Where Twilio posts what people write, and what became of our messages."""

FETCHED = timedelta(hours=1)
"""After a message came: by then each of its files is here, or given up."""


class Closed(Exception):
    """Twilio says that it is too long ago that this person wrote."""


class WhatsApp:
    """Both the channel that the outbox sends to, and what takes webhooks."""

    account = ACCOUNT

    def __init__(self, app: Application, keepsake: Keepsake) -> None:
        settings = app.office.settings
        self._app, self._office = app, app.office
        self._links = Links(app, keepsake, settings.public_url)
        self._twilio, self._public = settings.twilio, settings.public_url.rstrip("/")
        self.api = Api(self._twilio)
        self._made = Made(app, ACCOUNT)
        self._returns = Returns(app, self._made, ACCOUNT)
        self._sending = Sending(
            self.api, self._twilio.sender, self._public and self._public + STATUS,
            Pace(self._twilio.messages_a_second, self._twilio.chat_messages_a_second, self._twilio.chat_burst))
        self._parted = Parted()
        self._clearing = Clearing(app, self.api, ACCOUNT)
        self.statuses = Statuses(app, ACCOUNT, self.returned, self._clearing)
        self._media = Media(self.api, ACCOUNT, app.office.key, app.clock)
        self._fetching = Fetching(app, self._media)

    # --- start and stop -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to fetch and to clear, in the running loop."""
        self._fetching.start()
        self._clearing.start()

    async def stop(self) -> None:
        """Take nothing more; what is in hand is finished. Sending goes on until `close`."""
        await self._fetching.stop()
        await self._clearing.stop()

    def close(self) -> None:
        self.api.close()

    def routes(self) -> list[Route]:
        """Where Twilio posts, and where it gets what we attach."""
        token = self._twilio.auth_token.get_secret_value()
        return [*routes(self._public, token, {WEBHOOK: self.take, STATUS: self.statuses.take}), *self._links.routes()]

    # --- in -----------------------------------------------------------------------------------------------------------

    async def take(self, posted: Mapping[str, str]) -> None:
        """Take a message; back after its commit. What isn't for this sender, or is malformed, changes nothing."""
        if posted.get("AccountSid") != self._twilio.account_sid or posted.get("To") != self._twilio.sender:
            log.warning("not_for_us")
            return
        try:
            came = incoming.read(posted)
        except incoming.NotRead:
            log.warning("not_read")
            return
        sender = events.Sender(ACCOUNT, came.address, came.language, opens_window=True)
        if isinstance(came.what, tuple):
            await self._files(came, sender, came.what)
        else:
            await self._app.take(events.Event(came.id, sender, came.what), also=partial(self._taken, came.id, came.left))

    async def _files(self, came: incoming.Message, sender: events.Sender, files: tuple[incoming.File, ...]) -> None:
        """They are fetched after the turn. Those of one message are one answer."""
        first = int(self._app.clock.now().timestamp() * 1000) * incoming.MOST_FILES
        album = came.id if len(files) > 1 else ""
        for place, file in enumerate(files):
            announced = Announced(file.url, first + file.number, album, caption=file.caption)
            if not await self._fetching.note(f"{came.id}:{file.number}", sender, announced):
                too_many = tuple(one.url for one in files[place:])
                await self._app.take(events.Event(f"{came.id}:{file.number}", sender, events.Other()),
                                     also=partial(self._taken, "", too_many))
                break
        if came.left or self._twilio.delete_messages:
            await self._app.write(partial(self._announced, came))

    def _announced(self, came: incoming.Message, tx: Transaction) -> None:
        """The message itself goes when all that it brought was fetched, or never will be."""
        now = self._app.clock.now()
        for url in came.left:
            self._media.came(tx, url)
        self._clearing.message(tx, came.id, now, now + FETCHED)

    def _taken(self, sid: str, left: tuple[str, ...], tx: Transaction, result: TurnResult) -> None:
        """What came along and is no paper is deleted unread."""
        if result.repeated:
            return
        for url in left:
            self._media.came(tx, url)
        if sid:
            self._clearing.message(tx, sid, self._app.clock.now())

    # --- what became of a message -------------------------------------------------------------------------------------

    def returned(self, tx: Transaction, row: OutboxRow, problem: str) -> None:
        """Twilio took it, and WhatsApp did not deliver it."""
        self._returns.came(tx, row, int(problem or 0))

    # --- out ----------------------------------------------------------------------------------------------------------

    async def send(self, address: str, message: Message) -> list[str]:
        """Hand over a message, in its window as it is, outside as its template; Twilio's ids of what went."""
        reached = await asyncio.to_thread(self._reached, address)
        if reached is None or not self._is_open(reached.wrote_at):
            return await self._outside(address, message)
        words = speech(reached.language)
        has = await self._made.lists(reached.language)
        go = partial(self._sending.in_turn, address, urgent=not message.offer)
        linked = await asyncio.to_thread(self._with_links, address, message)
        calls = [partial(go, partial(self._send_part, address, part)) for part in outgoing.parts(linked, words, has)]
        calls += [partial(go, partial(self._send_picture, address, one)) for one in message.attachments if one.kind == "qr"]
        try:
            sent = await self._parted.all((address, message.dump()), calls)
        except Closed:
            await self._app.write(partial(self._close_window, address))
            return await self._outside(address, message)
        return [sid for some in sent for sid in some]

    def _reached(self, address: str) -> Any:
        with self._app.database.reading() as tx:
            return people.reached(tx, self._office.key, ACCOUNT, address)

    def _is_open(self, wrote_at: datetime | None) -> bool:
        window = WHATSAPP.window
        return wrote_at is not None and (window is None or self._app.clock.now() - wrote_at < window)

    def _close_window(self, address: str, tx: Transaction) -> None:
        people.set_wrote(tx, self._office.key, ACCOUNT, address, None)

    async def _outside(self, address: str, message: Message) -> list[str]:
        """Approved words, or nothing until they write again."""
        template = message.template
        reference = None if template is None else await self._made.template(template.name, template.language, address)
        if template is None or reference is None:
            raise Waits("no template" if template is None else "not approved")
        says_nothing = template.knocks and not template.values
        if says_nothing and await asyncio.to_thread(self._has_knocked, address):
            raise Waits(outbox.KNOCKED)                      # once is enough
        call = partial(self._send_content, address, reference, template.values)
        try:
            sent = await self._sending.in_turn(address, call, urgent=not message.offer)
        except Closed:
            raise Waits(f"twilio {OUTSIDE_WINDOW}") from None
        except Refused as refused:
            raise Waits(refused.reason) from None
        if template.knocks:
            raise Waits(outbox.KNOCKED if says_nothing else outbox.TOLD, sent)
        return sent

    def _has_knocked(self, address: str) -> bool:
        with self._app.database.reading() as tx:
            return outbox.has_knocked(tx, ACCOUNT, address)

    def _with_links(self, address: str, message: Message) -> Message:
        """A calendar file is a link: WhatsApp carries no such files (Twilio, accepted content types)."""
        made = tuple(Attachment("link", link, one.label) for one in message.attachments if one.kind == "ics"
                     and (link := self._links.of(ACCOUNT, address, "ics", one.subject)) is not None)
        return replace(message, attachments=(*message.attachments, *made))

    async def _send_part(self, address: str, part: outgoing.Part) -> list[str]:
        if isinstance(part, outgoing.Words):
            return [await self._send(address, body=part.body)]
        return await self._send_buttons(address, part)

    async def _send_buttons(self, address: str, buttons: outgoing.Buttons) -> list[str]:
        reference = await self._made.list(buttons.name, buttons.language)
        try:
            if reference is not None:
                return await self._send_content(address, reference, buttons.values)
        except ApiError as problem:
            if not is_content(problem):
                raise
            log.warning("sent_numbered", content=buttons.name, code=problem.code)
        return [await self._send(address, body=words.body) for words in buttons.instead]

    async def _send_content(self, address: str, reference: str, values: tuple[str, ...]) -> list[str]:
        variables = json.dumps({str(place): value for place, value in enumerate(values, 1)}, ensure_ascii=False)
        return [await self._send(address, content_sid=reference, content_variables=variables)]

    async def _send_picture(self, address: str, one: Attachment) -> list[str]:
        """Twilio gets it from us; without a public address there is none."""
        link = await asyncio.to_thread(self._links.of, ACCOUNT, address, "qr.png", one.subject)
        return [] if link is None else [await self._send(address, media_url=[link])]

    async def _send(self, address: str, **message: str | list[str]) -> str:
        """Raises Closed, ApiError, Unreachable."""
        try:
            return await self._sending.send(address, **message)
        except ApiError as problem:
            raise (Closed if problem.code == OUTSIDE_WINDOW else problem) from None
