"""What people type: names, dates, numbers, phones, addresses."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.conversation import readers
from bot.conversation.dates import days_meant, days_to_come, hours_meant, year_meant
from bot.conversation.prompts import Reader, Reading, Refusal
from bot.conversation.text import CATALOGUES, speech
from bot.conversation.words import MARKS, clean, plain, word_lists

READING = Reading("en", date(2026, 11, 24), word_lists(CATALOGUES, ("id", "en")))
ANY = st.text(max_size=200)


@pytest.mark.parametrize(("typed", "read"), [
    ("17/08/1990", (1990, 8, 17)), ("17-8-1990", (1990, 8, 17)), ("17.08.1990", (1990, 8, 17)),
    ("1990-08-17", (1990, 8, 17)), ("1990/8/17", (1990, 8, 17)), ("17 Agustus 1990", (1990, 8, 17)),
    ("17 agt 1990", (1990, 8, 17)), ("August 17, 1990", (1990, 8, 17)), ("Aug 17 1990", (1990, 8, 17)),
    ("17 August 1990", (1990, 8, 17)), ("tgl 17 Agustus 1990", (1990, 8, 17)), ("1 Nopember 2001", (2001, 11, 1)),
    ("5 Mei 2015", (2015, 5, 5)), ("may 5 2015", (2015, 5, 5)), ("29 Februari 2020", (2020, 2, 29)),
    ("12/25/1990", (1990, 12, 25)), (" 17 08 1990 ", (1990, 8, 17)), ("05/05/2003", (2003, 5, 5)),
    ("12 mei 89", (1989, 5, 12)), ("12 Mei 1989", (1989, 5, 12)), ("dec 3, 75", (1975, 12, 3)), ("13/05/89", (1989, 5, 13)),
    ("Tujuh belas Agustus 1948", (1948, 8, 17)), ("tanggal dua puluh satu mei 1990", (1990, 5, 21)),
    ("the seventeenth of August 1948", (1948, 8, 17)), ("May twenty-first, 1990", (1990, 5, 21)), ("satu mei 89", (1989, 5, 1)),
    ("1989-05-12", (1989, 5, 12)), ("24/11/26", (2026, 11, 24)), ("25/11/26", (1926, 11, 25)), ("29/2/00", (2000, 2, 29)),
])
def test_dates_are_read_in_both_languages_and_short_years_are_past(typed: str, read: tuple[int, int, int]) -> None:
    assert days_meant(typed, READING.today) == (date(*read),)


@pytest.mark.parametrize("typed", ["1 ፩ 2020", "1 maret ፩፩፩፩", "12 1 ፩፩", "፩/፩", "𐩀 mei 1990", "①"])
def test_figures_of_scripts_that_count_otherwise_are_no_date_and_harm_nothing(typed: str) -> None:
    assert days_meant(typed, READING.today) == ()
    assert isinstance(readers.a_birth_date(typed, READING), Refusal)
    days_to_come(typed, READING.today, READING.words)


@pytest.mark.parametrize("typed", ["05/12/2003", "05-12-2003", "5.12.2003", "5 12 03"])
def test_figures_that_may_be_day_or_month_first_are_asked_about_in_words(typed: str) -> None:
    asked = readers.a_birth_date(typed, READING)
    assert isinstance(asked, Refusal)
    assert [option.value for option in asked.options] == ["2003-12-05", "2003-05-12"]
    assert asked.why is not None
    assert speech("id").render(asked.why) == "Maksud Anda 5 Desember 2003 atau 12 Mei 2003?"


def test_of_two_readings_only_one_that_can_be_a_birth_date_is_taken() -> None:
    assert readers.a_birth_date("12/5/2026", READING) == "2026-05-12"


@pytest.mark.parametrize("typed", ["", "tomorrow", "31/02/1990", "29 Februari 2021", "17/8", "1990", "Agustus 1990",
                                   "17 Agustus Mei 1990", "45/45/1990", "0/0/0000", "17 8 1990 3", "12345678",
                                   f"1/{'9' * 20}/1990", f"1990-{'9' * 20}-1"])
def test_what_is_no_whole_date_is_asked_again(typed: str) -> None:
    assert days_meant(typed, READING.today) == ()


def test_a_birth_date_is_past_and_not_too_long_ago() -> None:
    assert readers.a_birth_date("24/11/2026", READING) == "2026-11-24"
    for typed in ("25/11/2026", "1 January 1900", "17 August 2990"):
        assert isinstance(readers.a_birth_date(typed, READING), Refusal), typed


@pytest.mark.parametrize(("typed", "day"), [
    ("besok", (11, 25)), ("bsk aja", (11, 25)), ("tomorrow", (11, 25)), ("lusa", (11, 26)), ("hari ini", (11, 24)),
    ("the day after tomorrow", (11, 26)), ("kamis", (11, 26)), ("thursday", (11, 26)), ("hari jumat", (11, 27)),
    ("Jum'at", (11, 27)), ("senin depan", (11, 30)), ("next monday", (11, 30)), ("selasa", (12, 1)), ("dec 3", (12, 3)),
    ("3 desember", (12, 3)), ("tgl 5 des", (12, 5)), ("Thursday, Dec 3", (12, 3)), ("5 Desember 2026", (12, 5)),
    ("31/12", (12, 31)), ("2026-12-03", (12, 3)), ("tgl 30", (11, 30)), ("yang tanggal 1 aja", (12, 1)), ("tgl 31", (12, 31)),
    ("the 30th", (11, 30)), ("yang senin aja", (11, 30)), ("hari minggu depan", (12, 6)),
    ("tiga puluh november", (11, 30)), ("dua desember", (12, 2)), ("december the third", (12, 3))])
def test_days_to_come_are_read_as_one_says_them(typed: str, day: tuple[int, int]) -> None:
    assert days_to_come(typed, READING.today, READING.words) == (date(2026, *day),)


def test_a_day_and_month_in_figures_may_be_two_days() -> None:
    assert days_to_come("3/12", READING.today, READING.words) == (date(2026, 12, 3), date(2027, 3, 12))


@pytest.mark.parametrize("typed", ["", "5", "nanti", "30", "besok jam 10", "kamis atau jumat", "32 desember", "0/0",
                                   "x kamis y"])
def test_what_names_no_day_is_none(typed: str) -> None:
    assert days_to_come(typed, READING.today, READING.words) == ()


@pytest.mark.parametrize(("typed", "hours"), [
    ("10", (10, 22)), ("jam 10", (10, 22)), ("jam 10 pagi", (10,)), ("9am", (9,)), ("2 pm", (14,)), ("10 a.m.", (10,)),
    ("jam 2 siang", (14,)), ("jam 11 siang", (11,)), ("12 siang", (12,)), ("12 am", (0,)), ("14", (14,)),
    ("pukul 15.00", (15,)), ("at 10 please", (10, 22)), ("jam sepuluh", (10, 22)), ("yang jam 10 aja", (10, 22)),
    ("ten", (10, 22)), ("jam dua belas", (12,)), ("jam dua siang", (14,))])
def test_hours_are_read_as_one_says_them(typed: str, hours: tuple[int, ...]) -> None:
    assert hours_meant(typed, READING.words) == tuple(time(hour) for hour in hours)


@pytest.mark.parametrize("typed", ["10.30", "10:30 am", "10 30", "pukul 10.30", "jam setengah sebelas", "setengah 11",
                                   "jm stgh 11", "half past ten", "half past 10"])
def test_minutes_are_read_however_they_are_parted(typed: str) -> None:
    assert time(10, 30) in hours_meant(typed, READING.words)


@pytest.mark.parametrize("typed", ["", "99", "10.75", "noonish", "besok", "10 orang", "setengah hari", "setengah"])
def test_what_names_no_hour_is_none(typed: str) -> None:
    assert hours_meant(typed, READING.words) == ()


@pytest.mark.parametrize(("typed", "year"), [
    ("2019 i think", "2019"), ("kayaknya 2019", "2019"), ("around 2012", "2012"), ("sebelum 2010 kayaknya", ""),
    ("2017", "2017"), ("tahun 2019", "2019"), ("maret 2018", "2018"), ("12 Mei 2008", "2008"), ("12/05/2017", "2017"),
    ("Diterbitkan pada tahun 2008", "2008"), ("paspor saya terbit tahun 2008", "2008"),
    ("issued in 2008", "2008"),
    ("my passport was issued in May 2008", "2008"),
    ("tidak diterbitkan tahun 2008", ""), ("habis tahun 2018", ""), ("setelah 2009", ""), ("2009 atau 2010", ""),
    ("17", ""), ("90010", "")])
def test_a_year_is_read_alone_and_with_its_month_or_day(typed: str, year: str) -> None:
    assert year_meant(typed) == year


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


@pytest.mark.parametrize("typed", ["", "no", "ABCDEFG", "1234", "x" * 30, "C12345é7", "nomor saya 12", "saya lupa 12345"])
def test_what_can_be_no_passport_number_is_asked_again(typed: str) -> None:
    assert isinstance(readers.a_passport_number(typed, READING), Refusal)


@pytest.mark.parametrize(("typed", "read"), [
    ("(213) 555-0100", "+12135550100"), ("213.555.0100", "+12135550100"), ("1 213 555 0100", "+12135550100"),
    ("+1 213 555 0100", "+12135550100"), ("+62 812 3456 7890", "+6281234567890"), ("0062 812 3456 7890", "+6281234567890"),
    ("0812-3456-789", "+628123456789"), ("62 812 3456 7890", "+6281234567890"), ("٠٨١٢٣٤٥٦٧٨٩", "+628123456789"),
    ("213 555 0100 (WA)", "+12135550100"), ("hp 0812-3456-789 ya", "+628123456789"), ("it's 213-555-0100", "+12135550100"),
    ("cell: +65 9123 4567", "+6591234567"), ("812 3456 7890", "+6281234567890"), ("81234567890", "+6281234567890"),
    ("wa 857-1234-56789", "+62857123456789"), ("818 555 0100", "+18185550100"),
    ("(818) 555-0100", "+18185550100")])
def test_phones_are_read_as_american_unless_they_say_otherwise(typed: str, read: str) -> None:
    assert readers.a_phone(typed, READING) == read


@pytest.mark.parametrize(("typed", "american", "indonesian"), [
    ("8123456789", "+18123456789", "+628123456789"), ("818 5550 100", "+18185550100", "+628185550100")])
def test_a_phone_of_ten_digits_that_may_be_indonesian_is_asked_about(typed: str, american: str, indonesian: str) -> None:
    read = readers.a_phone(typed, READING)
    assert isinstance(read, Refusal)
    assert [option.value for option in read.options] == [indonesian, american]


@pytest.mark.parametrize("typed", ["", "911", "call me", "1" * 20, "123 main st, irvine 92614", "12392614",
                                   "555-010-12", "2135550100 ext 12", "1234 Main St 92602-1234"])
def test_what_is_no_phone_is_asked_again(typed: str) -> None:
    assert isinstance(readers.a_phone(typed, READING), Refusal)


@pytest.mark.parametrize("name", ["Suharto", "Dewi Lestari", "I Gusti Ngurah Rai", "O'Brien", "Nur Aini binti H. Saleh",
                                  "Robert'); DROP TABLE", "<script>", "Awal", "Awal Ramadhan", "Status", "Ada Lovelace",
                                  "The Ning King", "Müller-Lüdenscheidt", "王小明", "محمد", "R. A. Kartini"])
def test_names_are_kept_as_they_were_typed(name: str) -> None:
    assert readers.a_name(f"  {name} ", READING) == name


@pytest.mark.parametrize("typed", ["", "12345", "3578015708900002", "?!", "x" * 200, "🙂"])
def test_what_is_no_name_is_asked_again(typed: str) -> None:
    assert isinstance(readers.a_name(typed, READING), Refusal)


@pytest.mark.parametrize(("reader", "typed"), [
    (readers.a_name, "saya mau perpanjang"), (readers.a_name, "ga ada"), (readers.a_name, "Tidak"), (readers.a_name, "Dewi 2"),
    (readers.a_name, "my name is Dewi"), (readers.a_name, "english"), (readers.a_name, "a b c d e f g h i"),
    (readers.a_birth_place, "17 Agustus 1990"), (readers.a_birth_place, "saya lahir di Solo"), (readers.a_birth_place, "tidak"),
    (readers.an_address, "Wilshire Boulevard"), (readers.an_address, "123456789")])
def test_what_looks_odd_is_asked_about_and_can_still_be_right(reader: Reader[str], typed: str) -> None:
    asked = reader(typed, READING)
    assert isinstance(asked, Refusal)
    assert [option.value.casefold() for option in asked.options] == [typed.casefold()]


@pytest.mark.parametrize("typed", ["Indonesia", "Indonesian", "Inggris", "Surabaya", "Kab. Sleman", "東京",
                                   "Tanjung Karang (Lampung)"])
def test_places_are_kept_as_they_were_typed(typed: str) -> None:
    assert readers.a_birth_place(typed, READING) == typed


@pytest.mark.parametrize("typed", ["12345", "?!", "x" * 200])
def test_what_is_no_place_is_asked_again(typed: str) -> None:
    asked = readers.a_birth_place(typed, READING)
    assert isinstance(asked, Refusal)
    assert not asked.options


@pytest.mark.parametrize("typed", ["PO Box 12, Denver CO", "c/o Dewi, 12 Main St", "Jl. Mawar RT 02/RW 05",
                                   "Fairbanks AK 99701"])
def test_unusual_addresses_are_addresses(typed: str) -> None:
    assert readers.an_address(typed, READING) == typed


def test_an_address_may_have_several_lines() -> None:
    assert readers.an_address("1234 Wilshire Blvd\nApt 5\n\nLos Angeles, CA", READING) == (
        "1234 Wilshire Blvd, Apt 5, Los Angeles, CA")
    assert isinstance(readers.an_address("LA", READING), Refusal)
    assert isinstance(readers.an_address("x" * 301, READING), Refusal)


@pytest.mark.parametrize("reader", [readers.a_name, readers.a_birth_place, readers.an_address, readers.a_nik, readers.a_phone,
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
        assert got.why is not None
        assert all(speech(language).render(got.why) for language in ("id", "en"))


def test_of_marks_over_one_letter_so_many_are_kept_as_any_script_has() -> None:
    """To sort them takes the square of their number: a hundred thousand, seven seconds, in which nobody is answered."""
    for marks in ("\u0301\u0316", "\u0f73", "\u0344"):
        assert len(clean("a" + marks * 50_000)) <= 1 + 2 * MARKS
    assert len(clean(("a" + "\u0316" * 40) * 1_000)) == (1 + MARKS) * 1_000
    assert clean("Nguye\u0302\u0303n") == "Nguy\u1ec5n"
    assert clean("\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd") == "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd"


@given(ANY)
def test_cleaned_text_has_no_control_or_direction_marks_and_cleaning_twice_is_cleaning_once(typed: str) -> None:
    once = clean(typed + "\u202e\x00\u200f\x1b[31m\r\n")
    assert clean(once) == once
    assert not set(once) & {"\u202e", "\x00", "\u200f", "\x1b", "\r"}


@given(ANY)
@example(".;")
@example("..")
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


@pytest.mark.parametrize(("typed", "kept"), [
    ("dewi lestari", "Dewi Lestari"), ("soemarno", "Soemarno"), ("Dewi lestari", "Dewi lestari"),
    ("DEWI LESTARI", "DEWI LESTARI"), ("d'angelo van der berg", "D'angelo Van Der Berg"),
    ("李 小龍", "李 小龍")])
def test_a_name_without_any_capital_gets_them(typed: str, kept: str) -> None:
    assert readers.a_name(typed, READING) == kept
    assert readers.a_birth_place(typed, READING) == kept
