"""A person's end of each channel, for the contract; and a toy channel, as small as one can be."""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import io
import json
import re
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bot.channels.capabilities import TELEGRAM, TERMINAL, WEB, WHATSAPP, Capabilities
from bot.channels.terminal import Terminal
from bot.conversation import events
from bot.conversation.channel import Later
from bot.conversation.message import Attachment, Button, Message
from bot.conversation.prompts import Files
from bot.desk import intake
from bot.web import keepsake
from storage import people
from storage.database import Transaction
from tests.channels.contract import Heard, Speaker
from tests.channels.office import RunningOffice
from tests.fakes.telegram import BotApi, Person
from tests.fakes.twilio.people import Person as WhatsAppPerson
from tests.fakes.twilio.server import Twilio
from tests.janji import until


@dataclass(frozen=True)
class Line:
    """A message on a screen."""

    text: str
    buttons: tuple[tuple[str, str], ...]
    details: tuple[str, ...] = ()


def line(message: Message) -> Line:
    buttons = (*message.options, *message.words)
    return Line(message.text, tuple((one.id, one.label) for one in buttons), tuple(one.detail for one in buttons))


# --- the chat page ----------------------------------------------------------------------------------------------------

class WebSpeaker:
    """What the page's script does, without a browser."""

    account, limits = "web", WEB
    language = "en"

    def __init__(self, office: RunningOffice) -> None:
        self._office = office
        self._cookie = ""
        self._last: tuple[str, Any] = ("", None)
        self._post("/chat/open", {"id": secrets.token_hex(8)})
        self.address = hashlib.sha256(self._cookie.partition("=")[2].encode()).hexdigest()

    def says(self, text: str) -> None:
        self._post("/chat/say", {"id": secrets.token_hex(8), "text": text})

    def presses(self, button: str) -> None:
        self._post("/chat/press", {"id": secrets.token_hex(8), "option": button})

    def sends(self, contents: Sequence[bytes]) -> None:
        keys = [self._store(content)["key"] for content in contents]
        self._post("/chat/sent", {"id": secrets.token_hex(8), "files": keys})

    def sends_broken(self, content: bytes) -> str | None:
        return str(self._store(content, 422)["refused"])

    def loses_an_answer(self) -> bool:
        return False

    def other(self) -> Speaker | None:
        return WebSpeaker(self._office)

    def again(self) -> bool:
        self._post(*self._last)
        return True

    @property
    def heard(self) -> Sequence[Heard]:
        return [line(Message(one["text"], tuple(Button(**button) for button in one["options"]),
                             tuple(Button(**button) for button in one["words"]))) for one in self._told()]

    @property
    def received(self) -> Sequence[bytes] | None:
        return [self._send("GET", attached["url"], b"", {}) for one in self._told() for attached in one["attachments"]
                if attached["kind"] in ("qr", "ics")]

    def _told(self) -> list[dict[str, Any]]:
        told = self._ask("GET", "/chat/messages?after=0", b"", {})
        return [one for one in told["messages"] if one["from"] == "desk"]

    def _post(self, path: str, body: Any) -> Any:
        self._last = path, body
        return self._ask("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _store(self, content: bytes, status: int = 200) -> Any:
        headers = {"Content-Type": "image/jpeg", "X-Janji-Id": secrets.token_hex(8)}
        return json.loads(self._send("POST", "/chat/files", content, headers, status))

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        return json.loads(self._send(method, path, body, headers))

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str], status: int = 200) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self._office.port, timeout=20)
        connection.request(method, path, body, {"X-Janji": "1", "Accept-Language": "en", "Cookie": self._cookie, **headers})
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == status, (answer.status, content)
        cookie = answer.headers.get("Set-Cookie")
        if cookie:
            self._cookie = cookie.partition(";")[0]
        connection.close()
        return content


# --- the terminal -----------------------------------------------------------------------------------------------------

class ListeningTerminal(Terminal):
    """Keeps what it shows."""

    def __init__(self, office: RunningOffice) -> None:
        super().__init__(office.app, "me", "en", io.StringIO())
        self.lines: list[Line] = []

    async def send(self, address: str, message: Message) -> None:
        self.lines.append(line(message))
        await super().send(address, message)


class TerminalSpeaker:
    """A program that talks JSON lines."""

    account, address, limits = "terminal", "me", TERMINAL
    language = "en"

    def __init__(self, office: RunningOffice, folder: Path) -> None:
        self._office, self._folder = office, folder
        self._terminal = ListeningTerminal(office)
        office.opens(self._terminal)

    def says(self, text: str) -> None:
        self._line({"text": text})

    def presses(self, button: str) -> None:
        self._line({"choice": button})

    def sends(self, contents: Sequence[bytes]) -> None:
        for content in contents:
            path = self._folder / f"{secrets.token_hex(4)}.jpg"
            path.write_bytes(content)
            taken = self._office.events()
            line = asyncio.run_coroutine_threadsafe(
                self._terminal.answer_line(json.dumps({"file": str(path)})), self._office.loop)
            until(lambda seen=taken: self._office.events() > seen)  # type: ignore[misc]
            self._office.clock.advance(seconds=4)            # it waits for more photos
            line.result(20)

    def sends_broken(self, content: bytes) -> str | None:
        path = self._folder / "broken.jpg"
        path.write_bytes(content)
        self._line({"file": str(path)})
        return None

    def loses_an_answer(self) -> bool:
        return False

    def other(self) -> Speaker | None:
        return None

    def again(self) -> bool:
        return False

    @property
    def heard(self) -> Sequence[Heard]:
        return list(self._terminal.lines)

    @property
    def received(self) -> Sequence[bytes] | None:
        return None

    def _line(self, asked: dict[str, str]) -> None:
        self._office.do(self._terminal.answer_line(json.dumps(asked)))


# --- Telegram -----------------------------------------------------------------------------------------------------------

class TelegramSpeaker:
    """A phone with Telegram."""

    account, limits = "telegram", TELEGRAM
    language = "en"

    def __init__(self, api: BotApi, number: int = 7001) -> None:
        self._api = api
        self.person = Person(api, number)
        self.address = str(number)

    def says(self, text: str) -> None:
        self.person.says(text)
        self._was_taken()

    def presses(self, button: str) -> None:
        query = self.person.presses(button)
        self._was_taken()
        assert query

    def sends(self, contents: Sequence[bytes]) -> None:
        album = secrets.token_hex(6) if len(contents) > 1 else ""
        for content in contents:
            self.person.photo(content, album=album)
            self._was_taken()

    def sends_broken(self, content: bytes) -> str | None:
        self.sends([content])
        return None

    def loses_an_answer(self) -> bool:
        self._api.fail("sendMessage", "drop-after")
        return True

    def other(self) -> Speaker | None:
        return TelegramSpeaker(self._api, int(self.address) + 1)

    def again(self) -> bool:
        self.person.again()
        self._was_taken()
        return True

    def _was_taken(self) -> None:
        assert self.person.status == 200

    @property
    def heard(self) -> Sequence[Heard]:
        return [one for one in self.person.heard if one.kind == "text"]

    @property
    def received(self) -> Sequence[bytes] | None:
        return [one.content for one in self.person.heard if one.content]


# --- WhatsApp -----------------------------------------------------------------------------------------------------------

class WhatsAppSpeaker:
    """A phone with WhatsApp."""

    account, limits = "whatsapp", WHATSAPP
    language = "id"                                          # a number says nothing of it

    def __init__(self, office: RunningOffice, twilio: Twilio, number: str = "+15550100101") -> None:
        self._office, self._twilio = office, twilio
        twilio.outbox.now = office.clock.now
        self.person = WhatsAppPerson(twilio, f"{office.url}/whatsapp/webhook", number)
        self.address = self.person.address

    def says(self, text: str) -> None:
        self.person.says(text)
        self._was_taken()

    def presses(self, button: str) -> None:
        self.person.presses(button)
        self._was_taken()

    def sends(self, contents: Sequence[bytes]) -> None:
        self.person.sends(*contents)
        self._was_taken()

    def sends_broken(self, content: bytes) -> str | None:
        self.sends([content])
        return None

    def loses_an_answer(self) -> bool:
        self._twilio.fail("send", "drop-after")
        return True

    def other(self) -> Speaker | None:
        return WhatsAppSpeaker(self._office, self._twilio, "+15550100102")

    def again(self) -> bool:
        self.person.again()
        self._was_taken()
        return True

    def _was_taken(self) -> None:
        assert self.person.status == 200

    @property
    def heard(self) -> Sequence[Heard]:
        return [Line(one.text, tuple(one.buttons), tuple(one.shown.descriptions)) for one in self.person.heard
                if not one.shown.media]

    @property
    def received(self) -> Sequence[bytes] | None:
        links = [link for one in self.person.heard
                 for link in (*one.shown.media, *re.findall(re.escape(self._office.url) + r"/keepsake/\S+", one.text))]
        return [urlopen(link, timeout=20).read() for link in links]


# --- a toy ------------------------------------------------------------------------------------------------------------

class Toy:
    """All that a channel needs: an account, a way to send, and events for what comes in."""

    account = "toy"
    limits = Capabilities("toy")

    def __init__(self, office: RunningOffice) -> None:
        self._office = office
        self.lines: defaultdict[str, list[Line]] = defaultdict(list)
        self.files: defaultdict[str, list[bytes]] = defaultdict(list)
        self.loses_next = False

    async def send(self, address: str, message: Message) -> None:
        self.lines[address].append(line(message))
        self.files[address] += [self._made(address, one) for one in message.attachments if one.kind in ("qr", "ics")]
        if self.loses_next:
            self.loses_next = False
            raise Later(reason="no answer")

    def _made(self, address: str, one: Attachment) -> bytes:
        with self._office.database.reading() as tx:
            person = self._office.person(tx, self.account, address)
            assert person is not None
            made = keepsake(self._office.app, tx, person, one.kind, one.subject)
        assert made is not None
        return made.content


class ToySpeaker:
    """Somebody with a toy."""

    account = "toy"
    language = "en"

    def __init__(self, office: RunningOffice, toy: Toy | None = None, address: str = "tin can 1") -> None:
        self._office, self._toy, self.address = office, toy or Toy(office), address
        self._last: events.Event | None = None
        office.opens(self._toy)

    def says(self, text: str) -> None:
        self._take(events.Typed(text))

    def presses(self, button: str) -> None:
        self._take(events.Pressed(button))

    def sends(self, contents: Sequence[bytes]) -> None:
        app = self._office.app
        taken = [intake.judge(app.office, self.address, secrets.token_hex(8), content) for content in contents]
        kept = [one for one in taken if isinstance(one, intake.Taken)]
        app.writer.submit(partial(self._record, kept)).result(10)
        for one, content in zip(kept, contents, strict=True):
            app.store.write_once(one.key, content)
        self._take(events.Sent(Files(keys=tuple(one.key for one in kept)), sum(one.size for one in kept)))

    def sends_broken(self, content: bytes) -> str | None:
        assert isinstance(intake.judge(self._office.app.office, self.address, "broken", content), intake.NotTaken)
        self._take(events.Other("broken-file"))
        return None

    def loses_an_answer(self) -> bool:
        self._toy.loses_next = True
        return True

    def other(self) -> Speaker | None:
        return ToySpeaker(self._office, self._toy, "tin can 2")

    def again(self) -> bool:
        assert self._last is not None
        self._office.do(self._office.app.take(self._last, sent=True))
        return True

    @property
    def limits(self) -> Capabilities:
        return self._toy.limits

    @property
    def heard(self) -> Sequence[Heard]:
        return list(self._toy.lines[self.address])

    @property
    def received(self) -> Sequence[bytes] | None:
        return list(self._toy.files[self.address])

    def _record(self, taken: Sequence[intake.Taken], tx: Transaction) -> None:
        app = self._office.app
        person = people.find_or_add(tx, app.office.key, self.account, self.address, "en", None, app.clock.now())
        for one in taken:
            assert intake.record(tx, app.office, person, one, app.clock.now()) == one

    def _take(self, what: events.What) -> None:
        self._last = events.Event(secrets.token_hex(8), events.Sender(self.account, self.address, "en"), what)
        self._office.do(self._office.app.take(self._last, sent=True))


def speaker(channel: str, office: RunningOffice, api: BotApi, twilio: Twilio, folder: Path) -> Speaker:
    match channel:
        case "web":
            return WebSpeaker(office)
        case "terminal":
            return TerminalSpeaker(office, folder)
        case "telegram":
            return TelegramSpeaker(api)
        case "whatsapp":
            return WhatsAppSpeaker(office, twilio)
        case "toy":
            return ToySpeaker(office)
        case _:
            raise ValueError(f"nobody speaks over “{channel}” here: give it a Speaker, and a case of this match")
