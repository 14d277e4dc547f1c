"""Where it can't be done so: the service that is right is one press away, and the answer that decided is the one to change."""

from __future__ import annotations

import pytest

from tests.conversation.places import at_a_question, at_the_menu, labels
from tests.journeys.driver import Chat
from tests.journeys.parts import booked, start


def at_a_lost_passport(chat: Chat) -> None:
    """Begun as a renewal."""
    at_a_question(chat)
    chat.picks("wni", "yes", "lost")


@pytest.mark.parametrize("typed", ["", "ya", "lanjut", "yes please", "paspor hilang"])
def test_the_service_that_is_right_is_one_press_away(dewi: Chat, typed: str) -> None:
    at_a_lost_passport(dewi)
    assert labels(dewi) == ["Lost passport", "Another service", "Change my answers"]
    if typed:
        dewi.says(typed)
    else:
        dewi.picks("go")
    assert "have to travel within the next few days" in dewi.last().text, "what was answered already is kept"


def test_what_was_answered_already_is_not_asked_again_in_the_right_service(dewi: Chat) -> None:
    at_a_lost_passport(dewi)
    dewi.picks("go", "no")
    assert dewi.last().text.startswith("Do you have a residence card"), "citizenship and age are the very same questions"
    dewi.picks("yes", "reported", "no")
    assert dewi.step == "ShowRequirements"
    dewi.picks("back", "back", "back", "yes")
    assert dewi.last().text.startswith("What happened"), "what comes after an answer that is given again is asked again"


def test_whoever_only_takes_note_is_done(dewi: Chat) -> None:
    at_a_lost_passport(dewi)
    dewi.says("understood")
    assert dewi.step == "Menu"


def test_the_answer_that_decided_is_the_one_to_change_and_those_before_it_can_be(dewi: Chat) -> None:
    at_a_question(dewi)
    dewi.picks("wni", "no", "answers")
    assert "Are you 17 or older" in dewi.last().text
    assert labels(dewi) == ["Yes", "No", "The answer before it"]
    dewi.picks("@before")
    assert "What is your citizenship" in dewi.last().text
    dewi.picks("@before")
    assert "Which city" in dewi.last().text
    dewi.says("Reno, NV")
    assert "can't tell for certain" in dewi.last().text
    dewi.picks("answers")
    assert "Which city" in dewi.last().text
    dewi.says("Irvine, CA")
    assert "What is your citizenship" in dewi.last().text, "what comes after it is asked again"


def test_a_service_that_is_typed_while_the_visits_are_listed_is_gone_to(dewi: Chat) -> None:
    at_the_menu(dewi)
    dewi.picks("visits")
    dewi.says("mau perpanjang paspor")
    assert dewi.step == "ComeFor"
    assert "*Passport replacement" in dewi.last().text
    dewi.picks("go")
    assert dewi.step == "WhoIsNext"


@pytest.mark.parametrize(("typed", "step"), [
    ("sebenarnya paspor saya hilang", "ComeFor"), ("my child's passport instead", "ComeFor"),
    ("perpanjang paspor", "AskQuestion"), ("anak saya ikut", "AskQuestion"), ("paspor hilang gimana?", "AskQuestion")])
def test_another_service_than_the_one_under_way_is_asked_about(dewi: Chat, typed: str, step: str) -> None:
    at_a_question(dewi)
    dewi.says(typed)
    assert dewi.step == step, dewi.last().text


def test_a_paper_that_is_called_like_a_service_is_a_paper(dewi: Chat) -> None:
    booked(dewi)
    dewi.picks("papers")
    dewi.says("paspor lama saya")
    assert dewi.step == "SendPaper"


def test_a_name_is_no_service(dewi: Chat) -> None:
    start(dewi, "child", "passport-child")
    dewi.says("perpanjang paspor")
    assert dewi.step == "ComeFor"
    dewi.picks("stay")
    assert dewi.step == "AskState"


@pytest.mark.parametrize("typed", ["only visiting", "dia turis, cuma visiting", "hanya berkunjung", "I'm a tourist",
                                   "cuma berkunjung kok"])
def test_whoever_only_visits_says_so_where_they_live_is_asked(dewi: Chat, typed: str) -> None:
    start(dewi)
    dewi.says("Surabaya")
    assert "only a visit" in dewi.last().text
    dewi.says(typed)
    assert dewi.step == "NotHere" and "only for people who live in their area" in dewi.last().text
    dewi.picks("answers")
    assert "Which city" in dewi.last().text
    dewi.says("Irvine, CA")
    assert "What is your citizenship" in dewi.last().text


def test_a_service_that_says_nothing_of_visits_does_not_offer_one(dewi: Chat) -> None:
    start(dewi, service="visa")
    dewi.picks("foreigner", "ordinary", "visit")
    dewi.says("only visiting")
    assert "only a visit" not in dewi.last().text and dewi.step == "AskState"
