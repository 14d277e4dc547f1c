"""The officers' group at Telegram: told who waits, and never mistaken for a way to answer; and every other group."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.telegram import ACCOUNT, Telegram
from bot.delivery import Delivery
from storage.tables import outbox
from tests.fakes.telegram import TOKEN, BotApi, Person
from tests.journeys.driver import Journey
from tests.journeys.parts import greet

OFFICERS, OTHERS, NEW = -4001, -4002, -1001500000009


class Desk:
    """An office whose group this is, its bot, and an officer in the group."""

    def __init__(self, api: BotApi, journey: Journey) -> None:
        self.api, self.journey, app = api, journey, journey.app
        self.officer = Person(api, 8001, "Rini", "id")
        self.bot = Telegram(app, lambda tx, person, kind, subject: None)
        self._delivery = Delivery(app.database, app.writer, app.office.keys, {ACCOUNT: self.bot}, app.render, journey.clock)
        self._loop = asyncio.Runner()

    def asks(self, name: str = "Dewi") -> None:
        """Somebody writes to the officers, and what is due goes out."""
        chat = self.journey.person(name)
        greet(chat)
        chat.says("officer")
        chat.says(f"{name} here: is the green card enough?")

    def sends(self) -> None:
        self._loop.run(self._sends())

    async def _sends(self) -> None:
        await self._delivery.sweep()
        await self._delivery.finish()

    def takes(self) -> None:
        """What the officer did last comes in, and is answered."""
        self._loop.run(self._takes())

    async def _takes(self) -> None:
        await self.bot.take(self.officer.last)
        while self.bot._tasks:
            await asyncio.gather(*self.bot._tasks)

    def starts(self) -> None:
        """The program does, and looks at its group."""
        self._loop.run(self._starts())

    async def _starts(self) -> None:
        self.bot.start()
        await asyncio.gather(*self.bot._tasks)
        await self.bot.stop()

    def close(self) -> None:
        self._loop.get_loop().call_soon(self.bot.close)
        self._loop.run(asyncio.sleep(0))
        self._loop.close()
        self.journey.close()

    def rows(self) -> list[tuple[str, str | None]]:
        with self.journey.app.database.reading() as tx:
            found = tx.execute(select(outbox).where(outbox.c.account == ACCOUNT, outbox.c.kind == "thread-waits")).all()
        return [(row.state, row.problem) for row in found]

    def heard(self, group: int = OFFICERS) -> list[str]:
        return [said.text for said in self.api.chats[group]]


@pytest.fixture
def desk(api: BotApi, tmp_path: Path) -> Iterator[Desk]:
    journey = Journey(tmp_path, "en", JANJI_TELEGRAM__TOKEN=TOKEN, JANJI_TELEGRAM__API_BASE_URL=api.url,
                      JANJI_TELEGRAM__OFFICERS_GROUP=str(OFFICERS))
    api.groups[OFFICERS] = api.groups[OTHERS] = "member"
    made = Desk(api, journey)
    yield made
    made.close()


def test_the_group_hears_who_waits_in_order_and_nothing_of_theirs(desk: Desk) -> None:
    desk.asks("Dewi")
    desk.asks("Budi")
    desk.sends()
    assert [line.split(". ")[0] for line in desk.heard()] == [
        "💬 Ada yang menunggu petugas: percakapan 1", "💬 Ada yang menunggu petugas: percakapan 2"]
    assert not any(said.silent for said in desk.api.chats[OFFICERS])


def test_at_night_it_comes_without_a_sound(desk: Desk) -> None:
    desk.journey.wait_until("2026-11-24 22:00")
    desk.asks()
    desk.sends()
    assert [said.silent for said in desk.api.chats[OFFICERS]] == [True]


@pytest.mark.parametrize("status", ["kicked", "left", "restricted"])
def test_what_waits_while_the_bot_is_out_goes_when_it_is_back(desk: Desk, status: str) -> None:
    desk.officer.puts_bot(OFFICERS, status)
    desk.takes()
    desk.asks()
    desk.sends()
    assert desk.rows() == [("waiting", "not in the officers' group")]
    desk.officer.puts_bot(OFFICERS, "member")
    desk.takes()
    desk.sends()
    assert desk.rows() == [("sent", None)]
    first, second = desk.heard()
    assert first.startswith("Saya memberi tahu grup ini bila ada yang menunggu petugas.")
    assert "percakapan 1" in second


def test_who_was_answered_meanwhile_is_not_told_of_later(desk: Desk) -> None:
    desk.api.groups[OFFICERS] = "kicked"
    desk.asks()
    desk.sends()
    desk.journey.officer_writes(desk.journey.chats["Dewi"], "It is.")
    desk.officer.puts_bot(OFFICERS, "administrator")
    desk.takes()
    desk.sends()
    assert desk.rows() == [("dropped", "no longer true")]


@pytest.mark.parametrize("told", [True, False], ids=["by a message", "by a refusal"])
def test_a_group_that_became_a_supergroup_is_followed(desk: Desk, told: bool) -> None:
    desk.api.groups[NEW] = "member"
    desk.api.moved[OFFICERS] = NEW
    if told:
        desk.officer.migrates(OFFICERS, NEW)
        desk.takes()
    desk.asks()
    desk.sends()
    assert len(desk.heard(NEW)) == 1
    assert desk.api.of("sendMessage")[0].ok is told
    desk.officer.says_in(NEW, "It is.", to=desk.api.chats[NEW][0])
    desk.takes()
    assert desk.heard(NEW)[1].startswith("Pesan ini tidak terkirim kepada siapa pun")


def test_a_group_that_became_a_supergroup_is_known_after_a_restart_too(desk: Desk) -> None:
    desk.api.groups[NEW] = "member"
    desk.api.moved[OFFICERS] = NEW
    desk.starts()
    desk.officer.says_in(NEW, "/start@janji_test_bot")
    desk.takes()
    assert desk.heard(NEW) == [], "it was taken for any other group"


def test_a_reply_in_the_group_is_said_to_reach_nobody_and_what_they_say_to_each_other_is_left_alone(desk: Desk) -> None:
    desk.asks()
    desk.sends()
    notice = desk.api.chats[OFFICERS][0]
    desk.officer.says_in(OFFICERS, "Rini, will you?")
    desk.takes()
    assert len(desk.heard()) == 1
    number = desk.officer.says_in(OFFICERS, "Tell her that it is.", to=notice)
    desk.takes()
    desk.takes()                                   # the same update once more
    assert [said.answers for said in desk.api.chats[OFFICERS]] == [0, number]
    assert desk.journey.threads()[0][1] == ["Dewi here: is the green card enough?"]
    assert "Tell her" not in "".join(message.text for message in desk.journey.chats["Dewi"].heard)


def test_another_group_is_told_once_whatever_happens_there(desk: Desk) -> None:
    for _time in range(2):
        desk.officer.puts_bot(OTHERS, "member")
        desk.takes()
        desk.officer.says_in(OTHERS, "/start@janji_test_bot")
        desk.takes()
        desk.officer.puts_bot(OTHERS, "kicked")
        desk.takes()
    desk.officer.migrates(OTHERS, NEW)
    desk.takes()
    desk.api.groups[NEW] = "member"
    desk.officer.says_in(NEW, "/start@janji_test_bot")
    desk.takes()
    [line] = desk.heard(OTHERS)
    assert line.startswith("Saya hanya melayani lewat percakapan pribadi")
    assert desk.heard(NEW) == []


def test_a_group_that_is_another_one_before_it_was_told_is_told_there(desk: Desk) -> None:
    desk.api.groups[NEW] = "member"
    desk.officer.migrates(OTHERS, NEW)
    desk.takes()
    desk.officer.says_in(NEW, "/start@janji_test_bot")
    desk.takes()
    assert len(desk.heard(NEW)) == 1
    assert desk.heard(OTHERS) == []
