"""Two messages of one person at the same moment are taken one after the other, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot.conversation import events
from bot.conversation.turn import TurnResult, take_turn
from bot.flows.all import FLOWS
from storage.tables import conversations
from storage.writer import run_again
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import greet, renewal, start


@pytest.fixture
def journey(tmp_path: Path, database_url: str) -> Iterator[Journey]:
    """The office, on SQLite and on PostgreSQL."""
    made = Journey(tmp_path, "en", JANJI_DATABASE__URL=database_url)
    yield made
    made.close()


def at_once(chat: Chat, *whats: events.What, ids: tuple[str, ...] = ()) -> list[TurnResult]:
    """Take these events of one person in a thread each, begun together."""
    app, barrier = chat.journey.app, Barrier(len(whats))
    now = chat.journey.clock.now()

    def take(number: int) -> TurnResult:
        event = events.Event(ids[number] if ids else f"at-once-{number}", chat.sender, whats[number])
        barrier.wait(10)
        done: TurnResult = run_again(app.database, lambda tx: take_turn(tx, app.office, FLOWS, event, now, at_once=False))
        return done

    with ThreadPoolExecutor(len(whats)) as pool:
        results = list(pool.map(take, range(len(whats))))
    chat.journey.deliver()
    return results


def test_two_answers_typed_at_once_answer_two_questions(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    at_once(dewi, events.Typed("Surabaya Timur"), events.Typed("Malang Barat"))
    with journey.app.database.reading() as tx:
        from bot.desk.applicants import Applicants
        filled = Applicants(tx, journey.app.office.key, journey.app.office.keys, journey.clock.now()).get(1).form
    assert {filled.full_name, filled.birth_place} == {"Surabaya Timur", "Malang Barat"}
    assert "date of birth" in dewi.last().text


def test_many_messages_to_an_officer_at_once_all_arrive(journey: Journey, dewi: Chat) -> None:
    greet(dewi)
    dewi.picks("officer")
    lines = [f"line {number}" for number in range(6)]
    at_once(dewi, *(events.Typed(line) for line in lines))
    assert sorted(journey.threads()[0][1]) == lines


def test_the_same_event_twice_at_once_is_taken_once(dewi: Chat) -> None:
    start(dewi)
    heard = len(dewi.heard)
    results = at_once(dewi, events.Typed("Irvine, CA"), events.Typed("Irvine, CA"), ids=("the-same", "the-same"))
    assert sorted(result.repeated for result in results) == [False, True]
    assert len(dewi.since(heard)) == 1


def test_a_button_pressed_by_two_fingers_is_one_press(dewi: Chat) -> None:
    greet(dewi)
    dewi.picks("book")
    button = dewi.open_question().options[0].id
    heard = len(dewi.heard)
    at_once(dewi, events.Pressed(button), events.Pressed(button))
    assert len(dewi.since(heard)) == 1
    assert dewi.last().text.startswith("What is the visit for")


def test_the_first_two_messages_of_somebody_new_greet_once(journey: Journey, dewi: Chat) -> None:
    at_once(dewi, events.Typed("hello"), events.Opened())
    assert len([message for message in dewi.heard if message.text.startswith("Good morning")]) == 1
    with journey.app.database.reading() as tx:
        assert tx.execute(select(func.count()).select_from(conversations)).scalar_one() == 1


def test_two_people_at_once_do_not_wait_for_each_others_answers(journey: Journey) -> None:
    chats = [journey.person(f"Person {number}") for number in range(4)]
    for chat in chats:
        greet(chat)
    app, now = journey.app, journey.clock.now()

    def book(chat: Chat) -> str:
        event = events.Event(f"of {chat.name}", chat.sender, events.Typed("book"))
        step: str = run_again(app.database, lambda tx: take_turn(tx, app.office, FLOWS, event, now, at_once=False)).step
        return step

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(book, chats)) == ["WhoIsNext"] * 4
