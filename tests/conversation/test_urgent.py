"""What is urgent goes to the officers word for word, whatever is asked: nobody has to say it twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversation.places import PLACES
from tests.conversation.test_meant_for_the_officer import said_to_officers
from tests.journeys.driver import Chat, Journey

HELD = "paspor saya ditahan majikan sejak bulan lalu, tolong pak"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_it_reaches_the_officers_from_any_question(journey: Journey, dewi: Chat, place: Callable[[Chat], None]) -> None:
    place(dewi)
    before = dewi.step
    dewi.says(HELD)
    assert dewi.step == "WithOfficer"
    assert "passed it on to the officers" in dewi.last().text
    assert said_to_officers(journey) == [HELD]
    dewi.picks("assistant")
    assert dewi.step == before


@pytest.mark.parametrize("typed", ["saya dipukul suami", "teman saya ditahan imigrasi", "my employer took my passport",
                                   "ibu saya baru meninggal di indonesia", "my grandma just died, i have to fly tomorrow"])
def test_it_may_be_the_first_thing_of_all(journey: Journey, dewi: Chat, typed: str) -> None:
    dewi.says(typed)
    assert dewi.step == "WithOfficer"
    assert said_to_officers(journey) == [typed]
    dewi.picks("assistant")
    assert dewi.step == "Notice"


@pytest.mark.parametrize(("language", "typed", "said"), [
    ("id", "ibu saya baru meninggal di indonesia", "Kami turut berduka cita."),
    ("en", "my grandma just died, i have to fly tomorrow", "We're very sorry for your loss."),
    ("id", "saya dipukul suami", "Kami mengerti ini berat bagi Anda."),
    ("en", "my brother was arrested", "We understand how hard this is."),
    ("id", "paspor saya ditahan majikan", "Kami mengerti ini berat bagi Anda."),
    ("en", "I need to fly tomorrow", "We understand that it's urgent."),
    ("id", "saya harus pulang besok", "Kami mengerti ini mendesak."),
    ("id", "saya dipukul suami, harus pulang besok", "Kami mengerti ini berat bagi Anda.")])
def test_a_word_of_sympathy_comes_first(journey: Journey, language: str, typed: str, said: str) -> None:
    chat = journey.person("Siti", language)
    chat.says(typed)
    assert chat.heard[-2].text == said
    assert chat.step == "WithOfficer"
