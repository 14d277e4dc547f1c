"""By a link that says what for: a service, a visit's code, or nothing that is known."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.conversation.events import Started
from storage.tables import thread_lines, tries
from tests.conversation.places import at_a_line
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import book, booked, formed, greet, one_more, start

RENEWAL = "passport-renewal"


def follows(chat: Chat, link: str) -> None:
    chat.take(Started(link), f"(comes by the link {link})")


def test_a_service_is_gone_on_with_after_the_notice(dewi: Chat) -> None:
    follows(dewi, RENEWAL)
    assert dewi.step == "Notice"
    assert "Then we'll go on with" in dewi.last().text
    dewi.says("Bahasa Indonesia")
    dewi.picks("agree")
    assert dewi.step == "WhoIsNext"
    dewi.picks("back")
    assert dewi.step == "Menu"


@pytest.mark.parametrize("how", ["link", "typed"])
def test_whoever_is_known_begins_with_the_service_at_once(dewi: Chat, how: str) -> None:
    greet(dewi)
    if how == "link":
        follows(dewi, RENEWAL)
    else:
        dewi.says(RENEWAL)                                   # as a link to WhatsApp makes people send it
    assert dewi.step == "WhoIsNext"


def test_whoever_did_not_agree_is_asked_again(dewi: Chat) -> None:
    dewi.says("hello")
    dewi.picks("refuse")
    follows(dewi, RENEWAL)
    assert dewi.step == "Notice"
    dewi.picks("agree")
    assert dewi.step == "WhoIsNext"


def test_in_the_middle_of_something_else_they_are_asked_first(dewi: Chat) -> None:
    start(dewi)
    follows(dewi, "visa")
    assert dewi.step == "ComeFor"
    assert "What you filled in is kept" in dewi.last().text
    dewi.says("no")
    assert dewi.step == "AskState"
    follows(dewi, "visa")
    dewi.says("yes")
    assert dewi.step == "WhoIsNext"


def test_the_same_link_once_more_comes_back_to_the_open_question(dewi: Chat) -> None:
    follows(dewi, RENEWAL)
    follows(dewi, RENEWAL)
    assert dewi.step == "Notice"
    dewi.picks("agree", "self")
    follows(dewi, RENEWAL)
    assert dewi.step == "AskState"


def test_a_service_that_was_chosen_from_the_menu_is_under_way_too(dewi: Chat) -> None:
    start(dewi)
    follows(dewi, RENEWAL)
    assert dewi.step == "AskState"


def test_a_link_is_no_letter_to_an_officer(journey: Journey, dewi: Chat) -> None:
    greet(dewi)
    dewi.says("officer")
    for link in ("", RENEWAL, "nothing-known"):
        follows(dewi, link)
    assert dewi.step == "ComeFor"
    with journey.app.database.reading() as tx:
        assert tx.execute(select(func.count()).select_from(thread_lines)).scalar_one() == 0


@pytest.mark.parametrize("dash", ["-", ""])
def test_the_own_visit_opens_by_its_code(dewi: Chat, dash: str) -> None:
    code = booked(dewi)
    follows(dewi, code.replace("-", dash))
    assert dewi.step == "Visit"
    dewi.picks("done")
    assert dewi.step == "Menu"


def test_another_ones_visit_shows_nothing_without_the_birth_date_and_a_wrong_one_counts(journey: Journey) -> None:
    code = booked(journey.person("Dewi"))
    ibu = journey.person("Ibu")
    follows(ibu, code)
    assert ibu.step == "Notice"
    assert code in ibu.last().text
    ibu.picks("agree")
    assert ibu.step == "AskBirthDate"
    ibu.says("1 January 1991")
    assert ibu.step == "NotFound"
    with journey.app.database.reading() as tx:
        assert f"code:{code}" in tx.execute(select(tries.c.what)).scalars().all()
    follows(ibu, code)
    ibu.says("17 August 1990")
    assert ibu.step == "Found"


def test_a_family_is_invited_by_the_code_and_each_sees_their_own_part(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    formed(dewi)
    one_more(dewi, born="17 March 1985")
    code = book(dewi)
    invited = {"id": "Siapa pun yang ikut", "en": "Whoever comes with you"}[journey.language]
    assert any(invited in said.text for said in dewi.heard)
    budi = journey.person("Budi")
    follows(budi, code)
    budi.picks("agree")
    budi.says("1985-03-17")
    assert budi.step == "Found" and "Budi Lestari" in budi.last().text
    assert "Dewi" not in budi.last().text


def test_a_code_that_nobody_has_is_asked_about_like_any_other(dewi: Chat) -> None:
    start(dewi)
    follows(dewi, "RNJ-M2J")
    assert dewi.step == "AskBirthDate"
    dewi.picks("")
    assert dewi.step == "AskState"


@pytest.mark.parametrize("link", ["", "web", "family-4711", "x" * 64, "PASSPORT-RENEWAL", "a' OR 1=1", "{service}", "\u202e"])
def test_what_is_not_known_is_an_ordinary_start(dewi: Chat, link: str) -> None:
    follows(dewi, link)
    assert dewi.step == "Notice"
    assert "Then we" not in dewi.last().text
    dewi.picks("agree")
    assert dewi.step == "Menu"
    before = len(dewi.heard)
    follows(dewi, link)
    assert [message.text for message in dewi.since(before)] == ["What can I do for you?"]


def test_after_long_a_link_says_what_for_and_none_leads_back_to_where_they_were(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    journey.wait(days=3)
    follows(dewi, "")
    assert "Welcome back" in dewi.last().text
    journey.wait(days=3)
    follows(dewi, "visa")
    assert dewi.step == "ComeFor"


@pytest.mark.parametrize(("language", "typed", "said"), [
    ("id", "paspor anak", "Tampaknya Anda menginginkan: *Paspor anak*"),
    ("en", "child's passport", "You seem to want: *Child's")])
def test_whoever_typed_it_is_not_told_of_a_link(journey: Journey, language: str, typed: str, said: str) -> None:
    dewi = journey.person("Dewi", language)
    at_a_line(dewi)
    dewi.says(typed)
    assert dewi.last().text.startswith(said)
    dewi.picks("go")
    assert dewi.step == "WhoIsNext"
