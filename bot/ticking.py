"""The tick: once a second, in the one process that holds the lease, it starts what is due.

Rows are the truth about what that is; APScheduler only ticks.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from storage import leases
from storage.database import Transaction
from storage.writer import Writer

log = structlog.get_logger("ticking")

LEASE = "ticks"
"""What the servers compete for."""

LEASE_SECONDS = 15
"""How long other machines' processes wait when the one that ticks was killed; on its own the next takes over at once."""

RENEWED = timedelta(seconds=10)
"""The lease is renewed when less than this is left of it: not every second, since each time is a write to the disk."""

RETRY = timedelta(minutes=5)
"""When a rare job that failed is tried again."""

LOOK = timedelta(minutes=1)
"""How often it is looked whether the turn of a rare job has come."""


@dataclass(frozen=True)
class Job:
    """What a tick starts: each second, or once in `every` over all processes and restarts (kept as a lease row). A job
    that still runs is not started again; one that fails does not stop the others."""

    name: str
    run: Callable[[], Awaitable[None]]
    every: timedelta | None = None


@dataclass
class Ticking:
    """`lease` names what the processes that share these jobs compete for: the servers one, each terminal its own."""

    writer: Writer
    clock: Clock
    jobs: Sequence[Job]
    lease: str = LEASE
    holder: str = field(default_factory=lambda: a_holder(os.getpid()))
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _ticking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _until: datetime | None = None
    _looked_at_holder: bool = False
    _looked: dict[str, datetime] = field(default_factory=dict)
    _scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        """Begin to tick, in the running event loop."""
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        # Two instances: a tick that meets another one still waiting for the database returns at once, and says nothing.
        self._scheduler.add_job(self.tick, "interval", seconds=1, coalesce=True, max_instances=2,
                                misfire_grace_time=None)
        self._scheduler.start()

    async def tick(self) -> None:
        """Keep the lease and start the jobs; nothing where another process has it."""
        if self._ticking.locked():
            return
        async with self._ticking:
            try:
                if await self._holds_lease():
                    for job in self.jobs:
                        if job.name not in self._running:
                            self._running[job.name] = asyncio.create_task(self._run(job))
            except Exception as problem:  # noqa: BLE001 - the next tick tries again; ids only, no error's text
                log.error("tick_failed", problem=type(problem).__name__)

    async def finish(self) -> None:
        """Wait for the jobs that are running."""
        while self._running:
            await asyncio.wait(list(self._running.values()))

    async def stop(self) -> None:
        """No more ticks; finish what runs, and leave the lease to the next process."""
        if self._scheduler is not None:
            self._scheduler.pause()
            await asyncio.sleep(0)                          # a tick that was just called for begins
        async with self._ticking:                           # one that began before may still start jobs
            await self.finish()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)            # it would cancel a tick, and log that as a failure
            self._scheduler = None
        await self.writer.write(partial(leases.release, name=self.lease, holder=self.holder))

    async def _holds_lease(self) -> bool:
        now = self.clock.now()
        if not self._looked_at_holder:
            await self.writer.write(partial(_free_from_dead, lease=self.lease))
            self._looked_at_holder = True
        if self._until is None or now > self._until - RENEWED:
            taken = await self._take(self.lease, self.holder, LEASE_SECONDS)
            self._until = now + timedelta(seconds=LEASE_SECONDS) if taken else None
        return self._until is not None

    async def _run(self, job: Job) -> None:
        try:
            if job.every is None:
                await job.run()
            else:
                await self._run_seldom(job, job.every)
        except Exception as problem:  # noqa: BLE001 - one job's failure is its own; a database error's text may hold values
            log.error("job_failed", job=job.name, problem=type(problem).__name__)
        finally:
            del self._running[job.name]

    async def _run_seldom(self, job: Job, every: timedelta) -> None:
        now = self.clock.now()
        if job.name in self._looked and now < self._looked[job.name] + min(every, LOOK):
            return
        self._looked[job.name] = now
        turn, once = f"job:{job.name}", secrets.token_hex(8)
        if await self._take(turn, once, every.total_seconds()):
            try:
                await job.run()
            except Exception:
                await self._take(turn, once, min(every, RETRY).total_seconds())
                raise

    async def _take(self, name: str, holder: str, seconds: float) -> bool:
        def take(tx: Transaction) -> bool:
            return leases.take(tx, name, holder, seconds, self.clock.now())

        taken: bool = await self.writer.write(take)
        return taken


# --- who holds it -----------------------------------------------------------------------------------------------------

def a_holder(process: int) -> str:
    """A name of its own, from which others on this machine see whether the process still lives."""
    return f"{_here()} {process} {secrets.token_hex(8)}"


def _here() -> str:
    """This machine since it was started, and whose process numbers count (a container has its own); Linux only."""
    try:
        return f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()}:{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def process_here(holder: str) -> int | None:
    """The number of the process that has it, where it is of this machine."""
    where, _space, rest = holder.partition(" ")
    process = rest.partition(" ")[0]
    return int(process) if where and where == _here() and process.isdecimal() else None


def started_at(process: int) -> datetime | None:
    """When it was started; None where that can't be known (proc(5): field 22, in ticks after the machine's start)."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        boot = next(line.split()[1] for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime "))
    except (OSError, StopIteration):
        return None
    return datetime.fromtimestamp(int(boot) + int(fields[19]) / os.sysconf("SC_CLK_TCK"), UTC)


def _free_from_dead(tx: Transaction, lease: str) -> None:
    """The lease of a process that was killed here is free at once."""
    holder = leases.holder(tx, lease) or ""
    process = process_here(holder)
    if process is not None and not Path(f"/proc/{process}").exists():
        leases.release(tx, lease, holder)
