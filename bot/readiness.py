"""Whether the database takes a write: tried at most once a second, however many ask."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger("web")

SECONDS = 1.0
"""So long an answer holds."""

LONGEST = 5.0
"""A write that takes longer is none."""


class Readiness:
    """Anybody may ask; why not stands in the log."""

    def __init__(self, write: Callable[[], Awaitable[object]]) -> None:
        self._write = write
        self._answer: asyncio.Task[bool] | None = None
        self._asked_at = 0.0

    async def is_ready(self) -> bool:
        now = time.monotonic()
        if self._answer is None or (self._answer.done() and now - self._asked_at >= SECONDS):
            self._asked_at, self._answer = now, asyncio.create_task(self._try())
        return await asyncio.shield(self._answer)

    async def _try(self) -> bool:
        try:
            async with asyncio.timeout(LONGEST):
                await self._write()
        except Exception as problem:  # noqa: BLE001 - any failure means: not ready
            log.warning("not_ready", problem=type(problem).__name__)
            return False
        return True
