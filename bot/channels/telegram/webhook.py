"""The address that Telegram posts updates to. Whoever doesn't know the secret is refused before anything is read."""

from __future__ import annotations

import hmac
import json

import structlog
from pydantic_core import from_json
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.channels.telegram.connecting import PATH, Take

log = structlog.get_logger("telegram")

SECRET = b"x-telegram-bot-api-secret-token"

LARGEST = 512_000
"""Bytes of an update: a message with all that it may quote has far less."""


class Webhook:
    """`POST /telegram/webhook`, as bare ASGI: Starlette's way to a route costs as much as a message that is sent. 200 means:
    committed, or nothing to do."""

    path = PATH

    def __init__(self, secret: str, take: Take) -> None:
        self._secret, self._take = secret.encode(), take

    def routes(self) -> list[Route]:
        """For what is no post."""
        return [Route(PATH, self, methods=["POST"])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = next((value for name, value in scope["headers"] if name == SECRET), b"")
        status = await self._post(receive) if hmac.compare_digest(given, self._secret) else 403
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def _post(self, receive: Receive) -> int:
        """The status. What is malformed would be so the next time too, and is taken as nothing."""
        body = await _body(receive)
        if body is None:
            return 413
        try:
            update = _read(body)
        except (ValueError, RecursionError):
            return 200
        try:
            await self._take(update)
        except Exception as problem:  # noqa: BLE001 - Telegram sends it again; a database error's text may hold values
            log.error("update_not_taken", problem=type(problem).__name__)
            return 503
        return 200


def _read(body: bytes) -> object:
    """JSON; halves of surrogate pairs are for whoever reads the texts in it."""
    try:
        return from_json(body)
    except ValueError:
        return json.loads(body)


async def _body(receive: Receive) -> bytes | None:
    """What was posted; None where it is too long. Of a post that is broken off it is what came, which is no JSON."""
    body, more = b"", True
    while more:
        part = await receive()
        body, more = body + part.get("body", b""), part.get("more_body", False)
        if len(body) > LARGEST:
            return None
    return body
