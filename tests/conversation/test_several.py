"""Whoever comes for themselves and others says so at once; they are taken one after the other."""

from __future__ import annotations

import pytest

from tests.conversation.places import labels
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import formed, greet


def at_for_whom(chat: Chat, service: str = "perpanjang paspor") -> None:
    greet(chat)
    chat.says(service)
    assert chat.step == "WhoIsNext"


@pytest.mark.parametrize(("typed", "count", "language"), [
    ("saya dan istri saya", 2, "id"), ("buat saya sama anak saya", 2, "id"), ("saya, istri, dan 2 anak", 4, "id"),
    ("saya & suami", 2, "id"), ("untuk saya, istri saya dan dua anak saya ya", 4, "id"), ("kami berempat", 4, "id"),
    ("berdua sama istri", 2, "id"), ("gw sm bini gw + 2 anak", 4, "id"), ("4 orang", 4, "id"), ("sama istri", 2, "id"),
    ("me and my wife", 2, "en"), ("my husband and I", 2, "en"), ("for me, my husband and our two kids", 4, "en"),
    ("for my wife and me please", 2, "en"), ("family of four", 4, "en"), ("the two of us", 2, "en"),
    ("my wife and daughter", 2, "en"), ("istri dan anak saya", 2, "id")])
def test_several_are_counted_and_it_is_asked_who_is_first(journey: Journey, typed: str, count: int, language: str) -> None:
    chat = journey.person("Dewi", language)
    at_for_whom(chat)
    chat.says(typed)
    assert chat.step == "WhoIsNext", chat.last().text
    assert (f"{count} orang" if language == "id" else f"{count} of you") in chat.last().text, chat.last().text
    chat.says("saya" if language == "id" else "me")
    assert chat.step == "AskState"
    chat.picks("back")
    chat.picks("back")
    assert chat.step == "Menu", "it was one question"


@pytest.mark.parametrize(("typed", "language"), [("sekeluarga", "id"), ("saya dan anak-anak", "id"), ("me and my kids", "en"),
                                                 ("my family", "en")])
def test_where_no_number_is_said_they_are_several(journey: Journey, typed: str, language: str) -> None:
    chat = journey.person("Dewi", language)
    at_for_whom(chat)
    chat.says(typed)
    assert chat.step == "WhoIsNext"
    assert ("beberapa orang" if language == "id" else "several of you") in chat.last().text
    chat.picks("self")


@pytest.mark.parametrize(("typed", "step"), [
    ("anak saya", "AgreeFor"), ("istri saya", "AgreeFor"),
    ("buat saya aja", "AskState"), ("my wife", "AgreeFor"), ("just me", "AskState"), ("for my son", "AgreeFor")])
def test_one_is_one(dewi: Chat, typed: str, step: str) -> None:
    at_for_whom(dewi)
    dewi.says(typed)
    assert "of you" not in dewi.last().text
    assert dewi.step in (step, "AskState")


@pytest.mark.parametrize("typed", ["buat sy", "buat sy sendiri", "sy aja", "utk aku", "saya dulu", "paspor sy", "diri sendiri",
                                   "buat saya sendiri kak", "its for me", "myself please"])
def test_oneself_is_called_in_many_ways(dewi: Chat, typed: str) -> None:
    at_for_whom(dewi)
    dewi.says(typed)
    assert dewi.step == "AskState", dewi.last().text
    assert "do you live" in dewi.last().text


def test_more_than_one_visit_takes_is_said(dewi: Chat) -> None:
    at_for_whom(dewi)
    dewi.says("8 orang")
    assert "6 applicants at most" in dewi.last().text


def test_for_a_childs_passport_the_parent_is_no_applicant(journey: Journey) -> None:
    chat = journey.person("Siti", "id")
    at_for_whom(chat, "paspor anak")
    chat.says("saya sama anak saya")
    assert chat.step == "AskState", chat.last().text


def test_so_it_is_for_those_who_come_too(dewi: Chat) -> None:
    formed(dewi)
    dewi.picks("more")
    dewi.says("my wife and two kids")
    assert (dewi.step, "3 of you" in dewi.last().text) == ("WhoIsNext", True)
    assert "My child" in labels(dewi)
