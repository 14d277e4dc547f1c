"""An office that runs: the real application and its server in a thread, before a clock that can be moved on."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

import uvicorn
from sqlalchemy import func, select

from bot.app import App
from bot.clock import SystemClock
from bot.conversation.channel import Channel
from bot.conversation.shown import Shown
from bot.conversation.stack import Stack
from bot.desk.threads import Threads
from bot.threads_command import _push
from bot.web import Web
from storage import people
from storage.database import Database, Transaction
from storage.files import FileStore
from storage.sealed import load_keys
from storage.tables import clearings, events, fetches, metadata, outbox
from tests import prepared
from tests.janji import CONFIG, Janji, free_port, until

T = TypeVar("T")
LONG_DAYS = "{monday: [09:00-17:00], tuesday: [09:00-17:00], wednesday: [09:00-17:00], thursday: [09:00-17:00]}"
"""More times than a list holds."""

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))


class MovingClock:
    """Runs on in real time, and jumps when it is told to."""

    def __init__(self, start: datetime) -> None:
        self._start, self._began = start, time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._began)

    def advance(self, **by: float) -> None:
        self._start += timedelta(**by)


class Clock(Protocol):
    """Tells the time, and may be moved on."""

    def now(self) -> datetime: ...
    def advance(self, **by: float) -> None: ...


class Looking:
    """What the database of an office says, whoever writes it."""

    def __init__(self, database: Database, key: str, store: FileStore, clock: Clock) -> None:
        self.database, self.key, self.store, self.clock = database, key, store, clock

    def person(self, tx: Transaction, account: str, address: str) -> int | None:
        return people.find(tx, self.key, account, address)

    def is_settled(self, account: str, address: str) -> bool:
        """Whether nothing is under way for this chat."""
        due = select(func.count()).select_from(outbox).where(
            outbox.c.account == account, outbox.c.address == address, outbox.c.state.in_(["due", "sending"]),
            outbox.c.due_at <= self.clock.now())
        coming = select(func.count()).select_from(fetches).where(
            fetches.c.account == account, fetches.c.address == address, fetches.c.state != "taken")
        with self.database.reading() as tx:
            return not tx.execute(due).scalar_one() and not tx.execute(coming).scalar_one()

    def ticks(self) -> None:
        """What is due has begun."""
        time.sleep(1.1)

    def shown(self, account: str, address: str) -> tuple[Shown, str]:
        """The open question as the engine keeps it, and its step."""
        with self.database.reading() as tx:
            person = self.person(tx, account, address)
            assert person is not None
            kept = people.conversation(tx, person)
        assert kept is not None
        stack = Stack.read(kept.stack)
        return Shown.load(kept.shown), stack[-1].name if stack else ""

    def events(self) -> int:
        with self.database.reading() as tx:
            return int(tx.execute(select(func.count()).select_from(events)).scalar_one())

    def has_work(self) -> bool:
        """Whether something is to be sent, fetched or cleared now, in any chat."""
        now = self.clock.now()
        left = (select(outbox.c.id).where(outbox.c.state.in_(["due", "sending"]), outbox.c.due_at <= now),
                select(outbox.c.id).where(outbox.c.state == "sending"),
                select(fetches.c.id).where(fetches.c.state != "taken"),
                select(clearings.c.id).where(clearings.c.due_at <= now))
        with self.database.reading() as tx:
            return any(tx.execute(one.limit(1)).first() is not None for one in left)

    def rows(self) -> dict[str, set[str]]:
        """Of every table, but for the lease of the ticks."""
        with self.database.reading() as tx:
            return {table.name: set(map(repr, tx.execute(select(table)).all()))
                    for table in metadata.sorted_tables if table.name not in ("leases", "holiday_dates")}


class RealClock(SystemClock):
    """Can't be moved on."""

    def advance(self, **by: float) -> None:
        """Time passes by itself."""


def looking_at(janji: Janji) -> Looking:
    """The office of a process."""
    keys = load_keys(janji.keys)
    assert keys is not None
    settings = prepared.as_read(CONFIG, {})
    database = Database(janji.environment["JANJI_DATABASE__URL"])
    database.keys = keys
    return Looking(database, settings.office.key, FileStore(janji.files, keys), RealClock())


class RunningOffice(Looking):
    """Start it, talk to it over its channels, look into its database."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.clock: Clock = MovingClock(TUESDAY)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environ = {
            "JANJI_WEB__PORT": str(self.port),
            "JANJI_PLACES__COUNTER__WEEK": LONG_DAYS, **settings}

    def start(self) -> RunningOffice:
        self.app = App(prepared.office(self.folder, CONFIG, TUESDAY.date(), self.environ), self.clock)
        super().__init__(prepared.in_a_hurry(self.app.database), self.app.office.key, self.app.store, self.clock)
        self.web = Web(self.app)
        self.server = uvicorn.Server(uvicorn.Config(
            self.web.asgi(), host="127.0.0.1", port=self.port, log_config=None, access_log=False,
            timeout_graceful_shutdown=2, proxy_headers=False))
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self.thread.start()
        until(lambda: self.server.started)
        return self

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self.server.serve()

    def stop(self) -> None:
        self.server.should_exit = True
        self.web.chat.close()
        self.thread.join(20)
        assert not self.thread.is_alive()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run it on the office's loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def opens(self, channel: Channel) -> None:
        """One more channel, beside those of the settings."""
        self.app.channels[channel.account] = channel

    # --- at rest --------------------------------------------------------------------------------------------------------

    def ticks(self) -> None:
        self.do(self._works())

    def rests(self, told: Callable[[], object] = lambda: 0) -> None:
        """Until nothing is under way. `told` is how much the outside was told so far; None while it has to answer to that."""
        until(lambda: self._is_at_rest(told), what=lambda: str(self.rows()["outbox"]))

    def _is_at_rest(self, told: Callable[[], object]) -> bool:
        before = told()
        return before is not None and not self.do(self._works()) and told() == before

    async def _works(self) -> bool:
        """Whether there was something to do; the jobs of which the turn has come are done now, not later."""
        assert self.app.ticking is not None
        has_work = self.has_work()
        await self.app.ticking.tick()
        await self.app.ticking.finish()
        return has_work

    @contextmanager
    def unchanged(self, told: Callable[[], object] = lambda: 0) -> Iterator[None]:
        """What is done meanwhile leaves every row as it is."""
        self.rests(told)
        before = self.rows()
        yield
        self.rests(told)
        after = self.rows()
        changed = {name: (before[name] - rows, rows - before[name]) for name, rows in after.items() if rows != before[name]}
        assert not changed, "\n".join(f"{name}: {gone or '-'} became {new or '-'}" for name, (gone, new) in changed.items())

    # --- officers -----------------------------------------------------------------------------------------------------

    def officer_writes(self, account: str, address: str, text: str) -> None:
        """As `janji threads reply` does."""
        def write(tx: Transaction) -> None:
            person = self.person(tx, account, address)
            assert person is not None
            threads = Threads(tx, self.app.settings, self.app.office.keys, self.clock.now())
            thread = threads.open_of(person)
            assert thread is not None, "no thread is open"
            assert _push(self.app, tx, person, "officer-line", str(threads.say(thread, "officer", text)))

        self.app.writer.submit(write).result(10)
