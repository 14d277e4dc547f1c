"""How fast messages go: so many a second in all, so many in a chat, with bursts. Whoever waits for an answer goes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

REMEMBERED = 5_000
"""Chats, until those that are at rest are forgotten."""


@dataclass
class Pace:
    """Each bucket holds the time until which it is spent; a message moves it on by its share."""

    a_second: float
    chat_a_second: float
    chat_burst: int
    clock: Callable[[], float] = monotonic
    _all: float = 0.0
    _chats: dict[str, float] = field(default_factory=dict)
    _paused: dict[str, float] = field(default_factory=dict)

    def ask(self, chat: str, urgent: bool) -> float:
        """Seconds to wait; 0: it may go, and counts. What is not urgent leaves two thirds of the burst to what is."""
        now = self.clock()
        burst = 1.0 if urgent else 1 / 3
        wait = max(self._all - now - burst + 1 / self.a_second, self._paused.get(chat, 0.0) - now,
                   self._chats.get(chat, 0.0) - now - (self.chat_burst - 1) / self.chat_a_second)
        if wait > 1e-6:
            return wait
        self._all = max(self._all, now) + 1 / self.a_second
        self._chats[chat] = max(self._chats.get(chat, 0.0), now) + 1 / self.chat_a_second
        if len(self._chats) > REMEMBERED:
            self._chats = {one: spent for one, spent in self._chats.items() if spent > now}
        return 0.0

    def pause(self, chat: str, seconds: float) -> None:
        """The platform said 429: nothing to this chat for so long."""
        now = self.clock()
        self._paused = {one: until for one, until in self._paused.items() if until > now} | {chat: now + seconds}
