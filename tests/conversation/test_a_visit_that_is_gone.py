"""What is said about a visit while it is being cancelled, and once it is."""

from __future__ import annotations

import pytest

from bot.conversation.text import CATALOGUES
from bot.conversation.words import plain, word_lists
from bot.flows.cancelling import TO_CANCEL
from bot.flows.visits import TO_CHANGE
from tests.conversation.places import at_the_menu
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked

NO_WISHES = ("i can't make it", "bisa ganti jadwal ga", "bisa ganti jadwal gak")
"""The first may mean either, the others ask."""


@pytest.mark.parametrize("typed", ["cancel my appointment", "batalkan janji temu saya"])
def test_at_the_cancelling_of_a_visit_to_cancel_it_is_a_yes(dewi: Chat, typed: str) -> None:
    booked(dewi)
    dewi.picks("visits")
    dewi.says(typed)
    assert dewi.step == "CancelVisit"
    dewi.says(typed)
    assert dewi.step == "Menu"
    assert "is cancelled" in dewi.heard[-2].text


def test_at_the_cancelling_of_a_visit_ga_jadi_leaves_it(dewi: Chat) -> None:
    booked(dewi)
    dewi.picks("visits", "cancel")
    dewi.says("ga jadi")
    assert "is cancelled" not in dewi.heard[-2].text
    assert dewi.step == "CancelVisit", "whether to stop here is asked over it"


def test_a_visit_that_was_cancelled_over_its_own_cancelling_is_not_asked_about_again(dewi: Chat) -> None:
    booked(dewi)
    dewi.picks("visits", "cancel")
    dewi.says("reschedule my appointment")
    assert dewi.step == "Visit"
    before = len(dewi.heard)
    dewi.picks("cancel", True)
    assert dewi.step not in ("CancelVisit", "Visit")
    assert not any("Something has changed" in message.text for message in dewi.since(before)), "they did it themselves"
    dewi.says("ok")
    assert dewi.step == "Menu"


@pytest.mark.parametrize("typed", ["cancel my visit", "batalkan kunjungan saya", "saya tidak jadi datang"])
def test_at_the_visit_to_cancel_it_in_words_presses_its_button(dewi: Chat, typed: str) -> None:
    booked(dewi)
    dewi.picks("visits")
    dewi.says(typed)
    assert dewi.step == "CancelVisit"


def test_a_visit_opened_over_itself_is_one_place_for_back(dewi: Chat) -> None:
    booked(dewi)
    dewi.picks("visits")
    dewi.says("status")
    assert dewi.step == "Visit"
    dewi.says("back")
    assert dewi.step == "Menu"


def test_each_way_to_say_that_a_visit_is_to_be_altered_presses_a_button_of_the_visit() -> None:
    words = word_lists(CATALOGUES, ("id", "en"))
    known = {plain(word) for word in (*TO_CHANGE, *TO_CANCEL)}
    wishes = {word for word in words.meanings["alter"] if not words.is_question(word)} - set(map(plain, NO_WISHES))
    assert not {word for word in wishes if not known & {word, words.without_polite(word)}}


@pytest.mark.parametrize("typed", ["ok", "oke", "siap", "sip", "ok sip", "oke kak"])
def test_ok_at_the_menu_is_taken_kindly(journey: Journey, typed: str) -> None:
    dewi = journey.person("Dewi")
    at_the_menu(dewi)
    dewi.says(typed)
    assert dewi.step == "Menu"
    assert dewi.last().text.startswith("You're welcome."), dewi.last().text


def test_ok_is_understood_right_after_a_booking(dewi: Chat) -> None:
    booked(dewi)
    dewi.says("ok")
    assert "did not understand" not in dewi.last().text
