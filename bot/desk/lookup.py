"""Guessing at other people's visits, by codes or by filling in their forms: it is counted for the person, for the network
they write from and for the code; and codes that do not exist for all together, who look for one that does."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.config import Settings
from storage import bookings, tries
from storage.database import Transaction

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Lookup:
    """Whether another try is allowed, and the record of those that failed. `network`: a keyed hash, or nothing."""

    def __init__(self, tx: Transaction, settings: Settings, now: datetime, network: str = "") -> None:
        self._tx, self._settings, self._now, self._network = tx, settings, now, network

    def may_try(self, person: int, code: str) -> bool:
        """Whether none of the limits is reached. What others do elsewhere keeps nobody from trying, until so many codes
        were made up that somebody searches from everywhere."""
        limits = self._settings.limits
        allowed = [self._failed(f"person:{person}", HOUR) < limits.code_tries_an_hour,
                   self._failed(f"network:{self._network}", HOUR) < limits.address_code_tries_an_hour,
                   self._failed(f"code:{code}", DAY) < limits.code_tries_a_day_each,
                   self._failed("all", HOUR) < limits.code_tries_an_hour_all]
        return all(allowed)                              # always all of them: the same time for all

    def may_fill_in(self, person: int) -> bool:
        """Whether this person, and all who write from their network, did not fail too often in the last hour."""
        limits = self._settings.limits
        return (self._failed(f"person:{person}", HOUR) < limits.code_tries_an_hour
                and self._failed(f"network:{self._network}", HOUR) < limits.address_code_tries_an_hour)

    def failed(self, person: int, code: str) -> None:
        """A code that does not exist takes as long as one that does."""
        office = self._settings.office.key
        exists = bookings.by_code(self._tx, office, code) is not None
        whose = (f"person:{person}", f"code:{code}", "known" if exists else "all")
        for what in (*whose, f"network:{self._network}") if self._network else whose:
            tries.add(self._tx, office, what, self._now)

    def _failed(self, what: str, span: timedelta) -> int:
        return tries.count(self._tx, self._settings.office.key, what, self._now - span)
