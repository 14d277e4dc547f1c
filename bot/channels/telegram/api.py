"""The Bot API: calls and their errors. The hot calls are made here, the rare ones through python-telegram-bot's `Bot`
over the same connections. The token is part of each address, so no address is ever logged or put into an error."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic_core import from_json, to_json

from bot.channels.http import Http, TooLarge, Unreachable

if TYPE_CHECKING:
    from telegram import Bot

SEND_SECONDS = 7.0
"""For one call: less than the sender of messages waits."""

Params = Mapping[str, Any]


class ApiError(Exception):
    """The Bot API's own refusal. `description` is Telegram's, and says nothing of a person."""

    def __init__(self, code: int, description: str = "", retry_after: float = 0.0, moved_to: int | None = None) -> None:
        super().__init__(str(code))
        self.code = code
        self.description = description.casefold()
        self.retry_after = retry_after
        self.moved_to = moved_to


@dataclass(frozen=True)
class Upload:
    """A file that goes with a call."""

    field: str
    content: bytes
    kind: str
    name: str


class Api:
    """One bot at one server: `{base_url}/bot{token}/{method}` and `{base_url}/file/bot{token}/{path}`."""

    def __init__(self, token: str, base_url: str) -> None:
        self._token = token
        self._base_url = base_url.rstrip("/")
        self._http = Http(self._base_url)
        self._made: Bot | None = None

    async def call(self, method: str, params: Params, seconds: float = SEND_SECONDS) -> Any:
        """The call's result. Raises ApiError, Unreachable."""
        return await self._post(method, to_json(params), "application/json", seconds)

    async def upload(self, method: str, params: Mapping[str, str], file: Upload) -> Any:
        """The same with a file. Raises ApiError, Unreachable."""
        edge = secrets.token_hex(16)
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in params.items()]
        head = (f'--{edge}\r\nContent-Disposition: form-data; name="{file.field}"; filename="{file.name}"\r\n'
                f"Content-Type: {file.kind}\r\n\r\n").encode()
        body = b"".join([*parts, head, file.content, f"\r\n--{edge}--\r\n".encode()])
        return await self._post(method, body, f"multipart/form-data; boundary={edge}", SEND_SECONDS)

    async def _post(self, method: str, body: bytes, kind: str, seconds: float) -> Any:
        answer = await self._http.post(f"/bot{self._token}/{method}", body, kind, seconds=seconds)
        return result(answer.status, answer.body)

    async def download(self, path: str, limit: int, seconds: float) -> bytes:
        """A file by the path that getFile gave. Raises ApiError, Unreachable, TooLarge (while reading)."""
        answer = await self._http.get(f"/file/bot{self._token}/{quote(path)}", seconds=seconds, limit=limit)
        if answer.status != 200:
            raise ApiError(answer.status)
        return answer.body

    @property
    def bot(self) -> Bot:
        """The library's Bot, for the calls that are rare. Its import takes a quarter of a second: not in the loop."""
        if self._made is None:
            from telegram import Bot

            from bot.channels.telegram.library import request_over
            request = request_over(self._http, self._base_url)
            self._made = Bot(self._token, base_url=f"{self._base_url}/bot", base_file_url=f"{self._base_url}/file/bot",
                             request=request, get_updates_request=request)
        return self._made

    def close(self) -> None:
        self._http.close()


def result(status: int, body: bytes) -> Any:
    """What a call gave. Raises ApiError; Unreachable for an answer that isn't the Bot API's."""
    try:
        said = from_json(body)
        if said["ok"]:
            return said["result"]
        parameters = said.get("parameters") or {}
        moved_to = parameters.get("migrate_to_chat_id")
        problem = ApiError(int(said.get("error_code") or status), str(said.get("description") or ""),
                           float(parameters.get("retry_after") or 0), int(moved_to) if moved_to else None)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        if status >= 500 or status == 200:
            raise Unreachable(f"http {status}") from None
        raise ApiError(status) from None
    raise problem


__all__ = ["SEND_SECONDS", "Api", "ApiError", "Params", "TooLarge", "Unreachable", "Upload", "result"]
