"""The second table: what it holds in memory while nobody writes, and how long it takes to start."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Mapping
from statistics import median

from benchmarks import programs
from benchmarks.bot_api import BotApi
from benchmarks.side_by_side import verdict

SETTLED = 3.0
"""Seconds after it is ready: what is loaded in the background is loaded."""

WITHOUT_TOKEN, WITH_BOTH, STARTS = 90.0, 135.0, 3.0

FOREIGN = """
import sys
from pathlib import Path
import bot.cli, bot.app, bot.web, bot.logs
ours = ("bot", "storage", "__main__")
known = [name for name, module in sys.modules.items() if "site-packages" in str(getattr(module, "__file__", ""))]
print(" ".join(name for name in known if name.partition(".")[0] not in ours and not name.startswith("__editable__")))
"""
"""Prints the modules of other people's packages that a start loads."""


def bare_imports() -> str:
    """A program that does nothing but import what a start imports of others."""
    names = subprocess.run([sys.executable, "-c", FOREIGN], cwd=programs.ROOT, check=True, capture_output=True, text=True)
    return f"import importlib\nfor name in {names.stdout.strip()!r}.split(): importlib.import_module(name)"


def importing(program: str) -> float:
    """Seconds."""
    began = time.perf_counter()
    subprocess.run(["taskset", "-c", str(programs.PROGRAM), sys.executable, "-c", program], cwd=programs.ROOT, check=True)
    return time.perf_counter() - began


def starting(runs: int) -> tuple[float, float]:
    """Seconds of the bare imports, and of a start to ready on a database that is there already."""
    bare, ready, imports = [], [], bare_imports()
    with programs.a_folder() as folder:
        for run in range(runs + 1):
            program = programs.janji(folder, programs.free_port())
            seconds = program.until_ready()
            program.stop()
            if run:                                          # the first makes the tables and the keys
                ready.append(seconds)
                bare.append(importing(imports))
    return median(bare), median(ready)


async def resident(settings: Mapping[str, str], api: BotApi, port: int) -> float:
    """Megabytes."""
    api.forget()
    with programs.a_folder() as folder:
        program = programs.janji(folder, port, **settings)
        try:
            await asyncio.to_thread(program.until_ready)
            if "JANJI_TELEGRAM__TOKEN" in settings:
                await api.webhook_set.wait()
            await asyncio.sleep(SETTLED)
            return program.resident()
        finally:
            await asyncio.to_thread(program.stop)


async def memory() -> Mapping[str, float]:
    api = BotApi()
    await api.start()
    port = programs.free_port()
    telegram, whatsapp = programs.on_telegram(api.url, port), programs.on_whatsapp(api.url)
    return {"without a token": await resident({}, api, port), "with Telegram": await resident(telegram, api, port),
            "with both channels": await resident({**telegram, **whatsapp}, api, port)}


def report(held: Mapping[str, float], bare: float, ready: float) -> list[str]:
    return [*(f"Idle {name}: {megabytes:.0f} MB" for name, megabytes in held.items()),
            f"Start to ready: {ready:.2f} s; the imports alone: {bare:.2f} s",
            verdict("Idle without a token", held["without a token"], at_most=WITHOUT_TOKEN, unit=" MB"),
            verdict("Idle with both channels", held["with both channels"], at_most=WITH_BOTH, unit=" MB"),
            verdict("Start to ready, of the imports alone", ready / bare, at_most=STARTS)]
