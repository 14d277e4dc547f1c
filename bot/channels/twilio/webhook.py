"""Where Twilio posts: what people write, and what became of our messages. Whoever can't sign is refused before anything
is read of it; an answer comes as soon as the turn is committed, and says nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

log = structlog.get_logger("twilio")

LARGEST, FIELDS = 64_000, 100
"""Bytes and fields of what is posted: a message of 4,096 characters takes some twenty of them."""

Take = Callable[[Mapping[str, str]], Awaitable[None]]


def routes(public_url: str, auth_token: str, takes: Mapping[str, Take]) -> list[Route]:
    """`POST` to each of these paths. 200 means: committed, or nothing to do."""
    validator = RequestValidator(auth_token)

    def route(path: str, work: Take) -> Route:
        async def answer(request: Request) -> Response:
            return await _taken(request, f"{public_url.rstrip('/')}{path}", validator, work)

        return Route(path, answer, methods=["POST"])

    return [route(path, work) for path, work in takes.items()]


async def _taken(request: Request, url: str, validator: RequestValidator, work: Take) -> Response:
    signature = request.headers.get("x-twilio-signature", "")
    if not signature:
        return Response(status_code=403)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return Response(status_code=413)
    asked = f"{url}?{request.url.query}" if request.url.query else url
    posted = _posted(bytes(body))
    if posted is None or not validator.validate(asked, posted, signature):
        return Response(status_code=403)
    try:
        await work({name: clean(value) for name, value in posted.items()})
    except Exception as problem:  # noqa: BLE001 - a database error's text may hold values
        log.error("webhook_not_taken", path=request.url.path, problem=type(problem).__name__)
        return Response(status_code=503)
    return Response("<Response/>", media_type="text/xml")


def _posted(body: bytes) -> dict[str, str] | None:
    """The fields; of one that comes twice the last. None for what has none."""
    try:
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS, errors="replace"))
    except (ValueError, UnicodeDecodeError):
        return None


def clean(text: str) -> str:
    """Without what no database takes: halves of surrogate pairs and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
