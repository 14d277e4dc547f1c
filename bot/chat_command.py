"""What `janji chat` does: the conversation on standard input and output."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress

from bot.app import App
from bot.channels.terminal import ACCOUNT, Terminal


def run(app: App, options: argparse.Namespace) -> int:
    return asyncio.run(_chat(app, options))


async def _chat(app: App, options: argparse.Namespace) -> int:
    language = options.language or app.settings.office.languages[0]
    terminal = Terminal(app, options.person, language, sys.stdout)
    app.start({ACCOUNT: terminal}, lease=f"terminal:{options.person}", only={options.person})
    lines = _lines()
    try:
        if options.json:
            async for line in lines:
                if line.strip():
                    print(await terminal.answer_line(line), flush=True)
        else:
            polling = asyncio.create_task(terminal.poll())
            await terminal.talk(lines)
            polling.cancel()
    finally:
        await app.stop()
    return 0


async def _lines() -> AsyncIterator[str]:
    """Lines of standard input, read off the loop."""
    with suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, sys.stdin.close)
    while True:
        line = await asyncio.to_thread(sys.stdin.buffer.readline)
        if not line:
            return
        yield line.decode("utf-8", errors="replace").rstrip("\n")
