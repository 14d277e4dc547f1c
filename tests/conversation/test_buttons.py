"""Buttons: of this question, of an earlier one, pressed twice, and those that stand under a reminder."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation import events
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked, greet, renewal, start


def state(chat: Chat) -> tuple[str, int]:
    """The open question's name and step, and how much was said so far."""
    return chat.shown().question, len(chat.heard)


def test_a_button_of_an_earlier_question_leads_back_to_the_open_one(dewi: Chat) -> None:
    greet(dewi)
    dewi.picks("book")
    earlier = dewi.open_question().options[1].id
    dewi.picks("self", "passport-renewal")
    heard = len(dewi.heard)
    dewi.press(earlier)
    said = dewi.since(heard)
    assert dewi.step == "AskState", "the earlier button was taken as an answer"
    assert said[0].text.startswith("That button belongs to an earlier question")
    assert said[1].text.startswith("Which city (or county) and state")


def test_buttons_of_both_copies_of_a_repeated_question_do_what_they_say(dewi: Chat) -> None:
    start(dewi, service="visa")
    first = dewi.open_question()
    dewi.says("eh?")
    again = dewi.last()
    assert [button.label for button in again.options] == [button.label for button in first.options]
    dewi.press(first.options[3].id)
    assert dewi.last().text.startswith("Which kind of passport")
    dewi.press(again.options[3].id)
    assert dewi.last().text.startswith("Which kind of passport"), "the second press, on the other copy, did something"


def test_an_unknown_button_is_a_stale_one(dewi: Chat) -> None:
    start(dewi)
    for nonsense in ("", ".", "x", "aaaaaaaa.0", f"{dewi.shown().question}.99", f"{dewi.shown().question}.-1", "💥" * 50):
        heard = len(dewi.heard)
        dewi.press(nonsense)
        assert dewi.step == "AskState"
        assert dewi.since(heard)[0].text.startswith("That button belongs to an earlier question"), nonsense


def test_the_words_on_a_button_are_that_button_though_they_mean_yes_too(tmp_path: Path) -> None:
    journey = Journey(tmp_path, "id")
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    dewi.says("Dewi Lestari")
    dewi.says("batal")
    assert [button.label for button in dewi.last().options] == ["Ya, berhenti", "Lanjut"]
    dewi.says("lanjut")
    assert "Anda lahir" in dewi.last().text, "it left the form, and was told to go on with it"
    journey.close()


def test_a_second_press_of_the_same_button_changes_nothing(dewi: Chat) -> None:
    greet(dewi)
    dewi.picks("book", "self")
    before = state(dewi)
    dewi.presses_again()
    assert state(dewi) == before
    assert dewi.step == "ChooseService"


def test_a_button_pressed_again_after_something_else_belongs_to_an_earlier_question(dewi: Chat) -> None:
    start(dewi)
    pressed = dewi.pressed
    dewi.says("Irvine, CA")
    heard = len(dewi.heard)
    dewi.press(pressed)
    assert dewi.since(heard)[0].text.startswith("That button belongs to an earlier question")
    assert dewi.last().options


def test_booking_pressed_twice_books_once(dewi: Chat) -> None:
    booked(dewi)
    heard = len(dewi.heard)
    dewi.presses_again()
    assert dewi.since(heard) == []
    dewi.picks("visits")
    assert dewi.step == "Visit", "the only one"


def test_a_repeated_event_changes_nothing_and_answers_nothing(dewi: Chat) -> None:
    start(dewi)
    dewi.take(events.Typed("Irvine, CA"), "Irvine, CA", event_id="the-same")
    before = state(dewi)
    again = dewi.take(events.Typed("Irvine, CA"), "", event_id="the-same")
    assert again.repeated
    assert again.rows == []
    assert state(dewi) == before
    assert dewi.take(events.Typed("WNI"), "WNI", event_id="another").step == "AskQuestion"


def test_the_same_event_id_from_another_account_is_another_event(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    budi = journey.person("Budi")
    budi.sender = events.Sender("another-account", "Budi", "en")
    dewi.take(events.Typed("hello"), "", event_id="the-same")
    assert not budi.take(events.Typed("hello"), "", event_id="the-same").repeated


def test_a_choice_is_made_by_its_label_its_number_or_a_word_for_it(journey: Journey) -> None:
    for typed in ("Indonesian (WNI)", "1", "wni", "  WNI.  ", "INDONESIAN", "saya masih wni"):
        chat = journey.person(f"Dewi {typed}")
        start(chat)
        chat.says("Irvine, CA")
        chat.says(typed)
        assert chat.last().text.startswith("Are you 17"), typed


def test_labels_are_read_in_every_language(journey: Journey) -> None:
    dewi = journey.person("Dewi", language="en")
    dewi.says("hello")
    dewi.says("Saya setuju")
    dewi.says("Syarat & janji temu")
    dewi.says("Saya sendiri")
    dewi.says("penggantian paspor")
    assert dewi.step == "AskState"


def test_a_choice_inside_a_sentence_is_read_where_the_sentence_is_no_answer_itself(dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    for typed in ("None Suharto", "Never Sands", "17 August 1990"):
        dewi.says(typed)
    assert dewi.step == "AskField", "a name with a word in it that means no was not read as a name"
    dewi.says("saya tidak punya NIK")
    assert "passport" in dewi.last().text, dewi.last().text


def test_yes_and_no_are_read_in_both_languages_mixed(journey: Journey) -> None:
    for typed, step in {"ya": "Menu", "yes": "Menu", "Iya kak": "Menu", "setuju": "Menu", "tidak": "Refused",
                        "nope": "Refused", "gak": "Refused", "I do not agree": "Refused"}.items():
        chat = journey.person(f"Dewi {typed}")
        chat.says("halo")
        chat.says(typed)
        assert chat.step == step, typed


def remind(journey: Journey) -> Chat:
    """Dewi, who just got the reminder of the evening before, with its two buttons."""
    dewi = journey.person("Dewi")
    booked(dewi)
    journey.wait_until("2026-11-24 18:05")
    assert [button.label for button in dewi.last_offer().options] == ["I'm coming", "I can't come"]
    return dewi


def test_a_reminders_button_is_used_once(journey: Journey) -> None:
    dewi = remind(journey)
    dewi.accepts("yes")
    assert dewi.step == "Coming"
    dewi.picks("on")
    heard = len(dewi.heard)
    dewi.accepts("no")
    assert dewi.step == "Menu"
    assert all("Cancel" not in button.label for message in dewi.since(heard) for button in message.options)


def test_a_reminders_button_pressed_twice_is_taken_once(journey: Journey) -> None:
    dewi = remind(journey)
    dewi.accepts("yes")
    heard = len(dewi.heard)
    dewi.presses_again()
    assert dewi.since(heard) == []
    assert dewi.step == "Coming"


def test_a_reminders_button_comes_too_late(journey: Journey) -> None:
    dewi = remind(journey)
    journey.wait_until("2026-11-25 12:00")
    heard = len(dewi.heard)
    dewi.accepts("yes")
    assert "no longer open" in dewi.since(heard)[0].text
    assert dewi.since(heard)[0].options, "there is no way on"


def test_a_reminders_button_pressed_by_somebody_else_is_stale(journey: Journey) -> None:
    dewi = remind(journey)
    mallory = journey.person("Mallory")
    greet(mallory)
    heard = len(mallory.heard)
    mallory.press(dewi.last_offer().options[1].id)
    assert mallory.since(heard)[0].text.startswith("That button belongs to an earlier question")
    assert mallory.step == "Menu"
    dewi.accepts("yes")
    assert dewi.step == "Coming"


def test_a_reminders_button_opens_over_a_form_that_is_gone_on_with_after(journey: Journey, dewi: Chat) -> None:
    booked(dewi)
    dewi.picks("book", "other", "passport-renewal")
    renewal(dewi)
    dewi.picks(True)
    dewi.says("Budi Santoso")
    journey.wait_until("2026-11-24 18:05")
    dewi.accepts("yes")
    dewi.picks("on")
    assert dewi.step == "AskField"
    assert "place of birth" in dewi.last().text


def test_a_number_typed_after_a_reminder_asks_which_is_meant(journey: Journey) -> None:
    dewi = remind(journey)
    dewi.says("2")
    assert dewi.last().text == "Which one do you mean?"
    question, reminder = dewi.last().options
    assert (question.label, reminder.label) == ("My appointments", "I can't come")
    dewi.press(reminder.id)
    assert dewi.step == "CantCome"


@pytest.mark.parametrize(("answer", "step"), [("2", "CantCome"), ("i can't come", "CantCome"), ("1", "Visit")])
def test_which_is_meant_can_be_typed(journey: Journey, answer: str, step: str) -> None:
    dewi = remind(journey)
    dewi.says("2")
    dewi.says(answer)
    assert dewi.step == step


def test_which_is_meant_may_be_left_open(journey: Journey) -> None:
    dewi = remind(journey)
    dewi.says("2")
    dewi.says("My appointments")
    assert dewi.step == "Visit"


@pytest.mark.parametrize(("typed", "step"), [
    ("I'm coming", "Coming"), ("yes i'm coming", "Coming"), ("i can't come", "CantCome"), ("Sorry, I can't come.", "CantCome"),
    ("yes", "Coming"), ("ok", "Coming"), ("no", "CantCome"), ("i cant make it", "CantCome"), ("cancel", "CantCome"),
    ("datang", "Coming"), ("siap", "Coming"), ("iya saya pasti datang", "Coming"), ("insya Allah datang", "Coming"),
    ("ga bisa datang", "CantCome"), ("gak bisa dateng", "CantCome"), ("ga bisa", "CantCome"), ("berhalangan", "CantCome"),
    ("maaf ga bisa datang besok", "CantCome"), ("ga bs dtg", "CantCome"), ("batal", "CantCome"), ("ga jadi", "CantCome"),
    ("what time should I come?", "Menu"), ("lost passport", "WhoIsNext"),
])
def test_a_reminders_button_can_be_typed(journey: Journey, typed: str, step: str) -> None:
    dewi = remind(journey)
    dewi.says(typed)
    assert dewi.step == step


def test_a_reminders_button_can_be_typed_while_words_are_asked_for(journey: Journey, dewi: Chat) -> None:
    booked(dewi)
    dewi.picks("book", "other", "passport-renewal")
    renewal(dewi)
    dewi.picks(True)
    assert dewi.step == "AskField"
    journey.wait_until("2026-11-24 18:05")
    dewi.says("I'm coming")
    assert dewi.step == "Coming"
    dewi.picks("on")
    assert dewi.step == "AskField"


def test_a_number_that_only_the_question_has_is_the_questions(journey: Journey) -> None:
    dewi = remind(journey)
    dewi.says("3")
    assert dewi.step == "WhoIsNext"
