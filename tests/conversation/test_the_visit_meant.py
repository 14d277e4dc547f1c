"""Whoever has a visit to come, and says that they can't, or asks for it in a sentence, is led to it."""

from __future__ import annotations

import pytest

from tests.conversation.places import at_the_menu
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked

SENTENCES = [
    ("min sy ga bisa dateng hari itu, bisa diundur ga?", "id"), ("bsk sy ga bs dateng", "id"), ("bisa dimundurin ga kak", "id"),
    ("td jam brp ya janjinya?", "id"), ("janji sy masih ada ga?", "id"), ("mau batalin aja", "id"),
    ("kode sy apa ya", "id"), ("saya berhalangan hari rabu", "id"), ("I can't come on wednesday", "en"), ("cancel it", "en"),
    ("something came up, can we postpone?", "en"), ("what time was my appointment again?", "en"), ("what's my code", "en")]


@pytest.mark.parametrize(("typed", "language"), SENTENCES)
def test_it_is_opened_from_the_menu(journey: Journey, typed: str, language: str) -> None:
    chat = journey.person("Dewi", language)
    booked(chat)
    chat.says(typed)
    assert chat.step == "Visit", chat.last().text


@pytest.mark.parametrize(("typed", "language"), [("diundur minggu depan", "id"), ("tolong dimundurin kak", "id"),
                                                 ("please postpone it", "en")])
def test_there_it_is_put_off_in_words(journey: Journey, typed: str, language: str) -> None:
    chat = journey.person("Dewi", language)
    booked(chat)
    chat.picks("visits")
    chat.says(typed)
    assert chat.step == "ChooseDay", chat.last().text


@pytest.mark.parametrize("typed", ["batalin janjinya", "iya batal", "ya batalin aja kak"])
def test_to_cancel_is_confirmed_by_saying_it_again(dewi: Chat, typed: str) -> None:
    booked(dewi)
    dewi.picks("visits", "cancel")
    dewi.says(typed)
    assert "cancelled" in dewi.heard[-2].text, dewi.last().text


def test_without_a_visit_there_is_none_to_open(dewi: Chat) -> None:
    at_the_menu(dewi)
    for typed, _language in SENTENCES:
        dewi.says(typed)
        assert dewi.step in ("Menu", "MyVisits"), typed
        dewi.says("menu")
