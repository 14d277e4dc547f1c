"""A journey over a channel: the same script, but what people do comes in as the channel's outside sends it, what they read
is what arrived there, and all between the two is the program: routes, turns, outbox, sender, channel.

One thread and one event loop, so a turn is over when nothing is left to do in the loop. Nothing ticks: the clock is set by
hand, and what is due by it is swept as the tick would.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path
from typing import Any, TypeVar

from bot.app import App
from bot.conversation import events, turn
from bot.conversation.channel import Channel
from bot.conversation.message import Message
from bot.conversation.turn import TurnResult
from bot.web import Web
from storage import people
from tests import prepared
from tests.journeys.driver import Chat, Journey, Photos, What
from tests.journeys.near import Office
from tests.journeys.outside import Outside
from tests.journeys.phones import Phone
from tests.journeys.platforms import platform_of

T = TypeVar("T")

TOGETHER = 1.3
"""Seconds after which an album is whole."""


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
    """`channel`: an account, or what it is called in `platforms.py`."""

    def __init__(self, folder: Path, language: str, channel: str, outside: Outside) -> None:
        self.account, platform = platform_of(channel)
        self.outside, self.office = outside, Office(outside.loop)
        self.platform = platform(outside, self.office)
        self.phones: dict[str, Phone] = {}
        self.people: dict[str, Chat] = {}
        self.arrived: list[tuple[str, Message]] = []
        super().__init__(folder, language)

    # --- the program ------------------------------------------------------------------------------------------------

    def _open(self, config: Path, settings: Mapping[str, str]) -> App:
        today = self.clock.now().date()
        app = Listening(prepared.office(self.folder, config, today, {**self.platform.settings(), **settings}), self.clock)
        app.results = []
        self.web = Web(app)
        self.channel: Any = self.web.on.get(self.account)
        self.office.routes = self.web.starlette()
        self.platform.connects(app, self.channel)
        self._do(self._start(app, Read(self.channel or self.web.chat, self)))
        return app

    async def _start(self, app: App, channel: Channel) -> None:
        app.start({self.account: channel})
        assert app.ticking is not None
        await app.ticking.stop()

    def close(self) -> None:
        self._do(self.app.stop())
        if self.channel is not None:
            self.channel.close()

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
        phone = self.platform.phone(next(self.outside.numbers), language, timezone)
        self.phones[phone.address] = phone
        if self.channel is not None:                        # where somebody is, and what they read, is known from before
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
        if self.channel is not None:
            self.clock.advance(seconds=TOGETHER)
            self._do(self._fetched())

    async def _fetched(self) -> None:
        assert self.channel is not None
        fetching = self.channel._fetching
        while fetching._open():
            await fetching._look()
            if fetching._busy:
                await asyncio.wait(list(fetching._busy.values()))

    def deliver(self, stamp: bool = False) -> None:
        self.platform.delivers(self.app, list(self.phones))
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

    # --- the transcript -----------------------------------------------------------------------------------------------

    def compare_with(self, path: Path, transcript: str) -> None:
        assert not any(phone.unread() for phone in self.phones.values())
        plain = next(iter(self.phones.values())).plain
        kept, read = (plain(one).splitlines() for one in (path.read_text(), transcript))
        otherwise = list(unified_diff(kept, read, "kept", f"over {self.account}", n=2, lineterm=""))
        assert not otherwise, "\n".join([f"{path.name} reads otherwise:", *otherwise])
