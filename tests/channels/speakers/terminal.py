"""The terminal."""

from __future__ import annotations

import asyncio
import io
import json
import secrets
from collections.abc import Sequence
from pathlib import Path

from bot.channels.capabilities import TERMINAL
from bot.channels.terminal import Terminal
from bot.conversation.message import Message
from tests.channels.contract import Heard, Speaker
from tests.channels.office import RunningOffice
from tests.channels.speakers.line import Line, line
from tests.janji import until


class ListeningTerminal(Terminal):
    """Keeps what it shows."""

    def __init__(self, office: RunningOffice) -> None:
        super().__init__(office.app, "me", "en", io.StringIO())
        self.lines: list[Line] = []

    async def send(self, address: str, message: Message) -> None:
        self.lines.append(line(message))
        await super().send(address, message)


class TerminalSpeaker:
    """A program that talks JSON lines."""

    account, address, limits = "terminal", "me", TERMINAL
    language = "en"

    def __init__(self, office: RunningOffice, folder: Path) -> None:
        self._office, self._folder = office, folder
        self._terminal = ListeningTerminal(office)
        office.opens(self._terminal)

    def says(self, text: str) -> None:
        self._line({"text": text})

    def presses(self, button: str) -> None:
        self._line({"choice": button})

    def sends(self, contents: Sequence[bytes]) -> None:
        for content in contents:
            path = self._folder / f"{secrets.token_hex(4)}.jpg"
            path.write_bytes(content)
            taken = self._office.events()
            line = asyncio.run_coroutine_threadsafe(
                self._terminal.answer_line(json.dumps({"file": str(path)})), self._office.loop)
            until(lambda seen=taken: self._office.events() > seen)  # type: ignore[misc]
            self._office.clock.advance(seconds=4)            # it waits for more photos
            line.result(20)

    def sends_broken(self, content: bytes) -> str | None:
        path = self._folder / "broken.jpg"
        path.write_bytes(content)
        self._line({"file": str(path)})
        return None

    def loses_an_answer(self) -> bool:
        return False

    def other(self) -> Speaker | None:
        return None

    def again(self) -> bool:
        return False

    @property
    def heard(self) -> Sequence[Heard]:
        return list(self._terminal.lines)

    @property
    def received(self) -> Sequence[Sequence[bytes]]:
        return []

    def _line(self, asked: dict[str, str]) -> None:
        self._office.do(self._terminal.answer_line(json.dumps(asked)))
