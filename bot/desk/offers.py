"""Offers: what is pushed outside a question (a reminder's "I'm coming") carries buttons of its own, each used once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.desk import Desk
from storage import offers
from storage.statement import Row


@dataclass(frozen=True)
class OpenOffer:
    """An offer as it was shown: `choices` are its buttons, key to label."""

    id: int
    token: str
    kind: str
    subject: str
    choices: Mapping[str, str]
    used: bool
    expired: bool


class Offers:
    """This person's offers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def make(self, token: str, kind: str, subject: str, choices: Mapping[str, str], expires_at: datetime) -> OpenOffer:
        """Keep an offer, so that its buttons can be pressed; the same token again is the same offer."""
        desk = self._desk
        offers.add(desk.tx, desk.office.key, token, desk.person.id, kind, subject,
                   json.dumps(choices, ensure_ascii=False), expires_at, desk.now)
        made = self.by_token(token)
        assert made is not None
        return made

    def by_token(self, token: str) -> OpenOffer | None:
        """The offer with this token, if it is one of theirs."""
        if not (token.isascii() and token.isalnum()):
            return None                                      # it came from outside, and no token looks so
        row = offers.by_token(self._desk.tx, self._desk.office.key, token, self._desk.person.id)
        return None if row is None else self._read(row)

    def pushed_since(self, since: datetime) -> Sequence[OpenOffer]:
        """Offers that this person got after `since` and has not used; the newest is first."""
        return [self._read(row) for row in offers.made_since(self._desk.tx, self._desk.person.id, since, self._desk.now)]

    def use(self, offer: OpenOffer) -> None:
        offers.use(self._desk.tx, offer.id, self._desk.now)

    def _read(self, row: Row) -> OpenOffer:
        return OpenOffer(row.id, row.token, row.kind, row.subject, json.loads(row.options), row.used_at is not None,
                         row.expires_at <= self._desk.now)
