"""Turns run here, off the event loop: on SQLite in one thread that shares a commit among those that wait together, on
PostgreSQL in a small pool, a transaction each."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Protocol

from sqlalchemy.engine import Connection

from storage.database import Database, Transaction, is_transient

GROUP = 64
"""Turns that share a commit at most: it bounds what one failing commit takes with it."""

TRIES = 6
"""How often a transaction that lost to another one is begun anew."""

Work = Callable[[Transaction], Any]
Waiter = Future[Any] | asyncio.Future[Any]
"""Whoever waits for a work: a thread, or a task of a loop."""

Ended = tuple[Any, BaseException | None]
"""What a work gave, or what it raised."""


class Writer(Protocol):
    """Runs work in a transaction; whoever waits for it goes on only after the commit."""

    def submit(self, work: Work) -> Future[Any]: ...

    async def write(self, work: Work) -> Any: ...

    def close(self) -> None: ...


def writer_for(database: Database, threads: int = 4) -> Writer:
    """The writer that suits the database."""
    return GroupWriter(database) if database.is_sqlite else PoolWriter(database, threads)


def run_again(database: Database, work: Work) -> Any:
    """Run work in a transaction, again from the start when it lost to another one."""
    for left in reversed(range(TRIES)):
        try:
            with database.transaction() as transaction:
                return work(transaction)
        except Exception as problem:
            if not left or not is_transient(problem):
                raise
    raise AssertionError("unreachable")


class PoolWriter:
    """A transaction for each work, a few at once; the database's locks keep them apart."""

    def __init__(self, database: Database, threads: int) -> None:
        self._database = database
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="writer")

    def submit(self, work: Work) -> Future[Any]:
        return self._pool.submit(run_again, self._database, work)

    async def write(self, work: Work) -> Any:
        return await asyncio.wrap_future(self.submit(work))

    def close(self) -> None:
        self._pool.shutdown(wait=True)


class GroupWriter:
    """One thread; what waits together runs each in a savepoint and is committed once (1.7 times the turns a second)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._waiting: queue.SimpleQueue[tuple[Work, Waiter] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work) -> Future[Any]:
        future: Future[Any] = Future()
        self._waiting.put((work, future))
        return future

    async def write(self, work: Work) -> Any:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.put((work, future))
        return await future

    def close(self) -> None:
        """Finish what waits, then stop."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            group: list[tuple[Work, Waiter]] = []
            first = self._waiting.get()
            going = first is not None
            if first is not None:
                group.append(first)
            while going and len(group) < GROUP and not self._waiting.empty():
                more = self._waiting.get()
                going = more is not None
                if more is not None:
                    group.append(more)
            self._commit([(work, waiter) for work, waiter in group if _still_waits(waiter)])
        self._forget_connection()

    def _commit(self, group: Sequence[tuple[Work, Waiter]]) -> None:
        """What nobody waits for any more was left out before; from here on none can be cancelled."""
        if not group:
            return
        ended: dict[Waiter, Ended] = {}
        try:
            with self._database.transaction(self._kept()) as transaction:
                for work, waiter in group:
                    try:
                        with transaction.savepoint():
                            ended[waiter] = work(transaction), None
                    except Exception as problem:  # its own caller hears of it; the others go on
                        ended[waiter] = None, problem
                        if transaction.is_lost:
                            raise
        except Exception as whole:  # noqa: BLE001 - its beginning or the commit: nobody's work is done
            self._forget_connection()
            ended = {waiter: (None, ended.get(waiter, (None, None))[1] or whole) for _, waiter in group}
        _tell(ended)

    def _kept(self) -> Connection:
        """To take one from the pool and give it back costs as much as a few statements."""
        if self._connection is None:
            self._connection = self._database.engine.connect()
        return self._connection

    def _forget_connection(self) -> None:
        kept, self._connection = self._connection, None
        if kept is not None:
            with suppress(Exception):                        # it may be what failed
                kept.close()


def _still_waits(waiter: Waiter) -> bool:
    return waiter.set_running_or_notify_cancel() if isinstance(waiter, Future) else not waiter.cancelled()


def _tell(ended: dict[Waiter, Ended]) -> None:
    """Threads go on each by itself; a loop is woken once for all that wait in it."""
    loops: defaultdict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Ended]]] = defaultdict(list)
    for waiter, (value, problem) in ended.items():
        if not isinstance(waiter, Future):
            loops[waiter.get_loop()].append((waiter, (value, problem)))
        elif problem is None:
            waiter.set_result(value)
        else:
            waiter.set_exception(problem)
    for loop, waiters in loops.items():
        with suppress(RuntimeError):                         # it was closed: nobody waits there any more
            loop.call_soon_threadsafe(_settle, waiters)


def _settle(waiters: Sequence[tuple[asyncio.Future[Any], Ended]]) -> None:
    for waiter, (value, problem) in waiters:
        if waiter.cancelled():
            continue
        if problem is None:
            waiter.set_result(value)
        else:
            waiter.set_exception(problem)
