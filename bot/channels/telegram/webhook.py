"""The address that Telegram posts updates to. Whoever doesn't know the secret is refused before anything is read."""

from __future__ import annotations

import hmac
import json

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram.connecting import PATH, Take

log = structlog.get_logger("telegram")

LARGEST = 512_000
"""Bytes of an update: a message with all that it may quote has far less."""


def routes(secret: str, take: Take) -> list[Route]:
    """`POST /telegram/webhook`. 200 means: committed, or nothing to do."""
    async def webhook(request: Request) -> Response:
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return Response(status_code=413)
        try:
            update = json.loads(bytes(body))
        except (ValueError, RecursionError):
            return Response(status_code=200)                 # it would be malformed the next time too
        try:
            await take(update)
        except Exception as problem:  # noqa: BLE001 - Telegram sends it again; a database error's text may hold values
            log.error("update_not_taken", problem=type(problem).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    return [Route(PATH, webhook, methods=["POST"])]
