"""What people type where buttons stand too: days, hours, years, numbers of a list, words inside of a sentence."""

from __future__ import annotations

import pytest

from tests.conversation.places import at_a_held_time, at_a_line, at_the_days, at_the_times, labels
from tests.journeys.driver import Chat
from tests.journeys.parts import book, booked, form, greet, start

# --- words inside of a sentence -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed", ["ga ada yang lain?", "ga ada yang lain", "tidak punya waktu sekarang", "no thanks to you"])
def test_a_no_inside_of_a_sentence_is_no_answer(dewi: Chat, typed: str) -> None:
    at_a_line(dewi, "Dewi Lestari", "Surabaya", "17 August 1990")
    before = dewi.last().text
    dewi.says(typed)
    assert "16 digits" in dewi.last().text
    dewi.says("no")
    assert dewi.last().text != before
    assert "passport" in dewi.last().text


@pytest.mark.parametrize("typed", ["saya ga punya ktp pak", "i don't have a nik", "tidak ada", "lewati"])
def test_whoever_has_no_number_can_say_so(dewi: Chat, typed: str) -> None:
    at_a_line(dewi, "Dewi Lestari", "Surabaya", "17 August 1990", typed)
    assert "present passport" in dewi.last().text


def test_a_no_inside_of_a_sentence_skips_no_paper(dewi: Chat) -> None:
    at_the_times(dewi)
    dewi.picks_nth(0)
    dewi.picks("book", "papers", "ktp")
    dewi.says("ga ada yang lain?")
    assert dewi.step == "SendPaper"


# --- dates and years ------------------------------------------------------------------------------------------------------

def test_figures_of_a_birth_date_are_asked_about_where_they_may_be_two_days(dewi: Chat) -> None:
    at_a_line(dewi, "Dewi Lestari", "Surabaya", "05/12/2003")
    assert dewi.last().text.endswith("Which date is that: 5 December 2003 or 12 May 2003?")
    assert labels(dewi) == ["5 December 2003", "12 May 2003"]
    dewi.picks("2003-05-12")
    assert "NIK" in dewi.last().text


@pytest.mark.parametrize("typed", ["mei", "12 Mei 2003", "the 12th of may 2003", "12/05/03"])
def test_the_answer_to_which_date_can_be_typed_too(dewi: Chat, typed: str) -> None:
    at_a_line(dewi, "Dewi Lestari", "Surabaya", "05/12/2003", typed)
    if typed == "12/05/03":
        assert labels(dewi) == ["12 May 2003", "5 December 2003"]
    else:
        assert "NIK" in dewi.last().text


@pytest.mark.parametrize(("typed", "question"), [
    ("2017", "residence card"), ("tahun 2019", "residence card"), ("maret 2018", "residence card"),
    ("12/05/2017", "residence card"), ("2005", "residence card"), ("2009 atau 2010", "When was"), ("setelah 2003", "When was")])
def test_a_year_says_when_the_passport_was_issued(dewi: Chat, typed: str, question: str) -> None:
    start(dewi)
    dewi.says("Irvine, CA")
    dewi.picks("wni", "yes", "expiring")
    dewi.says(typed)
    assert question in dewi.last().text or (question == "When was" and "did not understand" in dewi.last().text)


# --- days and hours -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("typed", "said"), [
    ("besok", "Wednesday 25 November"), ("tomorrow", "Wednesday 25 November"), ("jumat", "Friday 27 November"),
    ("senin depan", "Monday 30 November"), ("dec 3", "Thursday 3 December"), ("3 desember", "Thursday 3 December"),
    ("kamis", "Thursday 3 December"), ("hari kamis", "Thursday 3 December"),
    ("3/12", "Thursday 3 December"), ("hari selasa aja pak", "Tuesday 1 December"), ("senin bisa?", "Monday 30 November"),
    ("30 November, pagi hari", "Monday 30 November"), ("30 november in the morning", "Monday 30 November")])
def test_a_day_can_be_typed(dewi: Chat, typed: str, said: str) -> None:
    at_the_days(dewi)
    dewi.says(typed)
    assert dewi.step == "ChooseTime"
    assert dewi.last().text.startswith(said)


def test_a_day_is_typed_as_people_say_it(dewi: Chat) -> None:
    at_the_days(dewi)
    for typed, day in {"tgl 30": "Monday 30 November", "yang senin aja": "Monday 30 November",
                       "besok pagi": "Wednesday 25 November", "secepatnya": "Wednesday 25 November",
                       "as soon as possible": "Wednesday 25 November", "senin jam 3 pagi": "Monday 30 November"}.items():
        dewi.says(typed)
        assert (dewi.step, dewi.last().text.startswith(day)) == ("ChooseTime", True), typed
        dewi.says("back")


def test_a_week_or_a_month_shows_its_days(dewi: Chat) -> None:
    """The office is asked on a Tuesday."""
    at_the_days(dewi)
    for typed, day in {"minggu depan": "Monday 30 November", "next week": "Monday 30 November",
                       "minggu depan aja pak": "Monday 30 November", "desember": "Tuesday 1 December",
                       "bulan desember": "Tuesday 1 December", "december": "Tuesday 1 December"}.items():
        dewi.says(typed)
        assert (dewi.step, labels(dewi)[0]) == ("ChooseDay", day), typed
    dewi.picks("first")
    dewi.says("july")
    assert "can't be booked yet" in dewi.last().text


@pytest.mark.parametrize("typed", ["senin jam 9", "besok jam setengah 10", "monday at 9", "monday 9am"])
def test_a_day_and_its_hour_are_both_taken(dewi: Chat, typed: str) -> None:
    at_the_days(dewi)
    dewi.says(typed)
    assert dewi.step == "Confirm"
    assert ("9:30 am" if "setengah" in typed else "9:00 am") in dewi.last().text


@pytest.mark.parametrize(("typed", "near"), [
    ("26 november", ["Wednesday 25 November", "Friday 27 November", "Monday 30 November"]),
    ("sunday", ["Friday 27 November", "Monday 30 November", "Tuesday 1 December"]),
    ("kemarin", None), ("1 January 2020", ["Wednesday 25 November", "Friday 27 November", "Monday 30 November"])])
def test_a_day_without_room_leads_to_the_nearest(dewi: Chat, typed: str, near: list[str] | None) -> None:
    at_the_days(dewi)
    dewi.says(typed)
    assert dewi.step == "ChooseDay"
    if near is None:
        assert "did not understand" in dewi.last().text
    else:
        assert "The nearest days with room" in dewi.last().text
        assert labels(dewi)[:3] == near
        dewi.picks_nth(1)
        assert dewi.step == "ChooseTime"


@pytest.mark.parametrize(("typed", "hour"), [
    ("jam 10", "10:00 am"), ("10.30", "10:30 am"), ("10:30 am", "10:30 am"), ("pukul 09.00", "9:00 am"), ("10", "10:00 am"),
    ("jam 2 siang", "2:00 pm"), ("jam setengah 10", "9:30 am"), ("paling pagi", "9:00 am"), ("earliest", "9:00 am"),
    ("14.00", "2:00 pm"), ("jam 2", "2:00 pm")])
def test_an_hour_can_be_typed_and_is_confirmed_before_it_is_booked(dewi: Chat, typed: str, hour: str) -> None:
    at_the_times(dewi)
    dewi.says(typed)
    if dewi.last().text.startswith("Which one"):
        dewi.says(hour)
    assert dewi.step == "Confirm"
    assert hour in dewi.last().text


def test_a_number_that_is_in_the_list_and_an_hour_too_is_asked_about(dewi: Chat) -> None:
    at_the_times(dewi)
    dewi.says("2")
    assert dewi.last().text.startswith("Which one do you mean?")
    assert labels(dewi)[:2] == ["9:30 am", "2:00 pm"]
    dewi.says("2")
    assert dewi.step == "Confirm"
    assert "2:00 pm" in dewi.last().text


def test_a_number_that_is_no_hour_means_the_list(dewi: Chat) -> None:
    at_the_times(dewi)
    dewi.says("4")
    assert dewi.step == "Confirm"
    assert "10:30 am" in dewi.last().text


def test_an_hour_that_is_not_offered_leads_to_the_nearest(dewi: Chat) -> None:
    at_the_times(dewi)
    dewi.says("jam 12")
    assert dewi.last().text == "12:00 pm is taken, or isn't offered that day. The nearest times:"
    assert labels(dewi)[:3] == ["11:00 am", "11:30 am", "1:30 pm"]


@pytest.mark.parametrize("typed", ["dua", "two", "yang kedua", "nomor 2", "the second one"])
def test_a_number_of_the_list_can_be_said_in_words(dewi: Chat, typed: str) -> None:
    greet(dewi)
    dewi.picks("book", "self")
    second = labels(dewi)[1]
    dewi.says(typed)
    assert (second, dewi.step) == ("Lost passport", "AskState")


# --- the form -------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["Awal Ramadhan", "Status Quo", "Menu Lestari"])
def test_a_reserved_word_may_be_part_of_a_name(dewi: Chat, name: str) -> None:
    at_a_line(dewi, name)
    assert "place of birth" in dewi.last().text


def test_awal_is_a_name_and_menu_is_the_menu(dewi: Chat) -> None:
    at_a_line(dewi, "awal")
    assert "single name" in dewi.last().text
    dewi.picks("back")
    dewi.says("Status")
    assert dewi.step == "MyVisits"
    dewi.picks("done")
    dewi.says("Menu")
    assert "main menu" in dewi.last().text.lower()


@pytest.mark.parametrize("typed", ["Indonesia", "Indonesian", "Inggris", "English"])
def test_a_language_that_is_typed_as_an_answer_changes_nothing(dewi: Chat, typed: str) -> None:
    at_a_line(dewi, "Dewi Lestari", typed)
    assert "date of birth" in dewi.last().text
    dewi.says("bahasa indonesia")
    assert "tanggal lahir" in dewi.last().text.lower()


def test_a_name_that_looks_like_a_sentence_is_taken_when_they_say_so(dewi: Chat) -> None:
    at_a_line(dewi, "saya mau perpanjang paspor")
    assert "does not look like a full name" in dewi.last().text
    assert labels(dewi) == ["It is right"]
    dewi.says("saya juga ga tau")
    dewi.says("saya kurang tau nih")
    assert "officer" in dewi.shown().words, "the third time no officer is offered"
    dewi.says("Ratu Saya")
    dewi.picks_nth(0)
    assert "place of birth" in dewi.last().text


def test_a_code_with_signs_that_no_code_has_is_told_which_it_can_have(dewi: Chat) -> None:
    greet(dewi)
    dewi.picks("visits", "code")
    dewi.says("K0M-4TD")
    assert "never has 0, 1" in dewi.last().text


# --- parts of the day -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed", ["tuesday afternoon after school", "selasa sore sepulang sekolah", "selasa siang aja kak"])
def test_a_day_may_have_its_part_beside_it(dewi: Chat, typed: str) -> None:
    at_the_days(dewi)
    dewi.says(typed)
    assert dewi.step == "ChooseTime"
    assert dewi.last().text.startswith("Tuesday 1 December")


def test_a_part_of_the_day_alone_is_answered_with_what_comes_first(dewi: Chat) -> None:
    at_the_days(dewi)
    dewi.says("yg sore aja")
    assert dewi.step == "ChooseDay"
    assert "the day first" in dewi.last().text


@pytest.mark.parametrize(("typed", "first", "last"), [
    ("yg siang aja hari yg sama", "1:30 pm", "3:00 pm"), ("after school", "1:30 pm", "3:00 pm"),
    ("something in the morning please", "9:00 am", "11:30 am")])
def test_a_part_of_the_day_shows_its_times(dewi: Chat, typed: str, first: str, last: str) -> None:
    at_the_times(dewi)
    dewi.says(typed)
    assert dewi.step == "ChooseTime"
    assert "2026, in the " in dewi.last().text
    times = [label for label in labels(dewi) if label.endswith("m")]
    assert (times[0], times[-1]) == (first, last)


@pytest.mark.parametrize("typed", ["siang jam 2", "sore jam 2 ya", "in the afternoon, 2 o'clock"])
def test_an_hour_may_have_its_part_of_the_day_before_it(dewi: Chat, typed: str) -> None:
    at_the_times(dewi)
    dewi.says(typed)
    assert dewi.step == "Confirm", dewi.last().text
    assert "2:00 pm" in dewi.last().text


def test_a_part_of_another_day_is_that_of_that_day(dewi: Chat) -> None:
    at_the_times(dewi)
    dewi.says("besok siang")
    assert dewi.step == "ChooseTime"
    assert dewi.last().text.startswith("Wednesday 25 November 2026, in the afternoon")


def test_a_part_of_the_day_in_which_nothing_is_free_is_said(dewi: Chat) -> None:
    at_the_days(dewi)
    dewi.says("27 november")
    dewi.says("yang siang")
    assert "In the afternoon nothing is free on" in dewi.last().text
    assert labels(dewi)[0] == "9:00 am"


# --- wishes ---------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed", [
    "mau ganti jam dong", "yg siang aja hari yg sama", "ganti hari aja kak", "bisa jam lain", "I'd like another time please"])
def test_a_held_time_can_be_changed_in_words(dewi: Chat, typed: str) -> None:
    at_a_held_time(dewi)
    dewi.says(typed)
    assert dewi.step == "ChooseDay", dewi.last().text


@pytest.mark.parametrize("typed", [
    "mau ganti jam dong", "tolong ganti jadwal ya kak", "I want to change the time please", "bisa ubah tanggal pak"])
def test_a_wish_may_have_polite_words_around_it(dewi: Chat, typed: str) -> None:
    booked(dewi)
    dewi.says(typed)
    assert dewi.step == "Visit", dewi.last().text
    dewi.says("mau ganti jam dong")
    assert dewi.step == "ChooseDay", dewi.last().text


@pytest.mark.parametrize(("typed", "step"), [
    ("mau ke menu utama dong", "Menu"), ("saya minta bantuan dong kak", "Help"), ("I need help please", "Help"),
    ("tolong cek status ya min", "MyVisits")])
def test_words_that_work_everywhere_may_have_them_too(dewi: Chat, typed: str, step: str) -> None:
    greet(dewi)
    dewi.says(typed)
    assert dewi.step == step, dewi.last().text


# --- an age, and papers ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed", ["6 tahun", "umurnya 6 thn", "6 years old", "she is 6", "8 bulan", "enam tahun"])
def test_an_age_is_no_birth_date_and_that_is_said(dewi: Chat, typed: str) -> None:
    at_a_line(dewi, "Dewi Lestari", "Surabaya", typed)
    assert "date of birth, not the age" in dewi.last().text
    dewi.says("17 August 1990")
    assert "NIK" in dewi.last().text


@pytest.mark.parametrize(("typed", "paper"), [
    ("akta lahir saya", "Birth certificate"), ("ijazah", "Birth certificate"), ("green card", "Residence card"),
    ("KK", "Kartu Keluarga"), ("paspor lama saya", "The present passport"), ("my birth certificate", "Birth certificate")])
def test_a_paper_is_called_as_people_call_it(dewi: Chat, typed: str, paper: str) -> None:
    start(dewi)
    dewi.says("Los Angeles, California")
    dewi.picks("wni", "yes", "expiring", "older", "yes", "on")
    form(dewi)
    book(dewi)
    dewi.picks("papers")
    dewi.says(typed)
    assert dewi.step == "SendPaper", dewi.last().text
    assert paper in dewi.last().text
    dewi.says("menu")
    dewi.picks("start-over-surely")
    dewi.sends()
    dewi.says(typed)
    assert f"kept as: *{paper}" in "\n".join(message.text for message in dewi.heard[-3:])


@pytest.mark.parametrize("typed", ["batalin janji dong", "tolong batalin janji temu ya", "mau ganti jadwal dong",
                                   "please cancel my appointment"])
def test_a_wish_about_the_visit_among_polite_words_opens_no_new_one(dewi: Chat, typed: str) -> None:
    booked(dewi)
    dewi.says(typed)
    assert dewi.step == "Visit", dewi.last().text


@pytest.mark.parametrize("typed", ["sama aja", "iya sama", "it's the same"])
def test_whoever_is_called_the_same_in_america_says_so(dewi: Chat, typed: str) -> None:
    at_a_line(dewi, "Suharto", typed)
    assert "place of birth" in dewi.last().text
