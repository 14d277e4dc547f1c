"""One process of Janji: takes events, keeps the writer, the delivery and the tick, and answers what delivery asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import structlog

from bot.channels.all import ways
from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.conversation import failed, pushes, turn
from bot.conversation.channel import Channel, Returning
from bot.conversation.events import Event
from bot.delivery import Delivery, Dropped, Parked, Rendered
from bot.desk import holds, holidays, reaching
from bot.desk.catalogue import Catalogue
from bot.desk.desk import Desk, Office
from bot.desk.people import person_of
from bot.desk.unopened import NotOpened
from bot.flows.all import FLOWS
from bot.logs import places
from bot.metrics import Metrics
from bot.retention import Retention
from bot.ticking import Job, Ticking
from storage import bookings, key_check, papers, people
from storage.database import Database, Transaction, is_away
from storage.files import FileStore
from storage.migrations import bring_up
from storage.outbox import OutboxRow
from storage.sealed import Keys, load_keys, make_keys
from storage.writer import writer_for

T = TypeVar("T")

log = structlog.get_logger("app")

QUARANTINE, ASKED = timedelta(hours=6), timedelta(days=2)
"""How long a file that no turn took is kept; and one of which it was asked for what it is."""


class KeysMissing(Exception):
    """There are sealed rows, and no key file: nothing of them could be read."""


class KeysUnreadable(Exception):
    """There is a key file, but it can't be read, or holds no keys."""


class KeysOfAnother(Exception):
    """The key file is not the one that sealed what the database holds."""


def office_of(settings: Settings, keys: Keys) -> Office:
    return Office(settings, Catalogue(settings), keys, ways(settings))


def open_keys(settings: Settings, database: Database) -> tuple[Keys, bool]:
    """The installation's keys, and whether they were made now. Raises KeysMissing rather than make new ones for old
    data, KeysUnreadable and KeysOfAnother."""
    path = Path(settings.keys.file)
    try:
        keys = load_keys(path)
    except (OSError, ValueError, LookupError, TypeError) as problem:
        raise KeysUnreadable(str(path)) from problem
    with database.reading() as tx:
        if keys is not None and not key_check.fits(tx, keys):
            raise KeysOfAnother(str(path))
        if keys is None and people.anybody(tx):
            raise KeysMissing(str(path))
    if keys is not None:
        return keys, False
    return make_keys(path), True


class App:
    """One process of Janji."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.database = Database(settings.database.url)
        bring_up(self.database)
        self._prepare_holidays()
        keys, self.made_keys = open_keys(settings, self.database)
        self.database.keys = keys
        self.office = office_of(settings, keys)
        self.store = FileStore(Path(settings.files.folder), keys)
        self.writer = writer_for(self.database)
        self.metrics = Metrics()
        self.channels: dict[str, Channel] = {}
        self.delivery: Delivery | None = None
        self.ticking: Ticking | None = None
        self._hurrying: set[asyncio.Task[None]] = set()

    # --- start and stop -------------------------------------------------------------------------------------------

    def start(self, channels: Mapping[str, Channel], lease: str = "ticks", only: set[str] | None = None) -> None:
        """Begin to send and to tick, in the running loop."""
        self.channels.update(channels)
        self.delivery = Delivery(self.database, self.writer, self.office.keys, self.channels, self.render, self.clock,
                                 handed=self.handed, returned=self.returned, lost=self.lost,
                                 observe=self.metrics.sent, only=only)
        jobs = [Job("outbox", self.delivery.sweep)]
        if only is None:                                 # a terminal's clock may be wound on: it sends, and no more
            keep_house = Retention(self.settings, self.store, self.clock, self.write)
            jobs += [Job("holds", self._sweep_holds, every=timedelta(minutes=1)),
                     Job("holidays", self._next_holidays, every=timedelta(days=1)),
                     Job("quarantine", self._sweep_files, every=timedelta(hours=1)),
                     Job("retention", keep_house.run, every=timedelta(days=1))]
        self.ticking = Ticking(self.writer, self.clock, jobs, lease=lease)
        self.ticking.start()

    async def stop(self) -> None:
        """Finish the turns and messages in hand, then stop."""
        if self.ticking is not None:
            await self.ticking.stop()
        if self._hurrying:
            await asyncio.wait(self._hurrying)
        if self.delivery is not None:
            await self.delivery.finish()
        await asyncio.to_thread(self.writer.close)
        self.database.close()

    # --- a turn -----------------------------------------------------------------------------------------------------

    async def take(self, event: Event, also: turn.Also | None = None, sent: bool = False) -> turn.TurnResult:
        """Take one event; back after its commit, while what it says is on its way (`sent`: when it was handed over).
        `also` is done in its transaction."""
        began = self.clock.now()
        try:
            result = await self.write(partial(self._turn, event=event, also=also, now=began))
        except turn.NewerRelease:
            raise
        except Exception as problem:                     # told to the person, and to the log by name and place only
            if is_away(problem):
                raise                                    # refused: whoever brought it brings it again
            log.error("turn_failed", problem=type(problem).__name__, at=places(problem))
            self.metrics.failed_turns.inc()
            result = await self.write(partial(self._sorry, event=event, also=also, now=began))
        self.metrics.turns.inc()
        self.metrics.turn_seconds.observe((self.clock.now() - began).total_seconds())
        if self.delivery is not None and result.rows:
            task = asyncio.create_task(self.delivery.hurry(result.rows, result.messages))
            self._hurrying.add(task)
            task.add_done_callback(self._hurrying.discard)
            if sent:
                await asyncio.shield(task)
        return result

    def _turn(self, tx: Transaction, event: Event, also: turn.Also | None, now: datetime) -> turn.TurnResult:
        result = turn.take_turn(tx, self.office, FLOWS, event, now, at_once=event.sender.account in self.channels)
        if also is not None:
            also(tx, result)
        return result

    def _sorry(self, tx: Transaction, event: Event, also: turn.Also | None, now: datetime) -> turn.TurnResult:
        """Something failed on our side: nothing was changed, and the person is told so, with a way on."""
        result = failed.sorry(tx, self.office, event, now, at_once=event.sender.account in self.channels)
        if also is not None:
            also(tx, result)
        return result

    # --- what delivery asks -------------------------------------------------------------------------------------------

    def render(self, tx: Transaction, row: OutboxRow, now: datetime) -> Rendered:
        try:
            return pushes.render(tx, self.office, FLOWS, row, now)
        except pushes.UnknownPush:
            return Parked("unknown kind")
        except pushes.OptedOut:
            return Dropped("opted out")
        except NotOpened:
            return Dropped("not opened any more")

    def handed(self, tx: Transaction, hold: int, at: datetime) -> None:
        """The message that offers a hold was handed over: its minutes count from now."""
        row = bookings.hold(tx, self.office.key, hold)
        if row is None:
            return
        desk = Desk(self.office, tx, at, person_of(people.get(tx, row.person), self.settings.office.languages))
        held = desk.holds.of(row.person) if desk.holds.handed(hold, at) else None
        if held is not None and held.id == hold:
            desk.reminders.schedule_hold(held)

    def returned(self, tx: Transaction, row: OutboxRow, problem: str) -> None:
        """A channel took a message, and could not deliver it: it knows what its own code means."""
        channel = self.channels[row.account]
        if isinstance(channel, Returning):
            channel.returned(tx, row, problem)

    def lost(self, tx: Transaction, row: OutboxRow, state: str) -> tuple[str, str | None]:
        """A channel does not take a push: it goes another way, if the person has one."""
        return reaching.not_taken(tx, self.settings, row, self.clock.now(), state)

    # --- jobs ---------------------------------------------------------------------------------------------------------

    def _prepare_holidays(self) -> None:
        holidays.prepare(self.database, self.settings.office.country, self.clock.now().date())

    async def _next_holidays(self) -> None:
        await asyncio.to_thread(self._prepare_holidays)

    async def _sweep_holds(self) -> None:
        await self.write(partial(holds.sweep, now=self.clock.now()))

    async def _sweep_files(self) -> None:
        """Destroy files that no turn placed."""
        with self.database.reading() as tx:
            now = self.clock.now()
            keys = papers.quarantined(tx, now - QUARANTINE) + papers.quarantined(tx, now - ASKED, "asked")
        for key in keys:
            with suppress(FileNotFoundError):
                await asyncio.to_thread(self.store.destroy, key)
            await self.write(partial(papers.forget_file, file=key))

    async def write(self, work: Callable[[Transaction], T]) -> T:
        done: T = await self.writer.write(work)
        return done
