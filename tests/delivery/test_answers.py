"""What a turn says: at once, in order, once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.conversation.channel import Later
from storage import outbox
from storage.sealed import Keys
from tests.delivery.desk import NOW, Desk, run


def test_a_turns_answers_go_out_in_order_and_are_marked(either_desk: Desk) -> None:
    desk = either_desk
    run(desk.delivery.hurry(desk.turn("one", "two", "three")))
    assert desk.chats.texts() == ["one", "two", "three"]
    assert desk.states() == {"sent": 3}
    assert desk.observed == [("web", "sent")] * 3


def test_answers_go_out_at_once_though_the_clock_was_set_back_after_their_turn(desk: Desk) -> None:
    rows = desk.turn("one", "two")
    desk.clock.advance(hours=-1)
    run(desk.delivery.hurry(rows))
    assert desk.chats.texts() == ["one", "two"]


def test_nothing_is_sent_twice_by_sweeps_that_follow(desk: Desk) -> None:
    async def story() -> None:
        await desk.delivery.hurry(desk.turn("one"))
        await desk.sweep_for(100)

    run(story())
    assert desk.chats.texts() == ["one"]


def test_two_quick_turns_keep_their_order_whichever_is_hurried_first(either_desk: Desk) -> None:
    desk = either_desk

    async def story() -> None:
        first = desk.turn("first")
        second = desk.turn("second")
        await desk.delivery.hurry(second)
        assert desk.chats.texts() == []
        await desk.delivery.hurry(first)

    run(story())
    assert desk.chats.texts() == ["first", "second"]


def test_hurry_comes_back_when_its_own_messages_are_handed_over_also_behind_a_slow_one(desk: Desk) -> None:
    async def story() -> None:
        desk.chats.slow["ani"] = asyncio.Event()
        first = asyncio.create_task(desk.delivery.hurry(desk.turn("first")))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(desk.delivery.hurry(desk.turn("second")))
        await asyncio.sleep(0.05)
        assert not second.done()
        desk.chats.slow["ani"].set()
        await second
        assert desk.chats.texts() == ["first", "second"]
        await first

    run(story())


def test_a_hold_counts_from_the_moment_its_message_was_handed_over(desk: Desk) -> None:
    async def story() -> None:
        desk.chats.fail = lambda address, text: Later()
        await desk.delivery.hurry(desk.turn("10 minutes", hold=5))
        assert desk.handed == []
        desk.chats.fail = lambda address, text: None
        desk.clock.advance(seconds=30)
        await desk.sweep()

    run(story())
    assert desk.handed == [(5, NOW + timedelta(seconds=30))]


def test_after_a_kill_before_sending_the_answers_go_out_when_the_lease_ends(desk: Desk) -> None:
    async def story() -> None:
        desk.turn("one", "two")
        desk.restart()
        await desk.sweep()
        assert desk.chats.texts() == []
        desk.clock.advance(seconds=outbox.LEASE.total_seconds())
        await desk.sweep()

    run(story())
    assert desk.chats.texts() == ["one", "two"]


def test_an_answer_written_by_another_process_goes_out_with_the_next_tick(desk: Desk) -> None:
    desk.turn("an officer's reply", at_once=False)
    run(desk.sweep())
    assert desk.chats.texts() == ["an officer's reply"]


def test_rows_of_accounts_that_another_process_runs_are_left_to_it(desk: Desk) -> None:
    async def story() -> None:
        await desk.delivery.hurry(desk.turn("elsewhere", account="telegram:1"))
        await desk.sweep_for(100)

    run(story())
    assert desk.chats.got == []
    assert desk.states() == {"sending": 1}


def test_a_terminal_prints_its_own_persons_rows_and_nobody_elses(sqlite_url: str, keys: Keys) -> None:
    desk = Desk(sqlite_url, keys, only={"ani"})

    async def story() -> None:
        await desk.delivery.hurry([*desk.turn("for ani"), *desk.turn("for budi", address="budi")])
        desk.push("reminder", "budi")
        desk.push("reminder", "ani")
        await desk.sweep_for(100)

    run(story())
    desk.close()
    assert desk.chats.got == [("ani", "for ani"), ("ani", "reminder")]
