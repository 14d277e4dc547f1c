"""Deleting at Twilio what is no longer needed there, tried until it is done."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.channels.http import Unreachable
from bot.channels.twilio.api import Api, ApiError
from bot.conversation.application import Application
from storage import clearings
from storage.database import Transaction
from storage.statement import Row

log = structlog.get_logger("twilio")

LOOK = 5.0
"""Seconds between looks."""

FIRST_PAUSE, LONGEST_PAUSE = 10.0, 3600.0
"""Seconds to the next try: doubled each time."""


class Clearing:
    """One account's. Each process does it: what was deleted twice is deleted."""

    def __init__(self, app: Application, api: Api, account: str) -> None:
        self._app, self._api, self._account = app, api, account
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def message(self, tx: Transaction, sid: str, now: datetime, due_at: datetime | None = None) -> None:
        """A message is no longer needed there (from `due_at` on), where the office wants it gone."""
        office = self._app.office
        if office.settings.twilio.delete_messages:
            path = f"/2010-04-01/Accounts/{office.settings.twilio.account_sid}/Messages/{sid}.json"
            clearings.add(tx, office=office.key, account=self._account, reference=path, now=now, due_at=due_at)

    async def _run(self) -> None:
        while True:
            try:
                for row in await asyncio.to_thread(self._due):
                    await self._clear(row)
            except Exception as problem:  # noqa: BLE001 - the rows stay; a database error's text may hold values
                log.error("not_cleared", problem=type(problem).__name__)
            await asyncio.sleep(LOOK)

    def _due(self) -> list[Row]:
        with self._app.database.reading() as tx:
            return clearings.due(tx, self._account, self._app.clock.now())

    async def _clear(self, row: Row) -> None:
        try:
            await self._api.delete(row.reference)
        except Exception as problem:  # noqa: BLE001 - one that can't be asked for must not keep the others
            await self._app.write(partial(self._again, row, _in_a_word(problem)))
        else:
            await self._app.write(partial(clearings.mark_done, row=row.id))

    def _again(self, row: Row, why: str, tx: Transaction) -> None:
        pause = min(FIRST_PAUSE * 2 ** min(row.tries, 20), LONGEST_PAUSE)
        clearings.mark_again(tx, row.id, row.tries + 1, self._app.clock.now() + timedelta(seconds=pause), why)


def _in_a_word(problem: Exception) -> str:
    match problem:
        case ApiError():
            return f"http {problem.status}"
        case Unreachable():
            return str(problem)
    return type(problem).__name__
