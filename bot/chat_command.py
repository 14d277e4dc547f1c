"""What `janji chat` does: the conversation on standard input and output."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import BinaryIO, TextIO

from bot.app import App
from bot.channels.terminal import ACCOUNT, Terminal


def run(app: App, options: argparse.Namespace) -> int:
    return asyncio.run(_here(app, options))


async def _here(app: App, options: argparse.Namespace) -> int:
    with suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, sys.stdin.close)
    return await chat(app, options, sys.stdin.buffer, sys.stdout)


async def chat(app: App, options: argparse.Namespace, typed: BinaryIO, out: TextIO) -> int:
    """Until what is typed ends."""
    language = options.language or app.settings.office.languages[0]
    terminal = Terminal(app, options.person, language, out)
    app.start({ACCOUNT: terminal}, lease=f"terminal:{options.person}", only={options.person})
    try:
        if options.json:
            async for line in _lines(typed):
                if line.strip():
                    print(await terminal.answer_line(line), file=out, flush=True)
        else:
            polling = asyncio.create_task(terminal.poll())
            await terminal.talk(_lines(typed))
            polling.cancel()
    finally:
        await app.stop()
    return 0


async def _lines(typed: BinaryIO) -> AsyncIterator[str]:
    """Read off the loop."""
    while True:
        line = await asyncio.to_thread(typed.readline)
        if not line:
            return
        yield line.decode("utf-8", errors="replace").rstrip("\n")
