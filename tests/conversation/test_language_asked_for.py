"""A language may be asked for in a sentence, wherever it is."""

from __future__ import annotations

import pytest

from tests.conversation.places import at_a_line, at_a_question, at_the_menu, at_the_notice
from tests.journeys.driver import Chat, Journey

SAID = {"id": "Anda ingin memakai bahasa apa", "en": "Which language"}


@pytest.mark.parametrize(("before", "typed", "after"), [
    ("en", "ganti ke bahasa indo dong", "id"), ("en", "bisa pakai bahasa indonesia aja ga kak?", "id"),
    ("en", "boleh pake bhs indo aja", "id"), ("id", "can we switch to english", "en"), ("id", "in english please", "en"),
    ("id", "I would prefer english, please", "en"), ("id", "Could you speak English?", "en"),
    ("id", "tolong ganti ke bahasa inggris", "en")])
@pytest.mark.parametrize("place", [at_the_notice, at_the_menu, at_a_question, at_a_line])
def test_it_is_spoken_from_then_on(journey: Journey, place: object, before: str, typed: str, after: str) -> None:
    dewi = journey.person("Dewi", before)
    place(dewi)  # type: ignore[operator]
    step = dewi.step
    dewi.says(typed)
    assert dewi.step == step
    dewi.says("/language")
    assert dewi.last().text.startswith(SAID[after]), dewi.last().text


@pytest.mark.parametrize("typed", [
    "is the form in english or not", "surat nikah saya bahasa inggris", "my passport is indonesian", "jangan bahasa indonesia",
    "saya tidak mau bahasa indonesia"])
def test_to_speak_of_one_is_no_wish(dewi: Chat, typed: str) -> None:
    at_the_menu(dewi)
    dewi.says(typed)
    dewi.says("/language")
    assert dewi.last().text.startswith(SAID["en"])
