"""`make bench`: everything, in plain lines. RUNS and PEOPLE make it shorter."""

from __future__ import annotations

import asyncio
import os

from benchmarks import idle, programs, side_by_side
from benchmarks.people import AT_ONCE


def main() -> None:
    runs, people = int(os.environ.get("RUNS", "5")), int(os.environ.get("PEOPLE", "1000"))
    os.sched_setaffinity(0, {programs.LOAD})
    print(f"{people:,} bookings over Telegram, {AT_ONCE} at once, on SQLite, synced before each answer; medians of "
          f"{runs} runs", flush=True)
    if programs.LOAD == programs.PROGRAM:
        print("There is one core: program and load share it, so the figures mean little.")
    print("\n".join(side_by_side.report(asyncio.run(side_by_side.alternate(runs, people)))), flush=True)
    print("\n".join(idle.report(asyncio.run(idle.memory()), *idle.starting(runs))))


if __name__ == "__main__":
    main()
