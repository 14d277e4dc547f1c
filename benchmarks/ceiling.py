"""What the machine can do at all: bare ASGI, one transaction of three statements and a commit a message, one send.

It does less than any bot: no words, no questions, nothing sealed, nothing sent again after a kill.
"""

from __future__ import annotations

import hmac
import json
import os
import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import aiohttp
import uvicorn

from benchmarks.question import KEYBOARD, TEXT

SECRET = os.environ["BENCH_SECRET"].encode()
SEND = f"{os.environ['BENCH_API']}/bot{os.environ['BENCH_TOKEN']}/sendMessage"
Message = MutableMapping[str, Any]


def open_database(path: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
                 "CREATE TABLE seen (id INTEGER PRIMARY KEY)",
                 "CREATE TABLE chats (id INTEGER PRIMARY KEY, turns INTEGER NOT NULL, state TEXT NOT NULL)"):
        database.execute(line)
    return database


class Ceiling:
    def __init__(self) -> None:
        self._database = open_database(os.environ["BENCH_DATABASE"])
        self._session: aiohttp.ClientSession | None = None

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]],
                       send: Callable[[Message], Awaitable[None]]) -> None:
        headers = dict(scope["headers"])
        status = 403
        if hmac.compare_digest(headers.get(b"x-telegram-bot-api-secret-token", b""), SECRET):
            body, more = b"", True
            while more:
                part = await receive()
                body, more = body + part.get("body", b""), part.get("more_body", False)
            await self._take(json.loads(body))
            status = 200
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def _take(self, update: dict[str, Any]) -> None:
        block = update.get("message") or update["callback_query"]
        chat = int(block["from"]["id"])
        self._keep(update["update_id"], chat, str(block.get("text") or block.get("data")))
        if self._session is None:
            self._session = aiohttp.ClientSession()
        async with self._session.post(SEND, json={"chat_id": chat, "text": TEXT, "reply_markup": KEYBOARD}) as answer:
            await answer.json()

    def _keep(self, update: int, chat: int, state: str) -> None:
        run = self._database.execute
        run("BEGIN IMMEDIATE")
        run("INSERT INTO seen (id) VALUES (?) ON CONFLICT DO NOTHING", (update,))
        row = run("SELECT turns FROM chats WHERE id = ?", (chat,)).fetchone()
        run("INSERT INTO chats (id, turns, state) VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET turns = excluded.turns, state = excluded.state",
            (chat, row[0] + 1 if row else 1, state))
        run("COMMIT")


if __name__ == "__main__":
    uvicorn.run(Ceiling(), host="127.0.0.1", port=int(os.environ["BENCH_PORT"]), loop="uvloop", http="httptools",
                lifespan="off", log_config=None, access_log=False)
