"""A moment after which something is done, unless it is put off: many times a second, and hardly ever is it too late."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Deadline:
    """One timer, which when it ends looks whether it was put off: to begin and cancel one each time takes thirty times as
    long."""

    def __init__(self, loop: asyncio.AbstractEventLoop, late: Callable[[], None]) -> None:
        self._loop, self._late = loop, late
        self._at: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0

    def set(self, seconds: float) -> None:
        """From now on; what was set before does not count."""
        self._at = self._loop.time() + seconds
        if self._timer is None or self._timer_at > self._at:
            self._begin(self._at)

    def clear(self) -> None:
        """Nothing is too late until it is set again."""
        self._at = None

    def close(self) -> None:
        """Nor after that."""
        self._at = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _begin(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._timer_at = self._loop.call_at(at, self._ended), at

    def _ended(self) -> None:
        self._timer = None
        if self._at is None:
            return
        if self._at > self._timer_at:
            self._begin(self._at)
        else:
            self._at = None
            self._late()
