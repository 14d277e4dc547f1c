"""The chat page's side of the application: events in, lines out, both kept so that a page can show them again."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

from bot.channels.capabilities import WEB
from bot.channels.keepsakes import Keepsake, Kept
from bot.channels.places import Places
from bot.channels.uploads import RUSH, NotStored, Rush, Stored, Uploads
from bot.channels.webchat.service import (
    Accepted,
    ChatMessage,
    Handed,
    Incoming,
    Listener,
    Opened,
    Received,
    Refused,
    Shown,
    Wake,
)
from bot.channels.webchat.words import page_words
from bot.conversation import events
from bot.conversation.application import Application
from bot.conversation.channel import Gone
from bot.conversation.message import Message
from bot.conversation.prompts import Files
from bot.conversation.text import Text, _, speech
from bot.conversation.turn import NewerRelease, TurnResult
from bot.desk.people import person_of
from storage import chat_lines, people
from storage.database import Transaction
from storage.statement import Row

ACCOUNT = "web"
MANY_BEGIN = _("Many new chats began on your network in the last hour. Please try again later, or call the office.")

READINGS = 4
"""Whole conversations, and what is made for them, that are read at the same time; of one chat one: to open all that was said
takes long, and threads are few."""


class WebChat:
    """Both the channel that the outbox sends to, and what the page's routes ask."""

    account = ACCOUNT

    def __init__(self, app: Application, keepsake: Keepsake) -> None:
        self._app = app
        self._office = app.office
        self._keepsake = keepsake
        self._listeners: defaultdict[str, set[_Listener]] = defaultdict(set)
        limits = app.office.settings.limits
        self.uploads = Uploads(app)
        self._readings = Places(READINGS, 1, None)
        self._each = Rush(2 * limits.messages_a_minute, 60)      # the engine says once that it is too much; a flood is no turn
        self._beginnings = Rush(limits.address_new_chats_an_hour, 3600)
        self._closing = False

    # --- in ---------------------------------------------------------------------------------------------------------

    async def receive(self, address: str, event: Incoming) -> Received:
        if self.uploads.rush.is_too_much(event.network) or self._each.is_too_much(address):
            return Refused(self._say(event, RUSH), again=True)
        if not await self.knows(address) and self._beginnings.is_too_much(event.network):
            return Refused(self._say(event, MANY_BEGIN), again=True)
        what = await asyncio.to_thread(self._what, address, event)
        if what is None:
            return Refused(self._say(event, _("I don't have those files any more. Please choose them once more.")))
        sender = events.Sender(ACCOUNT, address, event.language_guess, event.time_zone or "", network=event.network,
                               fleeting=not WEB.lasting)
        taken = events.Event(f"{address[:16]}:{event.id}", sender, what)
        try:
            await self._app.take(taken, also=partial(self._keep_mine, address, event), sent=True)
        except NewerRelease:                             # this process is the older one, and about to be replaced
            return Refused(page_words(event.language_guess)["failed"], again=True)
        self._wake(address)
        return Accepted()

    def _what(self, address: str, event: Incoming) -> events.What | None:
        """The event as the engine takes it; None where its files are not this person's."""
        match event.what:
            case Opened():
                return events.Opened()
            case Handed(files):
                with self._app.database.reading() as tx:
                    person = people.find(tx, self._office.key, ACCOUNT, address)
                    size = None if person is None else self.uploads.size_of(tx, person, files)
                return None if size is None else events.Sent(Files(keys=files), size=size)
            case other:
                return other

    def _keep_mine(self, address: str, event: Incoming, tx: Transaction, result: TurnResult) -> None:
        """The person's own bubble, in the turn's transaction; none for what was not taken (too much at once, an old
        button): the page then opens the question again."""
        if result.repeated or not result.said:
            return
        pressed = event.what.button if isinstance(event.what, events.Pressed) else None
        body = {"text": result.said, "pressed": pressed}
        chat_lines.add(tx, self._office.keys, office=self._office.key, account=ACCOUNT, address=address, sender="me",
                       body=body, event=event.id, at=self._app.clock.now())

    async def store(self, address: str, id: str, network: str, chunks: AsyncIterator[bytes],  # noqa: A002
                    ) -> Stored | Refused:
        language = await asyncio.to_thread(self._language, address)
        if not await self.knows(address):
            return Refused(page_words(language)["chat_gone"])
        stored = await self.uploads.store(ACCOUNT, address, address, id, network, chunks)
        if isinstance(stored, NotStored):
            return Refused(speech(language).render(stored.why), stored.again, stored.after)
        return stored

    # --- out --------------------------------------------------------------------------------------------------------

    async def send(self, address: str, message: Message) -> None:
        """The outbox hands over: the line is there for every page of this person, open or opened later. Raises Gone where the
        chat was ended."""
        await self._app.write(partial(self._keep_ours, address, message))
        self._wake(address)

    def _keep_ours(self, address: str, message: Message, tx: Transaction) -> None:
        if people.find(tx, self._office.key, ACCOUNT, address) is None:
            raise Gone("ended")
        chat_lines.add(tx, self._office.keys, office=self._office.key, account=ACCOUNT, address=address, sender="desk",
                       body=message.to_json(), event=None, at=self._app.clock.now())

    async def knows(self, address: str) -> bool:
        return await asyncio.to_thread(self._knows, address)

    def _knows(self, address: str) -> bool:
        with self._app.database.reading() as tx:
            return people.find(tx, self._office.key, ACCOUNT, address) is not None

    async def messages(self, address: str, after: int) -> Shown:
        async with self._readings.one(address):
            return await asyncio.to_thread(self._messages, address, after)

    def _messages(self, address: str, after: int) -> Shown:
        with self._app.database.reading() as tx:
            known = people.find(tx, self._office.key, ACCOUNT, address) is not None     # not after it was ended here
            rows = chat_lines.after(tx, self._office.key, ACCOUNT, address, after) if known else []
        return Shown(self._language(address), tuple(self._line(row) for row in rows))

    def _line(self, row: Row) -> ChatMessage:
        body = self._office.keys.open_json(row.body, chat_lines.BODY)
        if row.sender == "desk":
            message = Message.of(body)
            return ChatMessage(row.id, "desk", message, row.at, offer=message.offer)
        return ChatMessage(row.id, "me", Message(body["text"]), row.at, client_id=row.event, pressed=body["pressed"])

    async def attachment(self, address: str, kind: str, subject: str) -> Kept | None:
        async with self._readings.one(address):
            return await asyncio.to_thread(self._attachment, address, kind, subject)

    def _attachment(self, address: str, kind: str, subject: str) -> Kept | None:
        with self._app.database.reading() as tx:
            person = people.find(tx, self._office.key, ACCOUNT, address)
            return None if person is None else self._keepsake(tx, person, kind, subject)

    async def end(self, address: str) -> None:
        await self._app.write(partial(self._end, address))
        self._wake(address)

    def _end(self, address: str, tx: Transaction) -> None:
        """Whoever still has the cookie, such as another tab, begins anew."""
        people.forget_address(tx, self._office.key, ACCOUNT, address)
        chat_lines.forget(tx, self._office.key, ACCOUNT, address)

    # --- who listens ------------------------------------------------------------------------------------------------

    def listen(self, address: str) -> AbstractAsyncContextManager[Listener]:
        return self._listen(address)

    @asynccontextmanager
    async def _listen(self, address: str) -> AsyncIterator[Listener]:
        listener = _Listener(self)
        self._listeners[address].add(listener)
        try:
            yield listener
        finally:
            self._listeners[address].discard(listener)
            if not self._listeners[address]:
                del self._listeners[address]

    def _wake(self, address: str) -> None:
        for listener in self._listeners.get(address, ()):
            listener.news.set()

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        """The server stops: pages come back to the next process."""
        self._closing = True
        for listener in self._everyone():
            listener.news.set()

    def _everyone(self) -> Iterator[_Listener]:
        for listeners in self._listeners.values():
            yield from listeners

    # --- words ------------------------------------------------------------------------------------------------------

    def _language(self, address: str) -> str:
        languages = self._office.settings.office.languages
        with self._app.database.reading() as tx:
            person = people.find(tx, self._office.key, ACCOUNT, address)
            return person_of(people.get(tx, person), languages).language if person is not None else languages[0]

    def _say(self, event: Incoming, text: Text) -> str:
        return speech(event.language_guess).render(text)


class _Listener:
    def __init__(self, chat: WebChat) -> None:
        self._chat = chat
        self.news = asyncio.Event()

    async def wait(self, seconds: float) -> Wake:
        if not self._chat.is_closing():
            try:
                await asyncio.wait_for(self.news.wait(), seconds)
            except TimeoutError:
                return "closing" if self._chat.is_closing() else "quiet"
        self.news.clear()
        return "closing" if self._chat.is_closing() else "news"

