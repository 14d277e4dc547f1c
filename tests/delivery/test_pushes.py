"""What is said outside of a turn becomes words when it is sent."""

from __future__ import annotations

from bot.conversation.message import Message
from storage import outbox
from storage.sealed import Keys
from tests.delivery.desk import Desk, pass_time, run


def test_a_push_is_rendered_when_it_is_sent_and_its_words_are_kept_sealed(desk: Desk, keys: Keys) -> None:
    async def story() -> None:
        desk.push("tomorrow at 9", due_in=60)
        await desk.sweep_for(59)
        assert desk.chats.texts() == []
        await desk.sweep_for(1)

    run(story())
    assert desk.chats.texts() == ["tomorrow at 9"]
    with desk.database.engine.connect() as connection:
        [body] = connection.exec_driver_sql("SELECT body FROM outbox").one()
    assert Message.load(keys.open(bytes(body), outbox.BODY)).text == "tomorrow at 9"


def test_a_reminder_that_is_no_longer_true_is_never_sent(either_desk: Desk) -> None:
    desk = either_desk
    desk.push("cancelled")
    desk.push("drop moved")
    desk.push("still true")
    run(desk.sweep())
    assert desk.chats.texts() == ["still true"]
    assert desk.states() == {"dropped": 2, "sent": 1}
    assert desk.problems() == ["no longer true", "moved"]


def test_a_kind_that_no_release_knows_is_parked_and_does_not_block(desk: Desk) -> None:
    desk.push("unknown no such kind")
    desk.push("known")
    run(desk.sweep())
    assert desk.chats.texts() == ["known"]
    assert desk.states() == {"parked": 1, "sent": 1}


def test_a_push_that_cannot_be_rendered_is_parked_after_its_tries_and_blocks_no_other_chat(desk: Desk) -> None:
    async def story() -> None:
        desk.push("crash")
        desk.push("behind it")
        desk.push("elsewhere", "budi")
        await desk.sweep()
        assert desk.chats.got == [("budi", "elsewhere")]
        await pass_time(desk, 60)

    run(story())
    assert desk.chats.texts() == ["behind it"]
    assert desk.problems() == ["RuntimeError"]
