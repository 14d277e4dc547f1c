"""What a random walk hardly meets: something changes between the moment it was shown and the moment it is pressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.conversation.message import Message
from bot.desk.appointments import Hold, sweep
from bot.desk.calendar import Needs, Slot
from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.flows import keepsakes
from bot.visits_report import unopened_in_words
from storage import people, tables
from storage.database import Transaction
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import book, booked, choose_time, form, greet, known, nobody_else, renewal, start, submit, to_days
from tests.visits import visit as another_visit
from tests.walk.conftest import Renew

CHANGED = "Something has changed in the meantime"
_strangers = count(1)


# --- times ----------------------------------------------------------------------------------------------------------------

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
    day = day_of(dewi, 0)
    dewi.picks_nth(0)
    hour = hour_of(dewi, 0)
    dewi.picks_nth(0)
    journey.clock.advance(minutes=11)
    others_take(journey, day, hour)
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
    day = day_of(dewi, 1)
    dewi.picks_nth(1)
    hour = hour_of(dewi, 0)
    dewi.picks_nth(0)
    journey.clock.advance(minutes=11)
    others_take(journey, day, hour)
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
    day = day_of(dewi, 1)
    dewi.picks_nth(1)
    hour = hour_of(dewi, 0)
    dewi.picks_nth(0)
    journey.clock.advance(minutes=11)
    others_take(journey, day, hour)
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


# --- what the office offers -----------------------------------------------------------------------------------------------

def test_answers_cant_be_changed_where_the_service_asks_nothing_any_more(journey: Journey, renew: Renew) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    dewi.says("Seattle, Washington")
    assert dewi.step == "NotHere"
    renew(asking_nothing)
    dewi.picks("answers")
    assert CHANGED in said_since(dewi, -2)
    assert leads_on(dewi.last())


def test_a_place_that_is_gone_since_it_was_shown_is_not_chosen(journey: Journey, renew: Renew) -> None:
    renew(second_place)
    dewi = at_the_days(journey)
    assert dewi.step == "ChoosePlace"
    renew()
    dewi.picks("denver")
    assert dewi.step in ("ChoosePlace", "ChooseDay")
    assert leads_on(dewi.last())


def test_a_time_at_a_place_that_is_gone_is_not_held(journey: Journey, renew: Renew) -> None:
    renew(second_place)
    dewi = at_the_days(journey)
    dewi.picks("denver")
    dewi.picks_nth(0)
    renew()
    dewi.picks_nth(0)
    assert CHANGED in said_since(dewi, -2)
    assert leads_on(dewi.last())


def test_a_visit_at_a_place_that_is_gone_is_shown_and_cancelled_and_nobody_is_invited(journey: Journey, renew: Renew) -> None:
    renew(second_place)
    dewi = at_the_days(journey)
    dewi.picks("denver")
    choose_time(dewi, day=1)
    dewi.picks("book")
    renew()
    dewi.picks("visits")
    assert "(Denver time)" in dewi.last().text
    assert "no longer lists this place" in dewi.last().text
    dewi.picks("done")
    heard = len(dewi.heard)
    journey.wait_until("2026-12-04 18:30")
    assert len(dewi.heard) == heard, "nobody is invited to a place that the office no longer lists"
    booked_there = visit(journey, dewi)
    told = unopened_in_words(journey.app)
    assert f"denver: {booked_there.code}, 1 applicant (there is no such place any more)" in told
    assert "Nothing was cancelled, and nobody has been told" in told
    with journey.app.database.transaction() as tx:
        assert b"Denver" in keepsakes.ics(desk_of(journey, tx, dewi.id(tx)), booked_there)
    dewi.picks("visits", "cancel", True)
    assert no_visits(journey)


def test_a_visit_at_a_place_that_is_gone_can_be_moved_to_another(journey: Journey, renew: Renew) -> None:
    renew(second_place)
    dewi = at_the_days(journey)
    dewi.picks("denver")
    choose_time(dewi, day=1)
    dewi.picks("book")
    renew()
    dewi.picks("visits", "time")
    choose_time(dewi, day=2)
    assert "(Denver time)" in dewi.last().text
    dewi.picks(True)
    assert visit(journey, dewi).slot.place == "counter"


def test_a_service_that_is_gone_since_it_was_shown_is_not_chosen(journey: Journey, renew: Renew) -> None:
    dewi = journey.person("Dewi")
    greet(dewi)
    dewi.picks("book", "self")
    renew(without_lost)
    dewi.picks("passport-lost")
    assert CHANGED in said_since(dewi, -2)
    assert dewi.step == "ChooseService"
    assert "passport-lost" not in [choice.value for choice in dewi.shown().choices]
    dewi.picks("passport-renewal")
    assert dewi.step == "AskState"


def test_a_service_that_is_gone_in_the_middle_of_its_form_leads_back_to_the_services(journey: Journey, renew: Renew) -> None:
    dewi = journey.person("Dewi")
    start(dewi, "self", "passport-lost")
    dewi.says("Los Angeles, California")
    dewi.picks("no", "wni", "yes", "yes", "reported", "no", "on")
    dewi.says("Dewi Lestari")
    renew(without_lost)
    dewi.says("Surabaya")
    assert CHANGED in said_since(dewi, -2)
    assert leads_on(dewi.last())


def test_a_question_that_is_gone_is_passed_over(journey: Journey, renew: Renew) -> None:
    dewi = journey.person("Dewi")
    start(dewi, "self", "passport-lost")
    dewi.says("Los Angeles, California")
    dewi.picks("no", "wni", "yes", "yes", "reported")
    renew(without_copy)
    dewi.picks("yes")
    assert dewi.step == "ShowRequirements"


def test_an_answer_that_is_gone_is_asked_for_again(journey: Journey, renew: Renew) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    dewi.says("Los Angeles, California")
    dewi.picks("wni", "yes")
    renew(lambda data: data["questions"]["old-book"]["options"].pop("full"))
    dewi.picks("full")
    assert dewi.step == "AskQuestion"
    assert "full" not in [choice.value for choice in dewi.shown().choices]


def test_photos_of_a_paper_that_is_no_longer_needed_are_no_dead_end(journey: Journey, renew: Renew) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("papers", "ktp")
    renew(without_ktp)
    dewi.sends()
    assert CHANGED in said_since(dewi, -2)
    assert leads_on(dewi.last())
    assert "ktp" not in [choice.value for choice in dewi.shown().choices]


def test_a_paper_that_is_no_longer_needed_is_not_chosen(journey: Journey, renew: Renew) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("papers")
    renew(without_ktp)
    dewi.picks("ktp")
    assert dewi.step == "ChoosePaper"


def test_a_booking_too_late_for_a_reminder_promises_none(journey: Journey, renew: Renew) -> None:
    renew(without_notice)
    dewi = at_the_days(journey)
    dewi.picks_nth(0)
    dewi.picks("10:00:00", "book")
    assert "no reminder comes before it" in said_since(dewi, -2)
    dewi.picks("visits", "cancel", True, "book", {"applicant": 1}, "passport-renewal")
    renewal(dewi)
    submit(dewi)
    nobody_else(dewi)
    choose_time(dewi, day=3)
    dewi.picks("book")
    assert "My reminders come into this chat" in said_since(dewi, -2)


# --- what was booked ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("answer", ["time", "form", "cancel", "papers"])
def test_nothing_is_done_with_a_visit_that_the_office_cancelled_meanwhile(journey: Journey, answer: str) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("visits")
    office_cancels(journey, dewi)
    dewi.picks(answer)
    assert dewi.step == "Menu"
    assert no_visits(journey)


def test_a_cancelling_that_came_too_late_is_said(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("visits", "cancel")
    office_cancels(journey, dewi)
    dewi.picks(True)
    assert "no longer booked" in said_since(dewi, -2)
    assert dewi.step == "Menu"


def test_a_change_of_a_visit_that_is_cancelled_by_then_is_said(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("visits", "time")
    choose_time(dewi, 1)
    office_cancels(journey, dewi)
    dewi.picks(True)
    assert "no longer booked" in said_since(dewi, -2)
    assert no_visits(journey)


def test_a_visit_in_a_list_that_is_cancelled_by_then_is_asked_for_again(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    another_visit(dewi, "R4P-8WX", "Dewi Lestari", days=5)
    dewi.picks("visits")
    office_cancels(journey, dewi)
    dewi.picks(1)
    assert dewi.step == "MyVisits"
    assert 1 not in [choice.value for choice in dewi.shown().choices]


def test_a_correction_of_a_visit_that_is_cancelled_by_then_is_no_dead_end(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("visits", "form", 1)
    office_cancels(journey, dewi)
    dewi.picks("birth_place")
    dewi.says("Gresik")
    assert leads_on(dewi.last())


def test_a_reminder_answered_after_the_visit_was_cancelled_leads_to_the_list(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    journey.wait(days=30)
    offer = dewi.last_offer()
    office_cancels(journey, dewi)
    dewi.press(offer.options[0].id)
    assert leads_on(dewi.last())


def test_papers_of_an_applicant_whose_place_was_freed_are_no_dead_end(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")
    dewi.says("Irvine")
    dewi.picks("wni", "yes", "expiring", "recent", "yes", "on", True)
    form(dewi, "Budi Lestari", nik="3578010101850001", passport="C7654321")
    book(dewi)
    dewi.picks("papers")
    with journey.app.database.transaction() as tx:
        desk_of(journey, tx, dewi.id(tx)).appointments.release(1, 2)
    dewi.picks({"applicant": 2, "service": "passport-renewal"})
    assert leads_on(dewi.last())
    dewi.says("menu")
    dewi.picks("start-over-surely", "visits")
    assert "Budi" not in dewi.last().text


def test_an_applicant_who_was_booked_elsewhere_meanwhile_can_be_left_out(journey: Journey) -> None:
    dewi, budi = journey.person("Dewi"), journey.person("Budi")
    for chat in (dewi, budi):
        start(chat)
        renewal(chat)
        form(chat)                                              # both for the same applicant
        nobody_else(chat)
        choose_time(chat)
    budi.picks("book")
    dewi.picks("book")
    assert dewi.step == "HasOne"
    dewi.picks("stop")
    assert dewi.step == "Menu"


def test_the_others_of_a_party_are_booked_when_one_was_booked_elsewhere_and_the_hold_lapsed(journey: Journey) -> None:
    dewi, budi = journey.person("Dewi"), journey.person("Budi")
    start(budi)
    renewal(budi)
    form(budi, "Siti Aminah", nik="3578010101850001", passport="C7654321")
    nobody_else(budi)
    choose_time(budi)
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")
    dewi.says("Irvine")
    dewi.picks("wni", "yes", "expiring", "recent", "yes", "on", True)
    form(dewi, "Siti Aminah", nik="3578010101850001", passport="C7654321")
    nobody_else(dewi)
    choose_time(dewi)
    budi.picks("book")
    slot = held(journey, dewi)
    dewi.picks("book")
    assert dewi.step == "HasOne"
    journey.clock.advance(minutes=15)
    others_take(journey, slot.day, slot.time)
    dewi.picks("leave")
    assert dewi.step == "ChooseNearest"
    dewi.picks_nth(0)
    dewi.picks("book")
    assert visit(journey, dewi).applicants == 1


# --- helpers --------------------------------------------------------------------------------------------------------------

def at_the_days(journey: Journey) -> Chat:
    """Somebody who is asked for a place or a day."""
    dewi = journey.person("Dewi")
    to_days(dewi)
    return dewi


def day_of(chat: Chat, number: int) -> date:
    """Of the days that are shown."""
    return date.fromisoformat(chat.shown().choices[number].value)


def hour_of(chat: Chat, number: int) -> time:
    """Of the times that are shown."""
    return time.fromisoformat(chat.shown().choices[number].value)


def two_at_the_days(dewi: Chat) -> None:
    """Dewi, whose form is filled in, and Budi."""
    if dewi.step == "Menu":
        dewi.picks("book", known(1), "passport-renewal", True, "on")
        submit(dewi)
    else:
        dewi.says("back")
    dewi.picks("more", "other", "passport-renewal")
    dewi.says("Irvine")
    dewi.picks("wni", "yes", "expiring", "recent", "yes", "on", True)
    form(dewi, "Budi Lestari", nik="3578010101850001", passport="C7654321")
    nobody_else(dewi)


def desk_of(journey: Journey, tx: Transaction, person: int) -> Desk:
    app = journey.app
    return Desk(app.office, tx, journey.clock.now(), person_of(people.get(tx, person), app.settings.office.languages))


def others_take(journey: Journey, day: date, hour: time | None = None, place: str = "counter", party: int = 1) -> None:
    """Strangers hold of a day, or of one time, so much that there is no room for a party."""
    needs, wanted = (Needs(("passport-renewal",) * number, number, 20) for number in (1, party))
    with journey.app.database.transaction() as tx:
        while True:
            stranger = people.find_or_add(tx, "kjri-la", "strangers", str(next(_strangers)), "en", None, journey.clock.now())
            proven(tx, stranger, journey)
            desk = desk_of(journey, tx, stranger)
            free = desk.calendar.free_times(place, day, wanted)
            slot = Slot(day, hour, place) if hour is not None else (free[0] if free else None)
            if slot is None or slot not in free:
                return
            assert isinstance(desk.appointments.hold(stranger, stranger, slot, needs), Hold)


def newcomers_hold_all(journey: Journey) -> None:
    with journey.app.database.transaction() as tx:
        desk = desk_of(journey, tx, people.find_or_add(tx, "kjri-la", "strangers", "0", "en", None, journey.clock.now()))
        days = desk.calendar.open_days("counter", Needs(("passport-renewal",), 1, 30), count=100)
    for day in days:
        newcomers_hold(journey, day)


def newcomers_hold(journey: Journey, day: date, place: str = "counter") -> None:
    """As much of a day as people may hold who have no appointment."""
    with journey.app.database.transaction() as tx:
        for _other in range(40):
            person = people.find_or_add(tx, journey.app.office.key, "strangers", str(next(_strangers)), "en", None,
                                        journey.clock.now())
            desk = desk_of(journey, tx, person)
            needs = desk.appointments.needs_of(person, Needs(("passport-renewal",), 1, 30))
            for free in desk.calendar.free_times(place, day, needs)[-1:]:
                desk.appointments.hold(person, desk.parties.begin(person), free, needs)


def others_of_the_network(journey: Journey, network: str) -> None:
    """As many times as one network may hold for newcomers, each on another day."""
    with journey.app.database.transaction() as tx:
        for number in range(journey.app.settings.limits.address_newcomer_holds):
            person = people.find_or_add(tx, journey.app.office.key, "strangers", str(next(_strangers)), "en", None,
                                        journey.clock.now())
            who = person_of(people.get(tx, person), journey.app.settings.office.languages)
            desk = Desk(journey.app.office, tx, journey.clock.now(), who, network)
            needs = desk.appointments.needs_of(person, Needs(("passport-renewal",), 1, 30))
            day = desk.calendar.open_days("counter", needs)[number]
            held = desk.appointments.hold(person, person, desk.calendar.free_times("counter", day, needs)[0], needs)
            assert isinstance(held, Hold)


def proven(tx: Transaction, person: int, journey: Journey) -> None:
    tx.execute(update(tables.people).where(tables.people.c.id == person).values(proven_at=journey.clock.now()))


def held(journey: Journey, chat: Chat) -> Slot:
    """The time that they hold."""
    with journey.app.database.transaction() as tx:
        hold = desk_of(journey, tx, chat.id(tx)).appointments.held(chat.id(tx))
    assert hold is not None
    return hold.slot


def visit(journey: Journey, chat: Chat) -> Any:
    """Their one visit."""
    with journey.app.database.transaction() as tx:
        [only] = desk_of(journey, tx, chat.id(tx)).appointments.of_person(chat.id(tx))
        return only


def no_visits(journey: Journey) -> bool:
    booked_ones = select(tables.appointments.c.id).where(tables.appointments.c.state == "booked")
    with journey.app.database.reading() as tx:
        return not tx.execute(booked_ones).all()


def office_cancels(journey: Journey, chat: Chat) -> None:
    with journey.app.database.transaction() as tx:
        desk = desk_of(journey, tx, chat.id(tx))
        for one in desk.appointments.of_person(chat.id(tx)):
            desk.reminders.unschedule(one.id)
            desk.appointments.cancel(one.id)


def leads_on(message: Message) -> bool:
    return bool(message.options or message.words) or message.expects in ("text", "date", "number", "files")


def said_since(chat: Chat, number: int) -> str:
    return "\n".join(message.text for message in chat.heard[number:])


def second_place(data: dict[str, Any]) -> None:
    data["places"]["denver"] = {
        "name": {"id": "Denver", "en": "Denver"}, "address": "1 Civic Center Plaza", "timezone": "America/Denver",
        "week": {"saturday": ["10:00-12:00"]}, "horizon_days": 20,
        "groups": {"all": {"services": ["passport-renewal"], "capacity": 2}},
    }


def few_days(data: dict[str, Any]) -> None:
    data["places"]["counter"]["horizon_days"] = 3
    data["places"]["counter"]["groups"]["passport"]["capacity"] = 2


def asking_nothing(data: dict[str, Any]) -> None:
    service = data["services"]["passport-renewal"]
    service.update(ask=[], rules=[], **{key: [one for one in service[key] if "when" not in one]
                                        for key in ("requirements", "attend", "fees")})


def without_notice(data: dict[str, Any]) -> None:
    data["places"]["counter"]["notice_hours"] = 0


def without_lost(data: dict[str, Any]) -> None:
    del data["services"]["passport-lost"]
    data["places"]["counter"]["groups"]["passport"]["services"].remove("passport-lost")


def without_copy(data: dict[str, Any]) -> None:
    lost = data["services"]["passport-lost"]
    lost["ask"] = [one for one in lost["ask"] if one["question"] != "lost-copy"]
    lost["requirements"] = [one for one in lost["requirements"] if one["requirement"] != "lost-passport-copy"]
    del data["questions"]["lost-copy"], data["requirements"]["lost-passport-copy"]


def without_ktp(data: dict[str, Any]) -> None:
    for service in data["services"].values():
        service["requirements"] = [one for one in service["requirements"] if one["requirement"] != "ktp"]
    del data["requirements"]["ktp"]
