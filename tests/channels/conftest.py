"""A Bot API on loopback, and an office that runs before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.twilio.api import Api
from bot.channels.whatsapp import ACCOUNT as WHATSAPP
from bot.channels.whatsapp.contents import wanted
from bot.channels.whatsapp.provision import Provision
from bot.flows.all import FLOWS
from tests.channels.office import RunningOffice
from tests.fakes.telegram import TOKEN, BotApi
from tests.fakes.twilio import wire
from tests.fakes.twilio.server import Twilio
from tests.janji import until


@pytest.fixture
def api() -> Iterator[BotApi]:
    made = BotApi().start()
    yield made
    made.stop()


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    made = Twilio().start()
    yield made
    made.stop()


def twilio_settings(twilio: Twilio) -> dict[str, str]:
    """Of an office that talks to it, as fast as a program types."""
    return {"JANJI_TWILIO__ACCOUNT_SID": wire.ACCOUNT, "JANJI_TWILIO__AUTH_TOKEN": wire.AUTH_TOKEN,
            "JANJI_TWILIO__SENDER": wire.SENDER, "JANJI_TWILIO__API_BASE_URL": twilio.url,
            "JANJI_TWILIO__CHAT_BURST": "1000", "JANJI_TWILIO__MESSAGES_A_SECOND": "1000.0"}


def provision(office: RunningOffice, twilio: Twilio) -> None:
    """As `janji whatsapp provision` does, and Meta approves it all."""
    api = Api(office.app.settings.twilio)
    make = Provision(api, office.app.database, office.app.office.key, WHATSAPP, office.clock.now)
    contents = list(wanted(office.app.settings.office.languages, FLOWS.templates))
    office.do(make.run(contents))
    twilio.contents.review()
    office.do(make.run(contents))
    office.do(_close(api))


async def _close(api: Api) -> None:
    api.close()


def telegram_settings(api: BotApi) -> dict[str, str]:
    """Of an office that talks to it, as fast as a program types."""
    return {"JANJI_TELEGRAM__TOKEN": TOKEN, "JANJI_TELEGRAM__API_BASE_URL": api.url, "JANJI_TELEGRAM__CHAT_BURST": "1000",
            "JANJI_TELEGRAM__MESSAGES_A_SECOND": "1000.0"}


@pytest.fixture
def office(api: BotApi, twilio: Twilio, tmp_path: Path) -> Iterator[RunningOffice]:
    """With webhooks."""
    made = RunningOffice(tmp_path, **telegram_settings(api), **twilio_settings(twilio))
    made.environ |= {"JANJI_TELEGRAM__WEBHOOK_URL": made.url, "JANJI_PUBLIC_URL": made.url}
    made.start()
    provision(made, twilio)
    until(lambda: len(api.commands) == 3)
    yield made
    made.stop()
