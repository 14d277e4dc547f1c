"""The writer outlives whoever no longer waits for it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from functools import partial

import pytest
from sqlalchemy import text

from storage.database import Database, Transaction
from storage.writer import writer_for


def test_work_that_nobody_waits_for_any_more_is_left_out_and_the_writer_goes_on(database_url: str) -> None:
    database = Database(database_url)
    writer = writer_for(database, threads=1)
    begun, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def slow(_tx: object) -> None:
        begun.set()
        go_on.wait(10)

    first = writer.submit(slow)
    assert begun.wait(10)
    first.cancel()                                           # too late: it is being done
    second = writer.submit(lambda _tx: done.append("second"))
    assert second.cancel()
    third = writer.submit(lambda _tx: done.append("third"))
    go_on.set()
    third.result(10)
    assert done == ["third"]
    writer.close()
    database.close()


def test_tasks_that_wait_together_each_hear_what_became_of_their_own(database_url: str) -> None:
    database = Database(database_url)
    writer = writer_for(database)

    def gives(number: int, _tx: object) -> int:
        return number

    def fails(_tx: object) -> None:
        raise ValueError("its own")

    async def story() -> None:
        gone = asyncio.ensure_future(writer.write(lambda _tx: "nobody waits"))
        numbered = [writer.write(partial(gives, number)) for number in range(9)]
        all_of_them = asyncio.gather(*numbered, writer.write(fails), return_exceptions=True)
        await asyncio.sleep(0)
        gone.cancel()
        *numbers, failed = await all_of_them
        assert numbers == list(range(9))
        assert isinstance(failed, ValueError)
        assert await writer.write(lambda _tx: "again") == "again"

    asyncio.run(story())
    writer.close()
    database.close()


def test_who_waits_hears_of_a_transaction_that_could_not_even_begin(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = Database(sqlite_url)
    writer = writer_for(database)

    def full(_kept: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    with monkeypatch.context() as planted:
        planted.setattr(database, "transaction", full)
        with pytest.raises(sqlite3.OperationalError):
            writer.submit(lambda _tx: None).result(10)
    assert writer.submit(lambda _tx: "again").result(10) == "again"
    writer.close()
    database.close()


def test_what_the_database_undid_whole_is_done_for_nobody(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    writer = writer_for(database)
    begun, go_on = threading.Event(), threading.Event()
    with database.transaction() as tx:
        tx.execute(text("CREATE TABLE kept (word TEXT)"))

    def undone(tx: Transaction) -> None:
        tx.execute(text("ROLLBACK"))                         # as SQLite does by itself when the disk is full
        raise ValueError

    writer.submit(lambda _tx: (begun.set(), go_on.wait(10)))  # type: ignore[func-returns-value]
    assert begun.wait(10)
    together = [writer.submit(lambda tx: tx.execute(text("INSERT INTO kept VALUES ('a word')"))), writer.submit(undone)]
    go_on.set()
    assert [type(one.exception(10)) for one in together] == [ValueError, ValueError]
    with database.reading() as tx:
        assert tx.execute(text("SELECT * FROM kept")).all() == []
    writer.close()
    database.close()
