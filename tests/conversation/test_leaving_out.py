"""Somebody of a party does not come after all, and the others go on as they were."""

from __future__ import annotations

from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import choose_time, form, nobody_else, renewal, start


def party_of_two(journey: Journey) -> Chat:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")
    dewi.picks({"state": "CA", "county": "Los Angeles"}, "wni", "yes", "expiring", "recent", "yes", "on", True)
    form(dewi, "Budi Santoso", nik="", passport="C7654321")
    return dewi


def test_one_is_left_out_before_a_time_is_chosen(journey: Journey) -> None:
    dewi = party_of_two(journey)
    dewi.picks("fewer")
    assert [option.label for option in dewi.last().options[:2]] == ["Dewi Lestari", "Budi Santoso"]
    dewi.says("Budi Santoso")
    assert dewi.step == "AnyoneElse"
    assert "Budi" not in dewi.last().text and "Dewi Lestari" in dewi.last().text
    assert "fewer" not in [choice.value for choice in dewi.shown().choices], "the only one can't be left out"


def test_one_is_left_out_before_booking_and_the_time_stays_held_for_the_other(journey: Journey) -> None:
    dewi = party_of_two(journey)
    nobody_else(dewi)
    choose_time(dewi)
    [time] = [line for line in dewi.last().text.split("\n") if "Los Angeles time" in line]
    dewi.picks("fewer")
    dewi.says("Dewi Lestari")
    assert dewi.step == "Confirm"
    assert time in dewi.last().text
    assert "Dewi" not in dewi.last().text and "Budi Santoso" in dewi.last().text
    dewi.picks("book")
    assert "Booked" in dewi.heard[-2].text + dewi.last().text


def test_nobody_is_left_out_after_all(journey: Journey) -> None:
    dewi = party_of_two(journey)
    dewi.picks("fewer", 0)
    assert "Budi Santoso" in dewi.last().text
    nobody_else(dewi)
    choose_time(dewi)
    dewi.picks("fewer", 0)
    assert dewi.step == "Confirm"
    assert "Budi Santoso" in dewi.last().text
