"""What is said before the notice is agreed to says what they came for; it is gone on with then."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.tables import conversations
from tests.journeys.driver import Chat, Journey


@pytest.mark.parametrize("said", ["mau perpanjang paspor", "paspor saya hilang di pesawat", "hello, I need a visa please"])
def test_the_service_that_was_asked_for_first_is_gone_on_with(dewi: Chat, said: str) -> None:
    dewi.says(said)
    assert dewi.step == "Notice"
    dewi.picks("agree")
    assert dewi.step == "WhoIsNext", dewi.last().text
    dewi.picks("back")
    assert dewi.step == "Menu"
    assert not {"back", "start-over"} & set(dewi.shown().words)


def test_the_service_is_said_with_the_notice_and_kept_over_a_change_of_language(dewi: Chat) -> None:
    dewi.says("hello")
    dewi.says("renew passport")
    assert dewi.step == "Notice"
    assert "Then we'll go on with" in dewi.last().text
    dewi.says("Bahasa Indonesia")
    assert "Setelah itu kita lanjutkan dengan" in dewi.last().text
    dewi.picks("refuse", "again", "agree")
    assert dewi.step == "WhoIsNext"


def test_nothing_that_was_said_first_agrees_to_the_notice(journey: Journey) -> None:
    for name, said in (("Dewi", "yes"), ("Budi", "ok"), ("Siti", "1"), ("Agus", "I agree")):
        chat = journey.person(name)
        chat.says(said)
        assert chat.step == "Notice", said


def test_of_what_was_said_first_only_the_service_is_kept(journey: Journey, dewi: Chat) -> None:
    dewi.says("Dewi Lestari mau perpanjang paspor X1234567")
    with journey.app.database.reading() as tx:
        [stack] = tx.execute(select(conversations.c.stack)).scalars()
    assert "passport-renewal" in stack
    assert "Lestari" not in stack and "X1234567" not in stack


@pytest.mark.parametrize("said", ["I agree", "agreed", "setuju", "Saya setuju", "iya setuju"])
def test_whoever_refused_and_agrees_after_all_in_words_has_agreed(dewi: Chat, said: str) -> None:
    dewi.says("renew passport")
    dewi.picks("refuse")
    dewi.says(said)
    assert dewi.step == "WhoIsNext", dewi.last().text


@pytest.mark.parametrize("said", ["ok", "iya kak", "i do not agree", "tidak setuju", "gak setuju", "agree to what?"])
def test_after_a_refusal_nothing_else_agrees(dewi: Chat, said: str) -> None:
    dewi.says("hello")
    dewi.picks("refuse")
    dewi.says(said)
    assert dewi.step in ("Refused", "Notice"), dewi.last().text


@pytest.mark.parametrize(("language", "said", "why"), [
    ("en", "I want to renew my passport", "I need your agreement first"),
    ("id", "mau perpanjang paspor dong", "saya perlu persetujuan Anda")])
def test_a_service_asked_for_after_a_refusal_takes_agreement_and_is_gone_on_with(
        journey: Journey, language: str, said: str, why: str) -> None:
    dewi = journey.person("Dewi", language)
    dewi.says("hello")
    dewi.picks("refuse")
    before = len(dewi.heard)
    dewi.says(said)
    assert dewi.step == "Notice"
    assert [why in message.text for message in dewi.since(before)] == [True, False]
    dewi.picks("back")
    assert dewi.step == "Refused"
    dewi.says(said)
    dewi.picks("agree")
    assert dewi.step == "WhoIsNext"


@pytest.mark.parametrize(("language", "said"), [
    ("id", "mau renew passport yg hilang"), ("en", "renew or replace my lost passport")])
def test_of_two_services_that_were_asked_for_first_it_is_asked_which(journey: Journey, language: str, said: str) -> None:
    dewi = journey.person("Dewi", language)
    dewi.says(said)
    labels = [option.label for option in dewi.last().options]
    lost = "Paspor hilang" if language == "id" else "Lost passport"
    assert (len(labels), lost in labels) == (3, True), dewi.last().text
    dewi.says("ok")
    assert dewi.step == "Notice", "nothing is agreed to before it was read"
    dewi.says(lost)
    assert lost in dewi.last().text
    assert len([message for message in dewi.heard if message.text.startswith(("Good morning", "Selamat pagi"))]) == 1
    dewi.picks("agree")
    assert dewi.step == "WhoIsNext"
    assert lost in dewi.last().text


@pytest.mark.parametrize(("language", "said"), [
    ("id", "paspor anak saya hilang pak"), ("en", "I lost my son's passport"), ("en", "my daughter's passport is lost")])
def test_a_childs_lost_passport_is_a_childs_passport(journey: Journey, language: str, said: str) -> None:
    dewi = journey.person("Dewi", language)
    dewi.says(said)
    dewi.picks("agree", "child")
    dewi.says("Irvine, CA")
    dewi.says(id="hilang", en="it is lost")
    assert dewi.step == "NotHere", dewi.last().text
    assert dewi.last().options[0].label in ("Hubungi petugas", "Talk to an officer")


@pytest.mark.parametrize("said", ["Apakah saya boleh diantar anak saya?", "How do I renew my passport?"])
def test_a_question_that_was_asked_first_is_taken_for_no_service_before_that_is_said(dewi: Chat, said: str) -> None:
    dewi.says(said)
    assert "Then we'll go on with" not in dewi.last().text
    assert [option.label for option in dewi.last().options][-1] == "Something else"
    dewi.picks_nth(1)
    assert dewi.last().text.endswith("Do you agree?")
    dewi.picks("agree")
    assert dewi.step == "Menu"


@pytest.mark.parametrize("typed", ["ok", "iya", "yes", "iya kak"])
def test_a_yes_is_one_to_the_only_service_that_was_named(dewi: Chat, typed: str) -> None:
    dewi.says("hi, how long does a visa take?")
    dewi.says(typed)
    assert "Then we'll go on with" in dewi.last().text


GOES_ON = {"id": "Setelah itu kita lanjutkan dengan: *Penggantian paspor*",
           "en": "Then we'll go on with: *Passport replacement"}

OWN_RUNS_OUT = [
    ("id", "paspor sy mau abis 4 bln lg"), ("id", "paspor sy abis 4 bln lg, gmn cara perpanjangnya?"),
    ("id", "hi kak passport aku mo expired nih, bisa online gak?"), ("id", "paspornya bentar lagi kadaluarsa min"),
    ("en", "my passport is expiring"), ("en", "My passport runs out in February, what do I do?"),
    ("en", "my indonesian passport is about to expire"), ("en", "hi, passport will expire soon")]


@pytest.mark.parametrize(("language", "said"), OWN_RUNS_OUT)
def test_whose_own_passport_runs_out_wants_another(journey: Journey, language: str, said: str) -> None:
    first, later = journey.person("Dewi", language), journey.person("Budi", language)
    first.says(said)
    assert GOES_ON[language] in first.last().text
    later.says("halo")
    later.says(said)
    assert GOES_ON[language] in later.last().text, "it is kept until they have agreed"


@pytest.mark.parametrize("said", [
    "paspor saya belum habis", "my passport is not expired", "paspor anak saya mau habis", "my son's passport is expiring"])
def test_not_so_whose_passport_does_not_or_is_another_one(dewi: Chat, said: str) -> None:
    dewi.says(said)
    assert GOES_ON["en"] not in dewi.last().text


THREE = [
    ("id", ("hallo min mau tanya paspor sy mau abis 4 bln lg, trs anak sy blm pnya paspor indo, sama bapak mertua sy ilang "
            "paspornya minggu lalu. gmn ya?"), "paspor sy dulu aja deh", "iya setuju"),
    ("en", "hi, my passport is expiring, my baby has none yet, and my father lost his passport. what to do?",
     "my passport first", "yes I agree")]


@pytest.mark.parametrize(("language", "said", "own", "agrees"), THREE)
def test_of_three_errands_ones_own_is_named_by_whose_it_is(
        journey: Journey, language: str, said: str, own: str, agrees: str) -> None:
    dewi = journey.person("Dewi", language)
    dewi.says(said)
    assert len(dewi.last().options) == 4, "three, and something else"
    dewi.says(own)
    assert GOES_ON[language] in dewi.last().text
    dewi.says(agrees)
    assert dewi.step == "WhoIsNext"


def test_where_more_is_ones_own_it_is_asked_on(dewi: Chat) -> None:
    dewi.says("paspor saya mau habis, dan paspor saya yang lama hilang")
    dewi.says("paspor saya")
    assert "Then we'll go on with" not in dewi.last().text


@pytest.mark.parametrize("said", ["its expiring", "it's about to expire", "my passport is about to expire",
                                  "it runs out in feb"])
def test_a_passport_that_expires_is_renewed_though_it_is_only_called_it(dewi: Chat, said: str) -> None:
    dewi.says("hello")
    dewi.picks("agree", "book", "self")
    dewi.says(said)
    assert dewi.step == "AskState"
    dewi.says("Los Angeles, California")
    dewi.picks("wni", "yes")
    dewi.says(said)
    assert "When was the present passport issued?" in dewi.last().text
