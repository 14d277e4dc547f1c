"""Guessing at other people's visits, by codes or by filling in their forms: it is counted for the person, for the code and
for all together."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.config import Settings
from storage import tries
from storage.database import Transaction


class Lookup:
    """Whether another try is allowed, and the record of those that failed."""

    def __init__(self, tx: Transaction, settings: Settings, now: datetime) -> None:
        self._tx, self._settings, self._now = tx, settings, now

    def may_try(self, person: int, code: str) -> bool:
        """Whether neither this person, nor all together in the last hour, nor this code in the last day failed too often."""
        limits = self._settings.limits
        hour, day = self._now - timedelta(hours=1), self._now - timedelta(days=1)
        counted = ((f"person:{person}", hour, limits.code_tries_an_hour), (f"code:{code}", day, limits.code_tries_a_day_each),
                   ("all", hour, limits.code_tries_an_hour_all))
        office = self._settings.office.key
        found = [tries.count(self._tx, office, what, since) < limit for what, since, limit in counted]  # always all three:
        return all(found)                                                                       # the same time for all

    def may_fill_in(self, person: int) -> bool:
        """Whether this person did not fail too often in the last hour. What others do keeps nobody from booking."""
        since = self._now - timedelta(hours=1)
        failed = tries.count(self._tx, self._settings.office.key, f"person:{person}", since)
        return failed < self._settings.limits.code_tries_an_hour

    def failed(self, person: int, code: str) -> None:
        for what in (f"person:{person}", f"code:{code}", "all"):
            tries.add(self._tx, self._settings.office.key, what, self._now)
