"""A "not yet" before something that was not asked is no answer; alone, or of what was asked, it is a no."""

from __future__ import annotations

import pytest

from tests.conversation.places import at_a_line
from tests.journeys.driver import Chat
from tests.journeys.parts import start


def at_a_question_of_a_lost_passport(chat: Chat, *answers: str) -> str:
    """What it asks."""
    start(chat, service="passport-lost")
    chat.says("Los Angeles, California")
    chat.picks(*answers)
    return str(chat.last().text)


TO_THE_STAY = ("no", "wni", "yes")


@pytest.mark.parametrize("answers", [(), TO_THE_STAY])
@pytest.mark.parametrize("typed", ["belum lapor", "belum lapor polisi", "not yet reported", "I haven't reported it"])
def test_that_something_else_is_not_done_yet_is_no_silent_no(dewi: Chat, answers: tuple[str, ...], typed: str) -> None:
    asked = at_a_question_of_a_lost_passport(dewi, *answers)
    dewi.says(typed)
    assert dewi.last().text.startswith(("I'm sorry, I did not understand", "That could be more"))
    dewi.says("hello")
    assert dewi.last().text == asked


@pytest.mark.parametrize("typed", ["belum", "belum ada", "belum punya", "blm pak", "belum ada sih kak", "not yet",
                                   "I haven't any proof"])
def test_not_yet_alone_or_of_what_is_asked_is_a_no(dewi: Chat, typed: str) -> None:
    at_a_question_of_a_lost_passport(dewi, *TO_THE_STAY)
    dewi.says(typed)
    assert dewi.step == "NotHere"


@pytest.mark.parametrize(("answers", "typed"), [
    (TO_THE_STAY, "sudah lapor polisi"), (TO_THE_STAY, "udah lapor polisi kemarin pak"),
    (TO_THE_STAY, "iya saya sudah lapor polisi"), (TO_THE_STAY, "yes I reported it to the police"),
    (TO_THE_STAY, "ok saya tanya suami"), (TO_THE_STAY, "ok lanjut"), (("no",), "ya anak saya juga"),
    ((), "sudah lapor polisi")])
def test_a_yes_about_something_else_is_no_silent_yes(dewi: Chat, answers: tuple[str, ...], typed: str) -> None:
    asked = at_a_question_of_a_lost_passport(dewi, *answers)
    dewi.says(typed)
    assert dewi.last().text.startswith(("I'm sorry, I did not understand", "That could be more", "Please", "I don't"))
    dewi.says("hello")
    assert dewi.last().text == asked


@pytest.mark.parametrize("typed", [
    "ya", "udah ada pak", "iya punya green card", "ada kok kak", "yes I do", "sudah punya buktinya", "yes I have proof",
    "iya ada kartunya", "ok"])
def test_a_yes_alone_or_to_what_is_asked_is_a_yes(dewi: Chat, typed: str) -> None:
    asked = at_a_question_of_a_lost_passport(dewi, *TO_THE_STAY)
    dewi.says(typed)
    assert dewi.step == "AskQuestion"
    assert dewi.last().text != asked and "What happened" in dewi.last().text, dewi.last().text


@pytest.mark.parametrize("typed", ["dont have one", "i don't have one", "I don't have it with me", "ga ada pak"])
def test_whoever_has_no_number_leaves_it_out_in_their_own_words(dewi: Chat, typed: str) -> None:
    at_a_line(dewi, "Dewi Lestari", "Surabaya", "17 August 1990")
    dewi.says(typed)
    assert "present passport" in dewi.last().text
