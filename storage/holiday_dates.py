"""The holidays that were computed, a row a day."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, insert, select

from storage.database import Transaction
from storage.statement import Statement
from storage.tables import holiday_dates

_OF_YEAR = Statement(lambda _: select(holiday_dates).where(
    holiday_dates.c.calendar == bindparam("calendar"),
    holiday_dates.c.day >= bindparam("first"), holiday_dates.c.day <= bindparam("last")))

_DELETE_YEAR = Statement(lambda _: delete(holiday_dates).where(
    holiday_dates.c.calendar == bindparam("calendar"),
    holiday_dates.c.day >= bindparam("first"), holiday_dates.c.day <= bindparam("last")))

_ADD = Statement(lambda _: insert(holiday_dates), sets=("calendar", "day", "name", "source"))


def days(tx: Transaction, calendar: str, year: int) -> list[str]:
    """The days (ISO) of a calendar's year that are kept."""
    return [row.day for row in tx.rows(_OF_YEAR, calendar=calendar, **_span(year))]


def source(tx: Transaction, calendar: str, year: int) -> str | None:
    """Who said so; None when nothing is kept."""
    row = tx.first(_OF_YEAR, calendar=calendar, **_span(year))
    return None if row is None else str(row.source)


def replace(tx: Transaction, calendar: str, year: int, named: Mapping[str, str], source: str) -> None:
    """Keep these days, and no others, of a calendar's year."""
    tx.rows(_DELETE_YEAR, calendar=calendar, **_span(year))
    for day, name in named.items():
        tx.rows(_ADD, calendar=calendar, day=day, name=name, source=source)


def _span(year: int) -> dict[str, str]:
    return {"first": f"{year}-01-01", "last": f"{year}-12-31"}
