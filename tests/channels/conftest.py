"""A Bot API on loopback, and an office that runs before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select

from bot.channels.twilio.api import Api
from bot.channels.whatsapp import ACCOUNT as WHATSAPP
from bot.channels.whatsapp.contents import wanted
from bot.channels.whatsapp.provision import Provision
from bot.flows.all import FLOWS
from storage import contents, tables
from storage.database import Transaction
from tests.channels.office import RunningOffice
from tests.fakes.servers import Servers
from tests.fakes.telegram import BotApi
from tests.fakes.twilio.contents import Content
from tests.fakes.twilio.server import Twilio
from tests.janji import until


@pytest.fixture
def api(bot_api: BotApi) -> BotApi:
    """Telegram's, where nobody means another."""
    return bot_api


PROVISIONED: dict[tuple[str, ...], tuple[Mapping[str, Content], Sequence[Row[Any]]]] = {}
"""By languages: what an empty account and an empty office have then."""


def provision(office: RunningOffice, twilio: Twilio) -> None:
    """As `janji whatsapp provision` does, and Meta approves it all. Its 143 requests are made once a process, since they take
    longer than all that most tests do; after that an empty account is given what they made."""
    languages = office.app.settings.office.languages
    if twilio.contents.all:
        _provision(office, twilio)
    elif languages in PROVISIONED:
        made, rows = PROVISIONED[languages]
        twilio.contents.all.update(copies(made))
        office.app.writer.submit(partial(_keep, rows)).result(10)
    else:
        _provision(office, twilio)
        with office.database.reading() as tx:
            rows = tx.execute(select(tables.contents)).all()
        PROVISIONED[languages] = copies(twilio.contents.all), rows


def _keep(rows: Sequence[Row[Any]], tx: Transaction) -> None:
    for row in rows:
        contents.keep(tx, **row._mapping)


def copies(made: Mapping[str, Content]) -> dict[str, Content]:
    return {sid: replace(one, approval=one.approval and replace(one.approval)) for sid, one in made.items()}


def _provision(office: RunningOffice, twilio: Twilio) -> None:
    api = Api(office.app.settings.twilio)
    make = Provision(api, office.app.database, office.app.office.key, WHATSAPP, office.clock.now)
    all_of_them = list(wanted(office.app.settings.office.languages, FLOWS.templates))
    office.do(make.run(all_of_them))
    twilio.contents.review()
    office.do(make.run(all_of_them))
    office.do(_close(api))


async def _close(api: Api) -> None:
    api.close()


@pytest.fixture
def office(servers: Servers, tmp_path: Path) -> Iterator[RunningOffice]:
    """With webhooks."""
    made = RunningOffice(tmp_path, **servers.settings())
    made.environ |= {"JANJI_TELEGRAM__WEBHOOK_URL": made.url, "JANJI_PUBLIC_URL": made.url}
    made.start()
    provision(made, servers.twilio)
    until(lambda: len(servers.bot_api.commands) == 3)
    yield made
    made.stop()
