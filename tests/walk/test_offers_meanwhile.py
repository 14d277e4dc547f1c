"""The office takes back what it offers between the moment it was shown and the moment it is pressed."""

from __future__ import annotations

from typing import Any

from bot.flows import keepsakes
from bot.visits_report import unopened_in_words
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked, choose_time, greet, nobody_else, renewal, start, submit
from tests.walk.conftest import Renew
from tests.walk.meanwhile import CHANGED, at_the_days, desk_of, leads_on, no_visits, said_since, visit


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
    dewi = booked_in_denver(journey, renew)
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
    dewi = booked_in_denver(journey, renew)
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


def booked_in_denver(journey: Journey, renew: Renew) -> Chat:
    """A visit at the second place, which the office then no longer lists."""
    renew(second_place)
    chat = at_the_days(journey)
    chat.picks("denver")
    choose_time(chat, day=1)
    chat.picks("book")
    renew()
    return chat


def second_place(data: dict[str, Any]) -> None:
    data["places"]["denver"] = {
        "name": {"id": "Denver", "en": "Denver"}, "address": "1 Civic Center Plaza", "timezone": "America/Denver",
        "week": {"saturday": ["10:00-12:00"]}, "horizon_days": 20,
        "groups": {"all": {"services": ["passport-renewal"], "capacity": 2}},
    }


def asking_nothing(data: dict[str, Any]) -> None:
    service = data["services"]["passport-renewal"]
    service.update(ask=[], rules=[], **{key: [one for one in service[key] if "when" not in one]
                                        for key in ("requirements", "attend", "fees")})


def without_notice(data: dict[str, Any]) -> None:
    data["places"]["counter"]["notice_hours"] = 0


def without_lost(data: dict[str, Any]) -> None:
    del data["services"]["passport-lost"], data["outcomes"]["lost-service"]["service"]
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
