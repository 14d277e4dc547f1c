"""The sender over a channel in memory, before a clock that is set by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import HandClock
from bot.conversation.message import Message
from bot.delivery import Delivery, Dropped, Parked, Rendered
from storage import outbox
from storage.database import Transaction
from storage.outbox import OutboxRow
from storage.sealed import Keys
from storage.writer import Writer, writer_for
from tests.prepared import new_database

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@dataclass
class Chats:
    """A channel in memory: it keeps what arrived, and fails as it is told to, before or after the message arrived."""

    account: str = "web"
    got: list[tuple[str, str]] = field(default_factory=list)
    fail: Callable[[str, str], Exception | None] = lambda address, text: None
    slow: dict[str, asyncio.Event] = field(default_factory=dict)
    gives: tuple[str, ...] = ()

    async def send(self, address: str, message: Message) -> tuple[str, ...]:
        if address in self.slow:
            await self.slow[address].wait()
        problem = self.fail(address, message.text)
        if problem is not None:
            raise problem
        self.got.append((address, message.text))
        return self.gives

    def texts(self, address: str = "ani") -> list[str]:
        return [text for to, text in self.got if to == address]


def render(tx: Transaction, row: OutboxRow, now: datetime) -> Rendered:
    """A push's text is its subject, unless that says what is to become of it."""
    match row.subject.partition(" "):
        case ("cancelled", _, _):
            return None
        case ("drop", _, why):
            return Dropped(why)
        case ("unknown", _, why):
            return Parked(why)
        case ("crash", _, _):
            raise RuntimeError(row.subject)
        case _:
            return Message(row.subject)


class Desk:
    """One process with its outbox; `restart` is a kill: what it had in hand is lost, the database is not."""

    def __init__(self, url: str, keys: Keys, **options: Any) -> None:
        self.database = new_database(url)
        self.keys, self.options = keys, options
        self.clock = HandClock(NOW)
        self.chats = Chats()
        self.handed: list[tuple[int, datetime]] = []
        self.observed: list[tuple[str, str]] = []
        self.events = 0
        self.writer: Writer = writer_for(self.database)
        self.restart()

    def restart(self) -> None:
        self.delivery = Delivery(
            self.database, self.writer, self.keys, {"web": self.chats}, render, self.clock,
            handed=lambda tx, hold, at: self.handed.append((hold, at)),
            observe=lambda account, result, seconds: self.observed.append((account, result)), **self.options)

    def turn(self, *texts: str, address: str = "ani", account: str = "web", hold: int | None = None,
             at_once: bool = True) -> list[OutboxRow]:
        """A turn that answers; committed, not sent."""
        self.events += 1
        with self.database.transaction() as tx:
            return outbox.put_answers(
                tx, self.keys, office="la", person=1, account=account, address=address,
                bodies=[(Message(text).dump(), hold) for text in texts], now=self.clock.now(), cause=self.events,
                at_once=at_once)

    def push(self, subject: str, address: str = "ani", due_in: float = 0) -> OutboxRow:
        with self.database.transaction() as tx:
            now = self.clock.now()
            return outbox.put_push(tx, office="la", person=1, account="web", address=address, kind="evening-before",
                                   subject=subject, due_at=now + timedelta(seconds=due_in), now=now)

    async def sweep(self) -> None:
        await self.delivery.sweep()
        await self.delivery.finish()

    async def sweep_for(self, seconds: int) -> None:
        """The ticks of so many seconds."""
        for _ in range(seconds):
            self.clock.advance(seconds=1)
            await self.sweep()

    def states(self) -> dict[str, int]:
        with self.database.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT state, count(*) FROM outbox GROUP BY state").all()
        return {row[0]: row[1] for row in rows}

    def problems(self) -> list[str]:
        with self.database.engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT problem FROM outbox WHERE problem IS NOT NULL ORDER BY id")
            return [row[0] for row in found]

    def close(self) -> None:
        self.writer.close()
        self.database.close()


def run(work: Awaitable[Any]) -> None:
    async def whole() -> None:
        await work

    asyncio.run(whole())


async def pass_time(desk: Desk, minutes: int) -> None:
    for _ in range(minutes * 2):
        desk.clock.advance(seconds=30)
        await desk.sweep()
