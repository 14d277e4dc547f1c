"""Papers: albums, pages one by one, later, for which paper, and what is missing in the end."""

from __future__ import annotations

from tests.journeys.driver import Journey
from tests.journeys.parts import SKIP, book, booked, choose_time, form, nobody_else, renewal, start


def test_a_party_of_three_sends_its_papers(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")
    dewi.picks_nth(0)
    dewi.picks("wni", "yes", "full", "older", "yes", "on", True)
    form(dewi, "Budi Santoso", "Solo", "2 Februari 1985", "3372010202850001", "A1111111")
    dewi.picks("more", "child", "passport-child")
    dewi.picks_nth(0)
    dewi.picks("first", "indonesia", "no", "one", "on", True)
    form(dewi, "Citra Santoso", "Jakarta", "10 October 2019", SKIP, None)
    nobody_else(dewi)
    choose_time(dewi, day=2, hour=0)
    dewi.picks("book", "papers")
    dewi.picks_nth(0)
    dewi.picks("old-passport")
    dewi.sends(1)
    dewi.picks("done")
    dewi.sends(2)
    dewi.picks("done")
    dewi.sends(3, one_by_one=True)
    dewi.picks("again")
    dewi.sends(1)
    dewi.picks("done")
    dewi.picks("on")
    dewi.picks_nth(1)
    dewi.picks("old-passport", "later", "")
    journey.compare("party-of-three")


def test_a_photo_comes_when_nothing_waits_for_one(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    dewi.sends(1)
    renewal(dewi)
    form(dewi)
    dewi.sends(2)
    dewi.picks({"applicant": 1, "service": "passport-renewal", "requirement": "ktp"})
    dewi.sends(1)
    dewi.picks("none")
    book(dewi)
    journey.compare("photo-out-of-turn")


def test_papers_that_are_missing_are_asked_for(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    journey.wait_until("2026-11-25 08:00")
    dewi.says(id="status", en="is it ready yet")
    dewi.picks("papers", "ktp")
    dewi.sends(1)
    dewi.picks("later", "", "done")
    journey.compare("papers-asked-for")


