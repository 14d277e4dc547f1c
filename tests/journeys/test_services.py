"""Each service, from hello to the code and the last word, in both languages, as anybody can read it."""

from __future__ import annotations

from tests.journeys.driver import Journey, compare
from tests.journeys.parts import book, form, renewal, start


def test_passport_renewal(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    book(dewi, day=3, hour=1)
    journey.wait(days=14)
    compare(f"passport-renewal.{journey.language}", journey.transcript())
