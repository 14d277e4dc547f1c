"""The form of a visit that is booked is corrected: whose is only asked where there are several."""

from __future__ import annotations

from tests.conversation.places import at_anyone_else
from tests.journeys.driver import Chat
from tests.journeys.parts import book, booked, form


def test_of_one_applicant_it_is_not_asked_whose_form(dewi: Chat) -> None:
    booked(dewi)
    dewi.says("status")
    dewi.picks("form")
    assert dewi.step == "WhichLine"
    assert dewi.last().text == "Which line?"
    dewi.picks("birth_place")
    assert "For Dewi" not in dewi.last().text
    dewi.says("Malang")
    dewi.picks("done")
    assert dewi.step == "Visit"


def test_of_several_it_is_asked_and_said(dewi: Chat) -> None:
    at_anyone_else(dewi)
    dewi.picks("more", "other", "passport-renewal")
    dewi.says("Yes")
    dewi.picks("wni", "yes", "expiring", "recent", "yes", "on", True)
    form(dewi, name="Budi Lestari", nik="", passport="C7654321", born="17/08/1991")
    book(dewi)
    dewi.says("status")
    dewi.picks("form")
    assert dewi.step == "WhoseForm"
    dewi.picks_nth(1)
    assert dewi.last().text.startswith("For Budi")
