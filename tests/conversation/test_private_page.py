"""A private page beside the chat: offered, asked for in words, and what is given there while the chat is elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation import events
from bot.flows.form_lines import private_subject
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import greet, renewal, start

NIK = "3578015708900002"


@pytest.fixture
def reached(tmp_path: Path) -> Iterator[Journey]:
    """An office that the outside can reach."""
    made = Journey(tmp_path, "en", JANJI_PUBLIC_URL="https://janji.example")
    yield made
    made.close()


def at_the_nik(journey: Journey) -> Chat:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    for line in ("Dewi Lestari", "Surabaya", "17/08/1990"):
        assert "page" not in dewi.shown().words              # only what shows who a person is
        dewi.says(line)
    return dewi


def gives(chat: Chat, text: str) -> None:
    chat.take(events.Given(private_subject(1, "nik"), text), "")


def test_page_is_offered_for_a_number_and_comes_with_a_word(reached: Journey) -> None:
    dewi = at_the_nik(reached)
    assert dewi.shown().words[0] == "page"
    links = set()
    for by_button in (True, False):
        dewi.picks("page") if by_button else dewi.says("upload on a page instead")
        [page] = dewi.last().attachments
        assert page.kind == "page"
        assert page.subject.startswith("https://janji.example/p/")
        links.add(page.subject)
    assert len(links) == 2
    assert dewi.step == "AskField"


def test_what_is_said_beside_a_typed_answer_numbers_no_buttons(reached: Journey) -> None:
    """A number is an answer there: one that names a button would be taken for a short NIK."""
    dewi = at_the_nik(reached)
    for is_thanks in (True, False):
        dewi.says("thank you") if is_thanks else dewi.picks("page")
        assert dewi.last().options[0].label == "No NIK at hand"
        assert dewi.last().expects == "number"


def test_without_a_public_address_there_is_no_page(journey: Journey) -> None:
    dewi = at_the_nik(journey)
    assert "page" not in dewi.shown().words
    assert dewi.last().attachments == ()
    dewi.says("upload on a page instead")
    assert "private page" not in dewi.last().text


def test_what_is_given_on_the_page_answers_over_something_that_is_only_read(reached: Journey) -> None:
    dewi = at_the_nik(reached)
    dewi.says("opening hours")
    heard = len(dewi.heard)
    gives(dewi, NIK)
    arrived, question = dewi.since(heard)
    assert arrived.text.startswith("✅")
    assert "passport" in question.text


def test_a_number_from_the_page_does_not_end_a_talk_with_an_officer(reached: Journey) -> None:
    dewi = at_the_nik(reached)
    dewi.says("officer")
    step, heard = dewi.step, len(dewi.heard)
    gives(dewi, NIK)
    assert (dewi.step, len(dewi.heard)) == (step, heard)


def test_a_number_for_a_question_that_was_left_changes_nothing(reached: Journey) -> None:
    dewi = at_the_nik(reached)
    dewi.picks("start-over", "start-over-surely")
    step, heard = dewi.step, len(dewi.heard)
    gives(dewi, NIK)
    dewi.take(events.LinkWanted(private_subject(1, "nik")), "")
    assert (dewi.step, len(dewi.heard)) == (step, heard)


@pytest.mark.parametrize("subject", [
    "", "paper", "paper:", "paper:1", "paper:x:y:z", "paper:99:passport-renewal:ktp", "field:1:nik", "paper:1:::",
    "paper:" + "9" * 400 + ":passport-renewal:ktp"])
def test_a_subject_that_names_nothing_of_theirs_is_asked_for_by_nobody(reached: Journey, subject: str) -> None:
    dewi = reached.person("Dewi")
    greet(dewi)
    heard = len(dewi.heard)
    dewi.take(events.Given(subject, "1"), "")
    dewi.take(events.LinkWanted(subject), "")
    assert len(dewi.heard) == heard
