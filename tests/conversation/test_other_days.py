"""None of the days that are offered, and days that can't be had: what is asked and said then."""

from __future__ import annotations

import pytest

from tests.conversation.places import at_the_days
from tests.journeys.driver import Chat


def test_whom_no_day_suits_is_asked_which_would(dewi: Chat) -> None:
    at_the_days(dewi)
    dewi.picks("place")
    assert dewi.step == "OtherDay"
    assert "Which day would suit you?" in dewi.last().text
    dewi.says("8 December")
    assert dewi.step == "ChooseTime"
    dewi.says("back")
    dewi.picks("days")
    assert dewi.step == "ChooseDay"
    dewi.picks("place", "stop")
    assert dewi.step == "Menu"


@pytest.mark.parametrize(("day", "why"), [
    ("6 December", "We're closed on Sunday 6 December 2026"), ("25 December 2027", "can't be booked yet"),
    ("24 November", "too soon"), ("23 November 2026", "is past"), ("1 January 2020", "is past"),
])
def test_why_a_day_cant_be_had_is_said(dewi: Chat, day: str, why: str) -> None:
    at_the_days(dewi)
    dewi.says(day)
    assert why in dewi.last().text
    assert "The nearest days with room" in dewi.last().text


@pytest.mark.parametrize(("typed", "day", "step"), [
    ("rabu minggu depan", "2 December", "ChooseTime"), ("rabu minggu dpn jam 2 siang", "2 December", "Confirm"),
    ("wednesday next week", "2 December", "ChooseTime"), ("next week on friday at 10", "4 December", "Confirm"),
    ("jumat minggu ini", "27 November", "ChooseTime"), ("friday this week", "27 November", "ChooseTime")])
def test_a_weekday_is_of_the_week_that_is_said(dewi: Chat, typed: str, day: str, step: str) -> None:
    at_the_days(dewi)
    dewi.says(typed)
    assert (dewi.step, day in dewi.last().text) == (step, True), dewi.last().text
