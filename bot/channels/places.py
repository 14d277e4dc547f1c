"""Room for what is read at the same time: so many together, and few for each network address and for each chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field


class NoPlace(Exception):
    """None came free while it was waited for."""


@dataclass
class _Line:
    """The places of one network address, or of one chat. `there`: who has one or waits for one."""

    free: asyncio.Semaphore
    there: int = 0


@dataclass
class Places:
    """`whole` places, of which each of `whose` has `each` at most; one is waited for so many seconds (None: for as long as it
    takes)."""

    whole: int
    each: int
    seconds: float | None
    _lines: dict[str, _Line] = field(default_factory=dict)
    _waiting: int = 0

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.whole)

    @asynccontextmanager
    async def one(self, *whose: str) -> AsyncIterator[None]:
        """Hold a place. Raises NoPlace. Whoever waits for one of their own keeps none from others."""
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(self.seconds):
                    for name in whose:
                        await held.enter_async_context(self._line(name))
                    await self._get_one(held)
            except TimeoutError:
                raise NoPlace from None
            yield

    async def _get_one(self, held: AsyncExitStack) -> None:
        self._waiting += 1
        try:
            await held.enter_async_context(self._free)
        finally:
            self._waiting -= 1

    def is_wanted(self) -> bool:
        """Whether somebody waits only because the whole is full."""
        return self._waiting > 0

    @asynccontextmanager
    async def _line(self, name: str) -> AsyncIterator[None]:
        line = self._lines.setdefault(name, _Line(asyncio.Semaphore(self.each)))
        line.there += 1
        try:
            async with line.free:
                yield
        finally:
            line.there -= 1
            if not line.there:
                del self._lines[name]
