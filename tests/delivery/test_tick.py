"""The tick that calls the sender, and the clocks."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

import pytest
from structlog.testing import capture_logs

from bot.clock import ShiftedClock, SystemClock
from bot.ticking import Job, Ticking, a_holder
from storage import leases
from storage.writer import writer_for
from tests.delivery.desk import NOW, Desk, run
from tests.prepared import new_database


@dataclass
class Counted:
    """A job that counts its runs, fails or hangs as told."""

    runs: int = 0
    problem: Exception | None = None
    until: asyncio.Event | None = None

    async def run(self) -> None:
        self.runs += 1
        if self.until is not None:
            await self.until.wait()
        if self.problem is not None:
            raise self.problem


async def tick(*processes: Ticking) -> None:
    for process in processes:
        await process.tick()
        await process.finish()


def test_the_lease_of_a_process_that_was_killed_here_is_taken_at_once_and_of_a_living_one_not(either_desk: Desk) -> None:
    desk = either_desk
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead, living, next_one = (Counted() for _each in range(3))

    def process(job: Counted, number: int) -> Ticking:
        return Ticking(desk.writer, desk.clock, [Job("sweep", job.run)], holder=a_holder(number))

    async def story() -> None:
        await tick(process(dead, gone.pid))
        await tick(process(living, os.getpid()))
        await tick(process(next_one, os.getpid()))

    run(story())
    assert (dead.runs, living.runs, next_one.runs) == (1, 1, 0)


def test_only_the_process_with_the_lease_runs_the_jobs_until_it_is_killed_or_stops(either_desk: Desk) -> None:
    desk = either_desk
    jobs = [Counted(), Counted(), Counted()]
    a, b, c = (Ticking(desk.writer, desk.clock, [Job("sweep", job.run)]) for job in jobs)

    async def story() -> None:
        for _ in range(30):
            await tick(a, b)
            desk.clock.advance(seconds=1)
        assert (jobs[0].runs, jobs[1].runs) == (30, 0)
        for _ in range(20):                                     # a is killed
            await tick(b, c)
            desk.clock.advance(seconds=1)
        ran = jobs[1].runs
        assert 5 <= ran <= 11
        await b.stop()
        await tick(c)
        assert (jobs[0].runs, jobs[1].runs, jobs[2].runs) == (30, ran, 1)

    run(story())


def test_a_failing_job_stops_no_other_and_its_words_are_not_logged(desk: Desk) -> None:
    bad, good = Counted(problem=ValueError("Siti Aminah")), Counted()
    ticking = Ticking(desk.writer, desk.clock, [Job("bad", bad.run), Job("good", good.run)])

    async def story() -> None:
        for _ in range(3):
            await tick(ticking)

    with capture_logs() as logs:
        run(story())
    assert (bad.runs, good.runs) == (3, 3)
    assert logs == [{"event": "job_failed", "job": "bad", "problem": "ValueError", "log_level": "error"}] * 3


def test_a_job_that_still_runs_is_not_started_again_and_holds_up_no_other(desk: Desk) -> None:
    slow, quick = Counted(), Counted()
    ticking = Ticking(desk.writer, desk.clock, [Job("slow", slow.run), Job("quick", quick.run)])

    async def story() -> None:
        slow.until = asyncio.Event()
        for _ in range(3):
            await ticking.tick()
            await asyncio.sleep(0)
        assert (slow.runs, quick.runs) == (1, 3)
        slow.until.set()
        await ticking.finish()
        await tick(ticking)
        assert slow.runs == 2

    run(story())


def test_a_daily_job_runs_once_a_day_over_restarts_and_again_soon_after_a_failure(desk: Desk) -> None:
    daily = Counted()

    def process() -> Ticking:
        return Ticking(desk.writer, desk.clock, [Job("retention", daily.run, every=timedelta(days=1))])

    async def story() -> None:
        first = process()
        await tick(first)
        desk.clock.advance(hours=12)
        await first.stop()
        second = process()
        await tick(second)
        assert daily.runs == 1
        desk.clock.advance(hours=12, seconds=1)
        daily.problem = OSError()
        await tick(second)
        assert daily.runs == 2
        daily.problem = None
        desk.clock.advance(minutes=4)
        await tick(second)
        assert daily.runs == 2
        desk.clock.advance(minutes=2)
        await tick(second)
        assert daily.runs == 3

    run(story())


def test_the_scheduler_ticks_each_second_and_gives_the_lease_back(sqlite_url: str) -> None:
    database = new_database(sqlite_url)
    writer, job, clock = writer_for(database), Counted(), SystemClock()

    async def story() -> None:
        ticking = Ticking(writer, clock, [Job("sweep", job.run)])
        ticking.start()
        began = perf_counter()
        await asyncio.sleep(2.5)
        await ticking.stop()
        ran = job.runs
        assert 2 <= ran <= perf_counter() - began + 1
        await asyncio.sleep(1.2)
        assert job.runs == ran

    run(story())
    with database.transaction() as tx:
        assert leases.take(tx, "ticks", "another", 15, clock.now())
    writer.close()
    database.close()


def test_a_tick_that_waits_for_the_database_at_the_end_is_let_finish(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    free, job, began = threading.Event(), Counted(), asyncio.Event()

    class Looked(SystemClock):
        def now(self) -> datetime:                          # what a tick does first
            began.set()
            return super().now()

    async def story() -> None:
        busy = asyncio.ensure_future(desk.writer.write(lambda tx: free.wait()))
        ticking = Ticking(desk.writer, Looked(), [Job("sweep", job.run)])
        ticking.start()
        await began.wait()
        stopped = asyncio.ensure_future(ticking.stop())
        await asyncio.sleep(0.05)
        free.set()
        await asyncio.gather(busy, stopped)

    run(story())
    assert caplog.records == []
    assert job.runs == 1


def test_a_shifted_clock_starts_where_it_is_told_and_runs_on() -> None:
    clock = ShiftedClock(datetime.fromisoformat("2026-11-24T09:00:00-08:00"))
    first = clock.now()
    assert timedelta(0) <= first - NOW < timedelta(seconds=1)
    assert first.utcoffset() == timedelta(0)
    assert clock.now() > first
