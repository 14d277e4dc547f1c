"""The web chat's values as the page's JSON, and the page's JSON as values."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.channels.webchat.identity import Browser
from bot.channels.webchat.service import ChatMessage, Shown
from bot.conversation.message import Attachment, Button

BODY_BYTES = 200_000  # a text of 100 kB is the conversation's to answer; what is longer is not read
_ID = re.compile(r"[A-Za-z0-9-]{6,64}")
_LINK = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}")


class TooLargeError(Exception):
    """More came than is read."""


class MalformedError(Exception):
    """Not what the page sends."""


@dataclass(frozen=True)
class Body:
    """A JSON object from the page; each reader raises MalformedError."""

    fields: dict[str, Any]

    def id(self) -> str:
        value = self.fields.get("id")
        if not isinstance(value, str) or not _ID.fullmatch(value):
            raise MalformedError
        return value

    def text(self, name: str, longest: int) -> str:
        value = self.fields.get(name)
        if not isinstance(value, str) or not value or len(value) > longest:
            raise MalformedError
        return clean(value)

    def texts(self, name: str, longest: int, most: int) -> tuple[str, ...]:
        values = self.fields.get(name)
        if not isinstance(values, list) or not 0 < len(values) <= most:
            raise MalformedError
        if not all(isinstance(value, str) and 0 < len(value) <= longest for value in values):
            raise MalformedError
        return tuple(clean(value) for value in values)

    def after(self) -> int:
        value = self.fields.get("after", 0)
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return value if is_number and 0 <= value < 2**63 else 0

    def zone(self) -> str | None:
        value = self.fields.get("zone")
        return value if isinstance(value, str) and _ZONE.fullmatch(value) and _is_known(value) else None

    def link(self) -> str | None:
        """What stood behind `?start=`, where a link can say it."""
        value = self.fields.get("start")
        return value if isinstance(value, str) and _LINK.fullmatch(value) else None


def clean(text: str) -> str:
    """Without what no database takes: halves of surrogate pairs and NUL. All else is for the conversation to judge."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _is_known(zone: str) -> bool:
    """Browsers know zones that are newer than ours, and one that they call unknown."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):     # a folder of them is none
        return False
    return True


def valid_id(value: str) -> bool:
    return _ID.fullmatch(value) is not None


def new_id() -> str:
    return secrets.token_hex(12)


def announced(request: Request, most: int) -> str:
    """The id of a file that comes as the request's body. Raises MalformedError, and TooLargeError where its length says so
    before any of it is read."""
    file_id = request.headers.get("x-janji-id", "")
    if not valid_id(file_id):
        raise MalformedError
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise TooLargeError
    return file_id


def not_taken(sentence: str, again: bool, after: int) -> JSONResponse:
    """A refusal in words; the page comes again by itself where it may after so many seconds."""
    return JSONResponse({"refused": sentence, "again": again}, status_code=503 if after else 422,
                        headers={"retry-after": str(after)} if after else None)


async def bounded(request: Request, most: int) -> AsyncIterator[bytes]:
    """The request's body as it comes, never more than so many bytes: then TooLargeError."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLargeError
        if chunk:
            yield chunk


async def read_body(request: Request) -> Body:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise MalformedError
    content = b"".join([chunk async for chunk in bounded(request, BODY_BYTES)])
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError):
        raise MalformedError from None
    if not isinstance(fields, dict):
        raise MalformedError
    return Body(fields)


def envelope(browser: Browser, shown: Shown) -> dict[str, Any]:
    return {"chat": browser.tag, "language": shown.language, "messages": [message_json(one) for one in shown.messages]}


def message_json(line: ChatMessage) -> dict[str, Any]:
    message = line.message
    return {
        "id": line.id,
        "from": line.sender,
        "text": message.text,
        "at": line.at.astimezone(UTC).isoformat(),
        "options": [_button(one) for one in message.options],
        "words": [_button(one) for one in message.words],
        "attachments": [_attachment(one) for one in message.attachments],
        "expects": message.expects,
        "sensitive": message.sensitive,
        "offer": line.offer,
        "client_id": line.client_id,
        "pressed": line.pressed,
    }


def _button(button: Button) -> dict[str, str]:
    return {"id": button.id, "label": button.label, "detail": button.detail}


def _attachment(one: Attachment) -> dict[str, str]:
    ours = one.kind in ("qr", "ics")
    url = f"/chat/attachments/{one.kind}/{quote(one.subject, safe='')}" if ours else one.subject
    return {"kind": one.kind, "label": one.label, "url": url}
