"""Photos: an album, pages one by one, when no question waits, and into an officer's thread."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation import events
from bot.conversation.prompts import Files
from storage import papers
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import book, booked, form, greet, renewal, start
from tests.pictures import jpeg

KTP = {"applicant": 1, "service": "passport-renewal", "requirement": "ktp"}


def pages(chat: Chat, requirement: str = "ktp") -> int:
    with chat.journey.app.database.reading() as tx:
        return papers.counts(tx, 1, "passport-renewal").get(requirement, 0)


def at_the_ktp(journey: Journey, day: int = 0) -> Chat:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    book(dewi, day)
    dewi.picks("papers", "ktp")
    return dewi


def test_an_album_is_acknowledged_once(journey: Journey) -> None:
    dewi = at_the_ktp(journey)
    heard = len(dewi.heard)
    dewi.sends(3)
    [said] = dewi.since(heard)
    assert "3 pages" in said.text
    assert pages(dewi) == 3


def test_photos_one_by_one_get_one_acknowledgement_after_three_quiet_seconds(journey: Journey) -> None:
    dewi = at_the_ktp(journey)
    heard = len(dewi.heard)
    for number in range(3):
        key = dewi._store(jpeg(f"page {number}".encode()))
        dewi.take(events.Sent(Files(keys=(key,)), size=10), "")
        journey.wait(seconds=1.5)
        assert dewi.since(heard) == [], "acknowledged before the three seconds were over"
    journey.wait(seconds=1.6)
    [said] = dewi.since(heard)
    assert "3 pages" in said.text
    dewi.press(said.options[0].id)
    assert dewi.step == "SendPaper"


def test_whoever_goes_on_before_the_pause_is_not_told_late(journey: Journey) -> None:
    dewi = at_the_ktp(journey)
    key = dewi._store(jpeg(b"page"))
    dewi.take(events.Sent(Files(keys=(key,)), size=10), "")
    dewi.result = journey.bring(dewi, events.Typed("later"))      # at once: `says` lets some seconds pass
    journey.deliver()
    heard = len(dewi.heard)
    assert dewi.step == "ChoosePaper"
    journey.wait(seconds=10)
    assert dewi.since(heard) == []
    assert pages(dewi) == 1


def test_the_same_photo_twice_is_one_page(journey: Journey) -> None:
    dewi = at_the_ktp(journey)
    for _time in range(2):
        key = dewi._store(jpeg(b"the same"))
        dewi.take(events.Sent(Files(keys=(key,)), size=10), "")
    journey.wait(seconds=4)
    assert pages(dewi) == 1


def test_photos_that_no_question_waits_for_are_asked_about_once_and_all_kept(dewi: Chat) -> None:
    booked(dewi)
    heard = len(dewi.heard)
    dewi.sends(3, one_by_one=True)
    [said] = dewi.since(heard)
    assert said.text.startswith("Thank you.")
    assert dewi.step == "WhichPaper"
    dewi.picks(KTP)
    assert pages(dewi) == 3


@pytest.mark.parametrize("typed", [
    "i dont have a ktp", "no ktp yet", "my ktp is lost", "I don't have a KTP, is that ok? what now", "ga punya ktp",
    "ktp nya belum ada", "ini bukan ktp", "ktp? ga ada pak", "kalau ktp belum jadi gimana"])
def test_a_paper_that_is_only_spoken_of_is_not_what_the_photo_is(dewi: Chat, typed: str) -> None:
    booked(dewi)
    dewi.sends(1)
    dewi.says(typed)
    assert "haven't kept what you sent" in dewi.last().text
    assert pages(dewi) == 0
    dewi.picks(KTP)
    assert pages(dewi) == 1


@pytest.mark.parametrize("typed", ["i dont have a ktp, is that ok? can i talk to someone",
                                   "saya ga punya ktp, bisa bicara sama orang?"])
def test_a_wish_for_a_person_beside_a_papers_name_is_heard(dewi: Chat, typed: str) -> None:
    booked(dewi)
    dewi.sends(1)
    dewi.says(typed)
    assert dewi.step == "WithOfficer"
    assert pages(dewi) == 0


@pytest.mark.parametrize("typed", ["ktp", "ini ktp saya", "this is my ktp"])
def test_a_photo_is_kept_as_the_paper_that_is_named(dewi: Chat, typed: str) -> None:
    booked(dewi)
    dewi.sends(1)
    dewi.says(typed)
    assert pages(dewi) == 1


def test_a_page_sent_by_mistake_is_replaced_days_later(journey: Journey) -> None:
    dewi = at_the_ktp(journey)
    dewi.sends(2)
    dewi.picks("later")
    assert [option.detail for option in dewi.last().options if "2" in option.detail], "what was sent can't be told"
    journey.wait(days=1)
    dewi.picks("ktp")
    assert "2 pages" in dewi.last().text and "added" in dewi.last().text
    dewi.sends(1)
    assert pages(dewi) == 3
    dewi.picks("later", "ktp", "again")
    assert "stays until then" in dewi.last().text
    assert pages(dewi) == 3
    dewi.sends(1)
    assert pages(dewi) == 1
    dewi.picks("later", "ktp", "later")
    assert dewi.step == "ChoosePaper"
    assert pages(dewi) == 1


def test_photos_before_anything_is_prepared_are_not_kept_and_it_is_said(dewi: Chat) -> None:
    greet(dewi)
    dewi.sends(1)
    assert "didn't keep it" in dewi.last().text
    assert dewi.step == "Menu"
    start_again = dewi.last().options
    assert start_again, "no way on"


def test_photos_one_by_one_into_an_officers_thread_are_acknowledged_once(journey: Journey, dewi: Chat) -> None:
    greet(dewi)
    dewi.picks("officer")
    heard = len(dewi.heard)
    dewi.sends(3, one_by_one=True)
    assert len(dewi.since(heard)) == 1
    assert len(journey.threads()[0][1]) == 3


def test_a_photo_after_days_is_taken_and_not_lost(journey: Journey) -> None:
    dewi = at_the_ktp(journey, day=5)
    journey.clock.advance(days=4)
    dewi.sends(1)
    assert pages(dewi) == 1
    assert "1 page" in dewi.last().text


def test_more_than_a_day_takes_is_refused_politely_and_what_came_is_kept(journey: Journey) -> None:
    journey.restart(JANJI_LIMITS__PAGES_A_DAY="3")
    dewi = at_the_ktp(journey)
    dewi.sends(3)
    dewi.sends(1)
    assert "tomorrow" in dewi.last().text
    assert pages(dewi) == 3
    dewi.picks("on")
    journey.clock.advance(hours=25)
    dewi.picks("ktp")
    dewi.sends(1)
    assert pages(dewi) == 4


def test_a_photo_of_somebody_else_is_never_placed(journey: Journey) -> None:
    dewi = at_the_ktp(journey)
    mallory = journey.person("Mallory")
    start(mallory)
    renewal(mallory)
    key = dewi._store(jpeg(b"mine"))
    mallory.says("Mallory M")
    mallory.take(events.Sent(Files(keys=(key,)), size=10), "")
    journey.wait(seconds=4)
    mallory.picks({"applicant": 2, "service": "passport-renewal", "requirement": "ktp"})
    with journey.app.database.reading() as tx:
        assert papers.counts(tx, 2, "passport-renewal") == {}


def test_files_that_no_turn_placed_wait_in_quarantine(journey: Journey, dewi: Chat) -> None:
    booked(dewi)
    dewi.sends(1)
    dewi.picks("none")
    with journey.app.database.reading() as tx:
        assert len(papers.quarantined(tx, journey.clock.now() + timedelta(days=3), "asked")) == 1


def test_what_was_sent_stays_until_something_comes_in_its_place(journey: Journey) -> None:
    dewi = at_the_ktp(journey)
    dewi.sends(2)
    dewi.picks("again")
    assert pages(dewi) == 2, "asking to send it again destroyed it"
    dewi.sends()
    assert pages(dewi) == 1


def test_two_photos_in_a_row_are_counted_and_each_is_asked_about_where_they_differ(dewi: Chat) -> None:
    booked(dewi)
    dewi.sends()
    dewi.sends()
    assert "2 files" in dewi.last().text
    dewi.picks("each")
    assert "1 of 2" in dewi.last().text
    dewi.picks(KTP)
    assert "1 page kept" in dewi.last().text and "2 of 2" in dewi.last().text
    dewi.picks(KTP | {"requirement": "old-passport"})
    assert (pages(dewi), pages(dewi, "old-passport")) == (1, 1)
    assert dewi.step == "Menu"


def test_photos_that_come_while_each_is_asked_about_are_asked_about_too(dewi: Chat) -> None:
    booked(dewi)
    dewi.sends(2)
    dewi.picks("each")
    dewi.sends()
    assert "1 of 3" in dewi.last().text
    dewi.picks("none", KTP, KTP)
    assert pages(dewi) == 2
    assert dewi.step == "Menu"


@pytest.mark.parametrize("said", ["back", "cancel", "menu"])
def test_whoever_leaves_photos_unnamed_is_told_that_they_are_not_kept(dewi: Chat, said: str) -> None:
    booked(dewi)
    dewi.sends()
    dewi.sends()
    heard = len(dewi.heard)
    dewi.says(said)
    if dewi.step == "WhichPaper":
        dewi.says("yes")
    assert any("those 2 files" in message.text for message in dewi.since(heard)), dewi.last().text
    assert dewi.step == "Menu"


@pytest.mark.parametrize("said", ["salah foto", "hapus", "wrong photo", "delete"])
def test_a_wrong_photo_can_be_thrown_away(dewi: Chat, said: str) -> None:
    booked(dewi)
    dewi.sends()
    dewi.says(said)
    assert dewi.step == "Menu"
    assert pages(dewi) == 0


@pytest.mark.parametrize("said", ["ga ada", "tidak ada yang cocok", "none", "none of these", "no"])
def test_a_photo_of_none_of_the_papers_is_thrown_away_by_nobody_who_does_not_say_so(
        journey: Journey, dewi: Chat, said: str) -> None:
    booked(dewi)
    dewi.sends()
    dewi.says(said)
    assert dewi.step == "WhichPaper"
    assert "still here" in dewi.last().text
    if said == "none":
        dewi.picks("again", KTP)
        assert pages(dewi) == 1
    elif said == "no":
        dewi.picks("none")
        assert "didn't keep it" in "".join(message.text for message in dewi.heard[-2:])
    else:
        dewi.picks("officer")
        assert len(journey.threads()[0][1]) == 1
    assert dewi.step == "Menu"


def test_of_several_photos_each_may_be_for_an_officer(journey: Journey, dewi: Chat) -> None:
    booked(dewi)
    dewi.sends(2)
    dewi.picks("each")
    dewi.says("ga ada")
    assert "still here" in dewi.last().text
    dewi.picks("officer")
    assert "passed it on to the officers" in dewi.last().text and "2 of 2" in dewi.last().text
    dewi.picks(KTP)
    assert pages(dewi) == 1
    assert len(journey.threads()[0][1]) == 1


def test_what_was_sent_is_named_beside_what_is_missing(journey: Journey) -> None:
    dewi = at_the_ktp(journey)
    dewi.sends()
    dewi.picks("later")
    assert "Sent already: KTP" in dewi.last().text


def test_a_photo_that_comes_while_a_page_is_read_joins_the_one_before(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.sends(1)
    assert dewi.step == "WhichPaper"
    dewi.says("opening hours")
    assert dewi.step == "OfficeInfo"
    dewi.sends(1)
    assert "2 files: which paper are they?" in dewi.last().text
    dewi.picks(KTP)
    assert pages(dewi) == 2


def test_where_the_photo_before_is_let_go_the_question_is_asked_at_once(journey: Journey, monkeypatch: pytest.MonkeyPatch,
                                                                        ) -> None:
    monkeypatch.setattr("bot.conversation.stack.DEEPEST", 2)         # elsewhere it takes a few dozen of them
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.sends(1)
    dewi.says("status")
    key = dewi._store(jpeg(b"another"))
    heard = len(dewi.heard)
    dewi.take(events.Sent(Files(keys=(key,)), size=10), "")
    lost, asked = dewi.since(heard)
    assert "didn't keep it" in lost.text
    assert asked.options
