"""What a connection may send beside what it is for: a server that reads on for ever runs out of memory, and reads an address
that grows again and again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from bot.channels import heads
from tests.janji import free_port, until


async def counts(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@pytest.fixture
def port() -> Iterator[int]:
    server = uvicorn.Server(uvicorn.Config(counts, port=free_port(), log_config=None, lifespan="off", http=heads.Bounded))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    yield server.config.port
    server.should_exit = True
    thread.join(10)


def said(port: int, *parts: bytes) -> bytes:
    """All that the server answers until it closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        try:
            for part in parts:
                line.sendall(part)
            return b"".join(iter(lambda: line.recv(65_536), b""))
        except (BrokenPipeError, ConnectionResetError):
            return b""


@pytest.mark.parametrize("without_end", [
    (b"GET /", b"a" * 100_000),
    (b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"a" * 100_000),
    (b"GET / HTTP/1.1\r\n", b"X: a\r\n" * 20_000),
    (b"", b"\r\n" * 50_000),
    (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: a\r\n" * 20_000),
    (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", (b"1;" + b"x" * 30 + b"\r\na\r\n") * 4_000)],
    ids=["an address", "a header", "headers", "nothing", "trailers", "parts"])
def test_what_is_said_beside_a_body_has_an_end(port: int, without_end: tuple[bytes, bytes]) -> None:
    begin, more = without_end
    assert b"200" not in said(port, begin, *[more] * 20)


def test_a_head_that_does_not_come_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "SECONDS", 0.2)
    assert said(port) == b""
    assert said(port, b"GET / HTTP/1.1\r\nHost: ") == b""
    again = said(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /")
    assert again.count(b"200 OK") == 1


def test_a_body_that_does_not_come_is_not_waited_for_either(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "WHOLE", 0.2)
    assert said(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n1234") == b""


def test_bodies_and_what_comes_after_them_are_read_whole(port: int) -> None:
    body = bytes(1_000_000)
    one = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n%b\r\n" + body
    parts = b"".join(b"10000\r\n" + body[:65_536] + b"\r\n" for _part in range(16))
    other = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + parts + b"0\r\n\r\n"
    answered = said(port, one % b"" * 3, other)
    assert (answered.count(b"\r\n\r\n1000000"), answered.count(b"\r\n\r\n1048576")) == (3, 1)
