"""What people should not send, and send: each gets a clear sentence in their language, and nothing is lost."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from bot.channels.uploads import Rush
from bot.conversation import events
from bot.conversation.prompts import Files
from bot.desk import intake
from bot.desk.booked import Appointment
from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.flows.keepsakes import ics
from bot.logs import set_up_logs
from storage import people
from tests.conversation.places import at_a_question, at_a_sensitive_line, at_an_officer, at_the_days, at_the_menu
from tests.journeys.driver import ROOT, Chat, Journey
from tests.journeys.parts import book, booked, choose_time, fill, form, greet, nobody_else, renewal, start, submit, to_days
from tests.pictures import heic, jpeg, pdf, png, webp

NASTY = {
    "100 kB": "x" * 100_000,
    "nothing": "",
    "spaces": " \t\n ",
    "emoji": "🙂" * 40,
    "right to left": "\u202egnitirw\u202c עברית العربية",
    "control characters": "\x00\x07\x1b[31mred\x1b[0m\r\n",
    "half a pair": "\ud83d",
    "SQL": "Robert'); DROP TABLE applicants; --",
    "markup": "<script>alert(1)</script>",
    "a format": "{name} {0} %s %(x)s {said}",
    "lines": "one\ntwo\r\nthree",
    "JSON": '{"text": "x"}',
    "a command": "/start",
    "a long word": "a" * 3_999,
}


@pytest.fixture(params=["id", "en"])
def journey(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journey]:
    """The office, in Indonesian and in English."""
    made = Journey(tmp_path, request.param)
    yield made
    made.close()


def at_the_place_of_residence(chat: Chat) -> None:
    start(chat)


@pytest.mark.parametrize("place", [at_the_menu, at_the_place_of_residence, at_a_question, at_a_sensitive_line, at_an_officer],
                         ids=lambda place: place.__name__)
def test_whatever_is_typed_is_answered_and_the_conversation_goes_on(journey: Journey, place: Callable[[Chat], None]) -> None:
    dewi = journey.person("Dewi")
    place(dewi)
    before = dewi.step
    for name, text in NASTY.items():
        heard = len(dewi.heard)
        dewi.says(text)
        said = dewi.since(heard)
        assert said, f"{name} was not answered"
        if name == "a command":                              # `/start` is a word that works everywhere
            dewi.says("ya") if dewi.step != before else None
            place(dewi) if dewi.step != before else None
            continue
        assert dewi.step == before, name
        assert all(len(message.text) < 1_000 for message in said), f"{name} is said back"
    with journey.app.database.reading() as tx:
        row = people.get(tx, dewi.id(tx))
    assert row.language == journey.language


@pytest.mark.parametrize("place", [at_the_menu, at_the_place_of_residence, at_a_question, at_the_days],
                         ids=lambda place: place.__name__)
def test_no_message_holds_up_the_others(journey: Journey, place: Callable[[Chat], None]) -> None:
    """All turns are taken by one thread, and each of these words was compared with all before it."""
    dewi = journey.person("Dewi")
    place(dewi)
    for text in ("a " * 2_000, "\ufdfa" * 4_000, "me " * 1_300, "monday " * 570, "ya " * 1_300, "12/3 " * 800):
        began = time.process_time()
        dewi.says(text)
        assert time.process_time() - began < 0.5, text[:6]


def test_names_that_look_like_programs_are_names(journey: Journey) -> None:
    for number, name in enumerate(("Robert'); DROP TABLE people", "<script>alert()</script>", "{name.__class__} Ani",
                                   "=SUM(A:A) Budi", "Dewi %s")):
        chat = journey.person(f"Person {number}")
        start(chat)
        renewal(chat)
        form(chat, name, nik="", passport=f"X100000{number}")
        assert f": *{name}*" in chat.heard[-2].text or name in chat.last().text
        book(chat, day=2, hour=number)
        chat.picks("visits")
        assert f"*{name}*" in chat.last().text, "not said back as it was typed"


def test_marks_that_turn_the_writing_are_taken_out_of_names(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi, "Dewi\u202e irats\x00\x1b[m Lestari")
    assert "Dewi irats[m Lestari" in dewi.last().text


@pytest.mark.parametrize("typed", ["24 November 2025", "01/01/2020", "yesterday", "kemarin", "2020-01-01", "0"])
def test_a_day_in_the_past_is_not_chosen(journey: Journey, typed: str) -> None:
    dewi = journey.person("Dewi")
    to_days(dewi)
    dewi.says(typed)
    assert dewi.step == "ChooseDay"
    assert dewi.last().options, "no way on"


def test_a_time_that_has_passed_since_it_was_shown_is_not_booked(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    to_days(dewi)
    dewi.picks_nth(0)                                        # tomorrow, Wednesday
    journey.clock.set(datetime(2026, 11, 26, 1, 0, tzinfo=UTC))     # Wednesday afternoon there
    dewi.picks_nth(0)
    assert dewi.step in ("ChooseNearest", "ChooseDay", "ChooseTime")
    dewi.picks_nth(0)
    if dewi.step == "Confirm":
        dewi.picks("book")
    dewi.picks("status") if "status" in dewi.shown().words else dewi.says("status")
    for choice in dewi.shown().choices:
        assert "25" not in choice.label.split(",")[0]


def test_a_birth_date_to_come_is_refused_with_the_reason(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    dewi.says("Dewi Lestari")
    dewi.says("Surabaya")
    dewi.says("17 August 2031")
    assert {"id": "17 Agustus 2031", "en": "17 August 2031"}[journey.language] in dewi.last().text
    assert dewi.step == "AskField"


def test_somebody_elses_second_booking_for_the_same_person_is_stopped(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    budi = journey.person("Budi")
    start(budi, "other")
    renewal(budi)
    budi.picks(True)
    fill(budi, "dewi lestari")
    submit(budi)
    assert budi.step == "HasVisit"
    assert "officer" in budi.shown().words
    assert not any(code in budi.last().text for code in journey.codes), "the other's code is told"
    budi.picks("leave")
    assert budi.step == "Menu"


def test_of_a_party_the_others_are_booked_when_one_was_booked_by_somebody_else_meanwhile(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")
    dewi.picks_nth(0)
    dewi.picks("wni", "yes", "expiring", "recent", "yes", "on", True)
    for typed in ("Budi Santoso", "Solo", "1 Mei 1988"):
        dewi.says(typed)
    dewi.picks("")
    dewi.says("B7654321")
    while dewi.step == "AskField":
        dewi.picks_nth(0)
    submit(dewi)
    nobody_else(dewi)
    choose_time(dewi, day=3)
    sari = journey.person("Sari")
    start(sari, "other")
    renewal(sari)
    sari.picks(True)
    form(sari, "dewi lestari")
    book(sari)
    dewi.picks("book")
    assert dewi.step == "HasOne"
    dewi.picks("leave", "book")
    assert "✅" in dewi.heard[-2].text


# --- files --------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("content", "why"), [
    (b"", "empty"), (b"MZ\x90\x00 a program", "unknown-kind"), (b"<html>", "unknown-kind"), (b"PK\x03\x04", "unknown-kind"),
    (b"GIF89a", "unknown-kind"), (b"\xff\xd8", "unknown-kind"), (b"RIFF....WAVE", "unknown-kind"),
    (b"\xff\xd8\xff" + b"x" * 20_000_000, "too-large"), (b"\xff\xd8\xff\xe0", "broken"), (jpeg()[:14], "broken"),
    (b"\xff\xd8\xff\xda\x00\x04..", "broken"), (png()[:20], "broken"), (webp()[:25], "broken"), (heic()[:20], "broken"),
    (pdf()[:-7], "broken"), (b"%PDF-1.4\n%%EOF", "broken"), (png(width=100_000, height=100_000), "broken"),
    (jpeg(width=1, height=1), "too-small"), (png(width=1, height=1), "too-small"),
    (webp(width=199), "too-small"), (heic(width=120, height=90, tile=64), "too-small")])
def test_a_file_that_is_not_what_it_claims_is_not_kept(tmp_path: Path, content: bytes, why: str) -> None:
    journey = Journey(tmp_path)
    taken = intake.judge(journey.app.office, "dewi", "passport.jpg", content)
    assert taken == intake.NotTaken(why)  # type: ignore[arg-type]
    journey.close()


@pytest.mark.parametrize(("content", "kind"), [
    (jpeg(), "image/jpeg"), (png(), "image/png"), (webp(), "image/webp"), (heic(), "image/heic"), (pdf(), "application/pdf"),
    (jpeg(width=200, height=4000), "image/jpeg"), (pdf(b"made by a scanner") + bytes(2000), "application/pdf"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 \x00\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\xb0\x04\x84\x03", "image/webp"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f\xaf\xc4\xe0\x00" + bytes(5), "image/webp")])
def test_photos_and_documents_are_told_by_their_content(tmp_path: Path, content: bytes, kind: str) -> None:
    journey = Journey(tmp_path)
    taken = intake.judge(journey.app.office, "dewi", "passport.jpg", content)
    assert isinstance(taken, intake.Taken) and taken.kind == kind
    journey.close()


@pytest.mark.parametrize("path", sorted((ROOT / "bot/channels/webchat/specimens").glob("*.png")), ids=lambda path: path.stem)
def test_every_specimen_passes_for_a_paper(tmp_path: Path, path: Path) -> None:
    journey = Journey(tmp_path)
    assert isinstance(intake.judge(journey.app.office, "dewi", path.name, path.read_bytes()), intake.Taken)
    journey.close()


def test_files_are_kept_encrypted(tmp_path: Path) -> None:
    journey = Journey(tmp_path)
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.sends(1)
    stored = [path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert stored
    assert not any(b"photo" in content for content in stored)
    assert b"Dewi Lestari" not in (tmp_path / "janji.db").read_bytes()
    journey.close()


def test_words_under_a_photo_reach_the_officer(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    at_an_officer(dewi)
    key = dewi._store(jpeg(b"a letter"))
    heard = len(dewi.heard)
    dewi.take(events.Sent(Files(keys=(key,)), size=10, caption="This is the letter"), "")
    journey.wait(seconds=4)
    assert journey.threads()[0][1] == ["", "This is the letter"]
    assert len(dewi.since(heard)) == 1


# --- calendar files and logs ----------------------------------------------------------------------------------------------

def test_line_breaks_do_not_break_the_calendar_file(tmp_path: Path) -> None:
    changed = tmp_path / "config.yaml"
    changed.write_text((ROOT / "config.yaml").read_text().replace(
        "address: 3457 Wilshire Blvd, Los Angeles, CA 90010",
        'address: "3457 Wilshire Blvd\\r\\nBEGIN:VALARM\\nATTENDEE:mailto:x@example.org;, Los Angeles"', 1))
    journey = Journey(tmp_path, "id", config=changed)
    dewi = journey.person("Dewi")
    booked(dewi)
    with journey.app.database.reading() as tx:
        desk = Desk(journey.app.office, tx, journey.clock.now(), person_of(people.get(tx, dewi.id(tx)), ("id", "en")))
        [appointment] = desk.appointments.of_person(desk.person.id)
        assert isinstance(appointment, Appointment)
        made = ics(desk, appointment)
    [event] = Calendar.from_ical(made).walk("VEVENT")
    assert len(event.walk("VALARM")) == 2
    assert "ATTENDEE" not in event
    assert "BEGIN:VALARM" in str(event["LOCATION"])
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert b"Dewi" not in made
    journey.close()


def test_markup_and_line_breaks_stay_inside_a_log_line(capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    try:
        logging.getLogger("a.library").error("no such row for %s", 'Dewi\n{"event": "made up", "level": "error"}')
        logging.getLogger("a.library").error("first line\nsecond <b>line</b> with Dewi in it")
    finally:
        logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert not any("Dewi" in line or "made up" in line for line in lines), "what people said is in the log"


def test_turns_log_nothing(journey: Journey, capfd: pytest.CaptureFixture[str]) -> None:
    dewi = journey.person("Dewi")
    at_a_sensitive_line(dewi)
    dewi.says("3578015708900002")
    out, err = capfd.readouterr()
    assert "Dewi" not in out + err
    assert "3578015708900002" not in out + err


# --- limits -----------------------------------------------------------------------------------------------------------------

def test_too_many_messages_in_a_minute_are_told_once_and_go_on_after(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    heard = len(dewi.heard)
    for _time in range(60):
        journey.clock.advance(seconds=-7)                    # all in the same second
        dewi.says("eh")
    said = dewi.since(heard)
    assert len(said) <= 40
    assert {"id": "sekaligus", "en": "at once"}[journey.language] in said[-1].text
    journey.wait(minutes=2)
    dewi.says("Irvine, CA")
    assert dewi.step == "AskQuestion"


def test_too_many_messages_in_a_day_are_told_once(tmp_path: Path) -> None:
    journey = Journey(tmp_path, JANJI_LIMITS__MESSAGES_A_DAY="20")
    dewi = journey.person("Dewi")
    greet(dewi)
    heard = len(dewi.heard)
    for _time in range(30):
        dewi.says("eh")
    assert len(dewi.since(heard)) == 19, "18 answers and one that says it is too much"
    assert "messages" in dewi.last().text
    assert "tomorrow" in dewi.last().text
    journey.wait(hours=25)
    dewi.says("menu")
    assert dewi.step == "Menu"
    journey.close()


def test_one_persons_flood_is_nobody_elses(journey: Journey) -> None:
    dewi, budi = journey.person("Dewi"), journey.person("Budi")
    for _time in range(50):
        journey.clock.advance(seconds=-7)
        dewi.says("eh")
    budi.says("halo")
    assert budi.step == "Notice"
    assert len(budi.heard) == 2


def test_too_many_megabytes_in_a_day_wait_for_tomorrow(tmp_path: Path) -> None:
    journey = Journey(tmp_path, JANJI_LIMITS__MEGABYTES_A_DAY="1")
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("papers", "ktp")
    for _time in range(2):
        key = dewi._store(jpeg(b"page" + bytes([_time])))
        dewi.take(events.Sent(Files(keys=(key,)), size=600_000), "")
    journey.wait(seconds=4)
    assert dewi.step == "FullForToday"
    journey.close()


def test_one_network_address_is_limited_and_an_unknown_one_is_not() -> None:
    rush = Rush(3, 10**9)
    assert [rush.is_too_much("192.0.2.1") for _time in range(4)] == [False, False, False, True]
    assert not rush.is_too_much("192.0.2.2")
    assert not any(rush.is_too_much("") for _time in range(9))


# --- what an attacker tried ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("field", "value", "passes"), [
    ("full_name", "Pembeli Asli", False), ("full_name", "Dewi Lestary", True),
    ("birth_date", "3 March 1975", False), ("birth_date", "18/08/1990", True)])
def test_a_booked_place_is_not_passed_on_behind_a_number_that_nobody_looked_at(
        journey: Journey, field: str, value: str, passes: bool) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("visits")
    dewi.picks("form")
    dewi.picks(field)
    dewi.says(value)
    if dewi.step == "CheckBookedNik":                        # the NIK carries the birth date that was typed before
        dewi.picks("right")
    assert (dewi.step == "WhichLine") is passes, dewi.step
    assert (dewi.step == "SomebodyElse") is not passes
