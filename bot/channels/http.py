"""A small HTTP/1.1 client with connections that are kept: 10 µs of work a message, where the usual ones take 60 to 5,000."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import cast
from urllib.parse import urlsplit

import httptools

from bot.channels.deadline import Deadline

IDLE = 40.0
"""Seconds that a connection is kept without use: less than servers keep theirs."""

CONNECTIONS = 100
"""At once, at most."""

LONGEST_PAUSE = 3600
"""Seconds of a Retry-After that are believed."""


NONE: Mapping[str, str] = {}


class Unreachable(Exception):
    """No connection, a lost one, no answer in time, or one that is no HTTP. What was asked may have been done."""


class TooLarge(Exception):
    """The answer is longer than is read."""


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    body: bytes
    location: str = ""
    retry_after: float = 0.0


class Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.used_at = 0.0
        self._late = Deadline(asyncio.get_running_loop(), partial(self._fail, Unreachable("timeout")))
        self._answer: asyncio.Future[Answer] | None = None

    async def ask(self, head: bytes, limit: int, seconds: float) -> Answer:
        """Send a request, and wait for its answer. Raises Unreachable, TooLarge."""
        assert self.transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._location = ""
        self._retry_after = 0.0
        self._left = limit
        self._is_headed = self._has_end = False
        self.transport.write(head)
        self._late.set(seconds)
        try:
            return await self._answer
        finally:
            self._late.clear()

    @property
    def is_open(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    # --- what the loop calls ----------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        if self._answer is None or self._answer.done():
            self.close()                                     # nobody asked for this
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail(Unreachable("not http"))

    def connection_lost(self, problem: Exception | None) -> None:
        self._late.close()
        if problem is None and self._answer is not None and self._is_headed and not self._has_end:
            self._finish()                                   # such a body ends with the connection (RFC 9112, 6.3)
        self._fail(Unreachable("lost"))

    def _fail(self, problem: Exception) -> None:
        self.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(problem)

    # --- what the parser calls --------------------------------------------------------------------------------------

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name == b"location":
            self._location = value.decode("latin-1")
        elif name == b"retry-after" and value.strip().isdigit():
            self._retry_after = float(min(int(value), LONGEST_PAUSE))
        elif name in (b"content-length", b"transfer-encoding"):
            self._has_end = True

    def on_headers_complete(self) -> None:
        self._is_headed = True

    def on_body(self, part: bytes) -> None:
        self._left -= len(part)
        if self._left < 0:
            self._fail(TooLarge())
        else:
            self._body.append(part)

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() < 200:
            self._is_headed = False                          # a hint: the answer is still to come
        else:
            self._finish()

    def _finish(self) -> None:
        if self._answer is not None and not self._answer.done():
            if not self._parser.should_keep_alive():
                self.close()
            self._answer.set_result(Answer(
                self._parser.get_status_code(), b"".join(self._body), self._location, self._retry_after))


@dataclass
class Http:
    """The connections to one server, `https://host:port/path`; the path goes before each request's."""

    base_url: str
    _idle: list[Connection] = field(default_factory=list)
    _tls: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._secure else 80)
        self._path = parts.path.rstrip("/")
        self._name = parts.netloc.rpartition("@")[2]
        self._room = asyncio.Semaphore(CONNECTIONS)

    async def post(self, path: str, body: bytes, kind: str, *, seconds: float, limit: int = 4_000_000,
                   headers: Mapping[str, str] = NONE) -> Answer:
        """Raises Unreachable, TooLarge."""
        return await self.ask("POST", path, body, headers={**headers, "Content-Type": kind}, seconds=seconds, limit=limit)

    async def get(self, path: str, *, seconds: float, limit: int, headers: Mapping[str, str] = NONE) -> Answer:
        """Raises Unreachable, TooLarge. No redirect is followed."""
        return await self.ask("GET", path, headers=headers, seconds=seconds, limit=limit)

    async def ask(self, method: str, path: str, body: bytes = b"", *, headers: Mapping[str, str] = NONE, seconds: float,
                  limit: int) -> Answer:
        """Raises Unreachable, TooLarge."""
        lines = [f"{method} {self._path}{path} HTTP/1.1", f"Host: {self._name}",
                 *(f"{name}: {value}" for name, value in headers.items())]
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join((*lines, "\r\n")).encode("ascii") + body
        ends = monotonic() + seconds
        connection = await self._with_room(seconds)
        try:
            answer = await connection.ask(head, limit, ends - monotonic())
        except BaseException:
            connection.close()
            raise
        finally:
            self._room.release()
        if connection.is_open:
            connection.used_at = monotonic()
            self._idle.append(connection)
        return answer

    async def _with_room(self, seconds: float) -> Connection:
        """One that was kept, most often, and room for it. Raises Unreachable."""
        if not self._room.locked() and (kept := self._kept()) is not None:
            await self._room.acquire()
            return kept
        try:
            async with asyncio.timeout(seconds):
                await self._room.acquire()
                try:
                    return self._kept() or await self._connect()
                except BaseException:
                    self._room.release()
                    raise
        except TimeoutError:
            raise Unreachable("timeout") from None
        except OSError as problem:                           # also what TLS has against a certificate
            raise Unreachable(type(problem).__name__) from None

    def _kept(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open and monotonic() - connection.used_at < IDLE:
                return connection
            connection.close()
        return None

    async def _connect(self) -> Connection:
        if self._secure and self._tls is None:
            self._tls = await asyncio.to_thread(ssl.create_default_context)
        _transport, connection = await asyncio.get_running_loop().create_connection(
            Connection, self._host, self._port, ssl=self._tls)
        return connection

    def close(self) -> None:
        for connection in self._idle:
            connection.close()
        self._idle.clear()
