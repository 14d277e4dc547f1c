"""From a booking to the day the passport is collected, and what the office is told of how it was."""

from __future__ import annotations

import pytest

from bot.desk.cases import Cases
from tests.journeys.driver import Journey
from tests.journeys.parts import booked, greet


def officers_move(journey: Journey, code: str, stage: str) -> None:
    """As `janji case stage` does."""
    with journey.app.database.transaction() as tx:
        cases = Cases(tx, journey.app.settings, journey.clock.now())
        moves, _there, faults = cases.plan([code], stage)
        assert not faults
        for move in moves:
            cases.move(move)
    journey.note(f"officers move it to “{stage}”")
    journey.deliver()


def test_from_booking_to_collected_and_five_stars(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    code = booked(dewi)
    journey.wait_until("2026-11-25 11:00")
    journey.lines.clear()
    journey.note("Dewi has booked, and was at the counter this morning, Wednesday 25 November")
    officers_move(journey, code, "received")
    officers_move(journey, code, "verification")
    officers_move(journey, code, "payment")
    journey.wait_until("2026-12-02 15:00")
    officers_move(journey, code, "sent")
    officers_move(journey, code, "printing")
    dewi.says("status")
    dewi.picks("done")
    budi = journey.person("Budi")
    kept = len(journey.lines)
    greet(budi)
    del journey.lines[kept:]
    journey.note("Dewi gives Budi her code")
    budi.says("status")
    budi.picks("code")
    budi.says(code)
    budi.says("17 Aug 1990")
    budi.picks("on")
    journey.wait_until("2026-12-08 21:30")
    officers_move(journey, code, "ready")
    journey.wait_until("2026-12-09 08:05")
    dewi.says("status")
    dewi.picks("done")
    officers_move(journey, code, "collected")
    journey.wait_until("2026-12-10 10:05")
    dewi.accepts("5")
    dewi.says(id="Petugasnya ramah sekali", en="The officer was very kind")
    dewi.says("status")
    dewi.picks("done")
    journey.wait_until("2027-01-20 09:00")
    dewi.says("status")
    journey.compare("collected")
    words = {"id": "Petugasnya ramah sekali", "en": "The officer was very kind"}[journey.language]
    assert journey.threads() == [("feedback", [f"★★★★★ {code}", words])]


@pytest.mark.parametrize(("stage", "asked_for"), [("printing", True), ("ready", False), ("collected", False)])
def test_papers_are_asked_for_until_it_is_ready(journey: Journey, stage: str, asked_for: bool) -> None:
    dewi = journey.person("Dewi")
    code = booked(dewi)
    journey.wait_until("2026-11-25 11:00")
    officers_move(journey, code, stage)
    dewi.says("status")
    assert ("papers" in [choice.value for choice in dewi.shown().choices]) == asked_for
    dewi.picks("done")
    dewi.says("kirim dokumen")
    assert dewi.step == ("ChoosePaper" if asked_for else "WhosePapers")
    assert asked_for or [choice.value for choice in dewi.shown().choices] == ["later"]


def test_one_star_and_no_more_words(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    code = booked(dewi)
    journey.wait_until("2026-11-30 11:00")
    officers_move(journey, code, "collected")
    journey.wait_until("2026-12-01 10:05")
    dewi.says("1")
    if dewi.step != "MoreWords":
        dewi.accepts("1")
    dewi.picks("")
    assert journey.threads() == [("feedback", [f"★☆☆☆☆ {code}"])]
