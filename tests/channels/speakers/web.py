"""The chat page."""

from __future__ import annotations

import hashlib
import http.client
import json
import secrets
from collections.abc import Sequence
from typing import Any

from bot.channels.capabilities import WEB
from bot.conversation.message import Button, Message
from tests.channels.contract import Heard, Speaker
from tests.channels.office import RunningOffice
from tests.channels.speakers.line import line


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
    def received(self) -> Sequence[Sequence[bytes]]:
        return [[self._send("GET", attached["url"], b"", {}) for attached in one["attachments"]
                 if attached["kind"] in ("qr", "ics")] for one in self._told()]

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
