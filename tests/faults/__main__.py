"""`make faults`: what fails in the life of a program, under load. Each part says what it did; the last lines
say what is wrong."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from itertools import product
from pathlib import Path

from tests.faults.crowd import Watching
from tests.faults.office import Office
from tests.faults.telegram import Telegram
from tests.faults.whatsapp import WhatsApp
from tests.janji import Janji
from tests.servers import PostgresServer

KILLS = int(os.environ.get("KILLS", "50"))
STOPS = 3
JUMPS = (180, 0, 3600, 0, -3600, 0, 80_000)
"""Seconds that the clock is off, one after the other; less than the 24 hours in which WhatsApp takes what we say."""


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
    """The database can't grow: the COMMIT fails, nothing is done, and it is sent again."""
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
        api.life += 1                                        # what is in hand may seem left behind, as after a kill
    await office.people.until_taken(150)
    return office, f"{len(JUMPS)} jumps"


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
    "SIGKILL": killed, "SIGTERM": stopped, "disk": full, "clock": jumped, "PostgreSQL": restarted}


CHANNELS: dict[str, type[Telegram] | type[WhatsApp]] = {one.account: one for one in (Telegram, WhatsApp)}


async def run(name: str, channel: str) -> tuple[str, list[str]]:
    """One part over one channel: what it did, and what is wrong."""
    api, began = CHANNELS[channel](), time.monotonic()
    await api.start()
    with tempfile.TemporaryDirectory(prefix="janji-faults-") as folder:
        office, did = await PARTS[name](Path(folder), api)
        wrong = await office.close() if office.wrongs is None else office.wrongs
    return (f"{did}, {len(office.people.taken):,} updates taken, {api.messages:,} messages, "
            f"{len(office.people.booked)} bookings, {office.people.told_otherwise} people told that their time was gone, "
            f"{api.repeats} repeats, {len(wrong)} losses, {(time.monotonic() - began) / 60:.1f} minutes"), wrong


def main() -> int:
    channels = os.environ.get("CHANNELS", " ".join(CHANNELS)).split()
    wrongs = []
    for name, channel in product(sys.argv[1:] or PARTS, channels):
        print(f"{name}, {channel}: ", end="", flush=True)
        did, wrong = asyncio.run(run(name, channel))
        print(did, flush=True)
        wrongs += [f"{name}, {channel}: {one}" for one in wrong]
    print("\n".join(wrongs or ["Nothing was lost."]))
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
