"""Whoever opens something over the chat with the officers is told that they write to the assistant again."""

from __future__ import annotations

import pytest

from bot.conversation import events
from tests.conversation.places import at_an_officer
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked

OPEN = {"en": "Your chat with the officers stays open", "id": "Percakapan Anda dengan petugas tetap terbuka"}


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_link_opens_its_visit_and_says_that_the_officers_were_left(journey: Journey, language: str) -> None:
    dewi = journey.person("Dewi", language)
    code = booked(dewi)
    dewi.says("officer")
    dewi.says("Is the green card enough?")
    heard = len(dewi.heard)
    dewi.take(events.Started(code), "/start")
    left, _visit = dewi.since(heard)
    assert OPEN[language] in left.text
    assert dewi.step == "Visit"
    dewi.picks("done")
    assert dewi.step == "WithOfficer"


def test_the_reply_button_leads_to_the_same_chat_and_says_nothing_of_it(journey: Journey, dewi: Chat) -> None:
    at_an_officer(dewi)
    dewi.says("Is the green card enough?")
    journey.officer_writes(dewi, "It is.")
    heard = len(dewi.heard)
    dewi.accepts("reply")
    assert not any(OPEN["en"] in message.text for message in dewi.since(heard))


@pytest.mark.parametrize("typed", ["balik ke asisten", "ke asisten aja", "kembali ke bot", "back to the bot", "assistant",
                                   "asisten"])
def test_the_way_back_is_understood_as_people_say_it(dewi: Chat, typed: str) -> None:
    at_an_officer(dewi)
    dewi.says("Is the green card enough?")
    dewi.says(typed)
    assert dewi.step != "WithOfficer"
