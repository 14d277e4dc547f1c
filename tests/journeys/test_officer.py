"""A person instead of the assistant."""

from __future__ import annotations

from tests.journeys.driver import Journey
from tests.journeys.parts import renewal, start


def test_an_officer_answers_and_the_assistant_takes_over_again(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    dewi.says(id="mau ngomong sama petugas", en="I want to talk to a person")
    dewi.says(id="Apakah bisa bayar tunai?", en="Can I pay in cash?")
    dewi.sends(1)
    dewi.says(id="menu", en="menu")
    journey.officer_writes(dewi, "Maaf, hanya money order.")
    dewi.says(id="Baik, terima kasih", en="Fine, thank you")
    journey.officer_closes(dewi)
    dewi.says("Los Angeles, CA")
    journey.compare("officer")


def test_outside_hours_it_is_said_when_an_answer_can_be_expected(journey: Journey) -> None:
    journey.wait_until("2026-11-27 19:00")
    dewi = journey.person("Dewi")
    start(dewi)
    dewi.says(id="petugas", en="officer")
    dewi.says(id="Paspor saya hilang dan besok terbang", en="My passport is lost and I fly tomorrow")
    dewi.picks("assistant")
    journey.wait_until("2026-11-30 09:10")
    journey.officer_writes(dewi, "Silakan datang pukul 10.")
    dewi.accepts("reply")
    dewi.says(id="Baik", en="All right")
    dewi.picks("assistant")
    journey.compare("officer-at-night")


def test_an_answer_to_the_officer_is_typed_without_any_button(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    dewi.says(id="petugas", en="officer")
    dewi.says(id="Bolehkah saya datang lebih pagi?", en="May I come earlier?")
    dewi.picks("assistant")
    journey.wait_until("2026-11-24 11:00")
    journey.officer_writes(dewi, "Boleh, asal sebelum pukul 10. Bisa?")
    dewi.says(id="Siap, Bu Ratna", en="Fine, Ms Ratna")
    dewi.picks("to-officer")
    dewi.says(id="Apakah perlu membawa KTP?", en="Do I need the KTP?")
    dewi.picks("assistant")
    journey.compare("officer-answered")
