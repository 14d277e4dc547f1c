"""An office that takes a crowd, as a process that can be ended at any moment, and what must be true of it afterwards."""

from __future__ import annotations

import asyncio
import atexit
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.programs import ROOMY
from bot import config_file
from bot.config import Settings
from storage.database import Database, Transaction
from storage.outbox import ANSWER
from storage.tables import addresses, appointments, events, outbox
from tests.desk.invariants import broken
from tests.faults.crowd import STUCK, Stubborn, Watching
from tests.janji import CONFIG, Janji


@dataclass(frozen=True)
class Now:
    """The office at this instant."""

    tx: Transaction
    settings: Settings
    now: datetime


class Office:
    """One installation, its channel, and its crowd."""

    def __init__(self, folder: Path, api: Watching, program: type[Janji] = Janji, **settings: str) -> None:
        self.janji = program(folder, **ROOMY, **settings)
        self.janji.environment |= api.settings(self.janji)
        self.api = api
        self.people: Stubborn
        self.wrongs: list[str] | None = None

    async def start(self) -> None:
        self.api.life += 1
        await asyncio.to_thread(self.janji.start)

    async def open(self) -> None:
        """For the first time, and the crowd begins."""
        atexit.register(self.janji.kill)                     # whatever becomes of this process
        await self.start()
        self.people = Stubborn(self.api, await self.api.crowd(self.janji))
        await self.people.begin()

    async def close(self) -> list[str]:
        """Everybody comes to an end, and so does the program. What is wrong then."""
        await self.people.finish()
        await self._until_sent()
        exit_code = await asyncio.to_thread(self.janji.stop)
        return [*(["it ended with an error"] if exit_code else []), *self.wrong()]

    async def _until_sent(self) -> None:
        """What the last kill left is sent when its lease ends."""
        async with asyncio.timeout(STUCK):
            while self.left():  # noqa: ASYNC110 - another process sends it
                await asyncio.sleep(1)

    def left(self) -> int:
        """Answers that are still to be sent."""
        database = self._database()
        with database.reading() as tx:
            left = unsent(tx)
        database.close()
        return left

    def _database(self) -> Database:
        return Database(self.janji.environment["JANJI_DATABASE__URL"])

    # --- what must be true ----------------------------------------------------------------------------------------------

    def wrong(self) -> list[str]:
        settings, people = config_file.load(CONFIG, self.janji.environment), self.people
        database = self._database()
        with database.reading() as tx:
            lost = people.taken - taken(tx)
            whose = visits(tx)
            left = unsent(tx)
            seats = broken(Now(tx, settings, datetime.now(UTC)))
        database.close()
        missing = people.booked - set(whose)
        return [
            *([f"{len(lost)} updates were answered with 200 and are not there"] if lost else []),
            *([] if people.booked else ["nobody has booked"]),
            *([f"{len(missing)} appointments are lost"] if missing else []),
            *(f"chat {chat} has {times} appointments" for chat, times in whose.items() if times > 1),
            *([f"{left} answers were not sent"] if left else []),
            *([f"{len(people.stuck)} chats are stuck, such as {people.stuck[0]}"] if people.stuck else []),
            *([f"{self.api.too_many} chats heard more than one turn twice after a kill"] if self.api.too_many else []),
            *[f"seats: {one}" for one in seats[:3]],
        ]


def taken(tx: Transaction) -> set[str]:
    """The updates that have had their effects."""
    return {row.event.rpartition(":")[2] for row in tx.execute(select(events.c.event))}


def visits(tx: Transaction) -> Counter[int]:
    """The appointments of each chat."""
    return Counter(int(row.address.removeprefix("whatsapp:+")) for row in tx.execute(
        select(addresses.c.address).join(appointments, appointments.c.person == addresses.c.person)
        .where(appointments.c.state == "booked")))


def unsent(tx: Transaction) -> int:
    """Answers that are not sent."""
    return int(tx.execute(select(func.count()).select_from(outbox).where(
        outbox.c.kind == ANSWER, outbox.c.state != "sent")).scalar_one())
