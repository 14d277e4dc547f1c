"""Guessing at other people's visits, by codes or by filling in their forms: it is counted for the person, for the network
they write from and for the code; and codes that do not exist for all together, who look for one that does. A code's own limit
holds whoever tries: it is not lifted for somebody new, since chats are easily made and birth dates are few."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Literal

from bot.config import Settings
from storage import bookings, tries
from storage.database import Transaction

Wait = Literal["hour", "day"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Lookup:
    """Whether another try is allowed, and the record of those that failed. `network`: a keyed hash, or nothing."""

    def __init__(self, tx: Transaction, settings: Settings, now: datetime, network: str = "") -> None:
        self._tx, self._settings, self._now, self._network = tx, settings, now, network

    def wait(self, person: int, code: str) -> Wait | None:
        """How long until the next try, where a limit is reached. What others do elsewhere keeps nobody from trying, until so
        many codes were made up that somebody searches from everywhere."""
        limits = self._settings.limits
        code_allowed = [self._failed(what, DAY) < most for what, most in self._of_code(person, code)]
        allowed = [self._failed(f"person:{person}", HOUR) < limits.code_tries_an_hour,
                   self._failed(f"network:{self._network}", HOUR) < limits.address_code_tries_an_hour,
                   self._failed("all", HOUR) < limits.code_tries_an_hour_all]
        if not all(code_allowed):                        # always all of them were counted: the same time for all
            return "day"
        return None if all(allowed) else "hour"

    def may_fill_in(self, person: int) -> bool:
        """Whether this person, and all who write from their network, did not fail too often in the last hour."""
        limits = self._settings.limits
        return (self._failed(f"person:{person}", HOUR) < limits.code_tries_an_hour
                and self._failed(f"network:{self._network}", HOUR) < limits.address_code_tries_an_hour)

    def failed(self, person: int, code: str) -> None:
        """A code that does not exist takes as long as one that does."""
        office = self._settings.office.key
        exists = bookings.by_code(self._tx, office, code) is not None
        whose = [f"person:{person}", "known" if exists else "all", *(what for what, _most in self._of_code(person, code))]
        for what in (*whose, f"network:{self._network}") if self._network else whose:
            tries.add(self._tx, office, what, self._now)

    def _of_code(self, person: int, code: str) -> list[tuple[str, int]]:
        """Who tried this code, and how often they may in a day: no one chat or network uses it up for whoever else has it."""
        most = self._settings.limits.code_tries_a_day_each
        shares = [(f"code:{code}", most), (f"code:{code}:person:{person}", ceil(most / 3))]
        return [*shares, (f"code:{code}:network:{self._network}", ceil(most * 2 / 3))] if self._network else shares

    def _failed(self, what: str, span: timedelta) -> int:
        return tries.count(self._tx, self._settings.office.key, what, self._now - span)
