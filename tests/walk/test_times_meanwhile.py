"""A time, or its day, changes between the moment it was shown and the moment it is pressed: a random walk hardly meets that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

from bot.desk.holds import sweep
from tests.journeys.driver import Journey
from tests.journeys.parts import booked, choose_time, nobody_else
from tests.walk.conftest import Renew
from tests.walk.meanwhile import (
    at_the_days,
    day_of,
    hour_of,
    lapses_and_is_taken,
    leads_on,
    newcomers_hold,
    newcomers_hold_all,
    no_visits,
    others_of_the_network,
    others_take,
    two_at_the_days,
    visit,
)


def test_a_day_that_has_filled_up_since_it_was_shown_says_so(journey: Journey) -> None:
    dewi = at_the_days(journey)
    day = day_of(dewi, 0)
    others_take(journey, day)
    dewi.picks_nth(0)
    assert "has just filled up" in dewi.last().text
    dewi.picks("day")
    assert day.isoformat() not in [choice.value for choice in dewi.shown().choices]


def test_a_time_that_was_taken_since_it_was_shown_leads_to_the_nearest_three(journey: Journey) -> None:
    dewi = at_the_days(journey)
    day = day_of(dewi, 0)
    dewi.picks_nth(0)
    others_take(journey, day, hour_of(dewi, 1))
    dewi.picks_nth(1)
    assert dewi.step == "ChooseNearest"
    assert "Somebody took" in dewi.last().text
    assert len(dewi.last().options) == 4                        # three times, and another day
    dewi.picks_nth(0)
    assert dewi.step == "Confirm"


def test_a_time_that_became_too_soon_since_it_was_shown_is_not_said_to_be_taken(journey: Journey) -> None:
    dewi = at_the_days(journey)
    dewi.picks_nth(0)
    journey.clock.advance(minutes=90)
    dewi.picks_nth(0)
    assert dewi.step == "ChooseNearest"
    assert "can't be booked any more" in dewi.last().text
    assert "Somebody took" not in dewi.last().text


def test_a_time_that_came_free_while_the_nearest_are_looked_at_is_offered_again(journey: Journey) -> None:
    dewi = at_the_days(journey)
    day = day_of(dewi, 0)
    dewi.picks_nth(0)
    hour = dewi.shown().choices[1]
    others_take(journey, day, time.fromisoformat(hour.value))
    dewi.picks_nth(1)
    assert "Somebody took" in dewi.last().text
    journey.clock.advance(minutes=11)
    dewi.says("language")
    dewi.picks({"language": "en"})
    assert "is free again" in dewi.last().text
    assert hour.value in [choice.value.get("hour") for choice in dewi.shown().choices if isinstance(choice.value, dict)]


def test_the_nearest_times_may_go_too(journey: Journey) -> None:
    dewi = at_the_days(journey)
    day = day_of(dewi, 0)
    dewi.picks_nth(0)
    others_take(journey, day, hour_of(dewi, 0))
    dewi.picks_nth(0)
    others_take(journey, day)
    dewi.picks_nth(0)
    assert dewi.step == "ChooseNearest"
    assert leads_on(dewi.last())


def test_a_hold_that_lapsed_and_was_taken_leads_to_the_nearest_times(journey: Journey) -> None:
    dewi = at_the_days(journey)
    lapses_and_is_taken(journey, dewi)
    dewi.picks("book")
    assert dewi.step == "ChooseNearest"
    assert "Somebody took" in dewi.last().text


def test_a_hold_that_lapsed_and_nobody_took_is_booked_all_the_same(journey: Journey) -> None:
    dewi = at_the_days(journey)
    choose_time(dewi)
    journey.clock.advance(minutes=25)
    dewi.picks("book")
    assert any("Booked" in message.text for message in dewi.heard[-3:])


def test_a_lapsed_hold_that_newcomers_crowd_out_is_not_said_to_be_taken(journey: Journey) -> None:
    dewi = at_the_days(journey)
    day = day_of(dewi, 2)
    choose_time(dewi, day=2)
    journey.clock.advance(minutes=25)
    newcomers_hold(journey, day)
    dewi.picks("book")
    assert dewi.step == "TooManyHolds"
    assert "Somebody took" not in dewi.last().text
    journey.clock.advance(minutes=25)
    dewi.picks("again", "book")
    assert not no_visits(journey)


def test_a_day_that_newcomers_crowd_is_not_said_to_be_full(journey: Journey) -> None:
    dewi = at_the_days(journey)
    day = day_of(dewi, 2)
    newcomers_hold(journey, day)
    dewi.says(f"{day.day} {day:%B}")
    assert "Many people are choosing a time" in dewi.last().text
    assert "full" not in dewi.last().text
    others_take(journey, day)
    dewi.says(f"{day.day} {day:%B}")
    assert "is full" in dewi.last().text


def test_a_day_that_newcomers_crowd_in_between_did_not_fill_up(journey: Journey) -> None:
    dewi = at_the_days(journey)
    day = day_of(dewi, 2)
    dewi.picks_nth(2)
    newcomers_hold(journey, day)
    dewi.says("language")
    dewi.picks({"language": "en"})
    assert dewi.step == "ChooseTime"
    assert "Many people are choosing a time" in dewi.last().text


def test_a_place_that_newcomers_crowd_on_all_days_is_looked_at_again(journey: Journey, renew: Renew) -> None:
    renew(few_days)
    dewi = at_the_days(journey)
    newcomers_hold_all(journey)
    dewi.says("language")
    dewi.picks({"language": "en"})
    assert "Many people are choosing a time" in dewi.last().text
    journey.clock.advance(minutes=11)
    dewi.picks("first")
    assert len(dewi.shown().choices) > 2


def test_times_near_a_taken_one_that_newcomers_crowd_are_looked_at_again(journey: Journey, renew: Renew) -> None:
    renew(few_days)
    dewi = at_the_days(journey)
    lapses_and_is_taken(journey, dewi, day=1)
    newcomers_hold_all(journey)
    dewi.picks("book")
    assert dewi.step == "ChooseNearest"
    assert "Somebody took" in dewi.last().text
    assert "Many people are choosing the times near it" in dewi.last().text
    journey.clock.advance(minutes=11)
    dewi.picks_nth(0)
    assert dewi.step == "Confirm"


def test_a_day_with_too_little_room_at_each_time_is_full_for_a_party_and_not_for_one(journey: Journey) -> None:
    dewi = at_the_days(journey)
    day = day_of(dewi, 2)
    others_take(journey, day, party=2)
    dewi.says(f"{day.day} {day:%B}")
    assert dewi.step == "ChooseTime"
    dewi.says("menu")
    dewi.picks("start-over-surely")
    two_at_the_days(dewi)
    dewi.says(f"{day.day} {day:%B}")
    assert "no time has room for 2 applicants together" in dewi.last().text
    others_take(journey, day)
    dewi.says(f"{day.day} {day:%B}")
    assert "is full" in dewi.last().text


def test_where_no_day_has_room_for_a_party_it_is_not_said_that_nothing_is_free(journey: Journey, renew: Renew) -> None:
    renew(few_days)
    dewi = at_the_days(journey)
    two_at_the_days(dewi)
    for choice in dewi.shown().choices[:-1]:
        others_take(journey, date.fromisoformat(choice.value), party=2)
    dewi.says("back")
    nobody_else(dewi)
    assert "no day at KJRI Los Angeles counter has room for 2 applicants together" in dewi.last().text


def test_the_first_day_that_can_be_booked_is_full_and_not_too_soon(journey: Journey) -> None:
    dewi = at_the_days(journey)
    day = day_of(dewi, 0)
    others_take(journey, day)
    dewi.says(f"{day.day} {day:%B}")
    assert "is full" in dewi.last().text


def test_who_finds_their_networks_holds_used_reads_so_and_goes_on_later(journey: Journey) -> None:
    dewi = at_the_days(journey)
    dewi.sender = replace(dewi.sender, network="203.0.113.7")
    others_of_the_network(journey, "203.0.113.7")
    choose_time(dewi)
    assert dewi.step == "TooManyHolds"
    assert "your internet connection" in dewi.last().text
    assert journey.app.settings.office.phone.number in dewi.last().text
    journey.clock.advance(minutes=11)
    dewi.picks("again", "book")
    assert not no_visits(journey)


def test_one_network_holds_so_many_times_for_newcomers_in_a_day(tmp_path: Path) -> None:
    journey = Journey(tmp_path, JANJI_LIMITS__ADDRESS_NEWCOMER_HOLDS_A_DAY="1")
    dewi = at_the_days(journey)
    dewi.sender = replace(dewi.sender, network="203.0.113.7")
    choose_time(dewi)
    dewi.picks("time")
    choose_time(dewi)
    assert "tomorrow" in dewi.last().text
    dewi.picks("stop")
    assert dewi.step == "Menu"
    journey.close()


def test_a_change_of_time_whose_hold_was_taken_keeps_the_old_time(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    before = visit(journey, dewi)
    dewi.picks("visits", "time")
    lapses_and_is_taken(journey, dewi, day=1)
    dewi.picks(True)
    assert dewi.step == "ChooseNearest"
    assert visit(journey, dewi) == before


def test_a_change_of_time_whose_hold_lapsed_and_nobody_took_is_made_all_the_same(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    before = visit(journey, dewi)
    dewi.picks("visits", "time")
    dewi.picks_nth(1)
    dewi.picks_nth(0)
    journey.clock.advance(minutes=25)
    with journey.app.database.transaction() as tx:
        sweep(tx, journey.clock.now())
    dewi.picks(True)
    assert visit(journey, dewi).slot != before.slot, dewi.last().text


def few_days(data: dict[str, Any]) -> None:
    data["places"]["counter"]["horizon_days"] = 3
    data["places"]["counter"]["groups"]["passport"]["capacity"] = 2
