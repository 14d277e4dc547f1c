"""Ends other than a booking: each says why, and what to do instead."""

from __future__ import annotations

from tests.journeys.driver import Journey
from tests.journeys.parts import greet, start


def test_another_consulate_serves_the_place(journey: Journey) -> None:
    rina = journey.person("Rina", timezone="America/New_York")
    start(rina)
    rina.says("Brooklyn, New York")
    rina.picks("answers")
    rina.says("Texas")
    rina.picks("understood")
    journey.compare("another-consulate")


def test_nobody_knows_for_certain_which_consulate_serves_the_county(journey: Journey) -> None:
    rina = journey.person("Rina")
    start(rina)
    rina.says("California")
    rina.says("Fresno")
    rina.picks("officer")
    rina.says(id="Saya tinggal di Fresno. Boleh ke KJRI LA?", en="I live in Fresno. May I come to Los Angeles?")
    rina.picks("assistant")
    journey.compare("county-unsure")


def test_whoever_takes_another_citizenship_is_handed_to_an_officer(journey: Journey) -> None:
    rina = journey.person("Rina")
    start(rina)
    rina.says("Irvine, CA")
    rina.says(id="sedang proses", en="both")
    rina.picks("officer")
    rina.says(id="Saya sedang naturalisasi", en="I'm being naturalised")
    journey.officer_writes(rina, "Silakan menelepon saya besok pagi.")
    journey.officer_closes(rina)
    [(topic, [reason, *said])] = journey.threads()
    assert topic == "other-citizenship" and "WNI dan negara lain" in reason
    assert said == [rina.typed[-1], "Silakan menelepon saya besok pagi."]
    journey.compare("another-citizenship")


def test_whoever_refuses_the_notice_gets_a_phone_number_and_counter_hours(journey: Journey) -> None:
    rina = journey.person("Rina")
    rina.says(id="halo", en="hello")
    rina.picks("refuse")
    rina.says(id="mau perpanjang paspor", en="renew my passport")
    rina.picks("agree")
    journey.compare("refusal")


def test_a_lost_passport_begun_as_a_renewal(journey: Journey) -> None:
    rina = journey.person("Rina")
    greet(rina)
    rina.picks("book", "self", "passport-renewal")
    rina.says("LA, California")
    rina.picks("wni", "yes", "lost", "go", "no", "yes")
    journey.compare("lost-as-renewal")


def test_what_is_said_to_be_passed_on_is_passed_on(journey: Journey) -> None:
    rina = journey.person("Rina")
    start(rina)
    rina.says("Irvine, CA")
    rina.picks("wni", "yes", "damaged", "understood")
    assert rina.step == "Menu"
    [(topic, [reason])] = journey.threads()
    assert topic == "damaged-book" and "Rusak" in reason
