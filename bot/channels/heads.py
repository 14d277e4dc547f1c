"""How much a connection may send beside the bodies of its requests, and how long a request may be in coming. A proxy in front
of us has such limits; uvicorn has none, and copies an address anew with each part of it that comes."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.channels.deadline import Deadline

LARGEST = 64_000
"""Bytes of a request that are no body: its head, and what stands between and after the parts of a chunked body. Browsers send
some hundreds, and proxies let through 8,000 to 32,000."""

OF_A_PART = 16
"""Bytes that say how long a part of a chunked body is: a proxy may hand it on in very small ones."""

SECONDS, WHOLE = 30.0, 300.0
"""Until the head is there; and after it, all of the body: more than a file may take."""


class Bounded(HttpToolsProtocol):
    """uvicorn's protocol, which closes a connection that sends more, or takes longer."""

    _beside = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._late = Deadline(self.loop, transport.close)
        self._late.set(SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._late.close()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._beside += len(data)
        super().data_received(data)
        if self._beside > LARGEST:
            self.transport.abort()

    # --- what the parser calls ----------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._late.set(SECONDS)

    def on_headers_complete(self) -> None:
        self._late.set(WHOLE)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._beside -= len(body) + OF_A_PART
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._beside = 0                                     # what came with it of the next one is not much
        self._late.clear()
        super().on_message_complete()
