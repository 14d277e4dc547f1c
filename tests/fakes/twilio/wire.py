"""How Twilio speaks: errors as JSON, ids, signed forms to a webhook."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

ACCOUNT = "AC" + "0fa7" * 8
AUTH_TOKEN = "a-token-of-nobody-for-tests-only"
SENDER = "whatsapp:+15550100199"
SERVICE = "MG" + "5e4f" * 8
Pairs = list[tuple[str, str]]

ERRORS: Mapping[int, tuple[int, str]] = {
    20001: (400, "Bad Request"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20009: (409, "Cannot delete this resource before it is complete"),
    20404: (404, "The requested resource was not found"),
    20415: (415, "Unsupported Media Type"),
    20429: (429, "Too Many Requests"),
    20500: (500, "Internal Server Error"),
    20503: (503, "Service Unavailable"),
    21211: (400, "Invalid 'To' Phone Number"),
    21212: (400, "Invalid From Number (caller ID)"),
    21408: (400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number"),
    21603: (400, "A 'From' phone number is required"),
    21604: (400, "A 'To' phone number is required"),
    21609: (400, "Invalid 'StatusCallback' URL"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21619: (400, "A text message body or media urls must be specified"),
    21620: (400, "Invalid media URL(s)"),
    21623: (400, "Number of media files exceeds allowed limit"),
    21654: (400, "ContentSid Required"),
    21655: (400, "The ContentSid is Invalid"),
    21656: (400, "The Content Variables parameter is invalid"),
    21658: (400, "Parameter exceeded character limit"),
    21659: (400, "'From' is not a Twilio phone number or Short Code country mismatch"),
    21701: (404, "The Messaging Service does not exist"),
    21910: (400, "Invalid 'From' and 'To' pair. 'From' and 'To' should be of the same channel"),
    63003: (400, "Channel could not find To address"),
    63007: (400, "Twilio could not find a Channel with the specified From address"),
    63024: (400, "Invalid message recipient"),
    92009: (400, "The template associated with this SID has already been submitted for approval"),
}
"""Codes with their HTTP status and words (twilio.com/docs/api/errors)."""


class Refused(Exception):
    """What Twilio answers instead of a resource."""

    def __init__(self, code: int, why: str = "", status: int = 0) -> None:
        known, words = ERRORS.get(code, (400, "Error"))
        super().__init__(f"{words}: {why}" if why else words)
        self.code, self.status = code, status or known

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "message": str(self), "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
                "status": self.status}


@dataclass(frozen=True)
class Failing:
    """How a request goes wrong: a status (429, 500, 503, 400 …) with an error code, `hang`, `drop` (the connection closes
    before it is done), `drop-after` (it is done, and the answer is lost), `nonsense` (no JSON)."""

    how: int | str
    code: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def refused(self) -> Refused:
        usual = {429: 20429, 500: 20500, 503: 20503, 401: 20003, 404: 20404, 409: 20009}
        assert isinstance(self.how, int)
        return Refused(self.code or usual.get(self.how, 20001), status=self.how)


@dataclass(frozen=True)
class Call:
    """A request that came; `at` by the monotonic clock; not `ok` when it was refused or made to fail."""

    route: str
    path: str
    headers: Mapping[str, str]
    body: Any
    at: float
    ok: bool = True


@dataclass(frozen=True)
class Answer:
    """Bytes of a `kind`."""

    status: int
    content: bytes = b""
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def told(status: int, value: object) -> Answer:
    return Answer(status, json.dumps(value).encode())


def new_sid(kind: str) -> str:
    """34 characters: SM, MM, ME, HX … and 32 hex digits."""
    return kind + secrets.token_hex(16)


def signature(token: str, url: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Of X-Twilio-Signature: HMAC-SHA1 over the public URL and, by name, each name and value."""
    text = url + "".join(name + value for name, value in sorted(set(pairs)))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


@dataclass
class Webhooks:
    """Posts forms to the office. `reach` says where a public address is really served, as a proxy would: it maps
    `https://janji.example` to `http://127.0.0.1:8000`. A status of 0: nobody answered."""

    token: str
    reach: dict[str, str] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def post(self, url: str, pairs: Pairs, signed: str | None = None) -> int:
        public = urlsplit(url)
        actual = urlsplit(self.reach.get(f"{public.scheme}://{public.netloc}", url))
        connection = HTTPConnection(actual.hostname or "", actual.port, timeout=30)
        right = signature(self.token, url, pairs)
        try:
            connection.request("POST", public.path + (f"?{public.query}" if public.query else ""), urlencode(pairs), {
                "Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "Host": public.netloc,
                "X-Forwarded-Proto": public.scheme, "User-Agent": "TwilioProxy/1.1", "I-Twilio-Idempotency-Token": new_sid(""),
                "X-Twilio-Signature": right if signed is None else signed})
            answer = connection.getresponse()
            status, body = answer.status, answer.read()
        except (OSError, HTTPException):
            status, body = 0, b""
        finally:
            connection.close()
        self.answers.append(status)
        self.bodies.append(body)
        return status
