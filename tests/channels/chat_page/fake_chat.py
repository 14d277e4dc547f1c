"""A desk that talks a little, to try the page with: everything the page can show, by one word each."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.channels.keepsakes import Kept
from bot.channels.uploads import Stored
from bot.channels.webchat.service import (
    Accepted,
    ChatMessage,
    Handed,
    Incoming,
    Opened,
    Received,
    Refused,
    Shown,
    Wake,
)
from bot.conversation.events import Pressed, Started, Typed
from bot.conversation.message import Attachment, Button, Message

SERVICES = (
    Button("1:renew", "Passport renewal", "For a passport that has run out, or soon will"),
    Button("1:child", "A child's first passport", "Under 17, with both parents"),
    Button("1:lost", "Lost or damaged passport", "With a police report and an interview"),
    Button("1:visa", "Visa", ""),
)
WORDS = (Button("w:back", "Back"), Button("w:menu", "Menu"), Button("w:officer", "Talk to an officer"))
QUESTION = Message(
    "Good morning. I am the assistant of *the Consulate*.\n\nWhat do you need?", SERVICES, WORDS, expects="choice",
)
QR = (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21">'
      b'<path d="M1 1h7v7H1zM13 1h7v7h-7zM1 13h7v7H1zM10 10h3v3h-3z"/></svg>')
DAYS = tuple(Button(f"2:{day}", f"Wednesday {day} November") for day in range(1, 13))
YES_NO = (Button("3:y", "Yes"), Button("3:n", "No, it is lost"))
PARTS: dict[str, Message] = {
    "days": Message("Which day suits you?", DAYS, WORDS, expects="choice"),
    "yes/no": Message("Is your old passport in your hands?", YES_NO, WORDS, expects="choice"),
    "date": Message("When were you born? *(Step 3 of 7)*", words=WORDS, expects="date"),
    "number": Message("What is the NIK?", words=WORDS, expects="number"),
    "wait": Message("One moment."),
    "wrapped": Message("✅ Booked at last. Your code is *K7M-4TD*.\n• How to pay: ask the office ²"),
    "name": Message("What is your full name?", words=WORDS, expects="text"),
    "long answers": Message("Which one?", tuple(
        Button(f"5:{one}", f"Answer {one}", "With so much to say about it that it takes three lines of a small phone at the "
               "least, or four of them where the letters are large") for one in range(8)), WORDS, expects="choice"),
    "secret": Message("What is the number of your passport?", words=WORDS, expects="text", sensitive=True),
    "files": Message("Please send a photo of the *data page*.", (Button("4:later", "Later"),), WORDS, expects="files"),
    "booked": Message("You are booked.\n\n• Monday 30 November 2026 at 9:30 am, Los Angeles time\n• Code *K7M-4TD*",
                      attachments=(Attachment("qr", "a1", "QR"),
                                   Attachment("ics", "a1", ".ics"),
                                   Attachment("map", "https://maps.example/3457", "3457 Wilshire Boulevard"))),
    "private": Message("Your private page.", attachments=(Attachment("page", "http://127.0.0.1/p/x", "Open the page"),)),
    "markup": Message("<script>window.broken=1</script><img src=x onerror=window.broken=1> *<b>x</b>*"),
    "long": Message("\n".join(f"{line}. One of the lines of a message that is far too long." for line in range(1, 60))),
    "link": Message(
        "See https://example.org/a?b=c. Or *evisa.example.org*, call (213) 555-0100, write to desk@example.org.\n"
        "Not javascript:alert(1) nor http://example.org, https://evil.test, https://example.org.evil.test, "
        "evil.test/example.org, https://example.org@evil.test, https://example.org:80@evil.test, notexample.org, "
        "https://evil.test#https://example.org, me@example.org, 9(213) 555-0100, (213) 555-01009, desk@example.org.test, "
        "https://example.org\\@evil.test, https://example.org-evil.test"),
}
NEXT = {"3:y": "name", "4:later": "name", "1:visa": "wait"}
"""What is asked after an answer."""


@dataclass
class Talk:
    messages: list[ChatMessage] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    language: str = ""
    files: dict[str, int] = field(default_factory=dict)
    woken: set[asyncio.Event] = field(default_factory=set)


class FakeListener:
    def __init__(self, chat: FakeChat, event: asyncio.Event) -> None:
        self.chat, self.event = chat, event

    async def wait(self, seconds: float) -> Wake:
        try:
            await asyncio.wait_for(self.event.wait(), seconds)
        except TimeoutError:
            return "closing" if self.chat.closing else "quiet"
        self.event.clear()
        return "closing" if self.chat.closing else "news"


class FakeChat:
    """Lives longer than the servers in front of it, as a database does."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """As if nobody had come."""
        self.talks: defaultdict[str, Talk] = defaultdict(Talk)
        self.incoming: list[Incoming] = []
        self.closing = False
        self.slow = 0.0
        self.full = 0
        """So many files find no room."""
        self._cursor = 0

    async def receive(self, address: str, event: Incoming) -> Received:
        await asyncio.sleep(self.slow)
        talk = self.talks[address]
        self.incoming.append(event)
        if event.id in talk.seen:
            return Accepted()
        what = event.what
        if isinstance(what, Typed) and what.text == "refuse":
            return Refused("You have sent many messages. Please wait a minute.", again=True)
        if isinstance(what, Handed) and not set(what.files) <= set(talk.files):
            return Refused("Please choose the files again.")
        talk.seen.add(event.id)
        talk.language = talk.language or event.language_guess
        for message in self._reply(talk, event):
            self._add(address, message)
        self.wake(address)
        return Accepted()

    def _reply(self, talk: Talk, event: Incoming) -> list[ChatMessage]:
        match event.what:
            case Opened() | Started():
                return [_desk(QUESTION)]
            case Typed(text):
                shown = "•••••" if _open(talk).sensitive else text
                return [_mine(event, shown), *_desks(PARTS.get(text) or Message(f"You wrote: {text[:100]}"))]
            case Pressed("any.language"):
                talk.language = "en" if talk.language == "id" else "id"
                return [_mine(event, "Language"), *_desks(Message("Bahasa / Language"))]
            case Pressed(button):
                buttons = [one for line in talk.messages for one in (*line.message.options, *line.message.words)]
                label = next((one.label for one in buttons if one.id == button), "?")
                return [replace(_mine(event, label), pressed=button), *_desks(PARTS[NEXT.get(button, "yes/no")])]
            case Handed(files):
                return [_mine(event, f"📎 {len(files)} files"), *_desks(Message(f"Received: {len(files)}. Thank you."))]

    def _add(self, address: str, message: ChatMessage) -> None:
        self._cursor += 1
        self.talks[address].messages.append(replace(message, id=self._cursor))

    def push(self, message: Message, offer: bool = False) -> None:
        """Say something to everyone, as a reminder does. From another thread: `call` it on the server's loop."""
        for address in self.talks:
            self._add(address, replace(_desk(message), offer=offer))
            self.wake(address)

    def wake(self, address: str) -> None:
        for event in self.talks[address].woken:
            event.set()

    async def store(
        self, address: str, id: str, network: str, chunks: AsyncIterator[bytes],  # noqa: A002
    ) -> Stored | Refused:
        size, begins = 0, b""
        async for chunk in chunks:
            size, begins = size + len(chunk), begins or chunk[:2]
            await asyncio.sleep(self.slow * len(chunk) / 1_000_000)
        if self.full:
            self.full -= 1
            return Refused("There is a lot going on just now.", again=True, after=1)
        if begins == b"MZ":
            return Refused("This is not a photo or a PDF.")
        self.talks[address].files[id] = size
        return Stored(id, size)

    async def knows(self, address: str) -> bool:
        return address in self.talks

    async def messages(self, address: str, after: int) -> Shown:
        talk = self.talks[address]
        return Shown(talk.language or "en", tuple(one for one in talk.messages if one.id > after))

    @asynccontextmanager
    async def listen(self, address: str) -> AsyncIterator[FakeListener]:
        event = asyncio.Event()
        self.talks[address].woken.add(event)
        try:
            yield FakeListener(self, event)
        finally:
            self.talks[address].woken.discard(event)

    async def attachment(self, address: str, kind: str, subject: str) -> Kept | None:
        if subject != "a1" or not self.talks[address].messages:
            return None
        if kind == "qr":
            return Kept(QR, "image/svg+xml", "K7M-4TD.svg")
        return Kept(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; charset=utf-8", "K7M-4TD.ics")

    async def end(self, address: str) -> None:
        self.talks.pop(address, None)

    def close(self) -> None:
        """End the streams, as the application does when it stops."""
        self.closing = True
        for address in self.talks:
            self.wake(address)


def _open(talk: Talk) -> Message:
    asked = [line.message for line in talk.messages if line.sender == "desk" and line.message.expects != "none"]
    return asked[-1] if asked else Message("")


def _desk(message: Message) -> ChatMessage:
    return ChatMessage(0, "desk", message, datetime.now(UTC))


def _desks(*messages: Message) -> list[ChatMessage]:
    return [_desk(one) for one in messages]


def _mine(event: Incoming, text: str) -> ChatMessage:
    return ChatMessage(0, "me", Message(text), datetime.now(UTC), client_id=event.id)
