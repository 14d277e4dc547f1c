"""An installation for the doctor to look at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from bot import config_file
from bot.app import App
from bot.channels.twilio.api import Api
from bot.channels.whatsapp import ACCOUNT as WHATSAPP
from bot.channels.whatsapp.contents import wanted
from bot.channels.whatsapp.provision import Provision
from bot.clock import Clock, SystemClock
from bot.doctor.examine import examine, report
from bot.flows.all import FLOWS
from storage.database import Transaction
from tests import prepared
from tests.fakes.telegram import TOKEN
from tests.fakes.twilio import wire
from tests.fakes.twilio.server import Twilio
from tests.janji import CONFIG

SECRETS = (TOKEN, TOKEN.partition(":")[2], wire.AUTH_TOKEN, wire.ACCOUNT, "5550100199")


class Disk(NamedTuple):
    total: int
    used: int
    free: int


class House:
    """An installation in a folder, that is not running."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock: Clock = SystemClock()
        self.environment = {
            "JANJI_DATABASE__URL": f"sqlite:///{folder}/janji.db", "JANJI_KEYS__FILE": f"{folder}/safe/keys.json",
            "JANJI_FILES__FOLDER": f"{folder}/files"}

    def app(self, **settings: str) -> App:
        """As it is after a first start."""
        made = config_file.load(CONFIG, self.environment | settings)
        prepared.migrated(self.folder / "janji.db", made.office.country, datetime.now(UTC).date())
        return App(made)

    def make(self, work: Callable[[App, Transaction], Any] = lambda app, tx: None) -> None:
        """As the first start does, and then something."""
        app = self.app()
        with app.database.transaction() as tx:
            work(app, tx)
        app.database.close()
        app.writer.close()

    def doctor(self, **settings: str) -> list[str]:
        """What is printed, without the folder's name."""
        made = config_file.load(CONFIG, self.environment | settings)
        said = report(examine(made, self.clock, self.folder / "default.json"))
        for line in said:
            assert not any(secret in line for secret in SECRETS)
        return [line.replace(str(self.folder), "DIR") for line in said]

    def about(self, *names: str, **settings: str) -> list[str]:
        """The lines on these."""
        return [line for line in self.doctor(**settings) if line[7:].startswith(names)]


def provision(house: House, settings: dict[str, str], twilio: Twilio) -> None:
    """As `janji whatsapp provision` does; then Meta approves it all."""
    app = house.app(**settings)
    api = Api(app.settings.twilio)
    make = Provision(api, app.database, app.office.key, WHATSAPP, app.clock.now)

    async def run() -> None:
        await make.run(wanted(app.settings.office.languages, FLOWS.templates))
        api.close()

    asyncio.run(run())
    twilio.contents.review()
    app.database.close()
    app.writer.close()

