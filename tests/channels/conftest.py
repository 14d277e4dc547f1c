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
from tests.fakes.servers import telegram_settings, twilio_settings
from tests.fakes.telegram import BotApi
from tests.fakes.twilio.server import Twilio
from tests.janji import until


@pytest.fixture
def api(bot_api: BotApi) -> BotApi:
    """Telegram's, where nobody means another."""
    return bot_api


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
