"""Each service, from hello to the code and the last word, in both languages, as anybody can read it."""

from __future__ import annotations

from tests.journeys.driver import Journey
from tests.journeys.parts import SKIP, book, choose_time, form, greet, nobody_else, renewal, start, submit


def test_passport_renewal(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    book(dewi, day=3, hour=1)
    journey.wait_until("2026-11-30 18:30")
    dewi.accepts("yes")
    dewi.picks("on")
    journey.wait(days=5)
    journey.compare("passport-renewal")


def test_a_parent_books_for_two_children_of_whom_one_has_two_citizenships(journey: Journey) -> None:
    sari = journey.person("Sari")
    greet(sari)
    sari.says(id="bikin paspor anak", en="passport for my child")
    sari.picks("child")
    sari.says("Irvine, CA")
    sari.picks("replace", "indonesia", "no", "both", "on")
    sari.picks(False, "on", True)
    form(sari, "Bima Pratama", "Bandung", "3 Mei 2015", "3273010305150001", "C7654321")
    sari.picks("more", "child", "passport-child")
    sari.picks_nth(0)
    sari.picks("first", "abroad", "yes", "yes", "yes", "both", "on", True)
    form(sari, "Ayu", "Irvine", "2021-02-14", SKIP, None, "(949) 555-0163")
    nobody_else(sari)
    choose_time(sari, day=2)
    sari.picks("book")
    journey.wait(days=10)
    journey.compare("passport-child")


def test_a_lost_passport(journey: Journey) -> None:
    agus = journey.person("Agus", timezone="Pacific/Honolulu")
    greet(agus)
    agus.says(id="udah ilang paspor saya pak", en="i lost my passport")
    agus.picks("self")
    agus.says(id="paspor saya hilang", en="lost my passport")
    agus.says("Honolulu, Hawaii")
    agus.says(id="nggak", en="no")
    agus.picks("wni", "yes", "yes", "unreported", "no", "on")
    form(agus, "Agus", "Malang", "1 Jan 1970", "3573010205700003", SKIP)
    book(agus, day=5, hour=4)
    journey.wait(days=14)
    journey.compare("passport-lost")


def test_a_visa_is_applied_for_at_the_portal(journey: Journey) -> None:
    john = journey.person("John")
    start(john, service="visa")
    john.picks("foreigner", "ordinary", "visit")
    john.says("San Diego, California")
    john.picks("understood")
    journey.compare("visa")


def test_a_visa_is_booked_where_the_office_still_takes_it(journey: Journey) -> None:
    journey.restart(JANJI_SERVICES__VISA__BOOKABLE="true")
    john = journey.person("John")
    start(john, service="visa")
    john.picks("foreigner", "ordinary", "visit")
    john.says("San Diego, California")
    john.picks("on")
    john.says("John Appleseed")
    john.says("Fort Wayne")
    john.says("26 September 1974")
    john.says("X12345678")
    john.says("100 Harbor Drive, San Diego, CA 92101")
    john.picks(SKIP)
    submit(john)
    book(john, day=4)
    journey.wait(days=14)
    journey.compare("visa-at-the-counter")
