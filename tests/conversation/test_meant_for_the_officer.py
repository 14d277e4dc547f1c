"""An officer's answer came by itself, and the person simply types or sends what they have to say to it."""

from __future__ import annotations

import pytest

from bot.conversation import events
from bot.conversation.prompts import Files
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked, form, greet, renewal, start

PASSED_ON = "passed it on to the officers"
FOR_WHOM = "An officer has just written to you."


def answered(journey: Journey, chat: Chat, line: str = "Could you come at ten?") -> None:
    """The person wrote to the officers, went back to the assistant, and now has an answer."""
    chat.says("officer")
    chat.says("Is the green card enough?")
    chat.picks("assistant")
    writes(journey, chat, line)


def writes(journey: Journey, chat: Chat, line: str) -> None:
    journey.wait(minutes=5)
    journey.officer_writes(chat, line)


def at_the_menu(journey: Journey) -> Chat:
    dewi = journey.person("Dewi")
    greet(dewi)
    answered(journey, dewi)
    return dewi


def at_the_name(journey: Journey) -> Chat:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    answered(journey, dewi)
    return dewi


def said_to_officers(journey: Journey) -> list[str]:
    return [line for _topic, lines in journey.threads() for line in lines]


def test_what_a_list_does_not_understand_goes_to_the_officer(journey: Journey) -> None:
    dewi = at_the_menu(journey)
    dewi.says("I could be there at ten, is there parking nearby")
    assert PASSED_ON in dewi.last().text
    assert dewi.step == "WithOfficer"
    assert said_to_officers(journey)[-1] == "I could be there at ten, is there parking nearby"
    dewi.picks("assistant")
    assert dewi.step == "Menu"


def test_a_question_to_the_officer_is_no_answer_to_the_open_one(journey: Journey) -> None:
    dewi = at_the_name(journey)
    dewi.says("How long will it take?")
    assert said_to_officers(journey)[-1] == "How long will it take?"
    dewi.picks("assistant")
    assert "full name" in dewi.last().text


def test_what_waits_is_no_longer_than_a_message_however_much_is_typed_after_it(journey: Journey) -> None:
    dewi = at_the_name(journey)
    dewi.says("Budi Santoso")
    for _time in range(3):
        dewi.says("Ayu " * 700)
    kept = dewi.shown().kept
    assert kept is not None and 2_800 < len(kept.text) < 3_000
    assert "too long" in dewi.last().text and dewi.last().options
    dewi.picks("to-officer")
    assert len(said_to_officers(journey)[-1]) == len(kept.text)


def test_a_button_a_number_and_a_word_that_works_everywhere_mean_the_same_as_ever(journey: Journey) -> None:
    dewi = at_the_menu(journey)
    dewi.says("My appointments")
    assert dewi.step == "MyVisits"
    dewi.picks("done")
    writes(journey, dewi, "Are you there?")
    dewi.says("help")
    assert dewi.step == "Help"
    dewi.picks("on")
    writes(journey, dewi, "Hello?")
    dewi.says("2")
    assert dewi.step == "MyVisits"
    assert len(said_to_officers(journey)) == 4


def test_a_state_is_an_answer_to_the_question_for_the_state(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    answered(journey, dewi)
    dewi.says("Los Angeles, California")
    assert dewi.step == "AskQuestion"


def test_free_words_are_asked_about_and_go_where_they_were_meant(journey: Journey) -> None:
    dewi = at_the_name(journey)
    dewi.says("All right, see you then")
    assert dewi.last().text.startswith(FOR_WHOM) and "name" in dewi.last().text
    assert "All right, see you then" not in said_to_officers(journey)
    dewi.picks("to-officer")
    assert PASSED_ON in dewi.last().text
    assert said_to_officers(journey)[-1] == "All right, see you then"
    dewi.picks("assistant")
    assert dewi.step == "AskField" and "full name" in dewi.last().text


def test_an_answer_that_was_typed_after_the_officers_line_is_not_typed_twice(journey: Journey) -> None:
    dewi = at_the_name(journey)
    dewi.says("Dewi Lestari")
    dewi.picks("to-question")
    assert "Where" in dewi.last().text or "place of birth" in dewi.last().text
    assert "Dewi Lestari" not in said_to_officers(journey)
    dewi.says("Surabaya")                                   # and from here on it is as ever
    assert not dewi.last().text.startswith(FOR_WHOM)


def test_the_answer_may_be_typed_and_more_words_are_kept_too(journey: Journey) -> None:
    dewi = at_the_name(journey)
    dewi.says("All right")
    dewi.says("I will bring the I-797")
    assert dewi.last().text.startswith(FOR_WHOM)
    dewi.says("officer")
    assert said_to_officers(journey)[-1] == "All right\nI will bring the I-797"


def test_the_button_under_the_officers_line_means_the_officer(journey: Journey) -> None:
    dewi = at_the_name(journey)
    dewi.says("All right, see you then")
    dewi.accepts("reply")
    assert said_to_officers(journey)[-1] == "All right, see you then"
    assert PASSED_ON in dewi.last().text


def test_a_refused_answer_says_what_is_wrong_with_it_and_the_question_stays(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    dewi.says("Dewi Lestari")
    dewi.says("Surabaya")
    answered(journey, dewi)
    dewi.says("17/13/1990")
    dewi.picks("to-question")
    assert "could not read that as a date" in dewi.last().text
    dewi.says("17/08/1990")
    assert "NIK" in dewi.last().text


def test_a_bare_yes_is_not_taken_for_a_cancelling(journey: Journey, dewi: Chat) -> None:
    booked(dewi)
    dewi.picks("visits", "cancel")
    answered(journey, dewi, "Shall I look for an earlier time?")
    dewi.says("yes")
    assert dewi.last().text.startswith(FOR_WHOM)
    dewi.picks("to-officer")
    assert said_to_officers(journey)[-1] == "yes"
    dewi.picks("assistant")
    assert dewi.step == "CancelVisit"


def test_a_number_that_waits_is_masked_and_not_said_back(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    for typed in ("Dewi Lestari", "Surabaya", "17 August 1990"):
        dewi.says(typed)
    answered(journey, dewi)
    dewi.says("3578015708900002")
    assert dewi.last().text.startswith(FOR_WHOM)
    assert dewi.result is not None and "3578" not in dewi.result.said
    assert "3578015708900002" not in "".join(message.text for message in dewi.heard)


def test_an_answer_the_next_day_is_not_lost_to_a_welcome(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    dewi.says("officer")
    dewi.says("Is the green card enough?")
    dewi.picks("assistant")
    journey.wait(days=2)
    writes(journey, dewi, "It is. When do you travel?")
    dewi.says("In two weeks or so")
    assert said_to_officers(journey)[-1] == "In two weeks or so"


def test_after_the_thread_was_closed_words_are_for_the_assistant(journey: Journey) -> None:
    dewi = at_the_menu(journey)
    journey.officer_closes(dewi)
    journey.deliver()
    dewi.says("and what now then")
    assert dewi.step == "Menu"
    assert "did not understand" in dewi.last().text


def test_a_turn_later_words_are_for_the_question_again(journey: Journey) -> None:
    dewi = at_the_menu(journey)
    dewi.picks("visits")
    dewi.says("blue bicycles")
    assert "did not understand" in dewi.last().text


def test_photos_go_to_the_officer_where_no_paper_is_waited_for(journey: Journey) -> None:
    dewi = at_the_menu(journey)
    dewi.sends(2)
    assert PASSED_ON in dewi.last().text
    assert dewi.step == "WithOfficer"


@pytest.mark.parametrize("one_by_one", [False, True])
def test_photos_that_may_be_papers_are_asked_about_once(journey: Journey, dewi: Chat, one_by_one: bool) -> None:
    booked(dewi)
    dewi.picks("papers", "ktp")
    answered(journey, dewi)
    before = len(dewi.heard)
    dewi.sends(3, one_by_one=one_by_one)
    assert [message.text for message in dewi.since(before)] == [
        "An officer has just written to you. Is this for the officer, or one of your papers?"]
    dewi.picks("to-question")
    journey.wait(seconds=5)
    assert "3 pages" in dewi.last().text


def test_photos_meant_for_the_officer_get_there(journey: Journey, dewi: Chat) -> None:
    booked(dewi)
    answered(journey, dewi)
    lines = len(said_to_officers(journey))
    dewi.sends(2, one_by_one=True)
    dewi.picks("to-officer")
    journey.wait(seconds=5)
    assert PASSED_ON in dewi.last().text
    assert len(said_to_officers(journey)) == lines + 2


def test_captions_that_wait_with_their_photos_are_as_long_as_a_message_at_most(journey: Journey, dewi: Chat) -> None:
    booked(dewi)
    answered(journey, dewi)
    for number in range(6):
        [content] = journey.photos(1)
        dewi.take(events.Sent(Files(keys=(dewi._store(content),)), len(content), f"{number} " + "x" * 1_000), "")
    journey.wait(seconds=5)
    dewi.picks("to-officer")
    [told] = [line for line in said_to_officers(journey) if line.startswith("0 x")]
    assert (len(told), told[-2:]) == (4_002, " …")


def test_photos_of_a_paper_out_of_turn_are_asked_about_then_kept(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    form(dewi)
    answered(journey, dewi)
    dewi.sends(1)
    dewi.picks("to-question")
    journey.wait(seconds=5)
    assert dewi.step == "WhichPaper"
