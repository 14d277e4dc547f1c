"""The connection to SQLite or PostgreSQL, and transactions on it."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, CursorResult, Engine, make_url
from sqlalchemy.exc import OperationalError as Unreachable
from sqlalchemy.sql.expression import Executable

from storage.sealed import Keys
from storage.statement import Ready, Row, Statement

__all__ = ["Database", "Transaction", "Unreachable", "is_made", "is_transient"]

TRANSIENT = {"40001", "40P01", "55P03"}
"""PostgreSQL's codes for what may succeed when it is tried again: serialization failure, deadlock, lock not available."""


AWAY = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


class Transaction:
    """What queries run on. Nothing is seen by others before it commits."""

    def __init__(self, connection: Connection, keys: Keys | None = None) -> None:
        self.keys = keys
        self.undone = 0
        """How often something that was written was undone: what was read since may be otherwise."""

        self.written = 0
        """How often something was written here: what was read in between need not be read again."""

        self._connection = connection
        self._dialect = connection.dialect
        self._kind = connection.dialect.name
        self._cursor = connection.connection.cursor()
        self._savepoint = Savepoint(self)
        self._depth = 0
        self._begun = 0
        """How many of the savepoints are begun: on SQLite by what is first written there, and many write nothing. On
        PostgreSQL at once: what fails to be read there fails all that is not behind a savepoint."""

    def rows(self, statement: Statement, **values: Any) -> list[Row]:
        """All rows of a statement that was compiled once."""
        return self._ready(statement).run(self._cursor, values)

    def first(self, statement: Statement, **values: Any) -> Row | None:
        """Its first row, or None."""
        rows = self._ready(statement).run(self._cursor, values)
        return rows[0] if rows else None

    def _ready(self, statement: Statement) -> Ready:
        ready = statement.compiled.get(self._kind) or statement.ready(self._dialect)
        if ready.writes:
            self.written += 1
            if self._begun < self._depth:
                self._begin_savepoints()
        return ready

    def each(self, statement: Statement, values: Iterable[dict[str, Any]]) -> None:
        """A statement that returns nothing, once for each of these."""
        ready = statement.ready(self._dialect)
        self.written += 1
        self._begin_savepoints()
        self._cursor.executemany(ready.sql, [ready.values(one) for one in values])

    def execute(self, statement: Executable) -> CursorResult[Any]:
        """A statement whose shape depends on its values (`IN` lists, many rows); slower."""
        self.written += 1
        self._begin_savepoints()
        return self._connection.execute(statement)

    def savepoint(self) -> Savepoint:
        """What is done inside is undone when it raises."""
        return self._savepoint

    def enter(self) -> None:
        """One savepoint more."""
        self._depth += 1
        if self._kind != "sqlite":
            self._begin_savepoints()

    def leave(self, failed: bool) -> None:
        """One less; `failed`: what was done in it is undone."""
        self.undone += failed
        if self._begun == self._depth:
            if not self.is_lost:                             # else there is none any more, and what failed is told as it is
                if failed:
                    self._cursor.execute(f"ROLLBACK TO SAVEPOINT nested_{self._depth}")
                self._cursor.execute(f"RELEASE SAVEPOINT nested_{self._depth}")
            self._begun -= 1
        self._depth -= 1

    def _begin_savepoints(self) -> None:
        while self._begun < self._depth:
            self._begun += 1
            self._cursor.execute(f"SAVEPOINT nested_{self._begun}")  # a tenth of what SQLAlchemy's own takes

    @property
    def is_lost(self) -> bool:
        """Whether SQLite undid all of it by itself, as it may where the disk is full or can't be read."""
        return self._kind == "sqlite" and not self._cursor.connection.in_transaction


class Savepoint:
    """`with` it savepoints nest. No generator: a turn has several."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def __enter__(self) -> None:
        self._transaction.enter()

    def __exit__(self, raised: type[BaseException] | None, *_more: object) -> None:
        self._transaction.leave(failed=raised is not None)


class Database:
    """`sqlite:///path` or `postgresql+psycopg://…`; the same code on both."""

    def __init__(self, url: str, pool: int = 8) -> None:
        self.url: URL = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.keys: Keys | None = None
        """With them, columns that only the program reads are sealed as they are written."""
        self.engine: Engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url, pool)

    @contextmanager
    def transaction(self, kept: Connection | None = None) -> Iterator[Transaction]:
        """Begin, and commit at the end; roll back when it raises. On SQLite one writer at a time, others wait. `kept`: a
        connection that its thread keeps, for its next transaction too."""
        if kept is None:
            with self.engine.begin() as connection:
                yield Transaction(connection, self.keys)
        else:
            with kept.begin():
                yield Transaction(kept, self.keys)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A transaction that only reads: on SQLite it waits for nobody."""
        with self.engine.connect().execution_options(janji_begin="BEGIN") as connection:
            yield Transaction(connection, self.keys)
            connection.rollback()

    def close(self) -> None:
        self.engine.dispose()


def is_made(url: str) -> bool:
    """False for a file of SQLite's that the first start is yet to make."""
    parts = make_url(url)
    return parts.get_backend_name() != "sqlite" or Path(parts.database or "").exists()


def is_transient(problem: BaseException) -> bool:
    """Whether the same transaction may succeed when it is begun anew."""
    original = getattr(problem, "orig", problem)
    return getattr(original, "sqlstate", None) in TRANSIENT or "database is locked" in str(original)


def is_away(problem: BaseException) -> bool:
    """Whether the database itself failed (a full disk, a lost connection), and not what it was asked: nothing was done, and
    the same may succeed later."""
    original = getattr(problem, "orig", problem)
    if isinstance(original, sqlite3.Error):
        return getattr(original, "sqlite_errorcode", 0) & 0xFF in AWAY
    psycopg = sys.modules.get("psycopg")                     # not loaded: then nothing came from it
    return psycopg is not None and isinstance(original, psycopg.OperationalError)


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, paramstyle="named", connect_args={"timeout": 30, "cached_statements": 512},
                           pool_size=8, max_overflow=24)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None            # BEGIN is ours: the driver's own would come too late for a savepoint
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON",
                       "temp_store=MEMORY"):         # what savepoints may undo: else nine writes to a file in each turn
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        words = connection.get_execution_options().get("janji_begin", "BEGIN IMMEDIATE")
        try:
            connection.connection.cursor().execute(words)    # a tenth of what SQLAlchemy's own takes
        except sqlite3.OperationalError as problem:
            raise Unreachable(words, None, problem) from problem

    return engine


def _postgresql(url: URL, pool: int) -> Engine:
    return create_engine(url, pool_size=pool, max_overflow=pool, pool_pre_ping=True,
                         connect_args={"prepare_threshold": None})   # PgBouncer in transaction mode has no prepared statements
