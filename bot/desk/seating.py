"""Claiming the seats of a hold: free numbers are read, and taken unless somebody was faster."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.desk.slots import Take, Why
from storage import seats
from storage.database import Transaction

CLAIMS = 12
"""How often other seats are tried when somebody took one in between: each time somebody else got one, or gave up."""


class NoRoom(Exception):
    """There are not enough seats."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class _Overtaken(Exception):
    """Undoes a claim that got only a part."""


def claim(tx: Transaction, office: str, hold: int, takes: Sequence[Take], now: datetime, lapses_at: datetime) -> None:
    """All these seats are the hold's until it lapses. Raises NoRoom, and has then taken none."""
    for _ in range(CLAIMS):
        wanted = _free_seats(tx, office, takes, now)
        try:
            with tx.savepoint():
                if seats.claim(tx, office, hold, wanted, lapses_at) < len(wanted):
                    raise _Overtaken
                return
        except _Overtaken:
            continue            # read again what is free
    raise NoRoom("taken")


def _free_seats(tx: Transaction, office: str, takes: Sequence[Take], now: datetime) -> list[seats.SeatRow]:
    by_pool: dict[str, list[Take]] = defaultdict(list)
    for take in takes:
        by_pool[take.pool].append(take)
    return [row for pool in sorted(by_pool) for row in _free_in_pool(tx, office, pool, by_pool[pool], now)]


def _free_in_pool(
    tx: Transaction, office: str, pool: str, takes: Sequence[Take], now: datetime,
) -> list[seats.SeatRow]:
    span = (office, pool, takes[0].at, takes[-1].at)
    there = seats.numbers(tx, *span)
    if any(row.lapses_at is not None and row.lapses_at <= now for row in there):
        seats.delete_lapsed(tx, *span, now=now)
    taken: dict[str, set[int]] = defaultdict(set)
    for row in there:
        if row.lapses_at is None or row.lapses_at > now:
            taken[row.at].add(row.number)
    return [(pool, take.at, number) for take in takes for number in _draw(take, taken[take.at])]


def _draw(take: Take, taken: set[int]) -> list[int]:
    """Free numbers, at random, so that those who come together rarely want the same. Raises NoRoom, also where the
    office made the capacity smaller than what is booked."""
    room = take.limit - len(taken)
    if room < take.seats:
        raise NoRoom(take.why)
    all_numbers, draw = range(1, take.limit + 1), secrets.SystemRandom().sample
    drawn = draw(all_numbers, take.seats)
    if taken.isdisjoint(drawn):                              # most often, where there are many: not all need be listed
        return drawn
    return draw([number for number in all_numbers if number not in taken][:room], take.seats)
