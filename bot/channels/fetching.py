"""Photos and documents: noted when they are announced, fetched after the turn, taken as one answer for each album.

The rows are the truth, so a restart goes on with them. A file that cannot be had holds up no other chat, and its own for
some seconds only. The process that noted a file fetches it; another one does when it seems to be left.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import Protocol

import structlog

from bot.channels.together import PATIENCE, TOGETHER, Together, whole
from bot.conversation import events
from bot.conversation.application import Application
from bot.desk import intake
from storage import fetches, outbox, people
from storage.database import Transaction
from storage.statement import Row

log = structlog.get_logger("files")

LEFT = timedelta(seconds=60)
"""What another process noted so long ago is left by it."""

TRIES = 8
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds to the next try: doubled each time."""

SECONDS = 60.0
AT_ONCE = 4
LOOK = 5.0
"""Seconds between looks when nothing wakes it."""


class Lost(Exception):
    """It can't be had; `why` is a word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NotNow(Exception):
    """It can't be had now: after so many seconds, where the channel says how many. `why` is a word."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.why, self.seconds = why, seconds


@dataclass(frozen=True)
class File:
    """A photo or a document, still at the channel: `file` is how it is asked for there. `place` counts up in a chat;
    `album` is empty for one alone; `size` is what the channel says, 0 if nothing."""

    file: str
    place: int
    album: str = ""
    size: int = 0
    caption: str = ""


class Source(Protocol):
    """Where the files of one account lie."""

    account: str
    largest: int

    async def content(self, file: str, limit: int) -> bytes:
        """Raises Lost, NotNow; anything else is tried again too."""
        ...

    def came(self, tx: Transaction, file: str) -> None:
        """It is here, or will never be: nobody asks for it again."""
        ...


class Fetching:
    """One account's files."""

    def __init__(self, app: Application, source: Source) -> None:
        self._app, self._source, self._account = app, source, source.account
        self._office = app.office
        self._limit = min(source.largest, app.office.settings.files.max_bytes)
        self._together = Together(app, self._account, self._limit)
        self._wake = asyncio.Event()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._ours: set[str] = set()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None
        self._first = True
        self._stopping = False

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Finish the turn in hand; what is half fetched is fetched again later."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=10)
            self._task.cancel()
        for task in self._busy.values():
            task.cancel()

    # --- announced ----------------------------------------------------------------------------------------------------

    async def note(self, event: str, sender: events.Sender, file: File) -> bool:
        """Write down that it is to be fetched; False where this person sent too many today."""
        noted: bool | None = await self._app.write(partial(self._note, event, sender, file))
        if noted:
            self._ours.add(event)
            self._wake.set()
        return noted is not None

    def _note(self, event: str, sender: events.Sender, file: File, tx: Transaction) -> bool | None:
        """Whether it is new; None: too many."""
        office, now = self._office.key, self._app.clock.now()
        languages = self._office.settings.office.languages
        guess = sender.language_guess if sender.language_guess in languages else languages[0]
        person = people.find_or_add(tx, office, self._account, sender.address, guess, None, now)
        if fetches.count_since(tx, person, now - timedelta(days=1)) >= 2 * self._office.settings.limits.pages_a_day:
            return None
        problem = self._problem(tx, person, file)
        body = {"file": file.file, "caption": file.caption, "language": sender.language_guess}
        is_new = fetches.add(
            tx, office=office, account=self._account, address=sender.address, event=event, person=person, album=file.album,
            place=file.place, body=self._office.keys.seal_json(body, fetches.BODY),
            state="failed" if problem else "due", problem=problem, made_at=now)
        if is_new and problem:
            self._source.came(tx, file.file)
        if is_new and sender.opens_window:                   # they wrote now, however long it takes to fetch it
            people.set_wrote(tx, office, self._account, sender.address, now)
            outbox.wake(tx, self._account, sender.address)
        return is_new

    def _problem(self, tx: Transaction, person: int, file: File) -> str | None:
        """Why it is not even fetched."""
        if not intake.may_send(tx, person):
            return "notice-first"
        return "too-large" if file.size > self._limit else None

    # --- the work -----------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            pause = LOOK
            try:
                pause = await self._look()
            except Exception as problem:  # noqa: BLE001 - the rows stay; a database error's text may hold values
                log.error("files_not_looked_at", problem=type(problem).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    async def _look(self) -> float:
        """Begin what is due, take what is whole; seconds until the next look is worth it."""
        rows = await asyncio.to_thread(self._open)
        now = self._app.clock.now()
        rows = [row for row in rows if self._first or row.event in self._ours or row.made_at < now - LEFT]
        self._first = False
        self._ours.update(row.event for row in rows)
        for row in rows:
            if row.state == "due" and row.id not in self._busy and (row.again_at is None or row.again_at <= now):
                self._busy[row.id] = task = asyncio.create_task(self._fetch(row))
                task.add_done_callback(partial(self._fetched, row.id))
        for _address, chat in groupby(rows, key=lambda row: row.address):
            for group in whole(list(chat), now):
                await self._together.take(group)
                self._ours.difference_update(row.event for row in group)
        waits: list[timedelta] = [row.again_at - now for row in rows if row.again_at is not None and row.state == "due"]
        waits += [row.made_at + TOGETHER - now for row in rows if row.album and row.made_at + TOGETHER > now]
        waits += [row.made_at + PATIENCE - now for row in rows if row.made_at + PATIENCE > now]
        return min([LOOK, *(max(wait.total_seconds(), 0.0) + 0.02 for wait in waits if wait > timedelta())])

    def _open(self) -> list[Row]:
        with self._app.database.reading() as tx:
            return fetches.open_of(tx, self._account)

    def _fetched(self, row: int, task: asyncio.Task[None]) -> None:
        del self._busy[row]
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("file_not_written_down", fetch=row, problem=type(problem).__name__)
        self._wake.set()

    async def _fetch(self, row: Row) -> None:
        """Get a file and keep it, outside any transaction; then write down that it is here, or when to try again."""
        try:
            async with self._room:
                await self._fetch_now(row)
        except Lost as problem:
            await self._app.write(partial(self._failed, row, problem.why))
        except Exception as problem:  # noqa: BLE001 - each is tried again; a text of it may hold an address
            await self._app.write(partial(self._again, row, problem))

    async def _fetch_now(self, row: Row) -> None:
        file = self._file_of(row)
        async with asyncio.timeout(SECONDS):
            content = await self._source.content(file, self._limit)
        taken = await asyncio.to_thread(intake.judge, self._office, row.address, row.event, content)
        if isinstance(taken, intake.Taken):                  # its row comes first: what a kill leaves behind is then swept
            taken = await self._app.write(partial(self._record, row, taken))
        if isinstance(taken, intake.NotTaken):
            raise Lost(taken.why)
        await asyncio.to_thread(self._app.store.write_once, taken.key, content)
        await self._app.write(partial(self._stored, row, taken))

    def _file_of(self, row: Row) -> str:
        return str(self._office.keys.open_json(row.body, fetches.BODY)["file"])

    def _stored(self, row: Row, taken: intake.Taken, tx: Transaction) -> None:
        fetches.mark_stored(tx, row.id, taken.key, taken.size)
        self._source.came(tx, self._file_of(row))

    def _failed(self, row: Row, why: str, tx: Transaction) -> None:
        fetches.mark_failed(tx, row.id, why)
        self._source.came(tx, self._file_of(row))

    def _record(self, row: Row, taken: intake.Taken, tx: Transaction) -> intake.Taken | intake.NotTaken:
        return intake.record(tx, self._office, row.person, taken, self._app.clock.now())

    def _again(self, row: Row, problem: Exception, tx: Transaction) -> None:
        now = self._app.clock.now()
        later = problem.seconds if isinstance(problem, NotNow) else 0.0
        tries = row.tries + (not later)
        why = problem.why if isinstance(problem, NotNow) else type(problem).__name__
        log.warning("file_not_fetched", fetch=row.id, tries=tries, problem=why)
        if tries >= TRIES:
            self._failed(row, "not-had", tx)
        else:
            pause = max(later, min(FIRST_PAUSE * 2 ** row.tries, LONGEST_PAUSE))
            fetches.mark_again(tx, row.id, tries, now + timedelta(seconds=pause), why)
