"""Words that work everywhere: back, cancel, help, language, officer, start over, status; and asides."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.conversation.stack import DEEPEST, Stack
from bot.conversation.text import CATALOGUES
from bot.conversation.words import word_lists
from storage import people
from tests.conversation.places import (
    PLACES,
    at_a_change_of_time,
    at_a_held_time,
    at_a_paper,
    at_a_question,
    at_a_sensitive_line,
    at_the_menu,
    at_the_notice,
    at_the_review,
)
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import book, booked, choose_time, form, greet, nobody_else, renewal, start, submit

WORDS = {"help": "Help", "bantuan": "Help", "language": "ChooseLanguage", "officer": "WithOfficer",
         "mau bicara dengan orang": "WithOfficer", "status": "MyVisits", "opening hours": "OfficeInfo",
         "jam buka?": "OfficeInfo"}


def test_every_word_of_the_lists_is_read_as_it_stands_there() -> None:
    """YAML takes some for true or false."""
    lists = word_lists(CATALOGUES, ("id", "en"))
    assert not any({"true", "false"} & words for words in lists.meanings.values())
    assert lists.without_filler("on Friday") == "friday"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_asides_open_over_any_question_and_lead_back_to_it(dewi: Chat, place: Callable[[Chat], None]) -> None:
    place(dewi)
    before = dewi.step
    for typed, aside in WORDS.items():
        text = dewi.open_question().text
        dewi.says(typed)
        only_visit = aside == "MyVisits" and place in (at_a_paper, at_a_change_of_time)
        assert dewi.step == ("Visit" if only_visit else aside), typed
        dewi.picks({"Help": "on", "OfficeInfo": "on", "WithOfficer": "assistant", "MyVisits": "done",
                    "ChooseLanguage": {"language": "en"}}[aside])
        assert dewi.step == before, typed
        same_minutes = [message.text.split("minute")[0] for message in (dewi.last(), dewi.open_question())]
        assert dewi.last().text == text or same_minutes[0] == same_minutes[1], typed


def test_only_whoever_has_a_time_is_asked_about_it(dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    dewi.says("main menu")
    assert "is kept." in dewi.last().text
    dewi.picks("on")
    form(dewi)
    nobody_else(dewi)
    choose_time(dewi)
    dewi.says("main menu")
    assert "given back" in dewi.last().text


@pytest.mark.parametrize("place", PLACES[2:], ids=lambda place: place.__name__)
def test_start_over_asks_and_gives_back_the_time(dewi: Chat, place: Callable[[Chat], None]) -> None:
    place(dewi)
    before = dewi.step
    dewi.says("main menu")
    assert dewi.last().text.startswith("Go to the main menu?") or dewi.last().options[0].label == "To the main menu"
    dewi.says("no")
    assert dewi.step == before
    dewi.says("menu")
    dewi.says("yes")
    assert dewi.step == "Menu"
    dewi.picks("book")
    assert dewi.step == "WhoIsNext"


def test_start_over_gives_a_held_time_back(journey: Journey, dewi: Chat) -> None:
    at_a_held_time(dewi)
    dewi.says("menu")
    dewi.picks("start-over-surely")
    journey.wait(minutes=30)
    assert not any("holding" in message.text for message in dewi.heard[-2:]), "reminded of a time that was given back"


@pytest.mark.parametrize("place", PLACES[2:], ids=lambda place: place.__name__)
def test_cancel_leaves_the_flow_and_asks_first_when_much_would_go(dewi: Chat, place: Callable[[Chat], None]) -> None:
    place(dewi)
    before = dewi.step
    dewi.says("batal")
    if dewi.last().text.startswith("Stop here"):
        dewi.says("jangan")
        assert dewi.step == before, "no was not a no"
        for again in ("cancel", "iya batal", "ya batalin aja kak"):
            dewi.says(again)
            if dewi.step != before:
                break
    assert dewi.step != before
    assert dewi.last().options, "no way on"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_back_goes_from_any_place_to_the_first_question_step_by_step(
        dewi: Chat, place: Callable[[Chat], None]) -> None:
    place(dewi)
    seen = []
    while "back" in dewi.shown().words:
        dewi.says("back")
        seen.append(dewi.step)
        assert len(seen) < 40
    assert dewi.step in ("Menu", "Notice")
    assert len(seen) == len([step for step in seen if step])
    dewi.says("back")
    assert dewi.last().options, "at the first question back leads nowhere, and there is still a way on"


def test_back_across_flows_keeps_what_is_held_and_written(journey: Journey, dewi: Chat) -> None:
    at_a_held_time(dewi)
    while dewi.step != "ReviewForm":
        dewi.picks("back")
    assert "Dewi Lestari" in dewi.last().text
    with journey.app.database.reading() as tx:
        from storage import bookings
        assert bookings.hold_of(tx, journey.app.office.key, dewi.id(tx), "conversation") is not None
    submit(dewi)
    book(dewi, day=2, hour=3)
    assert "10:30 am" in dewi.heard[-2].text


def test_after_a_booking_back_can_not_undo_it(dewi: Chat) -> None:
    booked(dewi)
    assert dewi.shown().words == ("officer", "language")
    dewi.says("back")
    assert dewi.step == "Menu"
    dewi.picks("visits")
    assert dewi.step == "Visit", "the only one"


def test_a_nation_is_no_language_where_the_question_is_about_its_country(journey: Journey) -> None:
    john = journey.person("John")
    start(john, service="visa")
    john.picks("foreigner", "ordinary")
    assert "journey to Indonesia" in john.last().text
    john.says("indonesian")
    assert "did not understand" in john.last().text
    john.says("menu")
    john.picks("start-over-surely")
    john.says("indonesian")
    assert "Apa yang dapat saya bantu?" in john.last().text


def test_the_language_is_remembered(journey: Journey, dewi: Chat) -> None:
    greet(dewi)
    dewi.says("bahasa indonesia")
    assert dewi.last().text == "Apa yang dapat saya bantu?"
    booked_texts = len(dewi.heard)
    journey.wait(days=3)
    dewi.says("hello")
    assert all("What can I do" not in message.text for message in dewi.since(booked_texts))


def test_reminders_are_in_the_language_chosen_after_booking(journey: Journey, dewi: Chat) -> None:
    booked(dewi)
    dewi.says("bahasa indonesia")
    journey.wait_until("2026-11-24 18:05")
    assert dewi.last_offer().text.startswith("Pengingat: besok")
    assert dewi.last_offer().options[0].label == "Saya datang"


def test_thanks_and_greetings_are_answered_with_the_question_still_open(dewi: Chat) -> None:
    at_a_question(dewi)
    dewi.says("terima kasih")
    assert dewi.last().text == "You're welcome."
    assert dewi.last().options[0].label == "Indonesian (WNI)"
    dewi.picks("wni")
    assert dewi.last().text.startswith("Are you 17")


@pytest.mark.parametrize("typed", ["alamat saya belum benar", "not quite correct", "setuju ga ya", "ya tapi ganti alamat"])
def test_a_doubt_is_no_yes(dewi: Chat, typed: str) -> None:
    at_the_review(dewi)
    before = dewi.step
    dewi.says(typed)
    assert dewi.step == before, "a sentence with a word of yes in it was taken for one"


def test_two_letters_may_be_a_state_and_a_greeting(dewi: Chat) -> None:
    start(dewi)
    dewi.says("HI")
    assert dewi.step == "AskQuestion"


def test_a_service_that_was_asked_for_in_words_is_not_asked_for_again(dewi: Chat) -> None:
    greet(dewi)
    dewi.says("mau perpanjang paspor dong")
    assert dewi.step == "WhoIsNext"
    dewi.picks("self")
    assert dewi.step == "AskState"


def test_batal_at_the_question_whether_to_cancel_means_yes(dewi: Chat) -> None:
    booked(dewi)
    dewi.picks("visits")
    dewi.picks("cancel")
    dewi.says("batal")
    assert dewi.step == "Menu"
    assert not [button for button in dewi.last().options if button.detail.startswith("Code")]


def test_who_opens_one_page_over_another_again_and_again_is_led_back_to_the_question(dewi: Chat) -> None:
    """Each of them is read at each turn."""
    at_a_question(dewi)
    question = dewi.step
    for typed in ("help", "language") * 30:
        dewi.says(typed)
    with dewi.journey.app.database.reading() as tx:
        kept = people.conversation(tx, dewi.id(tx))
    assert kept is not None and len(Stack.read(kept.stack)) <= DEEPEST + 1
    while dewi.step in ("Help", "ChooseLanguage"):
        dewi.says("back")
    assert dewi.step == question


@pytest.mark.parametrize(("typed", "step"), [
    ("saya dipukul suami", "WithOfficer"), ("my friend was detained", "WithOfficer"), ("hapus data saya", "WithOfficer"),
    ("please delete my data", "WithOfficer"), ("pasporku rusak kena air", "WhoIsNext"), ("biayanya brp", "Costs"),
    ("paspornya udah expired dari thn lalu", "WhoIsNext"), ("I want to send the missing document", "WhosePapers")])
def test_what_people_come_with_is_understood_at_the_menu(dewi: Chat, typed: str, step: str) -> None:
    greet(dewi)
    dewi.says(typed)
    assert dewi.step == step, dewi.last().text


@pytest.mark.parametrize("place", [at_the_notice, at_the_menu, at_a_question, at_a_sensitive_line, at_the_review,
                                   at_a_held_time, at_a_paper], ids=lambda place: place.__name__)
def test_what_it_costs_is_told_anywhere_and_leads_back(dewi: Chat, place: Callable[[Chat], None]) -> None:
    place(dewi)
    before = dewi.step
    for typed in ("berapa biayanya", "biaya", "brp biaya paspor?", "bayarnya brp?", "What does it cost?",
                  "how much is a passport", "do i need to bring cash"):
        dewi.says(typed)
        assert dewi.step == "Costs", typed
        assert "\n\n*Child's passport*\n• " in dewi.last().text, "a heading right under a list is read as its last line"
    assert "650,000" in dewi.last().text
    assert "Charge for a lost passport:" in dewi.last().text
    dewi.picks("on")
    assert dewi.step == before


@pytest.mark.parametrize(("now", "said"), [
    ("2026-11-24 11:00", "Today: 9:00"), ("2026-11-24 16:47", "closed for today. It opens again on Wednesday"),
    ("2026-11-27 16:00", "on Monday")])
def test_the_hours_say_when_the_counter_opens_next(journey: Journey, dewi: Chat, now: str, said: str) -> None:
    greet(dewi)
    journey.wait_until(now)
    dewi.says("jam buka")
    assert said in dewi.last().text


@pytest.mark.parametrize(("typed", "meaning"), [
    ("blm prnh", "no"), ("belum pernah", "no"), ("gas", "yes"), ("gaskeun", "yes"), ("Gas kak!", "yes")])
def test_how_people_write_to_each_other_is_read(typed: str, meaning: str) -> None:
    assert word_lists(CATALOGUES, ("id", "en")).reserved(typed, ("yes", "no")) == meaning


def test_who_says_go_goes_on_to_the_form(dewi: Chat) -> None:
    start(dewi)
    dewi.says("Los Angeles, California")
    dewi.picks("wni", "yes", "expiring", "recent", "yes")
    dewi.says("gaskeun")
    assert dewi.step == "AskField"
