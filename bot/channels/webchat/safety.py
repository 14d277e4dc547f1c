"""What keeps other sites, and the page's own mistakes, away from a person's conversation."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.loopback import is_loopback


def content_security_policy(framed_by: str = "'none'") -> str:
    return ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
            f"form-action 'self'; base-uri 'none'; frame-ancestors {framed_by}")


HEADERS = {
    "content-security-policy": content_security_policy(),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}

HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[0-9a-z._-]+))(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)
"""What a Host header says, and nothing beside it (RFC 9110, 7.2)."""


class SafeHeaders:
    """Give every answer the headers it has not set itself; streams pass through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, safely)


class OurHost:
    """Answer only under the office's own address, where it has one, and on this machine: another name may be a site that
    points at us, to which browsers would then say that our page is its own."""

    def __init__(self, app: ASGIApp, public_origin: str) -> None:
        self.app, self.public_origin = app, public_origin
        self.host = urlsplit(public_origin).hostname or ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.host or self._is_ours(Request(scope).headers.get("host", "")):
            await self.app(scope, receive, send)
        else:
            told = PlainTextResponse(f"This is not the address of this office: {self.public_origin}\n", status_code=421)
            await told(scope, receive, send)

    def _is_ours(self, named: str) -> bool:
        found = HOST.fullmatch(named)
        host = "" if found is None else (found["six"] or found["name"]).lower()
        return bool(host) and (host == self.host or is_loopback(host))


def is_from_elsewhere(request: Request) -> bool:
    """Whether another site sends this; a browser that does not say can't have been given our address by one."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def is_in_a_frame(request: Request) -> bool:
    """Whether the page is to be shown inside of another one; browsers that do not say so show it in none."""
    return request.headers.get("sec-fetch-dest") in ("iframe", "frame")


def from_our_page(request: Request, public_origin: str = "") -> bool:
    """Whether a request that changes something comes from our own page.

    Browsers say so in Sec-Fetch-Site, or older ones in Origin. A program that sends neither has no person's cookie to
    misuse, but must still send our own header, which another site's page cannot do without asking first.
    """
    if request.headers.get("x-janji") != "1":
        return False
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    if origin is None:
        return True
    try:
        return origin == public_origin or urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:                                   # no address at all
        return False
