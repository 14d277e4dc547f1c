"""What people hold in their hands: they write, press and send as each channel's outside does, raw, and what they read is
taken from what the outside got, not from what we meant to send.

Each phone reads a message as the driver writes one down. Where a channel shows it otherwise (details of answers in the
text, numbers instead of buttons, a line above buttons), the phone puts it back where it belongs; what can't be put back,
`plain` takes out of the kept transcript.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from typing import Any, Protocol

from bot.conversation.message import Attachment, Button, Message
from bot.conversation.text import _, speech
from tests.fakes import telegram
from tests.fakes.twilio import people
from tests.fakes.twilio.server import Twilio
from tests.journeys.near import PUBLIC, WHATSAPP, Office
from tests.journeys.put_back import put_back

LANGUAGES = [speech("id"), speech("en")]
CHOOSE = tuple(one.render(_("Please choose:")) for one in LANGUAGES)
NUMBER = tuple(one.render(_("Reply with the number.")) for one in LANGUAGES)
TYPE = re.compile("(?:^|[ \n])(?:{}) (\\*.+\\*)$".format("|".join(
    one.render(_("You can also type: {words}", words="")).strip() for one in LANGUAGES)))
REMINDED = re.compile(
    "^ *(?:Pengingat saya kirim ke percakapan ini\\.|Di sini, pengingat hanya|My reminders come into this chat).*$",
    re.MULTILINE)
LABEL = re.compile(r"\[([^\]\n]{19,})\]")
GOES_ON = re.compile(r"\n +(?![\[‹📎•¹²³])")
ATTACHED = re.compile(r"📎 (qr|ics|map): .*")


class Phone(Protocol):
    """`says`, `presses` and `sends` are back when the office has taken it."""

    address: str

    def says(self, text: str) -> None: ...
    def sends(self, contents: Sequence[bytes]) -> None: ...
    def presses(self, button: str) -> str:
        """What stands on it, where it had to be typed by its number or its words; else nothing."""
        ...
    async def reads(self, meant: Message) -> Message:
        """What came since the last reading; `meant` only says which of it are the ways out."""
        ...
    def unread(self) -> int:
        """What no message of ours brought, and presses that were not answered."""
        ...
    def plain(self, transcript: str) -> str:
        """Without what this channel doesn't show, or shows elsewhere."""
        ...


# --- the chat page ----------------------------------------------------------------------------------------------------

class Page:
    """What the page's script does."""

    def __init__(self, office: Office, number: int, language: str, timezone: str) -> None:
        self._office, self._zone = office, timezone
        self._network = f"10.0.{number // 250}.{number % 250 + 1}"
        cookie = secrets.token_urlsafe(32)
        self._headers = {"X-Janji": "1", "Accept-Language": language, "Cookie": f"janji={cookie}; __Host-janji={cookie}"}
        self.address = hashlib.sha256(cookie.encode()).hexdigest()
        self._seen = 0

    def says(self, text: str) -> None:
        self._post("say", text=text)

    def presses(self, button: str) -> str:
        self._post("press", option=button)
        return ""

    def sends(self, contents: Sequence[bytes]) -> None:
        keys = []
        for content in contents:
            headers = {"Content-Type": "image/jpeg", "X-Janji-Id": secrets.token_hex(8)}
            stored = self._office.asked("POST", "/chat/files", content, self._headers | headers, self._network)
            keys.append(json.loads(stored)["key"])
        self._post("sent", files=keys)

    async def reads(self, meant: Message) -> Message:
        [one] = await self._told()
        self._seen = one["id"]
        for attached in one["attachments"]:
            assert not attached["url"].startswith("/") or await self._get(attached["url"])
        options, words = (tuple(Button(**button) for button in one[kind]) for kind in ("options", "words"))
        return Message(one["text"], options, words, tuple(
            Attachment(each["kind"], each["url"], each["label"]) for each in one["attachments"]))

    def plain(self, transcript: str) -> str:
        """A page that can be closed promises no reminders: what is said of them is left out."""
        return REMINDED.sub("…", transcript)

    def unread(self) -> int:
        return len(self._office.loop.run_until_complete(self._told()))

    async def _told(self) -> list[dict[str, Any]]:
        told = json.loads(await self._get(f"/chat/messages?after={self._seen}"))["messages"]
        return [one for one in told if one["from"] == "desk"]

    def _post(self, what: str, **body: Any) -> None:
        body |= {"id": secrets.token_hex(8), "zone": self._zone}
        headers = self._headers | {"Content-Type": "application/json"}
        self._office.asked("POST", f"/chat/{what}", json.dumps(body).encode(), headers, self._network)

    async def _get(self, path: str) -> bytes:
        return await self._office.ask("GET", path, b"", self._headers, self._network)


# --- Telegram -----------------------------------------------------------------------------------------------------------

class TelegramPhone:
    """A press brings the data that the Bot API was given with the message."""

    def __init__(self, api: telegram.BotApi, number: int, language: str) -> None:
        self._api, self._person = api, telegram.Person(api, 7000 + number, language=language)
        self.address = str(self._person.id)
        self._read, self._queries = 0, set[str]()

    def says(self, text: str) -> None:
        self._person.says(text)

    def presses(self, button: str) -> str:
        self._queries.add(self._person.presses(button))
        return ""

    def sends(self, contents: Sequence[bytes]) -> None:
        album = secrets.token_hex(6) if len(contents) > 1 else ""
        for content in contents:
            self._person.photo(content, album=album)

    async def reads(self, meant: Message) -> Message:
        new = self._person.heard[self._read:]
        self._read += len(new)
        texts = [one for one in new if one.kind == "text"]
        text = "\n".join(unescape(re.sub("</?b>", "*", one.html)) for one in texts)
        files = ["ics" if one.content.startswith(b"BEGIN:VCALENDAR") else "qr" for one in new if one.content]
        return put_back(text, [Button(one, label) for one, label in texts[-1].buttons], files, meant)

    def unread(self) -> int:
        return len(self._person.heard) - self._read + len(self._queries & self._api.queries)

    def plain(self, transcript: str) -> str:
        return ATTACHED.sub(r"📎 \1:", transcript)


# --- WhatsApp -----------------------------------------------------------------------------------------------------------

class WhatsAppPhone:
    """A press brings the id that was in the content; where there is no button, the number or the words are typed."""

    def __init__(self, office: Office, twilio: Twilio, number: int) -> None:
        self._office = office
        self._person = people.Person(twilio, PUBLIC + WHATSAPP, f"+1555010{number:04}")
        self.address = self._person.address
        self._read = 0
        self._typed: dict[str, tuple[str, str]] = {}

    def says(self, text: str) -> None:
        self._person.says(text)

    def presses(self, button: str) -> str:
        if button not in self._typed:
            self._person.presses(button)
            return ""
        typed, label = self._typed[button]
        self._person.says(typed)
        return label

    def sends(self, contents: Sequence[bytes]) -> None:
        self._person.sends(*contents)

    async def reads(self, meant: Message) -> Message:
        new = self._person.heard[self._read:]
        self._read += len(new)
        texts = [one for one in new if not one.shown.media]
        files = ["qr" for one in new if one.shown.media and await self._office.ask("GET", one.shown.media[0])]
        buttons = [Button(one, label) for one, label in texts[-1].buttons]
        text, typed = self._to_type("\n".join(one.text for one in texts), bool(buttons), meant)
        for button in buttons:
            self._typed.pop(button.id, None)
        seen = put_back(text, [*buttons, *typed], files, meant)
        for one in seen.attachments:
            assert one.kind != "ics" or (await self._office.ask("GET", one.subject)).startswith(b"BEGIN:VCALENDAR")
        return replace(seen, words=tuple(one for one in seen.words if not one.id.endswith(".page")))

    def _to_type(self, text: str, has_buttons: bool, meant: Message) -> tuple[str, list[Button]]:
        """The text without what it says of answers that are typed; these, as if they were buttons."""
        ways: list[Button] = []
        if found := TYPE.search(text):
            text = text[:found.start()]
            labels = re.findall(r"\*(.+?)\*(?:, |$)", found[1])
            for way, label in zip((*meant.options, *meant.words)[-len(labels):], labels, strict=True):
                ways.append(Button(way.id, label))
                self._typed[way.id] = label, label
        lines = text.split("\n")
        if has_buttons:
            return "\n".join(lines[:-1] if lines[-1] in CHOOSE else lines), ways
        answers: list[Button] = []
        if lines[-1] in NUMBER:
            first = len(lines) - 1 - len(meant.options)
            for number, (line, option) in enumerate(zip(lines[first:-1], meant.options, strict=True), 1):
                assert line.startswith(f"{number}. "), line
                label = line.removeprefix(f"{number}. ")
                answers.append(Button(option.id, label))
                self._typed[option.id] = label if label[0].isdecimal() else str(number), label    # "2" may be two o'clock
            lines = lines[:first]
        return "\n".join(lines), [*answers, *ways]

    def unread(self) -> int:
        return len(self._person.heard) - self._read

    def plain(self, transcript: str) -> str:
        """Of a label its beginning is held, for labels are cut; texts are parted between lines, or their lines are one."""
        cut = LABEL.sub(lambda found: f"[{found[1][:18].rstrip()}…]", ATTACHED.sub(r"📎 \1:", transcript))
        return GOES_ON.sub(" ", re.sub("\n(?: *\n)+", "\n", cut)).replace(" · ", " ")
