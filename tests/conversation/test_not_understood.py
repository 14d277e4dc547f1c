"""What is said to whoever was not understood, and to what can't be read at all."""

from __future__ import annotations

import pytest

from bot.conversation import events
from tests.conversation.places import PLACES
from tests.journeys.driver import Chat
from tests.journeys.parts import renewal, start

JUNK = "qwrt zxcv"


def texts(chat: Chat, heard: int) -> list[str]:
    return [message.text for message in chat.since(heard)]


def test_it_says_what_is_expected_and_the_third_time_offers_an_officer(dewi: Chat) -> None:
    start(dewi)
    heard = len(dewi.heard)
    for _time in range(3):
        dewi.says("Atlantis")
    first, second, third = texts(dewi, heard)
    assert "California" in first
    assert "California" in second
    assert "officer" in third
    assert "officer" not in first + second
    assert dewi.last().words[0].label == "Talk to an officer"
    dewi.picks("officer")
    assert dewi.step == "WithOfficer"
    dewi.picks("assistant")
    assert dewi.step == "AskState"


@pytest.mark.parametrize("place", [place for place in PLACES if place.__name__ != "at_the_notice"],
                         ids=lambda place: place.__name__)
def test_the_same_words_are_never_said_three_times_in_a_row(dewi: Chat, place: object) -> None:
    assert callable(place)
    place(dewi)
    heard, before = len(dewi.heard), dewi.step
    for _time in range(3):
        dewi.says(f"{JUNK}?")
    said = texts(dewi, heard)
    assert len(said) == 3
    assert len(set(said)) >= 2
    assert "officer" in [button.id.split(".")[1] for button in dewi.last().words]
    assert all(len(text.split()) < 40 for text in said), "a wall of text"
    assert dewi.step == before


def test_an_officer_is_offered_once_where_the_question_has_that_button(dewi: Chat) -> None:
    start(dewi)
    dewi.says("Los Angeles, California")
    dewi.picks("taking")
    assert dewi.step == "NotHere"
    for _time in range(3):
        dewi.says(JUNK)
    last = dewi.last()
    assert [button.label for button in (*last.options, *last.words)].count("Talk to an officer") == 1


def test_an_answer_that_is_understood_begins_the_count_anew(dewi: Chat) -> None:
    start(dewi)
    dewi.says("Atlantis")
    dewi.says("Atlantis")
    dewi.says("Irvine, CA")
    dewi.says(JUNK)
    assert "officer" not in dewi.last().text
    assert dewi.last().text.startswith("I'm sorry, I did not understand")


def test_what_is_wrong_is_said_before_what_to_do(dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    for typed in ("Dewi Lestari", "Surabaya"):
        dewi.says(typed)
    for typed, wrong in {"31/02/1990": "could not read that as a date", "1/1/2031": "still to come",
                         "1/1/1831": "very long ago", "17 August": "could not read"}.items():
        dewi.says(typed)
        why, _gap, what = dewi.last().text.partition("\n\n")
        assert wrong in why, typed
        assert what
    dewi.says("17 August 1990")
    dewi.says("357801570890000")
    assert "15" in dewi.last().text, "how many digits there were"


@pytest.mark.parametrize("what", ["location", "contact", "voice", "sticker", "broken-file", "unknown"])
def test_what_can_not_be_read_gets_a_polite_sentence_and_the_question_stays(dewi: Chat, what: str) -> None:
    start(dewi)
    dewi.says("Irvine, CA")
    heard = len(dewi.heard)
    dewi.take(events.Other(what), "(sends something)")  # type: ignore[arg-type]
    [said] = dewi.since(heard)
    assert "I can read text, buttons, photos and PDF" in said.text
    assert said.options, "no way on"
    dewi.press(said.options[0].id)
    assert dewi.last().text.startswith("Are you 17")


def test_what_can_not_be_read_as_the_first_thing_of_all_is_answered_with_a_greeting(dewi: Chat) -> None:
    dewi.take(events.Other("sticker"), "(sends a sticker)")
    assert dewi.step == "Notice"
    assert dewi.heard[0].text.startswith("Good morning")


def test_opening_the_chat_greets_once_and_then_keeps_quiet(dewi: Chat) -> None:
    dewi.opens()
    assert len(dewi.heard) == 2
    dewi.opens()
    assert len(dewi.heard) == 2


@pytest.mark.parametrize("typed", ["iya tlg hubungin petugas aja, saya capek",
                                   "can you just get me an officer please"])
def test_whoever_asks_for_an_officer_in_a_sentence_gets_one(dewi: Chat, typed: str) -> None:
    start(dewi)
    dewi.says("Los Angeles, California")
    dewi.picks("taking")
    dewi.says(typed)
    assert dewi.step == "WithOfficer"
