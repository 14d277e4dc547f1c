"""The servers that channels talk to, one of each for a test that asks, and the settings of an office that talks to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.fakes.telegram import TOKEN, BotApi
from tests.fakes.twilio import wire
from tests.fakes.twilio.server import Twilio


@pytest.fixture
def bot_api() -> Iterator[BotApi]:
    made = BotApi().start()
    yield made
    made.stop()


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    made = Twilio().start()
    yield made
    made.stop()


@dataclass(frozen=True)
class Servers:
    """One of each."""

    bot_api: BotApi
    twilio: Twilio

    def settings(self) -> dict[str, str]:
        """Of an office that is on all of their channels."""
        return {**telegram_settings(self.bot_api), **twilio_settings(self.twilio)}


@pytest.fixture
def servers(bot_api: BotApi, twilio: Twilio) -> Servers:
    return Servers(bot_api, twilio)


def telegram_settings(api: BotApi) -> dict[str, str]:
    """Of an office that talks to it, as fast as a program types."""
    return {"JANJI_TELEGRAM__TOKEN": TOKEN, "JANJI_TELEGRAM__API_BASE_URL": api.url, "JANJI_TELEGRAM__CHAT_BURST": "1000",
            "JANJI_TELEGRAM__MESSAGES_A_SECOND": "1000.0"}


def twilio_settings(twilio: Twilio) -> dict[str, str]:
    """Of an office that talks to it, as fast as a program types."""
    return {"JANJI_TWILIO__ACCOUNT_SID": wire.ACCOUNT, "JANJI_TWILIO__AUTH_TOKEN": wire.AUTH_TOKEN,
            "JANJI_TWILIO__SENDER": wire.SENDER, "JANJI_TWILIO__API_BASE_URL": twilio.url,
            "JANJI_TWILIO__CHAT_BURST": "1000", "JANJI_TWILIO__MESSAGES_A_SECOND": "1000.0"}
