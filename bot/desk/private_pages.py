"""Private pages: where a person can give a paper or a number that should not stand in a chat. Each link is for one chat and
one thing; only its keyed hash is kept."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config import Settings, Way
from storage import links
from storage.database import Transaction
from storage.sealed import Keys

LASTING = timedelta(days=2)
"""How long a link can be opened, and a browser that opened it go on."""

PATH = "/p"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
"""256 random bits in base64url."""


@dataclass(frozen=True)
class Link:
    """A link as it is kept. `cookie` is the keyed hash of that of the browser that has it."""

    digest: bytes
    person: int
    account: str
    address: str
    subject: str
    cookie: bytes | None
    lapses_at: datetime

    @property
    def name(self) -> str:
        """Names it in ids of ours; says nothing of the address."""
        return self.digest.hex()[:32]


class PrivatePages:
    """Makes links, and knows them again."""

    def __init__(self, tx: Transaction, settings: Settings, keys: Keys, now: datetime, ways: Mapping[str, Way]) -> None:
        self._tx, self._settings, self._keys, self._now, self._ways = tx, settings, keys, now, ways

    def way(self, account: str, identity: bool) -> Way | None:
        """How something is given on this channel; None: there are no private pages here."""
        if not self._settings.has_private_pages:
            return None
        return self._ways.get(account, "chat") if identity else "chat"

    def link(self, person: int, account: str, address: str, subject: str) -> str:
        """The address of a new page. It is nowhere else, so whoever hands it on keeps it out of every log."""
        token = secrets.token_urlsafe(32)
        links.add(self._tx, digest=self._digest(token), office=self._settings.office.key, person=person, account=account,
                  address=address, subject=subject, lapses_at=self._now + LASTING, made_at=self._now)
        return f"{self._settings.public_url.rstrip('/')}{PATH}/{token}"

    def end(self, person: int, subject: str) -> None:
        """The links that this person has for it, and the browsers that opened them."""
        links.end(self._tx, person, subject, self._now)

    def find(self, token: str) -> Link | None:
        """The link with this token, lapsed or not."""
        if not _TOKEN.fullmatch(token):
            return None
        row = links.get(self._tx, self._settings.office.key, self._digest(token))
        return None if row is None else Link(
            bytes(row.digest), row.person, row.account, row.address, row.subject,
            None if row.cookie is None else bytes(row.cookie), row.lapses_at)

    def is_live(self, link: Link) -> bool:
        return link.lapses_at > self._now

    def is_of(self, link: Link, cookie: str) -> bool:
        """Whether this is the browser that opened it."""
        return link.cookie is not None and secrets.compare_digest(link.cookie, self._cookie(cookie))

    def exchange(self, link: Link, cookie: str) -> bool:
        """Give it to the browser with this cookie; only the first gets it."""
        return links.exchange(self._tx, link.digest, self._cookie(cookie), self._now)

    def _digest(self, token: str) -> bytes:
        return self._keys.blind(token, "links.digest")

    def _cookie(self, cookie: str) -> bytes:
        return self._keys.blind(cookie, "links.cookie")
