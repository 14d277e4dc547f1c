"""What goes with a message and is made when it is asked for: a QR, a calendar file. Where a channel sends only an address,
it is one that nobody can guess, and lapses."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.conversation.application import Application
from storage import people
from storage.database import Transaction
from storage.sealed import SealBroken

PATH = "/keepsake"
SEALED_AS = "keepsake"

LASTING = timedelta(days=2)
"""How long an address can be opened."""

QUIET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
         "X-Robots-Tag": "noindex"}


@dataclass(frozen=True)
class Kept:
    """An attachment that was made."""

    content: bytes
    content_type: str
    file_name: str


Keepsake = Callable[[Transaction, int, str, str], Kept | None]
"""Makes an attachment of a person's: (transaction, person, kind, subject)."""


class Links:
    """Addresses of attachments, for whom the outside reaches us at `public_url`."""

    def __init__(self, app: Application, keepsake: Keepsake, public_url: str) -> None:
        self._app, self._keepsake, self._public = app, keepsake, public_url.rstrip("/")

    @property
    def is_public(self) -> bool:
        return bool(self._public)

    def of(self, account: str, address: str, kind: str, subject: str) -> str | None:
        """The address of an attachment of whom this chat is with; None where there is none (any more)."""
        made = self._make(account, address, kind, subject)
        if made is None or not self._public:
            return None
        until = (self._app.clock.now() + LASTING).isoformat()
        token = self._app.office.keys.seal(json.dumps([account, address, kind, subject, until]).encode(), SEALED_AS)
        return f"{self._public}{PATH}/{base64.urlsafe_b64encode(token).decode().rstrip('=')}/{made.file_name}"

    def _make(self, account: str, address: str, kind: str, subject: str) -> Kept | None:
        with self._app.database.reading() as tx:
            person = people.find(tx, self._app.office.key, account, address)
            return None if person is None else self._keepsake(tx, person, kind, subject)

    def routes(self) -> list[Route]:
        """`GET /keepsake/{token}/{name}`."""
        return [Route(PATH + "/{token}/{name}", self._answer)]

    async def _answer(self, request: Request) -> Response:
        made = await asyncio.to_thread(self._open, request.path_params["token"])
        if made is None:
            return Response(status_code=404, headers=QUIET)
        disposition = {"Content-Disposition": f'inline; filename="{made.file_name}"'}
        return Response(made.content, media_type=made.content_type, headers=QUIET | disposition)

    def _open(self, token: str) -> Kept | None:
        try:
            sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            account, address, kind, subject, until = json.loads(self._app.office.keys.open(sealed, SEALED_AS))
        except (SealBroken, ValueError):
            return None
        if datetime.fromisoformat(until) < self._app.clock.now():
            return None
        return self._make(account, address, kind, subject)
