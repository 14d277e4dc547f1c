"""What becomes of a booked visit: one of a party stays away, all of it is cancelled, strangers come near it."""

from __future__ import annotations

from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import (
    book,
    booked,
    choose_time,
    fill,
    formed,
    greet,
    known,
    nobody_else,
    one_more,
    renewal,
    start,
    submit,
)


def party_of_two(dewi: Chat, day: int = 0) -> str:
    """Dewi and Budi, both for a new passport. The code."""
    formed(dewi)
    one_more(dewi)
    return book(dewi, day=day)


def test_one_of_a_party_stays_away_and_the_other_keeps_the_time(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    code = party_of_two(dewi, day=4)
    journey.lines.clear()
    dewi.picks("visits", "cancel", "all", False, "cancel", 1, False, "cancel", 1, True)
    assert code in dewi.heard[-2].text
    dewi.picks("visits", "done")
    journey.wait_until("2026-12-01 18:30")
    dewi.accepts("no")
    dewi.picks("cancel", True)
    journey.wait(days=3)
    journey.compare("one-stays-away")


def test_the_last_one_who_stays_away_cancels_the_visit(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    party_of_two(dewi, day=4)
    dewi.picks("visits", "cancel", 2, True, "visits", "form", "full_name")
    dewi.says("Ratna Sari")
    dewi.picks("cancel", True, "visits")
    assert len(dewi.shown().choices) == 2                       # a code, and done
    heard = len(dewi.heard)
    journey.wait(days=14)
    assert not dewi.since(heard), "a reminder of a cancelled visit"


def test_who_stays_away_is_freed_of_this_visit_only(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    party_of_two(dewi)
    dewi.picks("book", known(1), "passport-lost")
    dewi.picks_nth(0)
    dewi.picks("no", "wni", "yes", "yes", "unreported", "no", "on")
    submit(dewi)
    nobody_else(dewi)
    choose_time(dewi, day=2)
    dewi.picks("book", "visits", 1, "cancel", 1, True, "visits")
    assert [choice.value for choice in dewi.shown().choices][:2] == [1, 2]
    dewi.picks(2)
    assert "Dewi" in dewi.last().text


def test_after_cancelling_no_question_asks_for_papers_of_that_visit(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    journey.lines.clear()
    dewi.picks("papers", "ktp")
    dewi.says("status")
    dewi.picks("cancel", True)
    assert dewi.step not in ("SendPaper", "ChoosePaper")
    dewi.picks("later", "visits")
    journey.compare("cancelled-amid-papers")


def test_a_stranger_learns_no_time_and_the_owner_is_told(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    code = booked(dewi)
    journey.lines.clear()
    budi = journey.person("Budi")
    start(budi, "other")
    renewal(budi)
    budi.picks(True)
    heard = len(dewi.heard)
    fill(budi)
    submit(budi)
    assert budi.step == "HasVisit"
    assert code not in budi.last().text
    budi.picks("form")
    submit(budi)
    budi.picks("leave")
    assert [code in message.text for message in dewi.since(heard)] == [True], "told once a day"


def test_filling_in_other_peoples_forms_counts_like_guessing_codes(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    budi = journey.person("Budi")
    start(budi, "other")
    renewal(budi)
    budi.picks(True)
    fill(budi)
    submit(budi)
    shown = budi.last().text
    for _try in range(journey.app.settings.limits.code_tries_an_hour - 1):
        assert budi.last().text == shown
        budi.picks("form")
        submit(budi)
    budi.picks("form", "passport_number")
    budi.says("C9999999")
    budi.picks("nik")
    budi.says("3578015708900099")
    submit(budi)
    assert budi.step == "HasVisit", "after so many tries not even an applicant whom nobody booked is told apart"
    assert budi.last().text != shown
    budi.picks("leave")
    budi.says("status")
    budi.picks("code")
    budi.says("K7M-4TD")
    budi.says("1 Jan 1990")
    assert len(budi.shown().choices) == 1, "codes can't be guessed then either"
    journey.wait(minutes=61)
    budi.picks("done", "book", known(2), "passport-renewal")
    renewal(budi)
    submit(budi)
    assert budi.step == "AnyoneElse"


def test_a_code_on_another_device_says_how_to_change_the_visit(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    code = booked(dewi)
    phone = journey.person("Phone")
    greet(phone)
    phone.says("status")
    phone.picks("code")
    phone.says(code)
    phone.says("17 August 1990")
    assert "*status*" in phone.last().text
    phone.picks("officer")
    assert phone.step == "WithOfficer"
