"""What the random walk found, each once more by hand."""

from __future__ import annotations

from sqlalchemy import func, select

from storage.tables import members
from tests.journeys.driver import Journey
from tests.journeys.parts import form, renewal, start
from tests.walk.conftest import Renew


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


def test_who_was_gone_back_over_is_not_in_the_party(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")             # somebody else; she goes back, and it is her child
    dewi.says("Los Angeles, California")
    dewi.picks("back", "back", "back")
    assert dewi.step == "WhoIsNext"
    dewi.picks("child", "passport-child")
    dewi.says("Irvine")
    dewi.picks("replace", "indonesia", "no", "both", "on", True)
    form(dewi, "Ayu Lestari", born="3 May 2019", nik="", passport="")
    assert "2 applicants so far:\n• Dewi Lestari: " in dewi.last().text
    assert "Ayu Lestari" in dewi.last().text
    assert len(members_of(journey)) == 2


def test_who_was_left_out_is_never_taken_for_another(journey: Journey) -> None:
    dewi, budi = journey.person("Dewi"), journey.person("Budi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")
    dewi.says("New York")
    left_out = max(members_of(journey))
    dewi.picks("understood")
    start(budi)
    assert max(members_of(journey)) > left_out


def test_going_back_with_a_full_party_is_no_circle(journey: Journey, renew: Renew) -> None:
    renew(lambda data: data.update(booking={"party": 2}))
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal", "back", "back")
    assert dewi.step == "WhoIsNext"
    dewi.picks("child")
    assert dewi.step == "ChooseService"
    assert len(members_of(journey)) == 2


def members_of(journey: Journey) -> list[int]:
    """The members of the newest party."""
    with journey.app.database.reading() as tx:
        party = tx.execute(select(func.max(members.c.party))).scalar_one()
        return list(tx.execute(select(members.c.id).where(members.c.party == party)).scalars())
