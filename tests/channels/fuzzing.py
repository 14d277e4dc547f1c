"""The frame of the tests that send thousands of spoiled requests to a running office."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

import httptools

LINES = 8
"""Connections at once: turns that wait together are committed together."""


def request(path: str, body: bytes, *headers: str) -> bytes:
    """A POST as it goes over the line."""
    lines = (f"POST {path} HTTP/1.1", "Host: x", *headers, f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def statuses(port: int, requests: Iterable[bytes]) -> set[int]:
    """Of all answers; each connection sends its next request when the one before is answered."""
    return asyncio.run(_all(port, iter(requests)))


async def _all(port: int, requests: Iterator[bytes]) -> set[int]:
    return set().union(*await asyncio.gather(*(_over_one_line(port, requests) for _line in range(LINES))))


async def _over_one_line(port: int, requests: Iterator[bytes]) -> set[int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    found = set()
    for one in requests:
        writer.write(one)
        answer = _Answer()
        while not answer.whole:
            answer.parser.feed_data(await reader.read(65536))
        found.add(answer.parser.get_status_code())
    writer.close()
    return found


class _Answer:
    def __init__(self) -> None:
        self.whole = False
        self.parser = httptools.HttpResponseParser(self)

    def on_message_complete(self) -> None:
        self.whole = True
