"""Destroys what was kept long enough, once a day, by the rules in `retention.tables` of `config.yaml`."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol

import structlog

from bot.clock import Clock
from bot.config import Settings
from storage import papers, retention
from storage.database import Transaction
from storage.files import FileStore
from storage.tables import files

log = structlog.get_logger("retention")


class Write(Protocol):
    """Runs work in a transaction of its own."""

    def __call__(self, work: Callable[[Transaction], Any], /) -> Awaitable[Any]: ...


class Retention:
    """The daily job. Each step is a short transaction, so turns go on meanwhile; a run that broke off is taken up by the
    next one."""

    def __init__(self, settings: Settings, store: FileStore, clock: Clock, write: Write) -> None:
        self._rules = settings.retention.rules
        self._left_out = settings.retention.left_out
        self._office = settings.office.key
        self._store, self._clock, self._write = store, clock, write

    async def run(self) -> None:
        """Destroy what is due, and log how many rows of which table."""
        if self._left_out:
            log.warning("rules_left_out", tables=" ".join(self._left_out))
        gone: Counter[str] = Counter()
        for table in retention.SINCE:
            days = self._rules.get(table.name)
            if isinstance(days, int) and table is not files:
                gone[table.name] += await self._repeat(
                    partial(retention.delete_old, office=self._office, table=table, days=days, now=self._clock.now()))
        gone += await self._orphans()
        gone[files.name] += await self._files()
        gone["strays"] = await self._strays()
        gone += await self._orphans()
        log.info("kept_long_enough", **{table: count for table, count in sorted(gone.items()) if count})

    async def _strays(self) -> int:
        """Files on the disk that no row knows: what a kill in the middle of taking one in leaves behind."""
        before = self._clock.now() - retention.UNPLACED
        names = await asyncio.to_thread(lambda: list(self._store.older(before)))
        gone = 0
        for at in range(0, len(names), retention.CHUNK):
            some = names[at:at + retention.CHUNK]
            known = await self._write(partial(papers.known_files, keys=some))
            for name in set(some) - known:
                await asyncio.to_thread(self._store.destroy_stray, name)
                gone += 1
        return gone

    async def _repeat(self, work: Callable[[Transaction], int]) -> int:
        """In chunks, until there is nothing left to do."""
        total = 0
        while done := await self._write(work):
            total += done
        return total

    async def _orphans(self) -> Counter[str]:
        gone: Counter[str] = Counter()
        for belongs in retention.BELONGS:
            if self._rules.get(belongs.child.name, "forever") != "forever":
                gone[belongs.child.name] += await self._write(partial(retention.delete_orphans, belongs=belongs))
        return gone

    async def _files(self) -> int:
        """The files on the disk first, then their rows: a file without a row would lie there for ever."""
        rule = self._rules.get(files.name, "forever")
        days = rule if isinstance(rule, int) else None
        gone = 0
        while rule != "forever" and (
                keys := await self._write(
                    partial(retention.old_files, office=self._office, days=days, now=self._clock.now()))):
            for key in keys:
                await asyncio.to_thread(self._store.destroy, key)
            gone += await self._write(partial(retention.forget_files, files=keys))
        return gone
