"""Looking up by code: guessing is counted for the person, for the code and for all together."""

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
        """Whether neither this person, nor this code, nor all together failed too often in the last hour."""
        limits = self._settings.limits
        since = self._now - timedelta(hours=1)
        counted = ((f"person:{person}", limits.code_tries_an_hour), (f"code:{code}", limits.code_tries_an_hour_each),
                   ("all", limits.code_tries_an_hour_all))
        office = self._settings.office.key
        found = [tries.count(self._tx, office, what, since) < limit for what, limit in counted]     # always all three:
        return all(found)                                                                          # the same time for all

    def failed(self, person: int, code: str) -> None:
        for what in (f"person:{person}", f"code:{code}", "all"):
            tries.add(self._tx, self._settings.office.key, what, self._now)
