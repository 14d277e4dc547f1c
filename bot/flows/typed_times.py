"""A day or an hour that was typed, read by what is free; where it is not, why, and the nearest that are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.conversation.dates import (
    Part,
    days_to_come,
    hours_meant,
    part_meant,
    since_meant,
    weekday_meant,
    weekday_names,
    without_part,
)
from bot.conversation.prompts import Option, Reading, Refusal
from bot.conversation.text import Text, _
from bot.conversation.words import plain
from bot.desk.desk import Desk
from bot.desk.slots import Needs, Slot

ALL_DAYS = 366
"""More days than any horizon has."""

NEAR = 3
"""Days or times that are offered for one that can't be had."""

CLOCK = re.compile(r"\d{1,2}[.:]\d\d\b.*|(?:setengah|half past) .+", re.IGNORECASE)
"""An hour that needs no word before it."""

HOUR = re.compile(r"\b(?:jam|pukul|pkl|at)\b(.+)|\b(\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\b.*)", re.IGNORECASE)
NOON = time(12)
ASKING = re.compile(r"(?<=\S) (?:ga|gak|gk|g|ngga|nggak|kah)$")

TO_CHANGE_DAY = ("hari lain", "ganti hari", "pindah hari", "ubah hari", "ganti tanggal", "ubah tanggal", "tanggal lain",
                 "other day", "another day", "different day", "a different day", "change the day", "change the date")
TO_CHANGE_TIME = ("jam lain", "ganti jam", "ubah jam", "pindah jam", "ganti waktu", "ubah waktu", "waktu lain", "ganti jadwal",
                  "ubah jadwal", "pindah jadwal", "other time", "another time", "different time", "a different time",
                  "change the time", "change time", "reschedule")
"""What people type for another day or another time."""


class Since(BaseModel):
    """The days from this one on: "next week", "december"."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    first: date


class PartOfDay(BaseModel):
    """A day, and the part of it that will do."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    day: date
    part: Part


Visit = date | Slot | Since | PartOfDay


def read_visit(desk: Desk, place: str, needs: Needs, text: str, reading: Reading, shown: Sequence[date] = (),
               same: date | None = None) -> Visit | Refusal:
    """A day, with its hour or its part where one was typed too and can be had; or the first of several days. What is typed
    without a day is of the `same` as before, where that is known."""
    text = _without_wish(text, reading)
    since = since_meant(text, reading.today, reading.words)
    if since is not None and desk.calendar.open_days(place, needs, since, 1):
        return Since(first=since)
    if since is not None:
        return _nearest(desk, place, needs, since)
    named = HOUR.search(text)
    typed = text[:named.start()] if named else text
    part = part_meant(typed, reading.words)
    day = read_day(desk, place, needs, typed if part is None else without_part(typed, reading.words), reading, shown)
    if isinstance(day, Refusal):
        has_hour = CLOCK.fullmatch(text) or (named and not reading.words.without_filler(without_part(typed, reading.words)))
        if not has_hour and (part is None or day != Refusal() or _names_weekday(typed)):
            return day
        return _without_day(desk, place, needs, same, text, reading)
    if named is None:
        return day if part is None else PartOfDay(day=day, part=part)
    hour = read_hour([slot.time for slot in desk.calendar.free_times(place, day, needs)], named[1] or named[2], reading)
    return Slot(day, hour, place) if isinstance(hour, time) else day if isinstance(hour, Refusal) else PartOfDay(
        day=day, part=hour)


def _without_wish(text: str, reading: Reading) -> str:
    """The text as it is compared, without what is said around a wish. A "ga" at its end asks, and denies nothing."""
    return ASKING.sub("", reading.words.without(text, "wished"))


def _names_weekday(text: str) -> bool:
    """Whether a weekday stands in it; the short names are words of other things, too ("min")."""
    return any(len(word) > 3 and word in weekday_names() for word in plain(text).split())


def read_instead(desk: Desk, place: str, needs: Needs, same: date, text: str, reading: Reading) -> Slot | Refusal:
    """Another time than the one that is held: an hour of the same day, or a day with its hour."""
    wanted = read_visit(desk, place, needs, text, reading, same=same)
    return wanted if isinstance(wanted, Slot) else Refusal()


def _without_day(desk: Desk, place: str, needs: Needs, same: date | None, text: str, reading: Reading,
                 ) -> Slot | PartOfDay | Refusal:
    """An hour or a part of the day that no day stands beside."""
    if same is None:
        return Refusal(_("I need the day first; then I'll show its times."))
    hour = read_hour([slot.time for slot in desk.calendar.free_times(place, same, needs)], _only_hour(text), reading)
    if isinstance(hour, Refusal):
        return replace(hour, options=tuple(replace(option, value=Slot(same, option.value, place)) for option in hour.options))
    return Slot(same, hour, place) if isinstance(hour, time) else PartOfDay(day=same, part=hour)


def _only_hour(text: str) -> str:
    named = HOUR.search(text)
    return text if named is None else f"{text[:named.start()]} {named[1] or named[2]}".strip()


def read_time(desk: Desk, place: str, needs: Needs, day: date, text: str, reading: Reading) -> time | Part | Visit | Refusal:
    """A time of this day or a part of it; or another day, or with another day beside it."""
    free = [slot.time for slot in desk.calendar.free_times(place, day, needs)]
    text = _without_wish(text, reading)
    hour = read_hour(free, _only_hour(text), reading)
    if isinstance(hour, time) or (isinstance(hour, Refusal) and hour.why is not None):
        return hour
    visit = read_visit(desk, place, needs, text, reading, shown=(day,), same=day)
    if isinstance(visit, Slot) and visit.day == day:
        return visit.time
    return visit.part if isinstance(visit, PartOfDay) and visit.day == day else visit


def read_day(desk: Desk, place: str, needs: Needs, text: str, reading: Reading, shown: Sequence[date]) -> date | Refusal:
    """A day that was typed; where it has no room, the nearest that have. A weekday is the one that is `shown`, if it is."""
    weekday = weekday_meant(text, reading.words)
    named = [day for day in shown if day.weekday() == weekday]
    if named:
        return named[0]
    if _is_soonest(text, reading):
        return next(iter(desk.calendar.open_days(place, needs, None, 1)), Refusal())
    meant = days_to_come(text, reading.today, reading.words)
    if not meant:
        return Refusal()
    with_room = desk.calendar.open_days(place, needs, None, ALL_DAYS)
    found = [day for day in meant if day in with_room]
    if len(found) == 1:
        return found[0]
    if found:
        return Refusal(_("Which day is that: {one:day} or {other:day}?", one=found[0], other=found[1]),
                       tuple(map(day_option, found)))
    return _nearest(desk, place, needs, meant[0])


def _is_soonest(text: str, reading: Reading) -> bool:
    return reading.words.means(reading.words.without_filler(text), "soonest")


def _nearest(desk: Desk, place: str, needs: Needs, wanted: date) -> Refusal:
    """Why that day can't be had, and those with room that are nearest to it."""
    with_room = desk.calendar.open_days(place, needs, None, ALL_DAYS)
    near = sorted(sorted(with_room, key=lambda day: abs(day - wanted))[:NEAR])
    why = _("{why} The nearest days with room:", why=_why_not(desk, place, needs, wanted)) if near else None
    return Refusal(why, tuple(map(day_option, near)))


def _why_not(desk: Desk, place: str, needs: Needs, day: date) -> Text:
    """Why a day can't be had."""
    first, last = desk.calendar.window(place)
    if day < desk.now.astimezone(desk.calendar.zone(place)).date():
        return _("{day:plain} is past.", day=day)
    if day < first or (day == first and not desk.calendar.times_of_day(place, day, needs)):
        return _("{day:plain} is too soon to be booked.", day=day)
    if day > last:
        return _("{day:plain} can't be booked yet.", day=day)
    if desk.calendar.is_crowded(place, day, needs):
        return crowded_in_words(day)
    if any(desk.calendar.free_times(place, day, one) for one in each_alone(desk, needs)):
        return _("On {day:plain} no time has room for {n} applicants together.", n=len(needs.services), day=day)
    if desk.calendar.times_of_day(place, day, needs):
        return _("{day:plain} is full.", day=day)
    return _("We're closed on {day}.", day=day)


def each_alone(desk: Desk, needs: Needs) -> list[Needs]:
    """What the applicants of a party would take if each came alone; nothing where there is only one."""
    services = dict.fromkeys(needs.services) if len(needs.services) > 1 else ()
    return [replace(needs, services=(one,), people=1, minutes=desk.catalogue.minutes((one,))) for one in services]


def crowded_in_words(day: date) -> Text:
    return _("Many people are choosing a time on {day:plain} just now. Please look again in a few minutes, or choose another "
             "day.", day=day)


def read_hour(free: Sequence[time], text: str, reading: Reading) -> time | Part | Refusal:
    """A time that was typed, or a part of the day; where it is not free, the nearest that are."""
    if free and _is_soonest(text, reading):
        return free[0]
    part = part_meant(text, reading.words)
    meant = hours_meant(text, reading.words) or _hours_of(part, text, reading)
    if part is not None and not meant:
        is_of_another = days_to_come(without_part(text, reading.words), reading.today, reading.words)
        return Refusal() if is_of_another else part
    found = [hour for hour in meant if hour in free]
    if found or not meant or not free:
        return found[0] if found else Refusal()
    _away, wanted = min((abs(_minutes(hour) - _minutes(other)), hour) for hour in meant for other in free)
    near = sorted(sorted(free, key=lambda hour: (abs(_minutes(hour) - _minutes(wanted)), hour < wanted))[:NEAR])
    return Refusal(_("{hour} is taken, or isn't offered that day. The nearest times:", hour=wanted),
                   tuple(map(hour_option, near)))


def _hours_of(part: Part | None, text: str, reading: Reading) -> tuple[time, ...]:
    """The hour beside a part of the day that comes before it: "siang jam 2"."""
    if part is None:
        return ()
    meant = hours_meant(without_part(text, reading.words), reading.words)
    return tuple(hour for hour in meant if is_in(part, hour))


def is_in(part: Part, hour: time) -> bool:
    return (hour < NOON) == (part == "before-noon")


def day_option(day: date) -> Option[Any]:
    return Option(day, _("{day:day}", day=day))


def hour_option(hour: time) -> Option[Any]:
    return Option(hour, _("{hour}", hour=hour))


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute
