"""What the random walk found, each once more by hand."""

from __future__ import annotations

from tests.journeys.driver import Journey
from tests.journeys.parts import form, renewal, start


def test_back_passes_over_an_applicant_who_was_left_out(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")
    dewi.says("New York")
    dewi.picks("understood")
    assert dewi.step == "AnyoneElse"
    dewi.picks("back")
    assert dewi.step == "WhoIsNext"
    assert "Something has changed" not in "".join(message.text for message in dewi.heard)
