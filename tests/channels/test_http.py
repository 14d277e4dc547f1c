"""Answers as servers may write them, read by our own small client."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.channels.http import Answer, Http, TooLarge, Unreachable

OK = b"HTTP/1.1 200 OK\r\n"


def asked(*parts: bytes) -> Answer:
    """What comes of a server that writes this, and closes."""
    return asyncio.run(_asked(parts))


async def _asked(parts: Sequence[bytes]) -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.writelines(parts)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        return await Http(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}").get("/", seconds=5, limit=20)


@pytest.mark.parametrize("parts", [
    (OK, b"Content-Length: 4\r\n\r\ntrue"),
    (OK, b"Transfer-Encoding: chunked\r\n\r\n4\r\ntrue\r\n0\r\n\r\n"),
    (b"HTTP/1.0 200 OK\r\n\r\n", b"tr", b"ue"),
    (OK, b"Connection: close\r\n\r\ntrue"),
    (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", OK, b"Content-Length: 4\r\n\r\ntrue")],
    ids=["with its length", "in parts", "to the end, as 1.0 does", "to the end", "after a hint"])
def test_an_answer_is_read_however_a_server_may_write_it(parts: tuple[bytes, ...]) -> None:
    assert asked(*parts) == Answer(200, b"true")


@pytest.mark.parametrize("parts", [
    (OK, b"Content-Length: 9\r\n\r\ntrue"), (OK, b"Transfer-Encoding: chunked\r\n\r\n4\r\ntr"), (OK, b"Link: "), (b"",)],
    ids=["of its length", "of a part", "in its head", "nothing"])
def test_an_answer_that_breaks_off_is_none(parts: tuple[bytes, ...]) -> None:
    with pytest.raises(Unreachable):
        asked(*parts)


def test_an_answer_without_a_length_is_not_read_for_ever() -> None:
    with pytest.raises(TooLarge):
        asked(OK, b"\r\n", b"x" * 21)
