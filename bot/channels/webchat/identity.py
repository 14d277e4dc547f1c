"""Who a browser is: a cookie with 256 random bits, of which the rest of the program sees only the hash."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_LIFE = 400 * 24 * 3600  # seconds: the longest that browsers keep a cookie


@dataclass(frozen=True)
class Browser:
    secret: str

    @property
    def address(self) -> str:
        return hashlib.sha256(self.secret.encode("ascii")).hexdigest()

    @property
    def tag(self) -> str:
        """Lets the page see that it is in another conversation now; says nothing about the secret or the address."""
        return hashlib.sha256(b"tag:" + self.secret.encode("ascii")).hexdigest()[:12]


def new_browser() -> Browser:
    return Browser(secrets.token_urlsafe(32))


def browser_of(request: Request, always_secure: bool) -> Browser | None:
    secret = cookie(request, _name(_secure(request, always_secure)))
    return Browser(secret) if _SECRET.fullmatch(secret) else None


def cookie(request: Request, name: str) -> str:
    """As it was sent; of several with this name the first, whose path says most (RFC 6265, 5.4). Starlette would unquote each,
    which older Pythons do in the square of its length (CVE-2024-7592)."""
    sent = (one.partition("=") for line in request.headers.getlist("cookie") for one in line.split(";"))
    return next((value.strip() for key, _is, value in sent if key.strip() == name), "")


def remember(request: Request, response: Response, browser: Browser, always_secure: bool) -> None:
    """Set the cookie, or renew its life.

    It is Strict, so a link from another site brings no cookie along: only answers to our own page's requests may set
    it, never the page itself, or following such a link would begin a new conversation over the old one.
    """
    secure = _secure(request, always_secure)
    response.set_cookie(
        _name(secure), browser.secret, max_age=_LIFE, path="/", httponly=True, samesite="strict", secure=secure,
    )


def forget(request: Request, response: Response, always_secure: bool) -> None:
    secure = _secure(request, always_secure)
    response.delete_cookie(_name(secure), path="/", httponly=True, samesite="strict", secure=secure)


def _secure(request: Request, always_secure: bool) -> bool:
    return always_secure or request.url.scheme == "https"


def _name(secure: bool) -> str:
    return "__Host-janji" if secure else "janji"
