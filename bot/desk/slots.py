"""A time at a place, and the seats that a party takes then.

An applicant takes a seat of their service group in each five minutes, from the start to the end of the appointment's
minutes and the group's buffer; a party that is larger than the desk takes all of it, for its minutes grow with each
applicant. Everybody who comes takes a seat of the place's crowd in each quarter of an hour. So what was booked stays
counted right when the office changes its hours or its step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from functools import lru_cache
from typing import Literal

from bot.config import Place

CELL = 5
"""Minutes that one seat of a service group is for."""

QUARTER = 15
"""Minutes that one seat of the crowd is for."""

@dataclass(frozen=True, order=True)
class Slot:
    """A time at a place, by the clock there."""

    day: date
    time: time
    place: str


@dataclass(frozen=True)
class Needs:
    """What a party takes: a service for each applicant, everybody who comes, and minutes.

    `unproven`: it counts against the share of people who have neither an appointment nor a confirmed address.
    `network`: of these people, the keyed hash of their network address; empty where the channel knows none.
    `own_hold`: their hold that gives way to this one, so its seats are free for them.
    """

    services: tuple[str, ...]
    people: int
    minutes: int
    unproven: bool = False
    network: str = ""
    own_hold: int = 0

    def if_proven(self) -> Needs:
        """What the same party would take with an appointment or a confirmed address."""
        return replace(self, unproven=False, network="")


Why = Literal["taken", "unproven", "network"]
"""Why a hold finds no room: the seats are `taken`; what is there for `unproven` people of that day is; or their
`network` holds as many times as it may."""


@dataclass(frozen=True)
class Take:
    """So many seats of a pool at one time, of the `limit` that there are; `why`: what it is when there are too few.
    Pools that end with `:unproven` are the holds' alone: no appointment takes them over."""

    pool: str
    at: str
    seats: int
    limit: int
    why: Why = "taken"


@lru_cache(maxsize=8192)
def in_each(pool: str, day: date, start: int, end: int, length: int, seats: int, limit: int) -> tuple[Take, ...]:
    """So many seats in each cell that the minutes from `start` to `end` touch. A cell is named by its local start."""
    cells = range(start - start % length, end, length)
    return tuple(Take(pool, f"{day.isoformat()}T{cell // 60:02}:{cell % 60:02}", seats, limit) for cell in cells)


def network_pool(pool: str, network: str) -> str:
    return f"network:{network}:{pool}:unproven"


def applicants_by_group(place: Place, services: Iterable[str]) -> Counter[str]:
    """How many applicants each service group of a place gets; services that it does not give are left out."""
    return Counter(group for service in services if (group := group_of(place, service)) is not None)


def group_of(place: Place, service: str) -> str | None:
    """The first group of the place that gives a service."""
    return next((key for key, group in place.groups.items() if service in group.services), None)


def group_pool(place: str, group: str) -> str:
    return f"{place}/{group}"


def crowd_pool(place: str) -> str:
    return f"{place}:crowd"
