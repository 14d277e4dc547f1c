"""What people type: names, dates, numbers, phones, addresses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.conversation import readers
from bot.conversation.prompts import Reading, Refusal
from bot.conversation.text import CATALOGUES, speech
from bot.conversation.words import clean, plain, word_lists

READING = Reading("en", date(2026, 11, 24), word_lists(CATALOGUES, ("id", "en")))
ANY = st.text(max_size=200)


@pytest.mark.parametrize(("typed", "read"), [
    ("17/08/1990", (1990, 8, 17)), ("17-8-1990", (1990, 8, 17)), ("17.08.1990", (1990, 8, 17)),
    ("1990-08-17", (1990, 8, 17)), ("1990/8/17", (1990, 8, 17)), ("17 Agustus 1990", (1990, 8, 17)),
    ("17 agt 1990", (1990, 8, 17)), ("August 17, 1990", (1990, 8, 17)), ("Aug 17 1990", (1990, 8, 17)),
    ("17 August 1990", (1990, 8, 17)), ("tgl 17 Agustus 1990", (1990, 8, 17)), ("1 Nopember 2001", (2001, 11, 1)),
    ("5 Mei 2015", (2015, 5, 5)), ("may 5 2015", (2015, 5, 5)), ("29 Februari 2020", (2020, 2, 29)),
    ("03/04/1990", (1990, 4, 3)), ("12/25/1990", (1990, 12, 25)), (" 17 08 1990 ", (1990, 8, 17)),
])
def test_dates_are_read_day_first_in_both_languages(typed: str, read: tuple[int, int, int]) -> None:
    assert readers.read_date(typed) == date(*read)


@pytest.mark.parametrize("typed", ["", "tomorrow", "31/02/1990", "29 Februari 2021", "17/8", "17/8/90", "1990", "Agustus 1990",
                                   "17 Agustus Mei 1990", "45/45/1990", "0/0/0000", "17 8 1990 3", "12345678"])
def test_what_is_no_whole_date_is_asked_again(typed: str) -> None:
    assert readers.read_date(typed) is None


def test_a_birth_date_is_past_and_not_too_long_ago() -> None:
    assert readers.a_birth_date("24/11/2026", READING) == "2026-11-24"
    for typed in ("25/11/2026", "1 January 1900", "17 August 2990"):
        assert isinstance(readers.a_birth_date(typed, READING), Refusal), typed


@pytest.mark.parametrize(("typed", "read"), [
    ("3578015708900002", "3578015708900002"), ("3578 0157 0890 0002", "3578015708900002"),
    ("357801-570890-0002", "3578015708900002"), ("3578.0157.0890.0002", "3578015708900002")])
def test_a_nik_has_sixteen_digits_however_they_are_parted(typed: str, read: str) -> None:
    assert readers.a_nik(typed, READING) == read


@pytest.mark.parametrize("typed", ["", "1", "357801570890000", "35780157089000021", "357801570890000x", "٣٥٧٨٠١٥٧٠٨٩٠٠٠٠٢"])
def test_other_numbers_are_no_nik(typed: str) -> None:
    assert isinstance(readers.a_nik(typed, READING), Refusal)


@pytest.mark.parametrize(("typed", "read"), [
    ("c 1234567", "C1234567"), ("X1234567", "X1234567"), ("a-12 34 567", "A1234567"), ("123456789", "123456789")])
def test_a_passport_number_is_kept_without_its_gaps(typed: str, read: str) -> None:
    assert readers.a_passport_number(typed, READING) == read


@pytest.mark.parametrize("typed", ["", "no", "ABCDEFG", "1234", "x" * 30, "C12345é7"])
def test_what_can_be_no_passport_number_is_asked_again(typed: str) -> None:
    assert isinstance(readers.a_passport_number(typed, READING), Refusal)


@pytest.mark.parametrize(("typed", "read"), [
    ("(213) 555-0100", "+12135550100"), ("213.555.0100", "+12135550100"), ("1 213 555 0100", "+12135550100"),
    ("+1 213 555 0100", "+12135550100"), ("+62 812 3456 7890", "+6281234567890"), ("0062 812 3456 7890", "+6281234567890"),
    ("0812-3456-789", "+628123456789"), ("62 812 3456 7890", "+6281234567890")])
def test_phones_are_read_as_american_unless_they_say_otherwise(typed: str, read: str) -> None:
    assert readers.a_phone(typed, READING) == read


@pytest.mark.parametrize("typed", ["", "911", "call me", "1" * 20])
def test_what_is_no_phone_is_asked_again(typed: str) -> None:
    assert isinstance(readers.a_phone(typed, READING), Refusal)


@pytest.mark.parametrize("name", ["Suharto", "Dewi Lestari", "I Gusti Ngurah Rai", "O'Brien", "Nur Aini binti H. Saleh",
                                  "Robert'); DROP TABLE", "<script>", "Müller-Lüdenscheidt", "王小明", "محمد", "R. A. Kartini"])
def test_names_are_kept_as_they_were_typed(name: str) -> None:
    assert readers.a_name(f"  {name} ", READING) == name


@pytest.mark.parametrize("typed", ["", "12345", "3578015708900002", "?!", "x" * 200, "🙂"])
def test_what_is_no_name_is_asked_again(typed: str) -> None:
    assert isinstance(readers.a_name(typed, READING), Refusal)


def test_an_address_may_have_several_lines() -> None:
    assert readers.an_address("1234 Wilshire Blvd\nApt 5\n\nLos Angeles, CA", READING) == (
        "1234 Wilshire Blvd, Apt 5, Los Angeles, CA")
    assert isinstance(readers.an_address("LA", READING), Refusal)
    assert isinstance(readers.an_address("x" * 301, READING), Refusal)


@pytest.mark.parametrize("reader", [readers.a_name, readers.a_line, readers.an_address, readers.a_nik, readers.a_phone,
                                    readers.a_passport_number, readers.a_birth_date])
@given(ANY)
@example("1/1/-1")
@example("¹²³/4/2020")
@example("٣/٤/٢٠٢٠")
def test_readers_take_anything_and_say_why_not_in_each_language(reader: object, typed: str) -> None:
    assert callable(reader)
    got = reader(typed, READING)
    assert isinstance(got, str | Refusal)
    if isinstance(got, Refusal):
        assert all(speech(language).render(got.why) for language in ("id", "en"))


@given(ANY)
def test_cleaned_text_has_no_control_or_direction_marks_and_cleaning_twice_is_cleaning_once(typed: str) -> None:
    once = clean(typed + "\u202e\x00\u200f\x1b[31m\r\n")
    assert clean(once) == once
    assert not set(once) & {"\u202e", "\x00", "\u200f", "\x1b", "\r"}


@given(ANY)
def test_plain_is_the_same_when_done_twice(typed: str) -> None:
    assert plain(plain(typed)) == plain(typed)


def test_the_lists_of_both_languages_do_not_contradict_each_other() -> None:
    meanings = word_lists(CATALOGUES, ("id", "en")).meanings
    assert not meanings["yes"] & meanings["no"]
    everywhere = ("back", "cancel", "start-over", "help", "language", "officer", "status", "office", "id", "en")
    for one in everywhere:
        for other in everywhere:
            assert one == other or not meanings[one] & meanings[other], (one, other)
    assert Path(CATALOGUES / "id" / "words.yaml").exists()
