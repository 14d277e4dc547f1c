"""Whoever clones Janji, on whatever day, finds times to try it with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import config_file
from bot.desk import holidays
from bot.desk.calendar import Calendar
from bot.desk.catalogue import Catalogue
from bot.desk.slots import Needs
from storage.database import Database
from tests.prepared import new_database

SETTINGS = config_file.load(Path(__file__).parents[1] / "config.yaml", {})
CATALOGUE = Catalogue(SETTINGS)
BOOKABLE = [key for key, service in SETTINGS.services.items() if service.bookable]
FIRST, LAST = date(2026, 11, 24), date(2027, 12, 31)
SOON = timedelta(days=14)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A new database with its holidays, as each year's first start makes it."""
    database = new_database(f"sqlite:///{tmp_path_factory.mktemp('dates')}/janji.db")
    for year in range(FIRST.year, LAST.year + 1):
        holidays.prepare(database, SETTINGS.office.country, date(year, 12, 1))
    yield database
    database.close()


def starts() -> Iterator[datetime]:
    """Each day of more than a year, at an hour that moves round the clock, and just before and after what changes a day:
    midnight, and the release of new times on Monday at eight."""
    zone = ZoneInfo(SETTINGS.office.timezone)
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        for hour, minute in {((number * 5) % 24, 30), (0, 1), (23, 59), (7, 59), (8, 1)}:
            yield datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


@pytest.mark.no_cover
def test_every_bookable_service_has_a_time_within_two_weeks_of_any_start(empty: Database) -> None:
    assert set(BOOKABLE) >= {"passport-renewal", "passport-child", "passport-lost"}
    late: list[str] = []
    tried = 0
    with empty.reading() as tx:
        for start in starts():
            calendar = Calendar(SETTINGS, tx, start)
            for service in BOOKABLE:
                needs = Needs((service,), people=3, minutes=CATALOGUE.minutes((service,)), unproven=True)
                soon = (start + SOON).date()
                days = [day for place in SETTINGS.places for day in calendar.open_days(place, needs, count=1) if day <= soon]
                tried += 1
                if not days:
                    late.append(f"{service} from {start:%A %Y-%m-%d %H:%M}")
    assert tried > 4 * 403 * len(BOOKABLE)
    assert late == []


@pytest.mark.parametrize("services", [
    ("passport-renewal",) * 6, ("passport-child",) * 6, ("passport-lost",) * 6,
    ("passport-renewal",) * 2 + ("passport-child",) * 4, ("passport-lost",) + ("passport-child",) * 5,
], ids=lambda services: "+".join(dict.fromkeys(services)))
def test_a_family_of_six_that_nobody_knows_finds_a_day_too(empty: Database, services: tuple[str, ...]) -> None:
    with empty.reading() as tx:
        for start in list(starts())[::40]:
            calendar = Calendar(SETTINGS, tx, start)
            needs = Needs(services, people=8, minutes=CATALOGUE.minutes(services), unproven=True)
            assert calendar.open_days("counter", needs, count=1), f"nothing from {start}"


def test_the_year_holds_what_could_get_in_the_way(empty: Database) -> None:
    """Else the test above shows less than it says: weeks of holidays, and both changes of the clock."""
    with empty.reading() as tx:
        place = SETTINGS.places["counter"]
        closed = holidays.closing(tx, place.holidays, SETTINGS.office.country)
        days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
        shut = [day for day in days if day.weekday() < 5 and closed(day)]
    assert len(shut) >= 15
    offsets = {datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(place.timezone)).utcoffset() for day in days}
    assert len(offsets) == 2
