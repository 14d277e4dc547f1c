"""The same conversation in a terminal, for a person and (`--json`) for a program."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from bot.channels.uploads import NOT_TAKEN, NOTICE_FIRST
from bot.conversation import events
from bot.conversation.application import Application
from bot.conversation.message import Button, Message
from bot.conversation.prompts import Files
from bot.conversation.text import Text, speech
from bot.conversation.turn import NewerRelease
from bot.desk import intake
from bot.desk.people import person_of
from storage import outbox, people
from storage.database import Transaction

ACCOUNT = "terminal"
LONGEST_WAIT = 5.0
"""Seconds of real time to wait for what an event caused and is still to come (photos are acknowledged after a pause)."""


class Terminal:
    """One person's chat on standard input and output."""

    account = ACCOUNT

    def __init__(self, app: Application, person: str, language: str, out: TextIO) -> None:
        self._app = app
        self._out = out
        self.sender = events.Sender(ACCOUNT, person, language)
        self._messages: list[Message] = []
        self._step = ""
        self._buttons: list[Button] = []

    # --- the channel ------------------------------------------------------------------------------------------------

    async def send(self, address: str, message: Message) -> None:
        self._messages.append(message)

    # --- a program's lines --------------------------------------------------------------------------------------------

    async def answer_line(self, line: str) -> str:
        """One JSON object in, one out: what it said, and the step that is open now."""
        error = await self._take_json(line)
        said, self._messages = self._messages, []
        answer: dict[str, Any] = {"messages": [_as_json(message) for message in said], "step": self._step}
        return json.dumps(answer if error is None else {**answer, "error": error}, ensure_ascii=False)

    async def _take_json(self, line: str) -> str | None:
        """Take the event of a line; what is wrong with the line, if anything (for whoever wrote the program)."""
        try:
            what = await self._what(json.loads(line))
        except _NotTaken:
            return None
        except RecursionError:
            what = None
        except OSError as problem:
            return f"the file can't be read: {problem.strerror}"
        except ValueError:                                   # no JSON, or a path with a NUL in it
            what = None
        if what is None:
            return 'one JSON object a line: {"text": "…"}, {"choice": "…"} or {"file": "…"}'
        try:
            await self.take(what)
        except NewerRelease:
            return "a newer release of Janji has this conversation; please use that one"
        return None

    async def _what(self, asked: object) -> events.What | None:
        match asked:
            case {"text": str(text)}:
                return events.Typed(text)
            case {"choice": str(button)}:
                return events.Pressed(button)
            case {"file": str(path)}:
                return await self._file(Path(path))
        return None

    async def _file(self, path: Path) -> events.What:
        """Raises OSError, and _NotTaken after it has said why."""
        content = await asyncio.to_thread(_read, path, self._app.office.settings.files.max_bytes + 1)
        taken: intake.Taken | intake.NotTaken | None = await asyncio.to_thread(
            intake.judge, self._app.office, self.sender.address, secrets.token_hex(8), content)
        if isinstance(taken, intake.Taken):
            taken = await self._app.write(partial(self._record, taken))
        if taken is None or isinstance(taken, intake.NotTaken):
            why = NOTICE_FIRST if taken is None else NOT_TAKEN[taken.why]
            await self.send(self.sender.address, Message(await asyncio.to_thread(self._in_words, why)))
            await self.take(events.Opened())                 # whoever is new reads the notice
            raise _NotTaken
        await asyncio.to_thread(self._app.store.write_once, taken.key, content)
        return events.Sent(Files(keys=(taken.key,)), size=taken.size)

    def _record(self, taken: intake.Taken, tx: Transaction) -> intake.Taken | intake.NotTaken | None:
        """None: they have not agreed to the notice."""
        person = people.find(tx, self._app.office.key, ACCOUNT, self.sender.address)
        if person is None or not intake.may_send(tx, person):
            return None
        return intake.record(tx, self._app.office, person, taken, self._app.clock.now())

    def _in_words(self, text: Text) -> str:
        """In the person's language."""
        languages = self._app.office.settings.office.languages
        with self._app.database.reading() as tx:
            person = people.find(tx, self._app.office.key, ACCOUNT, self.sender.address)
            language = self.sender.language_guess if person is None else person_of(people.get(tx, person), languages).language
        return speech(language).render(text)

    async def take(self, what: events.What) -> None:
        """Take an event, and wait for what it causes."""
        result = await self._app.take(events.Event(secrets.token_hex(12), self.sender, what), sent=True)
        self._step = result.step
        waited = 0.0
        while waited < LONGEST_WAIT and await asyncio.to_thread(self._is_waiting, result.event_row):
            await asyncio.sleep(0.05)
            waited += 0.05

    def _is_waiting(self, event_row: int) -> bool:
        with self._app.database.reading() as tx:
            return outbox.is_waiting(tx, event_row)

    # --- a person -----------------------------------------------------------------------------------------------------

    async def talk(self, typed: AsyncIterator[str]) -> None:
        """Show what is said; a number presses the button with that number, `/file PATH` sends a file."""
        await self.take(events.Opened())
        self._show()
        async for line in typed:
            with suppress(_NotTaken):
                await self.take(await self._typed(line))
            self._show()

    async def _typed(self, line: str) -> events.What:
        if line.startswith("/file "):
            try:
                return await self._file(Path(line.removeprefix("/file ").strip()))
            except (OSError, ValueError):
                return events.Other("broken-file")
        if line.isdecimal() and len(line) < 4 and 0 < int(line) <= len(self._buttons):
            return events.Pressed(self._buttons[int(line) - 1].id)
        return events.Typed(line)

    def _show(self) -> None:
        said, self._messages = self._messages, []
        for message in said:
            print(f"\n{message.text}", file=self._out)
            for attachment in message.attachments:
                if attachment.kind in ("map", "page"):
                    print(f"  {attachment.subject}", file=self._out)
            if message.options or message.words:
                self._buttons = [*message.options, *message.words]
            for number, button in enumerate((*message.options, *message.words), 1):
                detail = f" ({button.detail})" if button.detail else ""
                print(f"  {number}. {button.label}{detail}", file=self._out)
        self._out.flush()

    async def poll(self) -> None:
        """Show what came by itself: reminders, an officer's answer."""
        while True:
            await asyncio.sleep(1)
            self._show()


class _NotTaken(Exception):
    """Of a file there is nothing to take, and that was said."""


def _read(path: Path, limit: int) -> bytes:
    """A file's content, so much of it at most. Raises OSError."""
    if not path.is_file():
        raise FileNotFoundError(2, "no such file")
    with path.open("rb") as file:
        return file.read(limit)


def _as_json(message: Message) -> dict[str, Any]:
    return {"text": message.text,
            "options": [{"id": button.id, "label": button.label} for button in (*message.options, *message.words)]}
