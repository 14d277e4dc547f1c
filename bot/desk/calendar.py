"""Which times are free for a party: the opening hours, less what is taken (slots.py says of what)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from bot.config import ONE_DAY, Place, Settings
from bot.desk import holidays, opening
from bot.desk.slots import CELL, QUARTER, Needs, Slot, Take, applicants_by_group, crowd_pool, group_pool, in_each, network_pool
from storage import seats
from storage.database import Transaction

STRETCH = timedelta(days=14)
"""Days that are counted with one query."""


class Calendar:
    """The free times of an office's places, as they are now."""

    def __init__(self, settings: Settings, tx: Transaction, now: datetime) -> None:
        self._settings = settings
        self._tx = tx
        self._now = now
        self._capacities: dict[tuple[str, str, date], int] = {}
        self._groups: dict[tuple[str, tuple[str, ...]], Counter[str]] = {}

    def places_for(self, needs: Needs, state: str | None) -> list[str]:
        """The places where this party is served: all its services are there, for people of this state, the room takes
        so many, and there is at least one day now on which they are given."""
        return [key for key, place in self._settings.places.items()
                if (not place.for_states or state in place.for_states)
                and self.fits(key, needs) and any(self._days_with_times(key, needs, self.window(key)[0]))]

    def fits(self, place: str, needs: Needs) -> bool:
        """Whether an empty day of this place would take the party."""
        where = self._settings.places[place]
        counts = self._by_group(place, needs.services)
        return (counts.total() == len(needs.services) > 0
                and all(where.groups[group].capacity for group in counts)
                and (where.crowd is None or needs.people <= where.crowd))

    def window(self, place: str) -> tuple[date, date]:
        """The first and the last day that can be booked now; the first may be after the last."""
        where = self._settings.places[place]
        earliest, last = opening.window(where, self._now)
        return earliest.astimezone(ZoneInfo(where.timezone)).date(), last

    def open_days(self, place: str, needs: Needs, first: date | None = None, count: int = 10) -> list[date]:
        """The first `count` days, from `first` on, on which this party still fits."""
        found: list[date] = []
        for day, free in self._free_by_day(place, needs, first or date.min):
            if len(found) == count:
                break
            if next(free, None) is not None:                 # the first free time is enough
                found.append(day)
        return found

    def free_times(self, place: str, day: date, needs: Needs) -> list[Slot]:
        """The times of a day that this party can have."""
        offered = self.times_of_day(place, day, needs)
        return list(self._free(offered, needs, self._used(place, needs, day, day)))

    def times_of_day(self, place: str, day: date, needs: Needs) -> list[Slot]:
        """The times of a day that can be booked now if nobody else comes: hours, notice, horizon and release."""
        where = self._settings.places[place]
        earliest, last = opening.window(where, self._now)
        if day > last or not self.fits(place, needs):
            return []
        groups = [where.groups[group] for group in self._by_group(place, needs.services)]
        slots = _slots(day, opening.times(where, day, groups, needs.minutes, self._is_holiday(where)), place)
        if day > earliest.date() + ONE_DAY:
            return list(slots)
        return [slot for slot in slots if self.starts_at(slot) >= earliest]

    def is_offered(self, slot: Slot, needs: Needs) -> bool:
        """Whether it is one of the day's times, free or not."""
        return slot.place in self._settings.places and slot in self.times_of_day(slot.place, slot.day, needs)

    def is_free(self, slot: Slot, needs: Needs) -> bool:
        """Whether this party can have this time at this moment."""
        return self.is_offered(slot, needs) and self._has_room(
            slot, needs, self._used(slot.place, needs, slot.day, slot.day))

    def is_crowded(self, place: str, day: date, needs: Needs) -> bool:
        """Whether a newcomers' party finds no time on a day only because others hold the newcomers' share just now."""
        return needs.unproven and any(all(take.seats <= take.limit for take in self.takes(slot, needs))
                                      for slot in self.free_times(place, day, needs.if_proven()))

    def nearest(self, slot: Slot, needs: Needs, count: int = 3) -> list[Slot]:
        """The free times nearest to this one, before and after it, at the same place; in the order of time."""
        zone = self.zone(slot.place)
        wanted = opening.instant(slot.day, slot.time, zone)

        def away(other: Slot) -> timedelta:
            return abs(opening.instant(other.day, other.time, zone) - wanted)

        near: list[Slot] = []
        for day, free in self._free_by_day(slot.place, needs, slot.day - STRETCH):
            if day > slot.day + STRETCH and len(near) >= count:
                break
            near = sorted([*near, *free], key=away)[:count]
        return sorted(near)

    def day_capacity(self, place: str, group: str, day: date) -> int:
        """The places of a day: applicants served at once, times the steps of the day. 0 when it is closed."""
        known = self._capacities.get((place, group, day))
        if known is None:
            where = self._settings.places[place]
            own = where.groups[group]
            steps = sum((end - start) // own.every for start, end in opening.spans(where, day, self._is_holiday(where)))
            known = self._capacities[place, group, day] = own.capacity * steps
        return known

    def zone(self, place: str) -> ZoneInfo:
        return ZoneInfo(self._settings.places[place].timezone)

    def hours_of(self, place: Place, day: date) -> list[tuple[time, time]]:
        """When a place is open on a day, from and to: nothing on a holiday, or where it is closed."""
        spans = opening.spans(place, day, self._is_holiday(place))
        return [(opening.time_of(start), opening.time_of(end)) for start, end in spans]

    def starts_at(self, slot: Slot) -> datetime:
        """The instant of a slot, as the zone's rules are known now; what is promised is the local time."""
        return opening.instant(slot.day, slot.time, self.zone(slot.place))

    def takes(self, slot: Slot, needs: Needs) -> list[Take]:
        """The seats that this party takes at this time."""
        where = self._settings.places[slot.place]
        start = opening.minutes_of(slot.time)
        end = start + needs.minutes
        found: list[Take] = []
        for group, count in self._by_group(slot.place, needs.services).items():
            own = where.groups[group]
            wanted = min(count, own.capacity)
            found += in_each(group_pool(slot.place, group), slot.day, start, end + own.buffer, CELL, wanted, own.capacity)
            if needs.unproven:
                found += self._shares(slot, group, wanted, needs)
        if needs.network:
            at_once = self._settings.limits.address_newcomer_holds
            found.append(Take(f"network:{needs.network}:unproven", "holds", 1, at_once, "network"))
        if where.crowd is not None:
            found += in_each(crowd_pool(slot.place), slot.day, start, end, QUARTER, needs.people, where.crowd)
        return found

    def _shares(self, slot: Slot, group: str, seats: int, needs: Needs) -> list[Take]:
        """What a newcomers' hold takes of the day's share for newcomers: of it one network may have half, or one party what
        it needs."""
        own, pool, day = self._settings.places[slot.place].groups[group], group_pool(slot.place, group), slot.day.isoformat()
        wanted = seats * math.ceil((needs.minutes + own.buffer) / own.every)
        limit = math.floor(self._settings.booking.unproven_share * self.day_capacity(slot.place, group, slot.day))
        found = [Take(f"{pool}:unproven", day, wanted, limit, "unproven")]
        if needs.network:
            found.append(Take(network_pool(pool, needs.network), day, wanted, max(limit // 2, wanted), "unproven"))
        return found

    # --- counting ---------------------------------------------------------------------------------------------------

    def _free_by_day(self, place: str, needs: Needs, first: date) -> Iterator[tuple[date, Iterator[Slot]]]:
        """Each bookable day from `first` on, and its free times as they are asked for; counted a stretch of days at once."""
        begin, last = self.window(place)
        begin = max(begin, first)
        while begin <= last:
            end = min(begin + STRETCH - ONE_DAY, last)
            used = self._used(place, needs, begin, end)
            for day in opening.days(begin, end):
                yield day, self._free(self.times_of_day(place, day, needs), needs, used)
            begin = end + ONE_DAY

    def _free(self, offered: Sequence[Slot], needs: Needs, used: Mapping[tuple[str, str], int]) -> Iterator[Slot]:
        return (slot for slot in offered if self._has_room(slot, needs, used))

    def _days_with_times(self, place: str, needs: Needs, first: date) -> Iterator[bool]:
        return (bool(self.times_of_day(place, day, needs)) for day in opening.days(first, self.window(place)[1]))

    def _used(self, place: str, needs: Needs, first: date, last: date) -> Mapping[tuple[str, str], int]:
        used: dict[tuple[str, str], int] = {}
        for pool in self._pools(place, needs):
            taken = seats.taken(self._tx, self._office, pool, first.isoformat(), (last + ONE_DAY).isoformat(),
                                self._now, needs.own_hold)
            used.update(((pool, at), count) for at, count in taken.items())
        return used

    def _pools(self, place: str, needs: Needs) -> Iterator[str]:
        where = self._settings.places[place]
        for group in self._by_group(place, needs.services):
            yield group_pool(place, group)
            if needs.unproven:
                yield f"{group_pool(place, group)}:unproven"
            if needs.network:
                yield network_pool(group_pool(place, group), needs.network)
        if where.crowd is not None:
            yield crowd_pool(place)

    def _has_room(self, slot: Slot, needs: Needs, used: Mapping[tuple[str, str], int]) -> bool:
        return all(used.get((take.pool, take.at), 0) + take.seats <= take.limit for take in self.takes(slot, needs))

    def _by_group(self, place: str, services: tuple[str, ...]) -> Counter[str]:
        """Counted once: each time of each day is asked for it."""
        known = self._groups.get((place, services))
        if known is None:
            known = self._groups[place, services] = applicants_by_group(self._settings.places[place], services)
        return known

    @cached_property
    def _office(self) -> str:
        return self._settings.office.key

    def _is_holiday(self, place: Place) -> opening.IsHoliday:
        return holidays.closing(self._tx, place.holidays, self._settings.office.country)


@lru_cache(maxsize=1024)
def _slots(day: date, moments: tuple[time, ...], place: str) -> tuple[Slot, ...]:
    return tuple(Slot(day, moment, place) for moment in moments)
