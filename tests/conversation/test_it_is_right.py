"""What looks odd at a line of the form is said back, and kept by a press or by words that say so; what is surely something else
is not."""

from __future__ import annotations

import pytest

from tests.conversation.places import labels
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import SKIP, renewal, start

RIGHT = {"id": "Sudah benar", "en": "It is right"}


def at_the_address(chat: Chat) -> None:
    start(chat)
    renewal(chat)
    for typed in ("Dewi Lestari", "Surabaya", "17/08/1990"):
        chat.says(typed)
    chat.picks(SKIP, SKIP)


@pytest.mark.parametrize(("typed", "right", "language"), [
    ("selasa", "udah bener", "id"), ("dekat masjid di Irvine", "sudah benar kak", "id"),
    ("near the mosque in Irvine", "that's right", "en")])
def test_it_is_said_back_and_kept_when_they_say_so(journey: Journey, typed: str, right: str, language: str) -> None:
    dewi = journey.person("Dewi", language)
    at_the_address(dewi)
    dewi.says(typed)
    assert f"*{typed}*" in dewi.last().text
    assert labels(dewi) == [RIGHT[language]]
    dewi.says(right)
    dewi.picks(SKIP)
    assert dewi.step == "ReviewForm"
    assert f"*{typed}" in dewi.last().text


@pytest.mark.parametrize(("typed", "language"), [
    ("ga ada lg", "id"), ("sudah benar kak", "id"), ("wa 081234567890", "id"), ("213 555 0100", "id"),
    ("dewi@example.com", "id"), ("belum punya alamat", "id"), ("that's right", "en"), ("my phone is 213 555 0100", "en"),
    ("mail dewi.1@example.com", "en"), ("don't have one", "en")])
def test_what_is_surely_no_address_can_not_be_kept_as_one(journey: Journey, typed: str, language: str) -> None:
    dewi = journey.person("Dewi", language)
    at_the_address(dewi)
    dewi.says(typed)
    assert (dewi.step, labels(dewi)) == ("AskField", []), dewi.last().text
    dewi.says("udah bener")
    assert (dewi.step, labels(dewi)) == ("AskField", [])


def test_a_bare_yes_is_no_name_however_often_it_is_said(dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    dewi.says("iya")
    dewi.says("iya")
    assert "place of birth" not in dewi.last().text
