"""Whoever writes, and is the only applicant, is spoken to; of others it is asked."""

from __future__ import annotations

import pytest

from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import form, renewal, start


@pytest.mark.parametrize(("language", "you", "other"), [("id", "Anda", "pemohon"), ("en", "you", "the applicant")])
@pytest.mark.parametrize("who", ["self", "other"])
def test_only_who_comes_alone_for_themselves_is_called_you(
        journey: Journey, language: str, you: str, other: str, who: str) -> None:
    chat = journey.person("Dewi", language)
    start(chat, who, "passport-lost")
    said = [chat.last().text]
    chat.says("Irvine, CA")
    for answer in ("no", "wni", "yes"):
        said.append(chat.last().text)
        chat.picks(answer)
    said.append(chat.last().text)
    for text in said:
        asked = text.split("\n")[0]
        assert ((you in asked), (other in asked)) == ((True, False) if who == "self" else (False, True)), asked


def test_beside_somebody_else_each_is_asked_of_by_name(dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")
    dewi.picks("elsewhere")
    assert "does the applicant live" in dewi.last().text
    dewi.says("Reno, NV")
    assert "the place where the applicant lives" in dewi.last().text


def test_where_it_cant_be_done_here_it_is_said_to_them(dewi: Chat) -> None:
    start(dewi)
    dewi.says("Portland, Oregon")
    assert dewi.last().text.startswith("Another consulate serves the place where you live.")


@pytest.mark.parametrize(("language", "you", "other"), [("en", "What is your full name", "What is the full name"),
                                                        ("id", "Siapa nama lengkap Anda", "Siapa nama lengkapnya")])
@pytest.mark.parametrize("who", ["self", "other"])
def test_so_it_is_in_the_form(journey: Journey, language: str, you: str, other: str, who: str) -> None:
    chat = journey.person("Dewi", language)
    start(chat, who)
    renewal(chat)
    if who == "other":
        chat.picks(True)                                    # they agreed that their data is kept
    asked = chat.last().text
    assert (you in asked, other in asked) == (who == "self", who == "other"), asked
