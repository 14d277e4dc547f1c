"""People who book while the program fails around them. What they do is sent again until it is answered with a 2xx, and
somebody who sees a message twice knows that it is the same."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from benchmarks.bot_api import Chats
from benchmarks.people import Crowd, booking
from bot.channels.http import Unreachable
from tests.janji import Janji

AT_ONCE = 120
APART = 12
"""Updates between the beginnings of two people, so that at each moment somebody is at each step."""

AGAIN = 0.3
"""Seconds until an update that was not taken comes again."""

BOOKED = "My appointments"
"""An answer to choose from, where the booking is done; where it is not, another time is to be chosen."""

STUCK = 150.0
"""Seconds without an answer until a chat counts as stuck; what a kill left half sent waits for 40."""


@dataclass
class Said:
    """A message of a chat: in which turn it was first sent, and in which life of the program last."""

    turn: int
    life: int


class Watching(Chats, ABC):
    """A channel's outside on loopback. It knows what came in each chat, and what came twice."""

    account: str
    first: int
    """The number of the first person's chat."""

    def __init__(self) -> None:
        super().__init__()
        self.life = 0
        self.turns: defaultdict[int, int] = defaultdict(int)
        self.messages = 0
        self.repeats = 0
        self.repeated: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        """By chat and the life in which it had been sent before: the turns whose messages came twice."""
        self._said: dict[tuple[int, str], Said] = {}

    @abstractmethod
    async def start(self) -> None: ...

    @abstractmethod
    def settings(self, janji: Janji) -> Mapping[str, str]:
        """Of a program that talks to it."""

    @abstractmethod
    async def crowd(self, janji: Janji) -> Crowd:
        """Who talks to this program, once it is ready for them."""

    @abstractmethod
    def number(self, update: Mapping[str, Any]) -> str:
        """Of an update: the same when it is sent again."""

    def is_new(self, chat: int, content: str) -> bool:
        """A message came."""
        self.messages += 1
        before = self._said.setdefault((chat, content), Said(self.turns[chat], 0))
        if not before.life:
            before.life = self.life
            return True
        self.repeats += 1
        self.repeated[chat, before.life].add(before.turn)
        before.life = self.life
        return False

    @property
    def too_many(self) -> int:
        """Chats of which one kill made messages of more than one turn come twice."""
        return sum(len(turns) > 1 for turns in self.repeated.values())


@dataclass
class Stubborn:
    """Everybody tries again until it is done. What was answered with a 2xx is in `taken`."""

    api: Watching
    crowd: Crowd
    taken: set[str] = field(default_factory=set)
    booked: set[int] = field(default_factory=set)
    told_otherwise: int = 0
    stuck: list[str] = field(default_factory=list)
    refused: int = 0
    _open: bool = True
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def begin(self) -> None:
        """In the background, until `finish`; back when all have begun."""
        numbers = count()
        for _person in range(AT_ONCE):
            self._tasks.append(asyncio.create_task(self._one_after_the_other(numbers)))
            await self.until_taken(APART)

    async def finish(self) -> None:
        """Nobody new; those who have begun go on to their end."""
        self._open = False
        await asyncio.gather(*self._tasks)

    async def until_taken(self, more: int) -> None:
        """Until so many more updates were taken than now."""
        wanted = len(self.taken) + more
        async with asyncio.timeout(STUCK):
            while len(self.taken) < wanted:  # noqa: ASYNC110 - the load has no event for each update
                await asyncio.sleep(0.02)

    async def _one_after_the_other(self, numbers: Iterator[int]) -> None:
        for number in numbers:
            if not self._open:
                return
            await self._book(number)

    async def _book(self, number: int) -> None:
        chat = self.api.chat(self.api.first + number)
        for step in booking(number):
            try:
                update = self.crowd.update(chat, step, number)
            except (LookupError, StopIteration):             # a hold that lapsed, a time that is gone: it was said so
                self.told_otherwise += 1
                return
            chat.answered = asyncio.get_running_loop().create_future()
            self.api.turns[chat.id] += 1
            await self._until_taken(update)
            try:
                async with asyncio.timeout(STUCK):
                    await chat.answered
            except TimeoutError:
                self.stuck.append(f"person {number} after {step}: {chat.text[:60]!r}")
                return
        if any(one["text"] == BOOKED for row in chat.rows for one in row):
            self.booked.add(chat.id)
        else:                                                # the hold lapsed just before it was to be booked
            self.told_otherwise += 1

    async def _until_taken(self, update: dict[str, Any]) -> None:
        while True:
            try:
                status = await self.crowd.post(update)
            except Unreachable:
                status = 0
            if 200 <= status < 300:
                self.taken.add(self.api.number(update))
                return
            self.refused += status >= 500
            await asyncio.sleep(AGAIN)
