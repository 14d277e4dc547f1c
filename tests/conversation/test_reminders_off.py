"""STOP and START: from anywhere, at once, and without moving the conversation."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.conversation.events import Pressed
from storage.tables import outbox
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked, greet, nobody_else, renewal, start

OFF = "no more reminders. I'll still answer"
ON = "come to this chat again"


def reminders_of(journey: Journey) -> list[tuple[str, str, str | None]]:
    with journey.app.database.reading() as tx:
        rows = tx.execute(select(outbox.c.kind, outbox.c.state, outbox.c.problem).where(outbox.c.kind != "answer")
                          .order_by(outbox.c.due_at)).all()
    return [(row.kind, row.state, row.problem) for row in rows]


@pytest.mark.parametrize("typed", ["stop", "STOP", "Stop.", "berhenti", "Berhenti!", "unsubscribe", "stop pengingat",
                                   "stop reminders", "/stop"])
def test_each_word_for_it_stops_them_and_leaves_the_question_open(dewi: Chat, typed: str) -> None:
    start(dewi)
    renewal(dewi)
    dewi.says(typed)
    assert OFF in dewi.last().text
    assert dewi.step == "AskField"
    dewi.says("Dewi Lestari")
    dewi.says("status")
    assert "Reminders are off" in dewi.last().text and not dewi.last().text.startswith("🔕"), "before the visit itself"


def test_stop_is_taken_before_anything_else_was_said(dewi: Chat) -> None:
    dewi.says("STOP")
    assert [message.text for message in dewi.heard if OFF in message.text] == [message.text for message in dewi.heard]
    greet(dewi)
    assert dewi.step == "Menu"


def test_stop_after_days_is_no_return(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    journey.wait(days=5)
    dewi.says("stop")
    assert OFF in dewi.last().text


def test_a_reminder_is_dropped_when_it_would_be_sent_and_the_reason_is_kept(journey: Journey, dewi: Chat) -> None:
    booked(dewi)
    dewi.says("stop")
    before = len(dewi.heard)
    journey.wait(days=3)
    assert not dewi.since(before)
    rows = reminders_of(journey)
    assert rows
    assert all(row[1:] == ("dropped", "opted out") for row in rows if row[0] != "hold-lapsing"), rows


def test_what_is_due_after_they_come_back_goes(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    journey.wait(hours=1)
    dewi.says("stop")
    _book_next_week(dewi)
    journey.wait_until("2026-11-28 12:00")
    assert ("papers-missing", "dropped", "opted out") in reminders_of(journey)
    dewi.says("start")
    assert ON in dewi.last().text
    before = len(dewi.heard)
    journey.wait(days=3)
    assert [message.text for message in dewi.since(before) if "A reminder" in message.text]


def _book_next_week(dewi: Chat) -> None:
    from tests.journeys.parts import choose_time, form
    renewal(dewi)
    form(dewi)
    nobody_else(dewi)
    choose_time(dewi, day=3)
    dewi.picks("book")


def test_the_button_under_it_brings_them_back(dewi: Chat) -> None:
    start(dewi)
    dewi.says("stop")
    [button] = dewi.last_offer().options
    assert button.label == "Remind me again"
    dewi.take(Pressed(button.id), "")
    assert ON in dewi.last().text
    assert dewi.last().words == dewi.open_question().words
    dewi.take(Pressed(button.id), "")
    assert ON in dewi.last().text, "pressed again it says the same"


@pytest.mark.parametrize("typed", ["start", "mulai", "START"])
def test_start_begins_anew_for_who_has_reminders(dewi: Chat, typed: str) -> None:
    start(dewi)
    dewi.says(typed)
    dewi.picks("start-over-surely")
    assert dewi.step == "Menu"


def test_stop_in_a_sentence_is_said_to_the_officer(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    dewi.says("officer")
    dewi.says("When does the 720 bus stop near you?")
    dewi.says("stop")
    dewi.says("And how late?")
    assert journey.threads()[0][1] == ["When does the 720 bus stop near you?", "And how late?"]
    assert dewi.step == "WithOfficer"
