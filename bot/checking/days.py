"""Days of places that can hardly be meant: long past, closed and opened at once, opened on a holiday. It all works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.checking.report import CONFIG, Fault
from bot.config import Place, Settings
from bot.desk import holidays


def odd_days(settings: Settings, today: date) -> Iterator[Fault]:
    for key, place in settings.places.items():
        path = f"{CONFIG}places.{key}"
        yield from _of_an_earlier_year(path, place, today)
        for day in sorted(place.dates.keys() & set(place.closures)):
            yield Fault(f"{path}.closures.{place.closures.index(day)}", f"{day} has hours in dates, too: it stays closed",
                        "Take it out of one of the two")
        yield from _on_holidays(path, place, settings.office.country, today)


def _of_an_earlier_year(path: str, place: Place, today: date) -> Iterator[Fault]:
    written = [*((day, f"closures.{number}") for number, day in enumerate(place.closures)),
               *((day, f"dates.{day}") for day in place.dates)]
    for day, name in written:
        if day.year < today.year:
            yield Fault(f"{path}.{name}", f"{day} is in a year that is over", "Correct the year, or take the day out")


def _on_holidays(path: str, place: Place, country: str, today: date) -> Iterator[Fault]:
    """Hours of a single day win over a holiday. The calendar is asked only where there are some: that takes a second."""
    years = sorted({day.year for day, hours in place.dates.items() if hours and day.year >= today.year})
    known = holidays.compute(tuple(years), country) if years else {}
    closing = {country: place.holidays.host_country, holidays.JOINT_LEAVE: place.holidays.joint_leave,
               holidays.INDONESIA: place.holidays.indonesia}
    names = {day: name for calendar, closes in closing.items() if closes for day, name in known.get(calendar, {}).items()}
    for day, hours in place.dates.items():
        if hours and day not in place.closures and (name := names.get(day.isoformat())):
            yield Fault(f"{path}.dates.{day}", f"{day} is a holiday ({name}), and these hours open the place all the same",
                        "Leave them if that is meant, or take the day out")
