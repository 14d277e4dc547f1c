"""What was sent is marked together, and each chat hears what became of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from bot.sent_marks import SentMarks
from storage import outbox
from storage.database import Database
from storage.sealed import Keys
from storage.writer import Writer, writer_for

NOW = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)


class Counting:
    """A writer that notes how often it was asked, and fails when it is told to."""

    def __init__(self, writer: Writer) -> None:
        self._writer, self.asked, self.fails = writer, 0, False
        self.submit, self.close = writer.submit, writer.close

    async def write(self, work: Callable[..., Any]) -> Any:
        self.asked += 1
        if self.fails:
            raise ConnectionError
        return await self._writer.write(work)


def sending(database: Database, keys: Keys, chats: int) -> list[int]:
    with database.transaction() as tx:
        return [outbox.put_answers(tx, keys, office="la", person=number, account="web", address=f"chat{number}",
                                   bodies=[(b"hello", None)], now=NOW, cause=number)[0].id for number in range(chats)]


def test_what_comes_before_the_writer_gets_to_it_is_marked_with_it(database: Database, keys: Keys) -> None:
    rows = sending(database, keys, 9)
    writer = Counting(writer_for(database, threads=1))
    begun, go_on = threading.Event(), threading.Event()

    def holds_on(_tx: object) -> None:
        begun.set()
        go_on.wait(10)

    async def story() -> None:
        marks = SentMarks(writer)
        busy = writer.submit(holds_on)
        assert begun.wait(10)
        marking = asyncio.gather(*(marks.add([(row, NOW)]) for row in rows))
        await asyncio.sleep(0.01)
        go_on.set()
        await marking
        busy.result(10)
        await marks.add([(rows[0], NOW)])                   # nothing changes for one that is marked

    asyncio.run(story())
    assert writer.asked == 2
    with database.reading() as tx:
        assert tx.execute(text("SELECT DISTINCT state FROM outbox")).scalars().all() == ["sent"]
    writer.close()


def test_each_hears_of_a_failure_and_the_next_is_tried(database: Database, keys: Keys) -> None:
    [row] = sending(database, keys, 1)
    writer = Counting(writer_for(database))

    async def story() -> None:
        marks = SentMarks(writer)
        writer.fails = True
        for _time in range(2):
            with pytest.raises(ConnectionError):
                await marks.add([(row, NOW)])
        writer.fails = False
        await marks.add([(row, NOW)])

    asyncio.run(story())
    writer.close()
