"""A person's end of each channel, for the contract; and a toy channel, as small as one can be."""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import io
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bot.channels.terminal import Terminal
from bot.conversation import events
from bot.conversation.message import Message
from bot.conversation.prompts import Files
from bot.desk import intake
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


def line(message: Message) -> Line:
    return Line(message.text, tuple((one.id, one.label) for one in (*message.options, *message.words)))


# --- the chat page ----------------------------------------------------------------------------------------------------

class WebSpeaker:
    """What the page's script does, without a browser."""

    account = "web"

    def __init__(self, office: RunningOffice) -> None:
        self._port = office.port
        self._cookie = ""
        self._last: tuple[str, Any] = ("", None)
        self._post("/chat/open", {"id": secrets.token_hex(8)})
        self.address = hashlib.sha256(self._cookie.partition("=")[2].encode()).hexdigest()

    def says(self, text: str) -> None:
        self._post("/chat/say", {"id": secrets.token_hex(8), "text": text})

    def presses(self, button: str) -> None:
        self._post("/chat/press", {"id": secrets.token_hex(8), "option": button})

    def sends(self, contents: Sequence[bytes]) -> None:
        keys = [self._store(content) for content in contents]
        self._post("/chat/sent", {"id": secrets.token_hex(8), "files": keys})

    def again(self) -> bool:
        self._post(*self._last)
        return True

    @property
    def heard(self) -> Sequence[Heard]:
        told = self._ask("GET", "/chat/messages?after=0", b"", {})
        return [Line(one["text"], tuple((button["id"], button["label"]) for button in (*one["options"], *one["words"])))
                for one in told["messages"] if one["from"] == "desk"]

    def _post(self, path: str, body: Any) -> Any:
        self._last = path, body
        return self._ask("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _store(self, content: bytes) -> str:
        told = self._ask("POST", "/chat/files", content, {"Content-Type": "image/jpeg", "X-Janji-Id": secrets.token_hex(8)})
        return str(told["key"])

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        connection.request(method, path, body, {"X-Janji": "1", "Accept-Language": "en", "Cookie": self._cookie, **headers})
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (answer.status, content)
        cookie = answer.headers.get("Set-Cookie")
        if cookie:
            self._cookie = cookie.partition(";")[0]
        connection.close()
        return json.loads(content)


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

    account, address = "terminal", "me"

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
            line = asyncio.run_coroutine_threadsafe(self._terminal.json(json.dumps({"file": str(path)})), self._office.loop)
            until(lambda seen=taken: self._office.events() > seen)  # type: ignore[misc]
            self._office.clock.advance(seconds=4)            # it waits for more photos
            line.result(20)

    def again(self) -> bool:
        return False

    @property
    def heard(self) -> Sequence[Heard]:
        return list(self._terminal.lines)

    def _line(self, asked: dict[str, str]) -> None:
        self._office.do(self._terminal.json(json.dumps(asked)))


# --- Telegram -----------------------------------------------------------------------------------------------------------

class TelegramSpeaker:
    """A phone with Telegram."""

    account = "telegram"

    def __init__(self, api: BotApi, number: int = 7001) -> None:
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

    def again(self) -> bool:
        self.person.again()
        self._was_taken()
        return True

    def _was_taken(self) -> None:
        assert self.person.status == 200

    @property
    def heard(self) -> Sequence[Heard]:
        return self.person.heard


# --- WhatsApp -----------------------------------------------------------------------------------------------------------

class WhatsAppSpeaker:
    """A phone with WhatsApp."""

    account = "whatsapp"

    def __init__(self, office: RunningOffice, twilio: Twilio, number: str = "+15550100101") -> None:
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

    def again(self) -> bool:
        self.person.again()
        self._was_taken()
        return True

    def _was_taken(self) -> None:
        assert self.person.status == 200

    @property
    def heard(self) -> Sequence[Heard]:
        return self.person.heard


# --- a toy ------------------------------------------------------------------------------------------------------------

class Toy:
    """All that a channel needs: an account, a way to send, and events for what comes in."""

    account = "toy"

    def __init__(self) -> None:
        self.lines: list[Line] = []

    async def send(self, address: str, message: Message) -> None:
        self.lines.append(line(message))


class ToySpeaker:
    """Somebody with a toy."""

    account, address = "toy", "tin can 1"

    def __init__(self, office: RunningOffice) -> None:
        self._office, self._toy = office, Toy()
        self._last: events.Event | None = None
        office.opens(self._toy)

    def says(self, text: str) -> None:
        self._take(events.Typed(text))

    def presses(self, button: str) -> None:
        self._take(events.Pressed(button))

    def sends(self, contents: Sequence[bytes]) -> None:
        app = self._office.app
        kept = [intake.keep(app.office, app.store, self.address, secrets.token_hex(8), content) for content in contents]
        taken = [one for one in kept if isinstance(one, intake.Taken)]
        app.writer.submit(partial(self._record, taken)).result(10)
        self._take(events.Sent(Files(keys=tuple(one.key for one in taken)), sum(one.size for one in taken)))

    def again(self) -> bool:
        assert self._last is not None
        self._office.do(self._office.app.take(self._last, sent=True))
        return True

    @property
    def heard(self) -> Sequence[Heard]:
        return list(self._toy.lines)

    def _record(self, taken: Sequence[intake.Taken], tx: Transaction) -> None:
        app = self._office.app
        person = people.find_or_add(tx, app.office.key, self.account, self.address, "en", None, app.clock.now())
        for one in taken:
            intake.record(tx, app.office, person, one, app.clock.now())

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
