"""A visit changes between the moment it was shown and the moment a button of it is pressed."""

from __future__ import annotations

import pytest

from tests.journeys.driver import Journey
from tests.journeys.parts import book, booked, choose_time, form, formed, nobody_else, one_more, renewal, start
from tests.visits import visit as another_visit
from tests.walk.meanwhile import desk_of, held, leads_on, no_visits, office_cancels, others_take, said_since, visit


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
    dewi.picks("visits", "form")
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
    formed(dewi)
    one_more(dewi)
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
        formed(chat)                                            # both for the same applicant
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
    formed(dewi)
    one_more(dewi, "Siti Aminah")
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
