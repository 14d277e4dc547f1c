"""The days that a place is closed for a holiday.

The calendars come from the `holidays` package, which weighs 11 MB: it is asked in a short process of its own, once a
year, and what it said is kept as rows of `holiday_dates`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib.metadata import version

from bot.config import Holidays
from bot.desk.opening import IsHoliday
from storage import holiday_dates
from storage.database import Database, Transaction

INDONESIA = "ID"
JOINT_LEAVE = "ID-joint-leave"
YEARS_AHEAD = 2
"""Years that are kept ready, this one included: a horizon reaches a year ahead at most."""

_known: dict[tuple[str, int], frozenset[date]] = {}
"""Read or computed before, in this process. The same for every database: a calendar is a fact, not a setting."""


def closing(tx: Transaction, closed: Holidays, country: str) -> IsHoliday:
    """Whether a place that closes on these calendars is closed on a day."""
    calendars = _calendars(closed, country)

    def is_holiday(day: date) -> bool:
        return any(day in _days(tx, calendar, day.year, country) for calendar in calendars)

    return is_holiday


def prepare(database: Database, country: str, today: date) -> None:
    """Keep this year's and the next one's holidays in the database: at the start, and once a day. May take a second.

    Joint leave is decreed late in the year before, so a newer release of the package replaces what an older one said.
    """
    source, years = _source(), tuple(range(today.year, today.year + YEARS_AHEAD))
    with database.reading() as tx:
        if all(holiday_dates.source(tx, calendar, year) == source
               for calendar in (INDONESIA, country) for year in years):
            return
    computed = compute(years, country)
    with database.transaction() as tx:
        for calendar, named in computed.items():
            for year in years:
                holiday_dates.replace(tx, calendar, year, _of_year(named, year), source)
    _known.clear()


@lru_cache(maxsize=1)
def _source() -> str:
    return f"holidays {version('holidays')}"


@lru_cache(maxsize=8)
def compute(years: tuple[int, ...], country: str) -> Mapping[str, Mapping[str, str]]:
    """Of each calendar, the days (ISO) of these years and their names in Indonesian, from a process of its own.

    The dates of Islamic holidays more than a year ahead are estimates; their names say so: "(perkiraan)".
    """
    done = subprocess.run([sys.executable, "-m", __name__, country, *map(str, years)],  # noqa: S603  # our own module
                          check=True, capture_output=True, text=True)
    computed: dict[str, dict[str, str]] = json.loads(done.stdout)
    return computed


def _calendars(closed: Holidays, country: str) -> list[str]:
    chosen = {INDONESIA: closed.indonesia, JOINT_LEAVE: closed.joint_leave}
    return [*(calendar for calendar, on in chosen.items() if on), *([country] if closed.host_country else [])]


def _days(tx: Transaction, calendar: str, year: int, country: str) -> frozenset[date]:
    if (calendar, year) not in _known:
        if holiday_dates.days(tx, INDONESIA, year):
            _remember(calendar, year, holiday_dates.days(tx, calendar, year))
        else:                                           # a year that nobody prepared: once a process
            for each, named in compute((year,), country).items():
                _remember(each, year, named)
    return _known[calendar, year]


def _remember(calendar: str, year: int, days: Iterable[str]) -> None:
    _known[calendar, year] = frozenset(date.fromisoformat(day) for day in days)


def _of_year(named: Mapping[str, str], year: int) -> dict[str, str]:
    return {day: name for day, name in named.items() if day.startswith(f"{year}-")}


def _compute_here(years: Sequence[int], country: str) -> dict[str, dict[str, str]]:
    from holidays import country_holidays

    def named(of: str, language: str | None, categories: tuple[str, ...]) -> dict[str, str]:
        found = country_holidays(of, years=years, language=language, categories=categories)
        return {day.isoformat(): str(name) for day, name in sorted(found.items())}

    public = named("ID", "id", ("public",))
    both = named("ID", "id", ("public", "government"))
    joint = {day: name for day, name in both.items() if day not in public}
    try:
        host = named(country, None, ("public",)) if country != INDONESIA else public
    except NotImplementedError:         # a country that the package does not know: the office closes days by hand
        host = {}
    return {INDONESIA: public, JOINT_LEAVE: joint, country: host}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_compute_here([int(year) for year in sys.argv[2:]], sys.argv[1])))
