"""python-telegram-bot over our own connections: its own client would bring a second pool."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.channels.http import Http, TooLarge, Unreachable

SECONDS = 20.0


class OurRequest(BaseRequest):
    """What the library asks of an HTTP client. Files are not sent this way."""

    def __init__(self, http: Http, base_url: str) -> None:
        super().__init__()
        self._http = http
        self._base_url = base_url

    @property
    def read_timeout(self) -> float:
        return SECONDS

    async def initialize(self) -> None:
        """Connections are made when they are needed."""

    async def shutdown(self) -> None:
        """They are closed by whoever owns them."""

    async def do_request(self, url: str, method: str, request_data: RequestData | None = None,
                         read_timeout: object = None, write_timeout: object = None, connect_timeout: object = None,
                         pool_timeout: object = None) -> tuple[int, bytes]:
        given: Mapping[str, Any] = request_data.parameters if request_data is not None else {}
        body = json.dumps(given).encode()
        try:
            answer = await self._http.post(url.removeprefix(self._base_url), body, "application/json", seconds=SECONDS)
        except (Unreachable, TooLarge) as problem:
            raise NetworkError(type(problem).__name__) from None
        return answer.status, answer.body


def request_over(http: Http, base_url: str) -> BaseRequest:
    return OurRequest(http, base_url)
