"""One bot's private chats: updates become events, messages become calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from starlette.routing import Route

from bot.channels.fetching import Fetching, File
from bot.channels.keepsakes import Keepsake, Kept
from bot.channels.pace import Pace
from bot.channels.parted import Parted, its_turn
from bot.channels.telegram import outgoing
from bot.channels.telegram.api import Api, ApiError, Unreachable, Upload
from bot.channels.telegram.connecting import Connecting
from bot.channels.telegram.files import Files
from bot.channels.telegram.groups import Groups
from bot.channels.telegram.troubles import as_outcome, is_entity, is_unchanged
from bot.channels.telegram.updates import Command, Contact, Group, Press, Private, read
from bot.channels.telegram.webhook import Webhook
from bot.conversation import events
from bot.conversation.application import Application
from bot.conversation.channel import Gone, Later, Refused, Waits
from bot.conversation.message import Attachment, Message
from bot.conversation.shown import ANYWHERE
from bot.conversation.turn import TurnResult
from storage import people

log = structlog.get_logger("telegram")

ACCOUNT = "telegram"

AGAIN = (0.5, 2.0)
"""Seconds until what is beside the messages is tried once more, and once more after that."""

LONGEST = 10.0
"""Seconds after which nobody waits for it any longer, such as for the answer to a press."""


class Telegram:
    """Both the channel that the outbox sends to, and what takes updates."""

    account = ACCOUNT

    def __init__(self, app: Application, keepsake: Keepsake) -> None:
        settings = app.office.settings.telegram
        self._app = app
        self._office = app.office
        self._keepsake = keepsake
        token = settings.token.get_secret_value()
        self.api = Api(token, settings.api_base_url)
        self.secret = app.office.keys.blind(token, "telegram-webhook").hex()
        self.webhook = Webhook(self.secret, self.take)
        self._pace = Pace(settings.messages_a_second, settings.chat_messages_a_second, settings.chat_burst)
        self._fetching = Fetching(app, Files(self.api, ACCOUNT))
        self._connecting = Connecting(self.api, settings, app.office.settings.office.languages, self.secret, self.take)
        self._parted = Parted()
        self._moved: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._groups = Groups(app, ACCOUNT, self._once, self._moved)

    # --- start and stop -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to connect, in the running loop; the program serves meanwhile."""
        self._fetching.start()
        self._connecting.start()
        self._in_background(self._groups.look(self.api))

    async def stop(self) -> None:
        """Take nothing more; what is in hand is finished. Sending goes on until `close`."""
        self._stopping.set()
        await self._connecting.stop()
        await self._fetching.stop()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)

    def close(self) -> None:
        self.api.close()

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def routes(self) -> list[Route]:
        """Where updates come in."""
        return self.webhook.routes()

    # --- in -----------------------------------------------------------------------------------------------------------

    async def take(self, update: object) -> None:
        """Take an update; back after its commit. What is no person's message changes nothing."""
        match read(update):
            case Group() as group:
                await self._groups.take(group)
            case Private() as private:
                await self._private(private)

    async def _private(self, came: Private) -> None:
        sender = events.Sender(ACCOUNT, came.chat, came.language)
        match came.what:
            case File() as file:
                if await self._fetching.note(f"update:{came.update}", sender, file):
                    return
                what: events.What = events.Other()
            case Press() as press:
                await self._pressed(came, sender, press)
                return
            case Command(meaning):                           # a button of the channel's own, in an officer's thread too
                what = events.Pressed(f"{ANYWHERE}.{meaning}")
            case Contact(number):                            # with its country, with or without the sign
                what = events.Other("contact", phone="+" + number.removeprefix("+"))
            case other:
                what = other
        await self._app.take(events.Event(f"update:{came.update}", sender, what))

    async def _pressed(self, came: Private, sender: events.Sender, press: Press) -> None:
        """The press is answered even where the turn fails: else the button spins."""
        result: TurnResult | None = None
        try:
            result = await self._app.take(events.Event(f"update:{came.update}", sender, events.Pressed(press.button)))
        finally:
            was_chosen = result is not None and bool(result.said) and not result.repeated
            self._in_background(self._answer(press.query))
            if was_chosen and press.message and press.label:
                self._in_background(self._mark(came.chat, press))

    async def _answer(self, query: str) -> None:
        await self._try("answerCallbackQuery", {"callback_query_id": query})

    async def _mark(self, chat: str, press: Press) -> None:
        """The question shows what was chosen."""
        await self._try("editMessageReplyMarkup", {
            "chat_id": int(chat), "message_id": press.message, "reply_markup": outgoing.chosen(press.label, press.button)})

    def _once(self, method: str, params: dict[str, Any]) -> None:
        self._in_background(self._try(method, params))

    async def _try(self, method: str, params: dict[str, Any]) -> None:
        """What is beside the messages: not for ever, and at the end of the program at once."""
        for pause in (*AGAIN, LONGEST):
            problem = await self._tried(method, params)
            if problem is None:
                return
            wait = max(pause, problem.seconds) if isinstance(problem, Later) else LONGEST
            if wait >= LONGEST:
                log.info("not_done", method=method, problem=problem.reason)
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait)

    async def _tried(self, method: str, params: dict[str, Any]) -> Later | Gone | Refused | None:
        """What went wrong."""
        try:
            await self.api.call(method, params)
        except ApiError as problem:
            return None if is_unchanged(problem) else as_outcome(problem)
        except Unreachable as problem:
            return Later(0.0, str(problem))
        return None

    # --- out ----------------------------------------------------------------------------------------------------------

    async def send(self, address: str, message: Message) -> None:
        """Hand over a message: its texts, then its files."""
        calls = [partial(self._send_text, address, call) for call in outgoing.texts(message)]
        calls += [partial(self._send_file, address, one) for one in message.attachments if one.kind in ("qr", "ics")]
        go = partial(self._go, address, urgent=not message.offer)
        await self._parted.all((address, message), [partial(go, call) for call in calls])

    async def _go(self, address: str, call: Callable[[], Coroutine[Any, Any, None]], urgent: bool) -> None:
        """One call at the pace that Telegram asks for, its troubles by their names."""
        await its_turn(self._pace, address, urgent)
        try:
            await call()
        except ApiError as problem:
            outcome: Later | Gone | Refused | Waits = as_outcome(problem)
            if isinstance(outcome, Gone) and self._groups.is_ours(address):
                outcome = Waits("not in the officers' group")
            if isinstance(outcome, Later):
                self._pace.pause(address, outcome.seconds)
            raise outcome from None
        except Unreachable as problem:
            raise Later(0.0, str(problem)) from None

    async def _send_text(self, address: str, call: dict[str, Any]) -> None:
        chat = self._moved.get(address, address)
        try:
            quiet = {"disable_notification": True} if self._groups.is_quiet(address) else {}
            await self.api.call("sendMessage", {"chat_id": int(chat), **quiet, **call})
        except ApiError as problem:
            if problem.moved_to is not None and chat == address:
                self._groups.follows(address, str(problem.moved_to))
                await self._send_text(address, call)
            elif is_entity(problem) and "parse_mode" in call:
                log.warning("sent_plain", reason="entities")
                await self._send_text(address, outgoing.as_plain(call))
            else:
                raise

    async def _send_file(self, address: str, one: Attachment) -> None:
        """A QR as a picture, a calendar file as a document; nothing where there is none any more."""
        made = await asyncio.to_thread(self._make, address, one)
        if made is None:
            return
        photo = made.content_type.startswith("image/")
        method, field = ("sendPhoto", "photo") if photo else ("sendDocument", "document")
        kind = made.content_type.partition(";")[0]
        chat = self._moved.get(address, address)
        await self.api.upload(method, {"chat_id": chat}, Upload(field, made.content, kind, made.file_name))

    def _make(self, address: str, one: Attachment) -> Kept | None:
        with self._app.database.reading() as tx:
            person = people.find(tx, self._office.key, ACCOUNT, address)
            kind = "qr.png" if one.kind == "qr" else one.kind
            return None if person is None else self._keepsake(tx, person, kind, one.subject)
