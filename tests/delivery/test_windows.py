"""Where a channel takes free text only for hours after the person wrote: what waits, what goes when they write again, and
what the channel says of it later."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation.channel import Waits
from storage import outbox, receipts
from storage.database import Transaction
from tests.delivery.desk import NOW, Desk


@pytest.fixture
def desk(either_desk: Desk) -> Desk:
    return either_desk


def closed(address: str, text: str) -> Exception | None:
    return Waits("window")


def wake(desk: Desk, address: str = "ani") -> int:
    with desk.database.transaction() as tx:
        return outbox.wake(tx, "web", address)


def test_what_the_channel_does_not_take_now_waits_and_holds_up_nobody(desk: Desk) -> None:
    desk.chats.fail = lambda address, text: Waits("window") if text == "your passport is ready" else None
    desk.push("your passport is ready")
    desk.push("a reminder")
    asyncio.run(desk.sweep_for(600))
    assert desk.chats.texts() == ["a reminder"]
    assert desk.states() == {"waiting": 1, "sent": 1}
    assert desk.problems() == ["window"]
    assert ("web", "waits") in desk.observed


def test_it_goes_first_when_the_person_writes_again(desk: Desk) -> None:
    desk.chats.fail = closed
    desk.push("your passport is ready")
    asyncio.run(desk.sweep())
    desk.chats.fail = lambda address, text: None
    assert wake(desk) == 1
    rows = desk.turn("hello again")
    asyncio.run(desk.delivery.hurry(rows))
    assert desk.chats.texts() == ["your passport is ready", "hello again"]
    assert wake(desk) == 0


def test_whoever_else_writes_wakes_nothing_of_it(desk: Desk) -> None:
    desk.chats.fail = closed
    desk.push("your passport is ready")
    asyncio.run(desk.sweep())
    assert wake(desk, "budi") == 0
    assert desk.states() == {"waiting": 1}


def test_what_was_replaced_while_it_waited_is_not_said_twice(desk: Desk) -> None:
    desk.chats.fail = closed
    _keyed(desk, "tomorrow at nine")
    asyncio.run(desk.sweep())
    _keyed(desk, "tomorrow at ten")
    assert wake(desk) == 0
    desk.chats.fail = lambda address, text: None
    asyncio.run(desk.sweep())
    assert desk.chats.texts() == ["tomorrow at ten"]
    assert desk.states() == {"dropped": 1, "sent": 1}


def test_of_two_that_waited_the_newer_one_is_said(desk: Desk) -> None:
    desk.chats.fail = closed
    for news in ("it is printed", "it is ready"):
        _keyed(desk, news)
        asyncio.run(desk.sweep())
    desk.chats.fail = lambda address, text: None
    assert wake(desk) == 1
    asyncio.run(desk.sweep())
    assert desk.chats.texts() == ["it is ready"]
    assert desk.problems() == ["replaced"]


def test_what_waited_twice_is_said_once(desk: Desk) -> None:
    desk.chats.fail = closed
    for days in ("a week before", "two days before"):
        _keyed(desk, "papers are missing", days)
        asyncio.run(desk.sweep())
    desk.chats.fail = lambda address, text: None
    assert wake(desk) == 1
    asyncio.run(desk.sweep())
    assert desk.chats.texts() == ["papers are missing"]


def _keyed(desk: Desk, subject: str, key: str = "visit") -> None:
    with desk.database.transaction() as tx:
        outbox.put_push(tx, office="la", person=1, account="web", address="ani", kind="evening-before", subject=subject,
                        due_at=NOW, now=NOW, key=key)


def test_what_came_back_goes_once_more(desk: Desk) -> None:
    row = desk.push("your passport is ready")
    asyncio.run(desk.sweep())
    with desk.database.transaction() as tx:
        assert outbox.again(tx, row.id)
        assert not outbox.again(tx, row.id), "it is due already"
    asyncio.run(desk.sweep())
    assert desk.chats.texts() == ["your passport is ready"] * 2


def test_what_was_taken_and_not_delivered_is_parked_where_the_desk_sees_it(desk: Desk) -> None:
    row = desk.push("your passport is ready")
    asyncio.run(desk.sweep())
    with desk.database.transaction() as tx:
        assert outbox.mark_failed(tx, row.id, "63049") is not None
        assert outbox.mark_failed(tx, row.id, "63049") is None
    with desk.database.reading() as tx:
        assert [(one.id, one.problem) for one in outbox.parked(tx, "la")] == [(row.id, "63049")]


# --- receipts -----------------------------------------------------------------------------------------------------------

def move(desk: Desk, state: str, problem: str | None = None) -> str | None:
    def work(tx: Transaction) -> str | None:
        moved = receipts.move(tx, office="la", account="web", reference="SM1", state=state, problem=problem, at=NOW)
        return None if moved is None else f"{moved.row} {moved.state}"
    with desk.database.transaction() as tx:
        return work(tx)


def test_a_receipt_only_moves_forward_whatever_comes_in_which_order(desk: Desk) -> None:
    with desk.database.transaction() as tx:
        assert receipts.add(tx, office="la", account="web", reference="SM1", row=7, at=NOW) is None
    assert move(desk, "delivered") == "7 delivered"
    assert move(desk, "sent") is None
    assert move(desk, "delivered") is None
    assert move(desk, "failed", "63016") is None, "it arrived"
    assert move(desk, "read") == "7 read"


def test_a_callback_that_is_faster_than_our_own_commit_is_not_lost(desk: Desk) -> None:
    assert move(desk, "failed", "63016") == "None failed"
    with desk.database.transaction() as tx:
        found = receipts.add(tx, office="la", account="web", reference="SM1", row=7, at=NOW)
    assert found is not None
    assert (found.row, found.state, found.problem) == (7, "failed", "63016")


def test_the_ids_that_the_channel_gave_are_written_with_the_row(desk: Desk) -> None:
    desk.chats.gives = ("SM1", "SM2")
    row = desk.push("your passport is ready")
    asyncio.run(desk.sweep())
    with desk.database.transaction() as tx:
        found = [receipts.move(tx, office="la", account="web", reference=one, state="sent", problem=None, at=NOW)
                 for one in ("SM1", "SM2")]
    assert [one and one.row for one in found] == [row.id, row.id]
