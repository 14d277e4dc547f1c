"""What was sent is marked for several chats at once: under load that is a third of what each by itself takes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from storage import outbox
from storage.writer import Writer

Sent = Sequence[tuple[int, datetime]]
"""Rows, and when each was handed over."""


class SentMarks:
    """While some are written, those that come meanwhile wait for one another: without load none waits."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: list[tuple[Sent, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def add(self, rows: Sent) -> None:
        """Back when they are marked, and that is committed. Raises what became of it."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting, []
            _tell(taken, await self._written([one for rows, _done in taken for one in rows]))
        self._writing = None

    async def _written(self, rows: Sent) -> Exception | None:
        try:
            await self._writer.write(partial(outbox.mark_all_sent, rows=rows))
        except Exception as problem:  # noqa: BLE001 - each that waits for it raises it
            return problem
        return None


def _tell(taken: Sequence[tuple[Sent, asyncio.Future[None]]], problem: Exception | None) -> None:
    for _rows, done in taken:
        if done.cancelled():
            continue
        if problem is None:
            done.set_result(None)
        else:
            done.set_exception(problem)
