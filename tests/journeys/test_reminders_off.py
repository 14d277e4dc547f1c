"""STOP ends the reminders, and START brings them back."""

from __future__ import annotations

from tests.journeys.driver import Journey
from tests.journeys.parts import booked, choose_time, to_days


def test_reminders_are_stopped_and_come_again(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    to_days(dewi)
    dewi.says(id="berhenti", en="Stop")
    choose_time(dewi, day=3)
    dewi.picks("book")
    dewi.says("status")
    journey.wait_until("2026-11-30 19:00")
    dewi.says(id="petugas", en="officer")
    dewi.says(id="Mulai", en="START")
    dewi.says(id="Bisa bayar tunai?", en="Can I pay in cash?")
    journey.wait_until("2026-12-01 12:00")
    journey.compare("reminders-off")


def test_what_an_officer_writes_still_comes(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.says(id="petugas", en="officer")
    dewi.says(id="Bisa bayar tunai?", en="Can I pay in cash?")
    dewi.says("STOP")
    assert journey.threads()[0][1] == [{"id": "Bisa bayar tunai?", "en": "Can I pay in cash?"}[journey.language]]
    journey.officer_writes(dewi, "Maaf, hanya money order.")
    assert "money order" in dewi.last().text
