"""Whoever answered the questions and stopped before the form finds the answers when they come back for the same."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.flows.all import FLOWS
from bot.flows.briefing import of_person
from storage import people
from tests.conversation.places import labels
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import book, form, known, renewal, start

CHILD = ("first", "indonesia", "no", "both")


def answered(chat: Chat, *more: Any) -> None:
    """All questions of a replacement, to the papers."""
    start(chat)
    chat.says("Los Angeles, California")
    chat.picks("wni", "yes", "expiring", "recent", "yes", *more)


def test_enough_for_now_keeps_the_answers_and_says_so(journey: Journey, dewi: Chat) -> None:
    answered(dewi, "enough")
    assert any("your answers are kept" in message.text for message in dewi.heard)
    journey.wait(days=20)
    dewi.says("hello")
    dewi.picks("book", "self", "passport-renewal")
    said = dewi.last().text
    assert "What is your citizenship now? *Indonesian (WNI)*" in said
    assert "*Los Angeles County, California*" in said
    dewi.picks(True)
    assert dewi.step == "ShowRequirements"
    dewi.picks("back", False)
    assert "Which city" in dewi.last().text, "they may think again"
    dewi.picks("back", True, "on")
    form(dewi)
    assert book(dewi)


@pytest.mark.parametrize("language", ["id", "en"])
def test_who_stopped_in_the_middle_goes_on_with_the_next_question(journey: Journey, language: str) -> None:
    dewi = journey.person("Dewi", language)
    start(dewi)
    dewi.says("Irvine, CA")
    dewi.picks("wni")
    dewi.says("menu")
    dewi.picks("start-over-surely", "book", "self", "passport-renewal")
    dewi.says("ya")
    assert dewi.last().text.startswith("Apakah Anda berumur 17" if language == "id" else "Are you 17")
    dewi.picks("back")
    assert ("masih" if language == "id" else "still") in dewi.last().text


def test_all_can_be_answered_anew(dewi: Chat) -> None:
    answered(dewi, "enough", "book", "self", "passport-renewal", False)
    assert "Which city" in dewi.last().text
    dewi.says("Irvine, CA")
    dewi.picks("wni", "yes", "full", "older", "yes")
    assert any("Birth certificate" in message.text for message in dewi.heard[-3:])
    dewi.picks("enough", "book", "self", "passport-renewal")
    assert "*Pages are full*" in dewi.last().text, "the newest are kept"


def test_one_answer_is_asked_again_rather_than_asked_about(dewi: Chat) -> None:
    start(dewi)
    dewi.says("Irvine, CA")
    dewi.says("menu")
    dewi.picks("start-over-surely", "book", "self", "passport-renewal")
    assert "Which city" in dewi.last().text


def test_answers_are_for_the_same_service_and_the_same_person(dewi: Chat) -> None:
    answered(dewi, "enough", "book", "self", "passport-lost")
    assert "Which city" in dewi.last().text
    dewi.says("menu")
    dewi.picks("start-over-surely", "book", "other", "passport-renewal")
    assert "Which city" in dewi.last().text


def test_whose_form_is_begun_need_not_answer_again_either(dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    dewi.says("Dewi Lestari")
    dewi.says("menu")
    dewi.picks("start-over-surely", "book", known(1), "passport-renewal")
    assert labels(dewi) == ["Yes, go on", "Answer anew"]
    dewi.picks(True, "on")
    assert "place of birth" in dewi.last().text


def test_a_childs_answers_are_offered_for_a_child_and_it_may_be_another(dewi: Chat) -> None:
    start(dewi, "child", "passport-child")
    dewi.says("Irvine, CA")
    dewi.picks(*CHILD, "enough", "book", "child", "passport-child")
    assert "the same person" in dewi.last().text
    dewi.picks(False)
    assert "Which city" in dewi.last().text


def test_a_second_one_who_is_left_for_now_keeps_theirs(dewi: Chat) -> None:
    answered(dewi, "on")
    form(dewi)
    dewi.picks("more", "child", "passport-child")
    dewi.picks({"state": "CA", "county": "Los Angeles"}, *CHILD, "enough")
    assert dewi.step == "AnyoneElse"
    book(dewi)
    dewi.says("menu")
    dewi.picks("book", "child", "passport-child")
    assert dewi.step == "UseKept", dewi.last().text


def test_what_led_nowhere_and_what_was_booked_is_not_gone_on_with(dewi: Chat) -> None:
    start(dewi)
    dewi.says("Irvine, CA")
    dewi.picks("wni", "yes", "damaged")
    dewi.says("menu")
    dewi.picks("start-over-surely", "book", "self", "passport-renewal")
    assert "Which city" in dewi.last().text
    dewi.says("Irvine, CA")
    dewi.picks("wni", "yes", "expiring", "recent", "yes", "enough", "book", "self", "passport-renewal", True, "on")
    form(dewi)
    book(dewi)
    dewi.says("menu")
    dewi.picks("book", known(2), "passport-renewal")
    assert "Which city" in dewi.last().text


def test_papers_are_those_of_the_newest_answers(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.says("menu")
    dewi.picks("start-over-surely", "book", known(1), "passport-renewal", False)
    dewi.says("Irvine, CA")
    dewi.picks("wni", "yes", "expiring", "older", "yes")
    dewi.says("menu")
    dewi.picks("start-over-surely", "papers")
    assert any("Birth record" in label for label in labels(dewi))
    with journey.app.database.reading() as tx:
        desk = Desk(journey.app.office, tx, journey.clock.now(), person_of(people.get(tx, dewi.id(tx)), ("id", "en")))
        prepares = [line for line in of_person(desk, FLOWS) if "Prepares" in line]
    assert prepares == ["Prepares: Dewi Lestari, Penggantian paspor"]
