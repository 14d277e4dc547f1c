"""At a line of the form they may not know it."""

from __future__ import annotations

import pytest

from tests.conversation.places import at_a_sensitive_line
from tests.journeys.driver import Journey


@pytest.mark.parametrize(("typed", "language"), [
    ("gatau nik nya", "id"), ("ga tau nik kak", "id"), ("kurang tau saya", "id"), ("I don't know my NIK", "en"),
    ("no idea sorry", "en")])
def test_who_does_not_know_a_number_leaves_it_out(journey: Journey, typed: str, language: str) -> None:
    dewi = journey.person("Dewi", language)
    at_a_sensitive_line(dewi)
    dewi.says(typed)
    assert "paspor" in dewi.last().text.lower() or "passport" in dewi.last().text.lower()
