"""A part of the day that is typed, beside a day or alone: its times come first; and an hour that is typed before a day."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversation.places import at_a_change_of_time, at_a_held_time, at_the_days, at_the_times, labels
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import choose_time


def at_the_new_time(chat: Chat) -> None:
    at_a_change_of_time(chat)
    choose_time(chat, day=2)


def hours(chat: Chat) -> list[str]:
    """The times that are offered, in English."""
    return [label for label in labels(chat) if label.endswith((" am", " pm"))]


@pytest.mark.parametrize("typed", [
    "selasa sore", "tuesday afternoon", "do you have anything tuesday afternoon", "do you have anything on tuesday afternoon?",
    "selasa siang ada yang kosong ga?", "saya mau selasa sore kak", "hari selasa aja sore2",
    "is there something free tuesday after work"])
def test_a_day_with_a_part_of_it_shows_the_times_of_that_part(dewi: Chat, typed: str) -> None:
    at_the_days(dewi)
    dewi.says(typed)
    assert dewi.step == "ChooseTime", dewi.last().text
    assert dewi.last().text.startswith("Tuesday 1 December 2026, in the afternoon: which time?")
    assert (hours(dewi)[0], hours(dewi)[-1]) == ("1:30 pm", "3:00 pm")
    dewi.picks("all")
    assert hours(dewi)[0] == "9:00 am"
    assert "all" not in [choice.value for choice in dewi.shown().choices]


def test_where_that_part_of_the_day_has_none_it_is_said_and_the_others_are_shown(journey: Journey) -> None:
    for language, typed, said in (
            ("en", "friday afternoon", "In the afternoon nothing is free on Friday 27 November 2026. These times are free"),
            ("id", "jumat sore", "Pada Jumat, 27 November 2026, tidak ada waktu kosong siang atau sore hari.")):
        chat = journey.person(language, language)
        at_the_days(chat)
        chat.says(typed)
        assert (chat.step, chat.last().text.startswith(said)) == ("ChooseTime", True), chat.last().text
        assert labels(chat)[0] in ("9:00 am", "09.00")


@pytest.mark.parametrize("typed", ["jumat pagi ada?", "bisa jumat pagi", "any time friday morning?"])
def test_a_part_is_asked_for_in_a_question(dewi: Chat, typed: str) -> None:
    at_the_days(dewi)
    dewi.says(typed)
    assert dewi.last().text.startswith("Friday 27 November 2026, in the morning")


@pytest.mark.parametrize(("typed", "said", "first"), [
    ("jumat siang", "In the afternoon nothing is free on Friday", "9:00 am"), ("senin siang", "Monday 30 November", "1:30 pm"),
    ("senin pagi aja", "Monday 30 November 2026, in the morning", "9:00 am"), ("yang siang", "Monday 30 November", "1:30 pm"),
    ("selasa", "Tuesday 1 December 2026: which time?", "9:00 am"), ("selasa siang", "Tuesday 1 December", "1:30 pm")])
def test_at_the_times_a_day_with_a_part_means_that_day(dewi: Chat, typed: str, said: str, first: str) -> None:
    at_the_times(dewi)                                      # of Monday
    dewi.says(typed)
    assert (dewi.step, hours(dewi)[0]) == ("ChooseTime", first), dewi.last().text
    assert dewi.last().text.startswith(said)


@pytest.mark.parametrize("typed", ["senin jam 2", "senin siang jam 2", "jam 2 siang dong", "selasa jam 14.00", "14.00"])
def test_an_hour_of_the_shown_part_or_beside_another_day_is_taken(dewi: Chat, typed: str) -> None:
    at_the_times(dewi)
    dewi.says("siang")
    dewi.says(typed)
    assert dewi.step == "Confirm", dewi.last().text
    assert "2:00 pm" in dewi.last().text
    assert ("Tuesday 1 December" if "selasa" in typed else "Monday 30 November") in dewi.last().text


@pytest.mark.parametrize("typed", ["14.30", "14:30", "jam 2.30 siang", "jam setengah 3", "bisa jam 14.30?", "2:30 pm"])
def test_after_a_wish_for_another_time_an_hour_alone_means_the_same_day(dewi: Chat, typed: str) -> None:
    at_a_held_time(dewi)                                    # on Monday
    dewi.says("ganti jam dong")
    assert "For another time on Monday 30 November, just type it, such as *9:00 am*" in dewi.last().text
    dewi.says(typed)
    assert dewi.step == "Confirm", dewi.last().text
    assert "Monday 30 November 2026 at 2:30 pm" in dewi.last().text


def test_an_hour_alone_moves_a_booked_visit_within_its_day(dewi: Chat) -> None:
    at_a_change_of_time(dewi)
    dewi.says("10.30")
    assert dewi.step == "ConfirmChange", dewi.last().text
    assert "New: *Wednesday 25 November 2026 at 10:30 am" in dewi.last().text


@pytest.mark.parametrize("typed", ["jam 10.30 aja deh", "10.30", "eh jam 10.30 aja deh", "oh sorry, 10:30",
                                   "could i come at 10:30 instead", "bisa jam setengah 11?"])
@pytest.mark.parametrize("place", [at_a_held_time, at_the_new_time], ids=lambda place: place.__name__)
def test_another_hour_at_the_confirmation_is_held_instead(dewi: Chat, place: Callable[[Chat], None], typed: str) -> None:
    place(dewi)
    before = dewi.step
    dewi.says(typed)
    assert dewi.step == before
    assert "Monday 30 November 2026 at 10:30 am" in dewi.last().text, dewi.last().text


@pytest.mark.parametrize("typed", ["ga jadi", "hm", "jam 23.45"])
def test_what_is_no_other_hour_changes_no_held_one(dewi: Chat, typed: str) -> None:
    at_a_held_time(dewi)
    held = dewi.last().text.splitlines()[-2:]
    dewi.says(typed)
    dewi.says("hello")
    assert dewi.last().text.splitlines()[-2:] == held or dewi.step == "Confirm"


def test_where_that_hour_is_taken_the_nearest_of_that_day_are_offered(dewi: Chat) -> None:
    at_a_held_time(dewi)
    dewi.says("ganti jam")
    dewi.says("jam 12")
    assert dewi.last().text.startswith("12:00 pm is taken, or isn't offered that day.")
    dewi.picks_nth(0)
    assert dewi.step == "Confirm"
    assert "Monday 30 November 2026 at 11:00 am" in dewi.last().text


@pytest.mark.parametrize("typed", ["14.30", "jam 2 siang", "siang aja"])
def test_before_a_day_is_known_an_hour_or_a_part_has_to_wait_for_it(dewi: Chat, typed: str) -> None:
    at_the_days(dewi)
    dewi.says(typed)
    assert dewi.step == "ChooseDay"
    assert "I need the day first" in dewi.last().text


@pytest.mark.parametrize("typed", ["bukan selasa sore", "selasa sore ga bisa", "anything but tuesday afternoon"])
def test_a_day_that_is_not_wanted_is_not_taken(dewi: Chat, typed: str) -> None:
    at_the_days(dewi)
    dewi.says(typed)
    assert dewi.step == "ChooseDay"
