"""What the officers' group is told of threads, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversation.message import Message
from storage import outbox
from storage.tables import outbox as rows
from tests.fakes.telegram import TOKEN
from tests.journeys.driver import ZONE, Chat, Journey
from tests.journeys.parts import greet, start

GROUP = "-1001500000009"


@pytest.fixture
def journey(tmp_path: Path) -> Iterator[Journey]:
    made = Journey(tmp_path, "en", JANJI_TELEGRAM__TOKEN=TOKEN, JANJI_TELEGRAM__OFFICERS_GROUP=GROUP)
    yield made
    made.close()


def asks(journey: Journey, *words: str) -> Chat:
    dewi = journey.person("Dewi")
    greet(dewi)
    dewi.says("officer")
    for word in words:
        dewi.says(word)
    return dewi


def told(journey: Journey) -> list[str]:
    """What the group reads of what is due now."""
    heard = []
    with journey.app.database.transaction() as tx:
        while taken := outbox.take(tx, "telegram", GROUP, journey.clock.now()):
            made = journey.app.render(tx, taken[0], journey.clock.now())
            heard += [made.text] if isinstance(made, Message) else []
            (outbox.mark_dropped(tx, taken[0].id, "") if made is None else
             outbox.mark_sent(tx, taken[0].id, journey.clock.now()))
    return heard


def test_whoever_waits_is_told_once_and_nothing_of_theirs(journey: Journey) -> None:
    asks(journey, "Dewi Lestari here, is the green card enough?", "Or the I-797?", "Hello?")
    assert told(journey) == [
        "💬 Ada yang menunggu petugas: percakapan 1. Baca dengan *janji threads show 1*, jawab dengan *janji threads reply 1*."]


def test_who_pressed_for_an_officer_and_wrote_nothing_does_not_wait(journey: Journey) -> None:
    asks(journey)
    assert told(journey) == []


def test_who_writes_again_after_the_answer_waits_again(journey: Journey) -> None:
    dewi = asks(journey, "Is the green card enough?")
    told(journey)
    journey.officer_writes(dewi, "It is.")
    dewi.says("And for my son?")
    assert len(told(journey)) == 1


def test_what_was_answered_before_it_went_is_not_told(journey: Journey) -> None:
    dewi = asks(journey, "Is the green card enough?")
    journey.officer_writes(dewi, "It is.")
    assert told(journey) == []


def test_a_thread_that_was_closed_is_not_told_and_a_new_one_is(journey: Journey) -> None:
    dewi = asks(journey, "Is the green card enough?")
    journey.officer_closes(dewi)
    assert told(journey) == []
    dewi.says("officer")
    dewi.says("One more thing")
    assert [line.split(". ")[0] for line in told(journey)] == ["💬 Ada yang menunggu petugas: percakapan 2"]


def test_answers_that_only_an_officer_can_judge_are_told(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    dewi.says("Irvine, CA")
    dewi.picks("taking", "officer")
    assert len(told(journey)) == 1


def test_who_waits_for_long_is_told_once_more(journey: Journey) -> None:
    asks(journey, "Is the green card enough?")
    told(journey)
    journey.wait(minutes=61)
    [line] = told(journey)
    assert line.startswith("⏳ Percakapan 1 masih menunggu petugas, sejak Sel 24 Nov, pukul 09.0")
    journey.wait(hours=30)
    assert told(journey) == []


def test_who_was_answered_in_time_is_not_told_again(journey: Journey) -> None:
    dewi = asks(journey, "Is the green card enough?")
    told(journey)
    journey.officer_writes(dewi, "It is.")
    journey.wait(minutes=61)
    assert told(journey) == []


@pytest.mark.parametrize(("asked", "again"), [
    ("2026-11-24 10:00", "2026-11-24 11:00"),
    ("2026-11-24 11:30", "2026-11-24 13:30"),                # at lunch
    ("2026-11-24 12:30", "2026-11-24 14:30"),
    ("2026-11-24 16:00", "2026-11-25 09:00"),
    ("2026-11-24 21:00", "2026-11-25 10:00"),
    ("2026-11-27 21:00", "2026-11-30 10:00")])
def test_only_time_in_which_officers_answer_makes_it_long(journey: Journey, asked: str, again: str) -> None:
    journey.wait_until(asked)
    asks(journey, "Is the green card enough?")
    with journey.app.database.reading() as tx:
        [due] = tx.execute(select(rows.c.due_at).where(rows.c.kind == "thread-still-waits")).scalars()
    assert abs((due - datetime.fromisoformat(again).replace(tzinfo=ZONE)).total_seconds()) < 300


def test_an_office_without_a_group_tells_nobody(tmp_path: Path) -> None:
    journey = Journey(tmp_path, "en", JANJI_TELEGRAM__TOKEN=TOKEN)
    asks(journey, "Is the green card enough?")
    with journey.app.database.reading() as tx:
        assert not tx.execute(select(rows.c.id).where(rows.c.account == "telegram")).all()
    journey.close()
