"""Which contents there are at Twilio, as `janji whatsapp provision` wrote them down."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.channels.twilio.templates import can_be_sent
from bot.conversation.application import Application
from storage import contents
from storage.statement import Row

FRESH = timedelta(seconds=30)
"""How long it is not asked again: an approval may come at any time."""


class Made:
    """The contents of one account."""

    def __init__(self, app: Application, account: str) -> None:
        self._app, self._account = app, account
        self._rows: dict[tuple[str, str], Row] = {}
        self._read_at: datetime | None = None

    async def lists(self, language: str) -> frozenset[str]:
        """The names of the buttons and lists that there are in this language."""
        rows = await self._all()
        return frozenset(name for (name, of), row in rows.items() if of == language and not row.category)

    async def list(self, name: str, language: str) -> str | None:
        row = (await self._all()).get((name, language))
        return None if row is None else str(row.reference)

    async def template(self, name: str, language: str, address: str) -> str | None:
        """None where it would come back."""
        row = (await self._all()).get((name, language))
        return str(row.reference) if row is not None and can_be_sent(row, address) else None

    def look_again(self) -> None:
        """Something of them changed."""
        self._read_at = None

    async def _all(self) -> dict[tuple[str, str], Row]:
        now = self._app.clock.now()
        if self._read_at is None or not self._read_at <= now < self._read_at + FRESH:
            self._rows = await asyncio.to_thread(self._read)
            self._read_at = now
        return self._rows

    def _read(self) -> dict[tuple[str, str], Row]:
        with self._app.database.reading() as tx:
            return {(row.name, row.language): row for row in contents.all_of(tx, self._app.office.key, self._account)}
