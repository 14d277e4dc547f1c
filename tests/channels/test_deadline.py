"""What is too late, and what was put off in time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bot.channels.deadline import Deadline


class HandLoop:
    """Its clock goes on by hand; counts the timers that were begun."""

    def __init__(self) -> None:
        self.now, self.begun = 0.0, 0
        self._timers: list[tuple[float, Callable[[], None], list[bool]]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, at: float, done: Callable[[], None]) -> Any:
        self.begun += 1
        cancelled: list[bool] = []
        self._timers.append((at, done, cancelled))
        return type("Handle", (), {"cancel": lambda _self: cancelled.append(True)})()

    def until(self, moment: float) -> None:
        self.now = moment
        for timer in [one for one in self._timers if one[0] <= moment]:
            self._timers.remove(timer)
            if not timer[2]:
                timer[1]()


def made() -> tuple[HandLoop, Deadline, list[float]]:
    loop = HandLoop()
    late: list[float] = []
    return loop, Deadline(loop, lambda: late.append(loop.now)), late  # type: ignore[arg-type]


def test_what_is_not_put_off_is_late_once() -> None:
    loop, deadline, late = made()
    deadline.set(5)
    loop.until(4.9)
    assert late == []
    loop.until(5)
    loop.until(60)
    assert late == [5]


def test_what_is_put_off_many_times_begins_one_timer() -> None:
    loop, deadline, late = made()
    for second in range(5):
        loop.until(second)
        deadline.set(5)
    assert loop.begun == 1
    loop.until(5)
    assert late == []
    loop.until(9)
    assert late == [9]


def test_a_shorter_time_than_the_one_before_counts() -> None:
    loop, deadline, late = made()
    deadline.set(300)
    deadline.clear()
    deadline.set(30)
    loop.until(30)
    assert late == [30]
    loop.until(300)
    assert late == [30]


def test_nothing_is_late_after_it_was_cleared_or_closed() -> None:
    loop, deadline, late = made()
    deadline.set(5)
    deadline.clear()
    loop.until(6)
    deadline.set(5)
    deadline.close()
    loop.until(60)
    assert late == []


def test_it_goes_by_the_loops_own_clock() -> None:
    async def comes() -> bool:
        done = asyncio.Event()
        Deadline(asyncio.get_running_loop(), done.set).set(0.001)
        return await asyncio.wait_for(done.wait(), 10)
    assert asyncio.run(comes())
