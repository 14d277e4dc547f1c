"""Many who want the same few places at once, in threads and processes of their own."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing.synchronize import Barrier

from bot.desk.booked import Appointment, Hold
from bot.desk.slots import Take
from storage import seats
from storage.database import Database, Transaction
from storage.writer import run_again
from tests.desk.small import NOW, At, members, office, party, place, slot

PLACES = 50
RACERS = 500
PROCESSES = 3
THREADS = 4
WANTED = slot("09:00")

SETTINGS = office({"counter": place(
    week={"monday": ["09:00-09:30"]}, groups={"passports": {"services": ["renewal"], "capacity": PLACES}})})

_line: Barrier | None = None
"""Of this process; nobody runs before all are there."""

Racer = Callable[[Database, int], bool]
"""Tries to get a place for a person; whether they got one."""


def careful(database: Database, person: int) -> bool:
    """As a conversation does: hold the time in one turn, book it in the next."""

    def hold(tx: Transaction) -> int | None:
        held = At(tx, SETTINGS).holds.keep(person, person, WANTED, party())
        return held.id if isinstance(held, Hold) else None

    def book(tx: Transaction, hold_id: int) -> bool:
        booked = At(tx, SETTINGS).appointments.book(person, hold_id, members(party()))
        return isinstance(booked, Appointment)

    hold_id = run_again(database, hold)
    return hold_id is not None and bool(run_again(database, partial(book, hold_id=hold_id)))


def newcomer(database: Database, person: int) -> bool:
    """Only holds, as somebody whom nobody knows: they may have a quarter of the places together."""
    return bool(run_again(database, lambda tx: isinstance(
        At(tx, SETTINGS).holds.keep(RACERS + person, 1, WANTED, party()), Hold)))


def careless(database: Database, person: int) -> bool:
    """As a program does that looks, and then takes what it saw free: nothing but the table is in its way."""

    def look(tx: Transaction) -> list[seats.SeatRow]:
        there = seats.numbers(tx, SETTINGS.office.key, *_span(_takes(tx)))
        taken = {row.number for row in there}
        number = next((number for number in range(1, PLACES + 1) if number not in taken), None)
        return [] if number is None else [(take.pool, take.at, number) for take in _takes(tx)]

    def take(tx: Transaction, rows: list[seats.SeatRow]) -> bool:
        with tx.savepoint():
            return seats.claim(tx, SETTINGS.office.key, person, rows, NOW) == len(rows)

    rows = run_again(database, look)
    time.sleep(0.01)        # a slow thought, so that others look meanwhile
    return bool(rows) and bool(run_again(database, partial(take, rows=rows)))


class Race:
    """Its processes are started once, for all races; they are at the start line together."""

    def __init__(self) -> None:
        spawned = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(PROCESSES, spawned, initializer=_at, initargs=(spawned.Barrier(PROCESSES),))

    def start(self) -> None:
        """All of them."""
        list(self._pool.map(abs, range(PROCESSES)))

    def __call__(self, url: str, racer: Racer) -> int:
        """Let RACERS persons, numbered from 1, try at once; how many of them got a place."""
        share = [range(1 + number, RACERS + 1, PROCESSES) for number in range(PROCESSES)]
        return sum(self._pool.map(partial(_run, url, racer), share, timeout=300))

    def close(self) -> None:
        self._pool.shutdown()


def _at(line: Barrier) -> None:
    global _line  # noqa: PLW0603
    _line = line


def _run(url: str, racer: Racer, people: range) -> int:
    database = Database(url, pool=THREADS)
    try:
        assert _line is not None
        _line.wait(timeout=300)
        with ThreadPoolExecutor(THREADS) as pool:
            return sum(pool.map(partial(racer, database), people))
    finally:
        database.close()


def _takes(tx: Transaction) -> list[Take]:
    return At(tx, SETTINGS).calendar.takes(WANTED, party())


def _span(takes: list[Take]) -> tuple[str, str, str]:
    return takes[0].pool, takes[0].at, takes[-1].at
