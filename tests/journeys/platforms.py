"""What is particular about each channel when journeys are told over it. A new channel is one more of PLATFORMS."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from bot.app import App
from storage import people
from storage.tables import contents
from tests.fakes.servers import telegram_settings, twilio_settings
from tests.journeys.driver import TUESDAY
from tests.journeys.near import PUBLIC, TELEGRAM, Office
from tests.journeys.outside import Outside
from tests.journeys.phones import Page, Phone, TelegramPhone, WhatsAppPhone

WINDOW = timedelta(hours=12)


class Platform(ABC):
    """A channel's outside, and what the office sets for it."""

    def __init__(self, outside: Outside, office: Office) -> None:
        self.outside, self.office = outside, office

    @abstractmethod
    def settings(self) -> Mapping[str, str]: ...

    @abstractmethod
    def phone(self, number: int, language: str, timezone: str) -> Phone:
        """Of one more person."""

    def connects(self, app: App, channel: Any) -> None:      # noqa: B027 - most need nothing
        """A program was opened, and has this channel."""

    def delivers(self, app: App, addresses: Sequence[str]) -> None:  # noqa: B027
        """What is due goes out now."""


class ChatPage(Platform):
    def settings(self) -> Mapping[str, str]:                 # it counts by the machine's clock, on which all is at once
        return {"JANJI_LIMITS__ADDRESS_MESSAGES_A_MINUTE": "100000"}

    def phone(self, number: int, language: str, timezone: str) -> Phone:
        return Page(self.office, number, language, timezone)


class Bot(Platform):
    def settings(self) -> Mapping[str, str]:
        return telegram_settings(self.outside.api)

    def connects(self, app: App, channel: Any) -> None:
        self.outside.api.office = self.office
        self.outside.api.webhook = {"url": PUBLIC + TELEGRAM, "secret_token": channel.secret}

    def phone(self, number: int, language: str, timezone: str) -> Phone:
        return TelegramPhone(self.outside.api, number, language)


class Numbers(Platform):
    """WhatsApp without the contents that make buttons."""

    def __init__(self, outside: Outside, office: Office) -> None:
        super().__init__(outside, office)
        self._opened_at = TUESDAY

    def settings(self) -> Mapping[str, str]:                 # its links need an address; what is private is asked in the chat
        return {**twilio_settings(self.outside.twilio), "JANJI_PUBLIC_URL": PUBLIC, "JANJI_PAPERS__WHATSAPP": "chat"}

    def connects(self, app: App, channel: Any) -> None:
        self.outside.webhooks.office = self.office
        self.outside.twilio.outbox.now = app.clock.now

    def phone(self, number: int, language: str, timezone: str) -> Phone:
        return WhatsAppPhone(self.office, self.outside.twilio, number)

    def delivers(self, app: App, addresses: Sequence[str]) -> None:
        """As if everybody wrote now and then: what goes to whoever doesn't, in approved words, has tests of its own."""
        now: datetime = app.clock.now()
        if now - self._opened_at > WINDOW:
            self._opened_at = now
            self.outside.twilio.outbox.open_window(*addresses)
            with app.database.transaction() as tx:
                for address in addresses:
                    people.set_wrote(tx, app.office.key, "whatsapp", address, now)


class Buttons(Numbers):
    def connects(self, app: App, channel: Any) -> None:
        super().connects(app, channel)
        with app.database.transaction() as tx:
            if not tx.execute(select(contents.c.name)).first():
                tx.execute(insert(contents).values(list(self.outside.contents)))


PLATFORMS: Mapping[str, type[Platform]] = {"web": ChatPage, "telegram": Bot, "whatsapp": Buttons}
"""By the channel's account."""

ALSO = {"numbers": ("whatsapp", Numbers)}
"""A channel otherwise than it is mostly, under a name of its own."""


def platform_of(name: str) -> tuple[str, type[Platform]]:
    """Its account, and what is particular about it."""
    assert name in PLATFORMS or name in ALSO, f"no journey can be told over “{name}”: give it a Platform, in PLATFORMS"
    return ALSO[name] if name in ALSO else (name, PLATFORMS[name])
