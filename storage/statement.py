"""A statement, compiled once for each database and run on the driver's cursor.

`Connection.execute` costs about 200 µs of Python for each statement; a turn runs a dozen. So the queries are module
constants, written in SQLAlchemy Core, and only their text and their parameters' converters are used at run time.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from sqlalchemy import Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

Row = Any
"""A named tuple with the statement's columns."""


class Insert(Protocol):
    """`insert` of the database in use: both know `on_conflict_do_nothing` and `on_conflict_do_update`."""

    def __call__(self, table: Table) -> Any: ...


INSERTS: Mapping[str, Insert] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Ready:
    """A statement as one database takes it."""

    sql: str
    fixed: Mapping[str, Any]
    convert: tuple[tuple[str, Callable[[Any], Any]], ...]
    row: Callable[[Iterable[Any]], Row] | None
    writes: bool
    read: tuple[tuple[int, Callable[[Any], Any]], ...]

    def run(self, cursor: Any, given: dict[str, Any]) -> list[Row]:
        """Its rows; none where it returns nothing. `given` is the caller's to give away."""
        cursor.execute(self.sql, self.values(given))
        if self.row is None:
            return []
        rows = cursor.fetchall()
        return list(map(self.row, map(self._read, rows) if self.read else rows))

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        """Them as the driver takes them."""
        if self.fixed:
            given |= self.fixed
        for name, convert in self.convert:
            given[name] = convert(given[name])
        return given

    def _read(self, kept: tuple[Any, ...]) -> list[Any]:
        row = list(kept)
        for place, read in self.read:
            row[place] = read(row[place])
        return row


def _row(columns: list[str]) -> Callable[[Iterable[Any]], Row]:
    """Makes a named tuple, as its own `_make` does, without that one's Python."""
    return partial(tuple.__new__, namedtuple("Row", columns))


class Statement:
    """`Statement(lambda insert: select(…))`; `sets` names the columns that an insert or update gives values to,
    each by a parameter of the same name (so a `where` of the same statement needs other names)."""

    def __init__(self, build: Callable[[Insert], ClauseElement], sets: tuple[str, ...] = ()) -> None:
        self._build = build
        self._sets = sets
        self.compiled: dict[str, Ready] = {}
        """By the dialect's name."""

    def ready(self, dialect: Dialect) -> Ready:
        return self.compiled.get(dialect.name) or self.compiled.setdefault(dialect.name, self._compile(dialect))

    def _compile(self, dialect: Dialect) -> Ready:
        statement = self._build(INSERTS[dialect.name])
        compiled = statement.compile(dialect=dialect, column_keys=list(self._sets) or None)
        assert isinstance(compiled, SQLCompiler)
        convert, fixed = {}, {}
        for name, bind in compiled.binds.items():
            if not bind.required:
                fixed[name] = bind.effective_value
            processor = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if processor is not None:
                convert[name] = processor
        columns = list(getattr(statement, "exported_columns", ()) or ())
        processors = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        return Ready(
            sql=compiled.string,
            fixed=fixed,
            convert=tuple(convert.items()),
            writes=not isinstance(statement, Select),
            row=_row([column.key for column in columns]) if columns else None,
            read=tuple((place, read) for place, read in enumerate(processors) if read is not None),
        )
