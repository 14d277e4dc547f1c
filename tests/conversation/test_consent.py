"""To the notice one agrees by a word that agrees: what only says that something is right or done is no consent."""

from __future__ import annotations

import pytest

from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import renewal, start


@pytest.mark.parametrize(("typed", "language"), [
    ("sudah benar", "id"), ("udah", "id"), ("benar", "id"), ("betul sekali pak", "id"), ("sudah", "id"), ("ada", "id"),
    ("lanjut", "id"), ("sudah saya baca", "id"), ("correct", "en"), ("that's right", "en"), ("already correct", "en"),
    ("looks good", "en"), ("all correct", "en"), ("yes I have read it?", "en")])
def test_what_agrees_to_nothing_is_no_consent(journey: Journey, typed: str, language: str) -> None:
    chat = journey.person("Dewi", language)
    chat.says(id="halo", en="hello")
    chat.says(typed)
    assert chat.step == "Notice", chat.last().text


@pytest.mark.parametrize("typed", ["sudah benar", "udah", "correct"])
def test_so_it_is_for_somebody_elses_data(dewi: Chat, typed: str) -> None:
    start(dewi, "other")
    renewal(dewi)
    assert dewi.step == "AgreeFor"
    dewi.says(typed)
    assert dewi.step == "AgreeFor"
    dewi.says("ya setuju")
    assert dewi.step == "AskField"


@pytest.mark.parametrize(("typed", "language"), [
    ("setuju", "id"), ("iya stuju", "id"), ("ya", "id"), ("iya kak", "id"), ("oke", "id"), ("ok setuju", "id"), ("boleh", "id"),
    ("ya sudah", "id"),
    ("saya setuju dengan itu", "id"), ("baik pak", "id"), ("ya lanjut", "id"), ("siap", "id"), ("agree", "en"), ("yes", "en"),
    ("ok", "en"), ("yes please", "en"), ("sure go ahead", "en"), ("I agree to that", "en"), ("👍", "en")])
def test_a_word_that_agrees_is(journey: Journey, typed: str, language: str) -> None:
    chat = journey.person("Dewi", language)
    chat.says(id="halo", en="hello")
    chat.says(typed)
    assert chat.step == "Menu", chat.last().text
