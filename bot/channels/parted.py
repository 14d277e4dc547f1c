"""A message that takes several calls: one that was broken off goes on where it was, so that nothing is said twice."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.channels.pace import Pace
from bot.conversation.channel import Later

T = TypeVar("T")

REMEMBERED = 2_000
"""Messages of which it is remembered how far they came."""

PATIENCE = 4.0
"""Seconds that a call waits here for its turn; after that the message waits in the outbox."""


class Parted:
    """The messages that this process has begun."""

    def __init__(self) -> None:
        self._begun: OrderedDict[object, list[object]] = OrderedDict()

    async def all(self, name: object, calls: Sequence[Callable[[], Awaitable[T]]]) -> list[T]:
        """What each call gave, in order; those that went before a failure are not made again."""
        done: list[T] = []
        if self._begun:                                      # a message is long to hash, and hardly ever one is broken off
            done = self._begun.pop(name, [])  # type: ignore[assignment]  # (of the same message: the same kind)
        for call in calls[len(done):]:
            try:
                done.append(await call())
            except (Later, asyncio.CancelledError):
                self._remember(name, done)
                raise
        return done

    def _remember(self, name: object, done: Sequence[object]) -> None:
        if done:
            self._begun[name] = list(done)
            if len(self._begun) > REMEMBERED:
                self._begun.popitem(last=False)


async def its_turn(pace: Pace, chat: str, urgent: bool) -> None:
    """Wait until the pace allows one more. Raises Later where that takes long."""
    waited = 0.0
    while (wait := pace.ask(chat, urgent)) > 0:
        if waited + wait > PATIENCE:
            raise Later(wait, "pace")
        waited += wait
        await asyncio.sleep(wait)
