"""A Bot API on loopback that does next to nothing: it answers every call, and keeps each chat's newest keyboard."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs

import httptools

TOKEN = "123456789:AAFakeTokenOfNobodyAtAll-forTestsOnly_x"
ME = {"id": 123456789, "is_bot": True, "first_name": "Janji", "username": "janji_bench_bot"}


@dataclass
class Chat:
    """What a person sees: the newest message with buttons. `answered` gets the moment when it came."""

    id: int
    message: int = 0
    text: str = ""
    markup: dict[str, Any] | None = None
    answered: asyncio.Future[float] | None = None

    @property
    def rows(self) -> Sequence[Sequence[dict[str, str]]]:
        rows: Sequence[Sequence[dict[str, str]]] = self.markup["inline_keyboard"] if self.markup else ()
        return rows

    def asked(self, message: int, text: str, markup: dict[str, Any]) -> None:
        self.message, self.text, self.markup = message, text, markup
        if self.answered is not None and not self.answered.done():
            self.answered.set_result(perf_counter())


class Chats:
    """Those that somebody wrote in."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}

    def chat(self, number: int) -> Chat:
        return self.chats.setdefault(number, Chat(number))


class BotApi(Chats):
    """The server; one for all that is compared."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: dict[str, int] = {}
        self.webhook: dict[str, Any] = {}
        self.webhook_set = asyncio.Event()
        self.url = ""
        self._messages = 1000
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.get_running_loop().create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def forget(self) -> None:
        """Before another program is measured."""
        self.chats.clear()
        self.calls.clear()
        self.webhook_set.clear()

    def call(self, method: str, body: bytes) -> object:
        """The result of a call."""
        self.calls[method] = self.calls.get(method, 0) + 1
        match method:
            case "sendMessage":
                return self.send(_parameters(body))
            case "getMe":
                return ME
            case "setWebhook":
                self.webhook = _parameters(body)
                self.webhook_set.set()
            case "sendPhoto" | "sendDocument":
                return self.message(0, "")
        return True

    def send(self, given: dict[str, Any]) -> object:
        """A text, with or without buttons."""
        number, markup = int(given["chat_id"]), given.get("reply_markup")
        result = self.message(number, given["text"])
        if markup:
            self.chat(number).asked(self._messages, given["text"], json.loads(markup) if isinstance(markup, str) else markup)
        return result

    def message(self, chat: int, text: str) -> object:
        """A message as Telegram tells of it."""
        self._messages += 1
        return {"message_id": self._messages, "date": 1_795_000_000, "from": ME, "text": text,
                "chat": {"id": chat, "type": "private", "first_name": "Someone"}}


def _parameters(body: bytes) -> dict[str, Any]:
    """As JSON, or as a form."""
    if body.startswith(b"{"):
        given: dict[str, Any] = json.loads(body)
        return given
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


class _Connection(asyncio.Protocol):
    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._parser = httptools.HttpRequestParser(self)
        self._url = b""
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_body(self, part: bytes) -> None:
        self._body.append(part)

    def on_message_complete(self) -> None:
        method, body = self._url.rpartition(b"/")[2].decode(), b"".join(self._body)
        self._url, self._body = b"", []
        said = json.dumps({"ok": True, "result": self._api.call(method, body)}).encode()
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                              % (len(said), said))
