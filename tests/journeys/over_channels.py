"""A journey over a channel: the same script, but what people do comes in as the channel's outside sends it, what they read
is what arrived there, and all between the two is the program: routes, turns, outbox, sender, channel.

One thread and one event loop, so a turn is over when nothing is left to do in the loop. Nothing ticks: the clock is set by
hand, and what is due by it is swept as the tick would.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from difflib import unified_diff
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import insert, select

from bot.app import App
from bot.channels.twilio.api import Api
from bot.channels.whatsapp import ACCOUNT as WHATSAPP
from bot.channels.whatsapp.contents import Content, wanted
from bot.channels.whatsapp.provision import Provision
from bot.conversation import events, turn
from bot.conversation.channel import Channel
from bot.conversation.message import Message
from bot.conversation.turn import TurnResult
from bot.flows.all import FLOWS
from bot.web import Web
from storage import people
from storage.tables import contents
from tests import prepared
from tests.fakes.servers import telegram_settings, twilio_settings
from tests.fakes.twilio.server import Twilio
from tests.fakes.twilio.wire import AUTH_TOKEN
from tests.journeys.driver import ROOT, TUESDAY, Chat, Journey, Photos, What
from tests.journeys.near import PUBLIC, TELEGRAM, BotApi, Office, Webhooks
from tests.journeys.phones import Page, Phone, TelegramPhone, WhatsAppPhone

T = TypeVar("T")

TOGETHER = 1.3
"""Seconds after which an album is whole."""

WINDOW = timedelta(hours=12)


@dataclass
class Outside:
    """What is there of the world for all journeys of a module: servers, and the numbers of people."""

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


class Listening(App):
    """Remembers what came of each turn."""

    results: list[TurnResult]

    async def take(self, event: events.Event, also: turn.Also | None = None, sent: bool = False) -> TurnResult:
        result = await super().take(event, also, sent)
        self.results.append(result)
        return result


class Read:
    """A channel of which each message is read as soon as it has arrived."""

    def __init__(self, channel: Channel, journey: JourneyOver) -> None:
        self.account, self._channel, self._journey = channel.account, channel, journey

    async def send(self, address: str, message: Message) -> Sequence[str] | None:
        sent = await self._channel.send(address, message)
        seen = await self._journey.phones[address].reads(message)
        self._journey.arrived.append((address, replace(seen, offer=message.offer, expects=message.expects)))
        return sent


class JourneyOver(Journey):
    """`channel` is the account, or `numbers`: WhatsApp without the contents that make buttons."""

    def __init__(self, folder: Path, language: str, channel: str, outside: Outside) -> None:
        self.account = WHATSAPP if channel == "numbers" else channel
        self.contents = outside.contents if channel == WHATSAPP else ()
        self.outside, self.office = outside, Office(outside.loop)
        self.phones: dict[str, Phone] = {}
        self.people: dict[str, Chat] = {}
        self.arrived: list[tuple[str, Message]] = []
        self._opened_at = TUESDAY
        super().__init__(folder, language)

    # --- the program ------------------------------------------------------------------------------------------------

    def _open(self, config: Path, settings: Mapping[str, str]) -> App:
        today = self.clock.now().date()
        app = Listening(prepared.office(self.folder, config, today, {**self._settings(), **settings}), self.clock)
        app.results = []
        self.web = Web(app)
        self.platform: Any = self.web.on.get(self.account)
        self.office.routes = self.web.starlette()
        self._connect()
        with app.database.transaction() as tx:
            if self.contents and not tx.execute(select(contents.c.name)).first():
                tx.execute(insert(contents).values(list(self.contents)))
        self._do(self._start(app, Read(self.platform or self.web.chat, self)))
        return app

    def _settings(self) -> dict[str, str]:
        match self.account:
            case "telegram":
                return telegram_settings(self.outside.api)
            case "whatsapp":                                 # its links need an address; what is private is asked in the chat
                return {**twilio_settings(self.outside.twilio), "JANJI_PUBLIC_URL": PUBLIC, "JANJI_PAPERS__WHATSAPP": "chat"}
            case _:                                          # it counts by the machine's clock, on which all is at once
                return {"JANJI_LIMITS__ADDRESS_MESSAGES_A_MINUTE": "100000"}

    def _connect(self) -> None:
        """To what is outside of this program."""
        self.outside.api.office = self.outside.webhooks.office = self.office
        self.outside.twilio.outbox.now = self.clock.now
        if self.account == "telegram":
            self.outside.api.webhook = {"url": PUBLIC + TELEGRAM, "secret_token": self.platform.secret}

    async def _start(self, app: App, channel: Channel) -> None:
        app.start({self.account: channel})
        assert app.ticking is not None
        await app.ticking.stop()

    def close(self) -> None:
        self._do(self.app.stop())
        if self.platform is not None:
            self.platform.close()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        """And all that follows from it."""
        return self.outside.loop.run_until_complete(self._settled(work))

    async def _settled(self, work: Coroutine[Any, Any, T]) -> T:
        async with asyncio.timeout(60):
            done = await work
            while rest := asyncio.all_tasks() - {asyncio.current_task()}:
                await asyncio.wait(rest)
        return done

    # --- people -------------------------------------------------------------------------------------------------------

    def meet(self, name: str, language: str, timezone: str) -> events.Sender:
        number, outside = next(self.outside.numbers), self.outside
        phone: Phone
        match self.account:
            case "telegram":
                phone = TelegramPhone(outside.api, number, language)
            case "whatsapp":
                phone = WhatsAppPhone(self.office, outside.twilio, number)
            case _:
                phone = Page(self.office, number, language, timezone)
        self.phones[phone.address] = phone
        if self.platform is not None:                        # where somebody is, and what they read, is known from before
            with self.app.database.transaction() as tx:
                people.find_or_add(tx, self.app.office.key, self.account, phone.address, language, timezone, self.clock.now())
        return events.Sender(self.account, phone.address, language, timezone)

    def bring(self, chat: Chat, what: What, event_id: str = "") -> TurnResult:
        assert isinstance(self.app, Listening)
        self.people[chat.sender.address] = chat
        phone, before, typed = self.phones[chat.sender.address], len(self.app.results), ""
        match what:
            case events.Typed(text):
                phone.says(text)
            case events.Pressed(button):
                typed = phone.presses(button)
            case Photos(contents):
                phone.sends(contents)
                self._fetch()
            case _:                                          # it happens in the office
                assert isinstance(what, events.Happened)
                self._do(self.app.take(events.Event(self.event_id(), chat.sender, what)))
        self._do(asyncio.sleep(0))
        [result] = self.app.results[before:]
        return replace(result, said=typed or result.said)

    def _fetch(self) -> None:
        """Files are fetched after they were announced."""
        if self.platform is not None:
            self.clock.advance(seconds=TOGETHER)
            self._do(self._fetched())

    async def _fetched(self) -> None:
        assert self.platform is not None
        fetching = self.platform._fetching
        while fetching._open():
            await fetching._look()
            if fetching._busy:
                await asyncio.wait(list(fetching._busy.values()))

    def deliver(self, stamp: bool = False) -> None:
        self._keep_window_open()
        self._do(self._sweep())
        arrived, self.arrived = self.arrived, []
        for address, message in arrived:
            if stamp:
                self._stamp()
            self.people[address].hears(message)

    async def _sweep(self) -> None:
        assert self.app.delivery is not None
        await self.app.delivery.sweep()
        await self.app.delivery.finish()

    def _keep_window_open(self) -> None:
        """As if everybody wrote to WhatsApp now and then: what goes to whoever doesn't, in approved words, has tests of its
        own."""
        now = self.clock.now()
        if self.account == "whatsapp" and now - self._opened_at > WINDOW:
            self._opened_at = now
            self.outside.twilio.outbox.open_window(*self.phones)
            with self.app.database.transaction() as tx:
                for address in self.phones:
                    people.set_wrote(tx, self.app.office.key, self.account, address, now)

    # --- the transcript -----------------------------------------------------------------------------------------------

    def compare_with(self, path: Path, transcript: str) -> None:
        assert not any(phone.unread() for phone in self.phones.values())
        plain = next(iter(self.phones.values())).plain
        kept, read = (plain(one).splitlines() for one in (path.read_text(), transcript))
        otherwise = list(unified_diff(kept, read, "kept", f"over {self.account}", n=2, lineterm=""))
        assert not otherwise, "\n".join([f"{path.name} reads otherwise:", *otherwise])
