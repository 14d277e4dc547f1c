"""What is there of the world outside of the program, for all journeys of a module."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.app import App
from bot.channels.twilio.api import Api
from bot.channels.whatsapp import ACCOUNT as WHATSAPP
from bot.channels.whatsapp.contents import Content, wanted
from bot.channels.whatsapp.provision import Provision
from bot.flows.all import FLOWS
from storage.tables import contents
from tests import prepared
from tests.fakes.servers import twilio_settings
from tests.fakes.twilio.server import Twilio
from tests.fakes.twilio.wire import AUTH_TOKEN
from tests.journeys.driver import ROOT, TUESDAY
from tests.journeys.near import BotApi, Webhooks


@dataclass
class Outside:
    """Servers, and the numbers of people."""

    folder: Path
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.api, self.twilio = BotApi(), Twilio()
        self.webhooks = self.twilio.webhooks = Webhooks(AUTH_TOKEN)
        self.twilio.callbacks.stages = ()                    # what becomes of a message has tests of its own
        self.api.start()
        self.twilio.start()
        self.contents = self._provisioned()

    def stop(self) -> None:
        self.api.stop()
        self.twilio.stop()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def _provisioned(self) -> Sequence[Mapping[str, Any]]:
        """What `janji whatsapp provision` writes down of buttons and lists, made once; templates are not sent here."""
        app = App(prepared.office(self.folder, ROOT / "config.yaml", TUESDAY.date(), twilio_settings(self.twilio)))
        lists = [one for one in wanted(app.settings.office.languages, FLOWS.templates) if not one.category]
        self.loop.run_until_complete(self._provision(app, lists))
        with app.database.reading() as tx:
            rows = [dict(row._mapping) for row in tx.execute(select(contents)).all()]
        self.loop.run_until_complete(app.stop())
        return rows

    async def _provision(self, app: App, lists: Sequence[Content]) -> None:
        api = Api(app.settings.twilio)
        await Provision(api, app.database, app.office.key, WHATSAPP, app.clock.now).run(lists)
        api.close()
