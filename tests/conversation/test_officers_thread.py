"""In an officer's thread: the way back, and what the officers are told."""

from __future__ import annotations

import pytest

from bot.conversation.events import Pressed
from tests.journeys.driver import TUESDAY, Chat, Journey
from tests.journeys.parts import greet, start

WAY_BACK = "To go back, choose or type *Back to assistant*."


def in_a_thread(journey: Journey) -> Chat:
    dewi = journey.person("Dewi")
    start(dewi)
    dewi.says("officer")
    dewi.says("Is the green card enough?")
    return dewi


def handed_over(journey: Journey) -> Chat:
    """Somebody whose answers only an officer can judge."""
    dewi = journey.person("Dewi")
    start(dewi)
    dewi.says("Irvine, CA")
    dewi.picks("taking")
    return dewi


@pytest.mark.parametrize("typed", ["menu", "status", "help", "bantuan", "back", "Kembali"])
def test_a_word_that_works_elsewhere_is_passed_on_and_the_way_back_is_said(journey: Journey, typed: str) -> None:
    dewi = in_a_thread(journey)
    before = len(dewi.heard)
    dewi.says(typed)
    assert [message.text for message in dewi.since(before)] == [WAY_BACK, "✓"]
    assert dewi.last().options[0].label == "Back to assistant"
    assert journey.threads()[0][1][-1] == typed
    dewi.says("Back to assistant")
    assert dewi.step == "AskState"


def test_a_message_to_the_officer_is_passed_on_without_more(journey: Journey) -> None:
    dewi = in_a_thread(journey)
    before = len(dewi.heard)
    dewi.says("Can you help me with the status of my passport?")
    assert len(dewi.since(before)) == 1


@pytest.mark.parametrize(("word", "step"), [("help", "Help"), ("language", "ChooseLanguage"), ("status", "MyVisits")])
def test_the_channels_own_menu_works_in_a_thread(journey: Journey, word: str, step: str) -> None:
    dewi = in_a_thread(journey)
    dewi.take(Pressed(f"any.{word}"), "")
    assert dewi.step == step
    assert journey.threads()[0][1] == ["Is the green card enough?"]


def test_the_main_menu_of_the_channel_leads_out_of_a_thread(journey: Journey) -> None:
    dewi = in_a_thread(journey)
    dewi.take(Pressed("any.start-over"), "")
    dewi.picks("start-over-surely")
    assert dewi.step == "Menu"
    assert dewi.take(Pressed("any.no-such-word"), "").said == ""


def test_whoever_goes_back_hears_that_the_answer_comes_here(journey: Journey) -> None:
    dewi = in_a_thread(journey)
    dewi.picks("assistant")
    assert "stays open" in dewi.heard[-2].text
    assert dewi.step == "AskState"


def test_whoever_wrote_nothing_is_promised_no_answer(dewi: Chat) -> None:
    greet(dewi)
    dewi.says("officer")
    before = len(dewi.heard)
    dewi.picks("assistant")
    assert len(dewi.since(before)) == 1


def test_when_the_officer_closes_it_nothing_stays_open(journey: Journey) -> None:
    dewi = in_a_thread(journey)
    journey.officer_closes(dewi)
    journey.deliver()
    assert not any("stays open" in message.text for message in dewi.heard)


def test_a_hand_over_asks_what_is_needed_by_when_and_says_nothing_was_passed_on(journey: Journey) -> None:
    dewi = handed_over(journey)
    dewi.picks("officer")
    assert "What do you need, and by when?" in dewi.last().text
    assert "date of your journey" in dewi.last().text
    assert "passed it on" not in dewi.last().text
    dewi.says("A new passport before 10 December")
    assert "passed it on" in dewi.last().text


@pytest.mark.parametrize("answer", ["officer", "understood"])
def test_the_officers_read_why_and_what_was_answered(journey: Journey, answer: str) -> None:
    dewi = handed_over(journey)
    dewi.picks(answer)
    topic, [reason] = journey.threads()[0]
    assert topic == "other-citizenship"
    assert reason.startswith("Penggantian paspor: other-citizenship\n")
    assert "Orange County, California" in reason
    assert "WNI dan negara lain" in reason
    assert reason not in "".join(message.text for message in dewi.heard)


def test_whoever_only_understood_hears_how_to_add_something(journey: Journey) -> None:
    dewi = handed_over(journey)
    dewi.picks("understood")
    assert any("type *officer*" in message.text and "by when" in message.text for message in dewi.heard[-2:])


def test_that_it_is_passed_on_is_said_once_and_then_shortly(journey: Journey) -> None:
    dewi = in_a_thread(journey)
    assert dewi.last().text == "I've passed it on to the officers."
    for said in ("It is from 2019.", "And it is green."):
        dewi.says(said)
        assert dewi.last().text == "✓"
        assert dewi.last().options


def test_whoever_writes_to_an_officer_without_asking_for_one_is_told_so_once(journey: Journey) -> None:
    dewi = in_a_thread(journey)
    dewi.picks("assistant")
    journey.wait(minutes=5)
    journey.officer_writes(dewi, "Please bring it.")
    dewi.says("I could be there at ten, is there parking nearby")
    if dewi.step != "WithOfficer":
        dewi.picks("to-officer")
    assert "You're writing to them now" in dewi.last().text
    assert "Officers are" in dewi.last().text, "by when is not said"
    dewi.says("Thank you")
    assert dewi.last().text == "✓"


@pytest.mark.parametrize(("hour", "when"), [(6, "from 9:00 am today"), (23, "from 9:00 am tomorrow")])
def test_by_when_officers_answer_is_said_as_one_would_say_it_then(journey: Journey, hour: int, when: str) -> None:
    journey.clock.set(TUESDAY.replace(hour=hour))
    dewi = journey.person("Dewi")
    greet(dewi)
    dewi.says("officer")
    assert when in dewi.last().text


def test_before_answers_go_to_an_officer_it_is_said(journey: Journey) -> None:
    assert "pass your answers on" in handed_over(journey).last().text
