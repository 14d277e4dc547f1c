"""The first table: a thousand bookings over Telegram, at Janji, at the ceiling and at aiogram, run after run in turn."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks import programs
from benchmarks.bot_api import BotApi
from benchmarks.people import Crowd, Result

WARM_UP = 20
"""People before the clock starts: what is made at first use is made."""

OF_CEILING, OF_AIOGRAM = 0.8, 1.4
NAMES = ("Janji", "ceiling", "aiogram")


async def measure(name: str, api: BotApi, people: int) -> Result:
    """One program, from its start to its end. Raises RuntimeError where a booking was lost."""
    api.forget()
    port = programs.free_port()
    with programs.a_folder() as folder:
        program = _start(name, folder, port, api.url)
        try:
            await asyncio.to_thread(program.until_ready)
            crowd = await _crowd(name, api, port)
            await crowd.book(range(WARM_UP), program.cpu)
            result = await crowd.book(range(WARM_UP, WARM_UP + people), program.cpu)
        finally:
            await asyncio.to_thread(program.stop)
        if name == "Janji" and (booked := programs.booked(folder)) != WARM_UP + people:
            raise RuntimeError(f"{booked} appointments of {WARM_UP + people}")
    return result


def _start(name: str, folder: Path, port: int, api: str) -> programs.Program:
    if name == "Janji":
        return programs.janji(folder, port, **programs.ROOMY, **programs.on_telegram(api, port))
    return programs.ceiling(folder, port, api) if name == "ceiling" else programs.aiogram(folder, port, api)


async def _crowd(name: str, api: BotApi, port: int) -> Crowd:
    if name != "Janji":
        return Crowd(api, f"http://127.0.0.1:{port}/webhook", programs.SECRET, script=False)
    await api.webhook_set.wait()
    return Crowd(api, api.webhook["url"], api.webhook["secret_token"], script=True)


async def alternate(runs: int, people: int) -> Mapping[str, Sequence[Result]]:
    api = BotApi()
    await api.start()
    results: dict[str, list[Result]] = {name: [] for name in NAMES}
    for run in range(runs):
        for name in NAMES:
            result = await measure(name, api, people)
            results[name].append(result)
            print(f"  run {run + 1}, {name}: {result.rate:,.0f} turns/s, "
                  f"{1000 * result.cpu / result.turns:.2f} ms of CPU a turn", file=sys.stderr, flush=True)
    return results


def report(results: Mapping[str, Sequence[Result]]) -> list[str]:
    """The table, and what is met. Ratios are of the medians."""
    def of(name: str, what: Callable[[Result], float]) -> float:
        return median(map(what, results[name]))

    rates = {name: of(name, lambda one: one.rate) for name in results}
    lines = [f"{'':10}{'turns/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms a turn':>15}{'of the ceiling':>16}{'of aiogram':>12}"]
    for name, rate in rates.items():
        lines.append(f"{name:10}{rate:9,.0f}{of(name, lambda one: one.p50):9.1f}{of(name, lambda one: one.p99):9.1f}"
                     f"{of(name, lambda one: 1000 * one.cpu / one.turns):15.2f}"
                     f"{rate / rates['ceiling']:16.2f}{rate / rates['aiogram']:12.2f}")
    work = {name: of(name, lambda one: one.cpu / one.turns) for name in results}
    lines += ["By CPU a turn, which a busy machine distorts less: {:.2f} of the ceiling, {:.2f} of aiogram".format(
                  *(work[name] / work["Janji"] for name in ("ceiling", "aiogram"))),
              verdict("Turns a second of the ceiling", rates["Janji"] / rates["ceiling"], at_least=OF_CEILING),
              verdict("Turns a second of aiogram", rates["Janji"] / rates["aiogram"], at_least=OF_AIOGRAM)]
    return lines


def verdict(what: str, value: float, at_least: float | None = None, at_most: float | None = None, unit: str = "") -> str:
    """`met`, or `missed` and by how much."""
    if at_least is not None:
        met, factor, target = value >= at_least, at_least / value, f"at least {at_least:g}"
    else:
        assert at_most is not None
        met, factor, target = value <= at_most, value / at_most, f"at most {at_most:g}"
    return f"{what}: {value:.2f}{unit}, target {target}{unit}: " + ("met" if met else f"missed by a factor of {factor:.2f}")
