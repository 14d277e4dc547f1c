"""`make faults`: what fails in the life of a program, under load. Each part says what it did; the last lines sum up."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.faults.crowd import Watching
from tests.faults.office import Office
from tests.janji import Janji
from tests.servers import PostgresServer

KILLS = int(os.environ.get("KILLS", "50"))
STOPS = 3
JUMPS = (180, 0, 3600, 0, -3600, 0, 90_000)
"""Seconds that the clock is off, one after the other."""


async def killed(folder: Path, api: Watching) -> tuple[Office, str]:
    """SIGKILL, at any moment after some turns."""
    office = Office(folder, api)
    await office.open()
    for _kill in range(KILLS):
        await office.people.until_taken(random.randint(5, 100))
        await asyncio.to_thread(office.janji.kill)
        await office.start()
    return office, f"{KILLS} kills"


async def stopped(folder: Path, api: Watching) -> tuple[Office, str]:
    """SIGTERM: what was taken is done and said before the program ends."""
    office = Office(folder, api)
    await office.open()
    for _stop in range(STOPS):
        await office.people.until_taken(100)
        exit_code = await asyncio.to_thread(office.janji.stop)
        assert exit_code == 0, office.janji.said()
        left = office.left()
        assert not left, f"{left} answers were left unsent by SIGTERM"
        await office.start()
    assert not api.repeats, "nothing comes twice after a stop in order"
    return office, f"{STOPS} stops"


async def full(folder: Path, api: Watching) -> tuple[Office, str]:
    """The database can't grow: the COMMIT fails, nothing is done, and Telegram sends it again."""
    office = Office(folder, api)
    await office.open()
    await office.people.until_taken(200)
    assert office.janji.process is not None
    process, wal = office.janji.process.pid, folder / "janji.db-wal"
    for _time in range(STOPS):
        before = office.people.refused
        _soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (max(wal.stat().st_size // 2, 8192), hard))
        async with asyncio.timeout(60):
            while office.people.refused < before + 20:  # noqa: ASYNC110 - the load has no event for each refusal
                await asyncio.sleep(0.05)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (hard, hard))
        api.life += 1
        await office.people.until_taken(200)
    return office, f"{STOPS} times full, {office.people.refused} updates refused and sent again"


class Jumping(Janji):
    module = "tests.faults.jumping"


async def jumped(folder: Path, api: Watching) -> tuple[Office, str]:
    """The clock goes forward and back; holds may lapse, which is said."""
    jump = folder / "jump"
    jump.write_text("0")
    office = Office(folder, api, program=Jumping, JUMP=str(jump))
    await office.open()
    for seconds in JUMPS:
        await office.people.until_taken(150)
        jump.with_suffix(".new").write_text(str(seconds))
        jump.with_suffix(".new").replace(jump)
    await office.people.until_taken(150)
    return office, f"{len(JUMPS)} jumps, {office.people.told_otherwise} people told that their time had lapsed"


async def restarted(folder: Path, api: Watching) -> tuple[Office, str]:
    """PostgreSQL goes away in the middle, and comes back."""
    home = Path(tempfile.mkdtemp(prefix="janji-pg-"))
    server = PostgresServer(home)
    await asyncio.to_thread(server.start)
    try:
        office = Office(folder, api, JANJI_DATABASE__URL=server.url(server.create_database()))
        await office.open()
        for _time in range(STOPS):
            await office.people.until_taken(100)
            await asyncio.to_thread(server.stop)
            api.life += 1
            await asyncio.sleep(1)
            await asyncio.to_thread(server.serve)
        await office.people.until_taken(100)
        office.wrongs = await office.close()
        await asyncio.to_thread(server.stop)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return office, f"{STOPS} restarts of PostgreSQL"


PARTS: dict[str, Callable[[Path, Watching], Awaitable[tuple[Office, str]]]] = {
    "SIGKILL": killed, "SIGTERM": stopped, "disk full": full, "clock": jumped, "PostgreSQL": restarted}


async def run(name: str) -> tuple[str, list[str]]:
    """One part: what it did, and what is wrong."""
    api = Watching()
    await api.start()
    with tempfile.TemporaryDirectory(prefix="janji-faults-") as folder:
        office, did = await PARTS[name](Path(folder), api)
        wrong = await office.close() if office.wrongs is None else office.wrongs
    return (f"{name}: {did}, {len(office.people.taken):,} updates taken, {api.messages:,} messages, "
            f"{len(office.people.booked)} bookings, {api.repeats} repeats, {len(wrong)} losses"), wrong


def main() -> int:
    said, wrongs = [], []
    for name in sys.argv[1:] or PARTS:
        print(f"{name} …", flush=True)
        line, wrong = asyncio.run(run(name))
        said.append(line)
        wrongs += [f"{name}: {one}" for one in wrong]
    print("\n".join([*wrongs, *said]))
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
