"""Where the files of WhatsApp's chats lie: at Twilio, until they are here; then they are deleted there."""

from __future__ import annotations

from bot.channels.fetching import SECONDS, Lost, NotNow
from bot.channels.http import TooLarge
from bot.channels.twilio.api import Api, ApiError
from bot.channels.twilio.troubles import SOON
from bot.conversation.application import Clock
from storage import clearings
from storage.database import Transaction


class Media:
    """What was sent to one sender. A file is known by its whole address."""

    largest = 16_000_000
    """Bytes: more WhatsApp doesn't carry (Twilio, WhatsApp media)."""

    def __init__(self, api: Api, account: str, office: str, clock: Clock) -> None:
        self._api, self.account, self._office, self._clock = api, account, office, clock

    async def content(self, file: str, limit: int) -> bytes:
        """Raises Lost, NotNow, Unreachable."""
        try:
            return await self._api.media(file, limit, SECONDS)
        except TooLarge:
            raise Lost("too-large") from None
        except ApiError as problem:
            if problem.status in (400, 410):                  # 404 also of what will be there in a moment; a bucket says 403
                raise Lost("not-had") from None
            too_much = problem.status == 429 or problem.code in SOON
            raise NotNow(f"http {problem.status}", max(2.0, problem.wait) if too_much else 0.0) from None

    def came(self, tx: Transaction, file: str) -> None:
        """To be deleted at Twilio."""
        try:
            path = self._api.own_path(file)
        except ApiError:
            return                                           # it never was at Twilio
        clearings.add(tx, office=self._office, account=self.account, reference=path, now=self._clock.now())
