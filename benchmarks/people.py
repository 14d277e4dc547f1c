"""People who book: each posts its updates as Telegram would, presses buttons by their labels, and waits for the answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from time import perf_counter
from typing import Any

from benchmarks.bot_api import Chat, Chats
from bot.channels.http import Http

AT_ONCE = 50
PATIENCE = 60.0
"""Seconds; an answer that takes longer ends the run."""


@dataclass(frozen=True)
class Types:
    words: str


@dataclass(frozen=True)
class Presses:
    label: str


@dataclass(frozen=True)
class PressesOne:
    """One of `of` answers from the `first` on, by the person's number."""

    of: int
    after: int = 1
    first: int = 0

    def place(self, number: int) -> int:
        return self.first + number // self.after % self.of


Step = Types | Presses | PressesOne


def booking(number: int) -> Sequence[Step]:
    """A passport's renewal from the first word to the booked time, 24 turns. Nobody takes the first day: half may be gone."""
    name = "".join("abcdefghij"[int(digit)] for digit in str(number))
    return (
        Types("hello"), Presses("I agree"), Presses("Papers and booking"), Presses("Myself"),
        Presses("Passport replacement"), Types("Los Angeles, California"), Presses("Indonesian (WNI)"), Presses("Yes"),
        Presses("Expired or expiring"), Presses("After 2009"), Presses("Yes"), Presses("Go on to the form"),
        Types(f"Dewi Lestari {name.title()}"), Types("Surabaya"), Types("17/08/1990"), Presses("No NIK at hand"),
        Types(f"C{number:07}"), Types("1234 Wilshire Blvd, Los Angeles, CA 90017"), Presses("Leave it out"),
        Presses("Yes, it's all right"), Presses("No, choose a time"), PressesOne(of=5, first=1),
        PressesOne(of=8, after=5), Presses("Book it"))


@dataclass(frozen=True)
class Result:
    """Turns in so many seconds, of which the program worked `cpu`; milliseconds from the post to the answer's arrival."""

    turns: int
    seconds: float
    cpu: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        return self.turns / self.seconds


class Crowd:
    """Fifty at once, at one program's webhook. `script`: the program asks our questions; others are answered by any button."""

    def __init__(self, api: Chats, webhook: str, secret: str, script: bool) -> None:
        self._api, self._script = api, script
        self.http = Http(webhook)
        self._headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        self._updates = count(700_000_000)
        self._waits: list[float] = []

    async def book(self, numbers: range, cpu: Callable[[], float]) -> Result:
        """All these people's bookings. `cpu` tells the program's seconds of work until now."""
        self._waits, worked = [], cpu()
        waiting, began = iter(numbers), perf_counter()
        await asyncio.gather(*(self._one_after_the_other(waiting) for _ in range(AT_ONCE)))
        seconds, waits = perf_counter() - began, sorted(self._waits)
        return Result(len(waits), seconds, cpu() - worked, 1000 * waits[len(waits) // 2], 1000 * waits[len(waits) * 99 // 100])

    async def _one_after_the_other(self, waiting: Iterator[int]) -> None:
        for number in waiting:
            chat = self._api.chat(800_000_000 + number)
            for place, step in enumerate(booking(number)):
                try:
                    await self._turn(chat, self.update(chat, step, number))
                except (TimeoutError, LookupError, StopIteration) as problem:
                    raise RuntimeError(f"person {number}, turn {place + 1}, {step}: {type(problem).__name__}; "
                                       f"the last question was: {chat.text[:200]!r}") from problem

    async def _turn(self, chat: Chat, update: dict[str, Any]) -> None:
        chat.answered = asyncio.get_running_loop().create_future()
        began = perf_counter()
        if (status := await self.post(update)) != 200:
            raise RuntimeError(f"the webhook answered {status}")
        async with asyncio.timeout(PATIENCE):
            self._waits.append(await chat.answered - began)

    async def post(self, update: dict[str, Any]) -> int:
        """The status."""
        body = json.dumps(update).encode()
        return (await self.http.post("", body, "application/json", seconds=PATIENCE, headers=self._headers)).status

    def update(self, chat: Chat, step: Step, number: int) -> dict[str, Any]:
        update = next(self._updates)
        user = {"id": chat.id, "is_bot": False, "first_name": "Dewi", "language_code": "en"}
        where = {"id": chat.id, "type": "private", "first_name": "Dewi"}
        if isinstance(step, Types):
            return {"update_id": update, "message": {
                "message_id": update, "from": user, "chat": where, "date": 1_795_000_000, "text": step.words}}
        said = {"message_id": chat.message, "from": {"id": 123456789, "is_bot": True, "first_name": "Janji"}, "chat": where,
                "date": 1_795_000_000, "text": chat.text, "reply_markup": chat.markup}
        return {"update_id": update, "callback_query": {
            "id": str(update), "from": user, "chat_instance": "1", "message": said, "data": self.button(chat, step, number)}}

    def button(self, chat: Chat, step: Presses | PressesOne, number: int) -> str:
        if not self._script:
            return chat.rows[0][0]["callback_data"]
        if isinstance(step, PressesOne):
            return chat.rows[step.place(number)][0]["callback_data"]
        return next(one["callback_data"] for row in chat.rows for one in row if one["text"] == step.label)
