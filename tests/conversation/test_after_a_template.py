"""What waited comes with the next message, whatever it says: that message need be no answer to anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import events
from bot.desk.threads import Threads
from storage import outbox
from tests.conversation.places import at_an_officer, at_the_days
from tests.conversation.test_meant_for_the_officer import said_to_officers
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import greet

OPENS = ("ok", "halo", "yes", "baik", "👍", "terima kasih", "go on")


def something_waits(journey: Journey, chat: Chat, kind: str = "thread-closed", subject: str = "") -> None:
    """It was told, outside the window, that something is to be read."""
    journey.wait(hours=20)
    now = journey.clock.now()
    chat.sender = replace(chat.sender, opens_window=True)
    with journey.app.database.transaction() as tx:
        row = outbox.put_push(tx, office=journey.app.office.key, person=chat.id(tx), account=journey.account,
                              address=chat.sender.address, kind=kind, subject=subject, due_at=now, now=now)
        outbox.take(tx, journey.account, chat.sender.address, now)
        assert journey.app.render(tx, row, now) is not None
        outbox.mark_waiting(tx, row.id, outbox.TOLD)


def an_officers_answer_waits(journey: Journey, chat: Chat) -> None:
    with journey.app.database.transaction() as tx:
        threads = Threads(tx, journey.app.settings, journey.app.office.keys, journey.clock.now())
        thread = threads.open_of(chat.id(tx))
        assert thread is not None
        line = threads.say(thread, "officer", "Could you come at ten?")
    something_waits(journey, chat, "officer-line", str(line))


@pytest.mark.parametrize("typed", OPENS)
def test_at_the_menu_nothing_is_said_but_what_waited(journey: Journey, dewi: Chat, typed: str) -> None:
    greet(dewi)
    something_waits(journey, dewi)
    heard = len(dewi.heard)
    dewi.says(typed)
    [said] = dewi.since(heard)
    assert said.text.startswith("The officer has closed")
    dewi.says(typed)
    assert len(dewi.since(heard)) > 1, "nothing waits any more, so it is read as ever"


@pytest.mark.parametrize("typed", ["ok", "halo", "2"])
def test_in_the_middle_of_something_the_question_is_shown_once_more(journey: Journey, dewi: Chat, typed: str) -> None:
    at_the_days(dewi)
    something_waits(journey, dewi)
    heard = len(dewi.heard)
    dewi.says(typed)
    waited, asked = dewi.since(heard)
    assert waited.text.startswith("The officer has closed")
    assert asked.text.startswith("Which day suits you?" if typed != "2" else "Friday 27 November")


@pytest.mark.parametrize("typed", ["siapa ini ya kak", "zzz qwrt"])
def test_words_that_mean_nothing_here_are_not_scolded(journey: Journey, dewi: Chat, typed: str) -> None:
    greet(dewi)
    something_waits(journey, dewi)
    heard = len(dewi.heard)
    dewi.says(typed)
    assert [said.text.split("\n")[0] for said in dewi.since(heard)] == [
        "The officer has closed this conversation. I'm the assistant again; for an officer, type *officer*.",
        "What can I do for you?"]


def test_a_wish_is_done_all_the_same(journey: Journey, dewi: Chat) -> None:
    greet(dewi)
    something_waits(journey, dewi)
    dewi.says("my appointments")
    assert dewi.step == "MyVisits"


@pytest.mark.parametrize("typed", ["ok", "ya", "halo"])
def test_what_only_opens_an_officers_answer_is_not_sent_to_the_officer(journey: Journey, dewi: Chat, typed: str) -> None:
    at_an_officer(dewi)
    dewi.says("Is the green card enough?")
    an_officers_answer_waits(journey, dewi)
    heard = len(dewi.heard)
    dewi.says(typed)
    [said] = dewi.since(heard)
    assert "Could you come at ten?" in said.text
    assert said_to_officers(journey)[-1] == "Could you come at ten?"
    dewi.says("ok")
    assert said_to_officers(journey)[-1] == "ok", "this they say to what they have read"


def test_back_at_the_assistant_it_is_the_same(journey: Journey, dewi: Chat) -> None:
    at_an_officer(dewi)
    dewi.says("Is the green card enough?")
    dewi.picks("assistant")
    an_officers_answer_waits(journey, dewi)
    heard = len(dewi.heard)
    dewi.says("ok")
    [said] = dewi.since(heard)
    assert "Could you come at ten?" in said.text
    assert said_to_officers(journey)[-1] == "Could you come at ten?"
    dewi.take(events.Typed("I can come at ten"), "")
    assert said_to_officers(journey)[-1] == "I can come at ten"
