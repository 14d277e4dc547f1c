"""When a place is open, and at which times somebody can come: from the configuration alone, nothing is counted here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.config import ONE_DAY, WEEKDAYS, Place, Release, ServiceGroup

Span = tuple[int, int]
"""From and to, in minutes since midnight by the place's clock."""

IsHoliday = Callable[[date], bool]


def minutes_of(moment: time) -> int:
    """Minutes since midnight."""
    return moment.hour * 60 + moment.minute


@lru_cache(maxsize=512)
def time_of(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def spans(place: Place, day: date, is_holiday: IsHoliday) -> list[Span]:
    """The hours of a day. A closure wins over the hours of a single day, those over holidays, those over the week."""
    if day in place.closures:
        return []
    hours = place.dates.get(day)
    if hours is None:
        hours = () if is_holiday(day) else place.week.get(WEEKDAYS[day.weekday()], ())
    return sorted((minutes_of(span.start), minutes_of(span.end)) for span in hours)


def times(place: Place, day: date, groups: Sequence[ServiceGroup], minutes: int, is_holiday: IsHoliday) -> tuple[time, ...]:
    """When an appointment of so many minutes, that needs all these groups, can start on a day.

    It ends before the break and before closing. A time that the clock skips (daylight saving) is none.
    """
    hours = tuple(spans(place, day, is_holiday))
    return _starts(day, ZoneInfo(place.timezone), hours, tuple(group.every for group in groups), minutes)


@lru_cache(maxsize=4096)
def _starts(day: date, zone: ZoneInfo, hours: tuple[Span, ...], every: tuple[int, ...], minutes: int) -> tuple[time, ...]:
    found: set[int] = set()
    for start, end in hours:
        found |= set.intersection(*(set(range(start, end - minutes + 1, step)) for step in every))
    return tuple(time_of(minute) for minute in sorted(found) if clock_shows(day, time_of(minute), zone))


def instant(day: date, moment: time, zone: ZoneInfo) -> datetime:
    """The local time as an instant in UTC; of a time that comes twice, the first."""
    return datetime.combine(day, moment, zone).astimezone(UTC)


@lru_cache(maxsize=8192)
def clock_shows(day: date, moment: time, zone: ZoneInfo) -> bool:
    """Whether the local time exists: on one day a year clocks skip an hour."""
    shown = instant(day, moment, zone).astimezone(zone)
    return (shown.date(), shown.time()) == (day, moment)


def window(place: Place, now: datetime) -> tuple[datetime, date]:
    """What can be booked now: from which instant, until which day. The day may lie before the instant: nothing can."""
    last = now.astimezone(ZoneInfo(place.timezone)).date() + timedelta(days=place.horizon_days)
    if place.release is not None:
        last = min(last, released_until(place.release, now.astimezone(ZoneInfo(place.timezone))))
    return now + timedelta(hours=place.notice_hours), last


def released_until(release: Release, local: datetime) -> date:
    """The last day that has been set free: the Sunday of the week that the last release was for."""
    day = local.date() - timedelta(days=(local.weekday() - WEEKDAYS.index(release.weekday)) % 7)
    if day == local.date() and local.time() < release.at:
        day -= timedelta(days=7)
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=release.weeks_ahead)
    return monday + timedelta(days=6)


def days(first: date, last: date) -> Iterator[date]:
    """Each day from the first to the last."""
    day = first
    while day <= last:
        yield day
        day += ONE_DAY
