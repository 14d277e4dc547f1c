"""The program's own routes, and the servers that talk to it, all in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.types import ASGIApp
from starlette.types import Message as Part

from tests.fakes import telegram
from tests.fakes.twilio import wire

PUBLIC = "http://127.0.0.1:1"
"""The office's address: nobody listens there, what comes in is handed to the program at once."""

TELEGRAM, WHATSAPP = "/telegram/webhook", "/whatsapp/webhook"


@dataclass
class Office:
    """The program's own routes, asked in this process; a new program has new ones."""

    loop: asyncio.AbstractEventLoop
    routes: ASGIApp = field(init=False)

    def asked(self, *request: Any) -> bytes:
        """From outside of the loop."""
        return self.loop.run_until_complete(asyncio.wait_for(self.ask(*request), 30))

    async def ask(self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None,
                  network: str = "127.0.0.1") -> bytes:
        """What it answers, which is a 200."""
        parts, told, content = urlsplit(url), {"host": urlsplit(PUBLIC).netloc, **(headers or {})}, bytearray()
        scope = {"type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": parts.path,
                 "raw_path": parts.path.encode(), "query_string": parts.query.encode(), "root_path": "",
                 "headers": [(name.lower().encode(), value.encode()) for name, value in told.items()],
                 "client": (network, 1), "server": ("127.0.0.1", 1)}

        async def receive() -> Part:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(part: Part) -> None:
            assert part.get("status", 200) == 200, (method, parts.path, part)
            content.extend(part.get("body", b""))

        await self.routes(scope, receive, send)
        return bytes(content)


class BotApi(telegram.BotApi):
    """Hands its updates to a program in this process."""

    def __init__(self) -> None:
        super().__init__()
        self.office: Office | None = None

    def post(self, body: bytes, secret: str | None = None) -> int:
        assert self.office is not None
        token = self.webhook["secret_token"] if secret is None else secret
        self.office.asked("POST", TELEGRAM, body, {"X-Telegram-Bot-Api-Secret-Token": token})
        return 200


class Webhooks(wire.Webhooks):
    """Posts to a program in this process, signed for its public address."""

    office: Office

    def post(self, url: str, pairs: wire.Pairs, signed: str | None = None) -> int:
        right = wire.signature(self.token, url, pairs)
        self.office.asked("POST", url, urlencode(pairs).encode(), {"X-Twilio-Signature": right if signed is None else signed})
        return 200
