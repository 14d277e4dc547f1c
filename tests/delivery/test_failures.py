"""What a channel can't take, or a database can't write, and what becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot import delivery as sender
from bot import outcomes
from bot.conversation.channel import Gone, Later, Refused
from storage import outbox
from storage.database import Transaction
from tests.delivery.desk import Desk, pass_time, run


def test_later_holds_the_chat_as_long_as_it_says_and_then_goes_on_in_order(desk: Desk) -> None:
    async def story() -> None:
        desk.chats.fail = lambda address, text: Later(20, "429") if text == "two" else None
        await desk.delivery.hurry(desk.turn("one", "two", "three"))
        await desk.delivery.hurry(desk.turn("four"))
        assert desk.chats.texts() == ["one"]
        desk.chats.fail = lambda address, text: None
        await desk.sweep_for(19)
        assert desk.chats.texts() == ["one"]
        await desk.sweep_for(7)

    run(story())
    assert desk.chats.texts() == ["one", "two", "three", "four"]
    assert desk.observed.count(("web", "429")) == 1


def test_pauses_grow_and_are_spread(desk: Desk) -> None:
    tried: list[datetime] = []

    def never(address: str, text: str) -> Exception:
        tried.append(desk.clock.now())
        return Later()

    desk.chats.fail = never
    desk.turn("one", at_once=False)
    run(desk.sweep_for(90))
    pauses = [(after - before).total_seconds() for before, after in pairwise(tried)]
    for pause, expected in zip(pauses[:5], (2, 4, 8, 16, 32), strict=True):
        assert expected <= pause <= expected * 1.25 + 1


def test_what_a_channel_puts_off_for_two_days_is_parked(desk: Desk) -> None:
    async def story() -> None:
        desk.chats.fail = lambda address, text: Later() if text == "one" else None
        desk.turn("one", at_once=False)
        desk.turn("two", at_once=False)
        for _ in range(60):
            desk.clock.advance(hours=1)
            await desk.sweep()

    run(story())
    assert desk.chats.texts() == ["two"]
    assert desk.states() == {"parked": 1, "sent": 1}


def test_someone_who_blocked_us_is_not_written_to_and_the_reason_is_kept(desk: Desk) -> None:
    desk.chats.fail = lambda address, text: Gone("blocked")
    run(desk.delivery.hurry(desk.turn("one", "two")))
    assert desk.states() == {"dropped": 2}
    assert desk.problems() == ["blocked", "blocked"]


def test_a_message_that_the_channel_refuses_is_parked_and_the_next_ones_go(desk: Desk) -> None:
    desk.chats.fail = lambda address, text: Refused("bad-entity") if text == "two" else None
    run(desk.delivery.hurry(desk.turn("one", "two", "three")))
    assert desk.chats.texts() == ["one", "three"]
    assert desk.problems() == ["bad-entity"]


def test_a_poison_message_is_parked_after_its_tries_then_the_chat_goes_on(desk: Desk) -> None:
    async def story() -> None:
        desk.chats.fail = lambda address, text: ValueError("Siti Aminah") if text == "poison" else None
        await desk.delivery.hurry(desk.turn("poison"))
        await desk.delivery.hurry(desk.turn("behind it"))
        await desk.delivery.hurry(desk.turn("elsewhere", address="budi"))
        assert desk.chats.got == [("budi", "elsewhere")]
        await pass_time(desk, 20)

    with capture_logs() as logs:
        run(story())
    assert desk.chats.texts() == ["behind it"]
    assert desk.problems() == ["ValueError"]
    assert desk.observed.count(("web", "failed")) == outcomes.TRIES
    assert logs[0]["row"] == 1
    assert "Siti" not in str(logs)


def test_an_answer_sealed_with_a_lost_key_is_parked_and_the_rest_of_the_turn_goes(desk: Desk) -> None:
    rows = desk.turn("one", "two")
    with desk.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE outbox SET body = x'0102' WHERE id = 1")
    desk.clock.advance(seconds=outbox.LEASE.total_seconds())
    run(desk.delivery.hurry(rows))
    assert desk.chats.texts() == ["two"]
    assert desk.problems() == ["sealed with another key"]


def test_a_channel_that_hangs_is_given_up_and_does_not_hold_up_other_chats(
        desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        desk.chats.slow["slow"] = asyncio.Event()
        desk.turn("hangs", address="slow", at_once=False)
        await desk.delivery.sweep()
        desk.turn("quick", at_once=False)
        await desk.delivery.sweep()
        await asyncio.sleep(0.1)
        assert desk.chats.got == [("ani", "quick")]
        await desk.delivery.finish()
        desk.chats.slow.clear()
        await desk.sweep_for(10)

    monkeypatch.setattr(sender, "SEND_SECONDS", 0.3)
    run(story())
    assert desk.chats.texts("slow") == ["hangs"]
    assert desk.problems() == []


def test_a_database_that_fails_after_sending_raises_nothing_and_loses_nothing(desk: Desk) -> None:
    class Broken:
        def submit(self, work: Callable[[Transaction], Any]) -> Any:
            raise ConnectionError("la la")

        async def write(self, work: Callable[[Transaction], Any]) -> Any:
            raise ConnectionError("la la")

        def close(self) -> None: ...

    async def story() -> None:
        writer, desk.writer = desk.writer, Broken()
        desk.restart()
        await desk.delivery.hurry(desk.turn("one"))
        desk.writer = writer
        desk.restart()
        desk.clock.advance(seconds=outbox.LEASE.total_seconds())
        await desk.sweep()

    run(story())
    assert desk.chats.texts() == ["one", "one"]          # at least once: here the mark was lost
    assert desk.states() == {"sent": 1}
