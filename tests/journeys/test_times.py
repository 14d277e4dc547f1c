"""Holds, times that go, changes, cancelling, and one appointment for each applicant and service."""

from __future__ import annotations

from tests.journeys.driver import Journey
from tests.journeys.parts import book, booked, choose_time, form, known, nobody_else, renewal, start, submit, to_days


def test_second_applicant_is_told_the_slot_went_a_moment_ago(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    to_days(dewi)
    dewi.picks_nth(2)
    fill_nine_o_clock(journey)
    dewi.picks_nth(0)
    dewi.picks_nth(1)
    dewi.picks("book")
    journey.compare("time-taken")


def fill_nine_o_clock(journey: Journey) -> None:
    """All seats at nine on Monday go to others, whose chats are not shown."""
    kept, journey.lines = journey.lines, []
    for number in range(journey.app.settings.places["counter"].groups["passport"].capacity):
        other = journey.person(f"Other {number}")
        start(other)
        renewal(other)
        form(other, f"Orang Lain {chr(ord('A') + number)}", nik="", passport=f"X000000{number}")
        nobody_else(other)
        choose_time(other, day=2)
        other.picks("book")
        del journey.chats[other.name]
    journey.lines = kept
    journey.note("others book all that is left of Monday at nine")


def test_a_held_time_lapses(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    to_days(dewi)
    choose_time(dewi, day=2)
    journey.wait(minutes=20)
    dewi.picks("book")
    journey.compare("hold-lapsed")


def test_the_time_is_changed_and_then_the_visit_cancelled(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("visits")
    dewi.picks("time", "later", "first")
    choose_time(dewi, day=4, hour=2)
    dewi.picks(False, "visits")
    dewi.picks("time")
    choose_time(dewi, day=4, hour=2)
    dewi.picks(True)
    journey.wait_until("2026-12-01 18:30")
    dewi.accepts("no")
    dewi.picks("cancel", False, "cancel", True)
    journey.wait(days=3)
    journey.compare("changed-and-cancelled")


def test_a_second_booking_for_the_same_applicant_and_service(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("book", known(1), "passport-renewal")
    dewi.picks_nth(0)
    dewi.picks("wni", "yes", "expiring", "recent", "yes", "on")
    submit(dewi)
    dewi.picks("status", "done", "leave")
    journey.compare("second-booking")


def test_correcting_a_form_that_would_make_somebody_else_of_an_applicant(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi, nik="", passport="")
    book(dewi)
    dewi.picks("visits")
    dewi.picks("form")
    dewi.picks("birth_place")
    dewi.says("Sidoarjo")
    dewi.picks("full_name")
    dewi.says("Ratna Sari")
    dewi.picks("keep", "full_name")
    dewi.says("Ratna Sari")
    dewi.picks("cancel", True)
    journey.compare("somebody-else")


def test_a_line_that_is_corrected_after_booking_is_read_and_checked_as_in_the_form(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("visits", "form", "phone")
    dewi.says(id="lewati", en="skip")
    assert dewi.step == "WhichLine"
    dewi.picks("nik")
    dewi.says("3578011808900002")                            # of 18 August, and she was born on the 17th
    assert dewi.step == "CheckBookedNik"
    dewi.picks("right", "nik")
    dewi.says("3578015708900002")
    assert dewi.step == "WhichLine"
    dewi.picks("passport_number")
    dewi.says(id="tidak punya paspor", en="no passport")
    assert dewi.step == "WhichLine"


def test_a_form_is_corrected_before_booking_while_the_time_stays_held(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    to_days(dewi)
    choose_time(dewi, day=2)
    dewi.picks_nth(2)
    dewi.picks("phone")
    dewi.says("213 555 0142")
    submit(dewi)
    dewi.picks("time")
    choose_time(dewi, day=2, hour=1)
    dewi.picks("book")
    journey.compare("corrected-before-booking")
