"""What keeps other sites, and the page's own mistakes, away from a person's conversation."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


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


def is_from_elsewhere(request: Request) -> bool:
    """Whether another site sends this form; a browser that does not say can't have been given our address by one."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


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
