"""Status by code and birth date: shows one applicant, tells a guesser nothing, and tells the owner that somebody tried."""

from __future__ import annotations

from tests.journeys.driver import Journey, compare, sloppy
from tests.journeys.parts import booked, greet


def test_somebody_else_looks_up_a_code(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    code = booked(dewi)
    journey.lines.clear()
    journey.note("Dewi has booked for the next morning, and given Budi her code")
    budi = journey.person("Budi")
    greet(budi)
    budi.says("status")
    budi.picks("code")
    budi.says("K7M-4TD")
    budi.says("1 Jan 1990")
    wrong_code = budi.last().text
    budi.picks("again")
    budi.says(sloppy(code))
    budi.says("1 Jan 1990")
    assert budi.last().text == wrong_code, "a wrong date tells that the code is right"
    budi.picks("again")
    budi.says(code)
    budi.says(id="17 Agustus 1990", en="August 17 1990")
    budi.picks("on")
    compare(f"status-by-code.{journey.language}", journey.transcript())


def test_guessing_is_limited(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    code = booked(dewi)
    budi = journey.person("Budi")
    greet(budi)
    budi.says("status")
    heard = len(dewi.heard)
    for year in range(1980, 1990):
        budi.picks("code") if year == 1980 else budi.picks("again") if budi.step == "NotFound" else None
        budi.says(code)
        budi.says(f"1 Jan {year}")
        if len(budi.shown().choices) == 1:
            break
    assert budi.step == "NotFound"
    assert year == 1988, "the ninth try within an hour is one too many"
    assert len(dewi.since(heard)) == 1, "the owner is told, once a day"
    budi.picks("done")
    budi.says("status")
    budi.picks("code")
    budi.says(code)
    budi.says("17 August 1990")
    assert len(budi.shown().choices) == 1, "not even the right date is looked at any more"
    journey.wait(minutes=61)
    budi.picks("done")
    budi.says("status")
    budi.picks("code")
    budi.says(code)
    budi.says("17 August 1990")
    assert budi.step == "Found"
