"""What people type in more words than a button's, or in fewer: taken where one answer alone can be meant, else asked."""

from __future__ import annotations

import pytest

from tests.conversation.places import (
    at_a_held_time,
    at_a_question,
    at_anyone_else,
    at_the_menu,
    at_the_papers_to_bring,
    at_the_review,
    labels,
)
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import book, booked, choose_time, greet, renewal, start

# --- two answers in one sentence ----------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed", ["saya wni, istri amerika", "wni, amerika juga", "indonesian, also a us citizen"])
def test_two_answers_in_one_sentence_are_never_decided_silently(dewi: Chat, typed: str) -> None:
    at_a_question(dewi)
    dewi.says(typed)
    assert dewi.step == "AskQuestion"
    assert dewi.last().text.endswith("That could be more than one answer. Which one do you mean?")
    assert labels(dewi)[:3] == ["Indonesian (WNI)", "WNI and another country", "Formerly Indonesian"]
    dewi.picks("wni")
    assert dewi.last().text.startswith("Are you 17")


@pytest.mark.parametrize("typed", ["wni sama amerika", "dua kewarganegaraan", "ganda", "dual", "saya dual citizen"])
def test_who_has_two_nationalities_can_say_so(dewi: Chat, typed: str) -> None:
    at_a_question(dewi)
    assert dewi.shown().choices[1].value == "taking"
    dewi.says(typed)
    assert "more than one answer" not in dewi.last().text
    dewi.says("back")
    assert dewi.shown().choices[1].value == "taking", "the answer was not taken"


@pytest.mark.parametrize("typed", ["bukan amerika", "not american", "saya bukan wni"])
def test_what_is_denied_is_no_answer(dewi: Chat, typed: str) -> None:
    at_a_question(dewi)
    dewi.says(typed)
    assert "did not understand" in dewi.last().text


def test_at_the_menu_two_services_in_one_sentence_become_buttons(dewi: Chat) -> None:
    at_the_menu(dewi)
    dewi.says("paspor anak hilang sama mau bikin visa")
    assert dewi.step == "Menu"
    assert {"Child's passport", "Visa for Indonesia"} <= set(labels(dewi))


def test_a_service_says_more_than_that_it_is_about_a_passport(dewi: Chat) -> None:
    at_the_menu(dewi)
    dewi.says("mau perpanjang nih paspor saya")
    assert dewi.last().text.startswith("*Passport replacement")


@pytest.mark.parametrize("typed", ["Anak sy mau bikin paspor", "passport for my child"])
def test_whoever_asks_for_a_childs_passport_is_not_offered_it_for_themselves(dewi: Chat, typed: str) -> None:
    at_the_menu(dewi)
    dewi.says(typed)
    assert dewi.step == "WhoIsNext"
    assert labels(dewi) == ["My child", "Somebody else"]


# --- questions ----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed", ["Apakah saya boleh diantar anak saya?", "apakah saya boleh diantar anak saya",
                                   "can I bring my child", "Do I need my child's passport?", "anak saya boleh ikut?"])
def test_a_word_inside_of_a_question_is_no_answer(dewi: Chat, typed: str) -> None:
    greet(dewi)
    dewi.picks("book")
    for step, answer in (("WhoIsNext", "self"), ("ChooseService", "passport-renewal")):
        dewi.says(typed)
        assert (dewi.step, "did not understand" in dewi.last().text) == (step, True)
        dewi.picks(answer)


@pytest.mark.parametrize("typed", ["Apakah boleh kalau saya bukan WNI dan kewarganegaraan lain amerika",
                                   "may I be american too", "berapa lama kalau wna?"])
def test_a_question_answers_none_of_the_configuration(dewi: Chat, typed: str) -> None:
    at_a_question(dewi)
    dewi.says(typed)
    assert dewi.last().text.startswith("I'm sorry, I did not understand")


def test_at_the_menu_a_question_is_not_understood_and_what_it_names_becomes_a_button(dewi: Chat) -> None:
    greet(dewi)
    dewi.says("How do I renew my passport?")
    assert (dewi.step, "did not understand" in dewi.last().text) == ("Menu", True)
    assert labels(dewi)[-1] == "Passport replacement"
    dewi.says("eh?")
    dewi.says("Can I renew it?")
    assert "An officer can answer you" in dewi.last().text
    dewi.picks_nth(3)
    assert dewi.last().text.startswith("*Passport replacement")


# --- yes and no at the beginning of a sentence --------------------------------------------------------------------------

@pytest.mark.parametrize("typed", ["no just me", "no thats it", "no that's all", "ga itu aja", "blm"])
def test_a_no_that_begins_a_sentence_is_a_no(dewi: Chat, typed: str) -> None:
    at_anyone_else(dewi)
    dewi.says(typed)
    assert dewi.step == "ChooseDay"


@pytest.mark.parametrize("typed", ["yes add my wife", "ya satu lagi anak saya", "iya istri saya juga"])
def test_a_yes_that_begins_a_sentence_is_a_yes(dewi: Chat, typed: str) -> None:
    at_anyone_else(dewi)
    dewi.says(typed)
    assert dewi.step == "WhoIsNext"


@pytest.mark.parametrize("typed", ["ya tapi nanti", "ya mungkin", "yes maybe", "no problem", "ga masalah", "yes or no",
                                   "no wait yes", "ya ga usah", "yes, what do you need?"])
def test_beside_a_doubt_it_is_neither(dewi: Chat, typed: str) -> None:
    at_anyone_else(dewi)
    dewi.says(typed)
    assert dewi.step == "AnyoneElse"


@pytest.mark.parametrize("typed", ["yes its all right", "yes it's all right", "ya sudah benar semua", "ok yes", "👍", "ok 👍"])
def test_a_review_is_confirmed_by_words_that_only_affirm(dewi: Chat, typed: str) -> None:
    at_the_review(dewi)
    dewi.says(typed)
    assert dewi.step not in ("ReviewForm", "AskField")


@pytest.mark.parametrize("typed", ["ya alamat saya pindah", "yes my new address", "ok address", "ya rumah saya baru",
                                   "yes dewi sari", "ok nama saya dewi sari", "yes my details", "no my address",
                                   "tidak, alamat salah"])
def test_a_yes_with_something_else_confirms_no_review(dewi: Chat, typed: str) -> None:
    at_the_review(dewi)
    dewi.says(typed)
    assert dewi.step in ("ReviewForm", "AskField")


@pytest.mark.parametrize("typed", ["oke buat", "ok book it", "yes please book", "ya saya ambil", "boleh, tolong dipesankan",
                                   "mau dong", "yes that works for me", "perfect thank you so much"])
def test_a_booking_is_confirmed_in_words(dewi: Chat, typed: str) -> None:
    at_a_held_time(dewi)
    dewi.says(typed)
    assert dewi.step not in ("Confirm", "ChooseDay", "ChooseTime")


@pytest.mark.parametrize("typed", ["agree", "accept", "I accept", "fine", "ok yes", "👍", "setuju aja"])
def test_the_notice_is_agreed_to_in_many_words(dewi: Chat, typed: str) -> None:
    dewi.says("hello")
    dewi.says(typed)
    assert dewi.step == "Menu"


@pytest.mark.parametrize("typed", ["tidak", "no", "belum", "blm", "ga", "ada yang salah", "ada yg salah pak",
                                   "belum benar", "wrong", "not everything"])
def test_what_is_not_right_in_a_review_is_to_be_changed(dewi: Chat, typed: str) -> None:
    at_the_review(dewi)
    dewi.says(typed)
    assert dewi.step == "ChangeWhat"


@pytest.mark.parametrize("typed", ["isi form", "lanjut form", "isi formulir"])
def test_after_the_papers_the_form_is_asked_for_by_its_name(dewi: Chat, typed: str) -> None:
    at_the_papers_to_bring(dewi)
    dewi.says(typed)
    assert dewi.step == "AskField"


@pytest.mark.parametrize("typed", ["that's it", "sudah semua", "udah semua"])
def test_whoever_sent_all_they_have_is_done_with_papers(dewi: Chat, typed: str) -> None:
    booked(dewi)
    dewi.picks("papers")
    dewi.says(typed)
    assert dewi.step == "Menu"


@pytest.mark.parametrize(("typed", "adult"), [
    ("im 20", True), ("I'm 17", True), ("20", True), ("umur 34", True), ("married", True), ("he's 9", False), ("umur 9", False),
    ("9 th", False), ("16 years old", False), ("9", None), ("2 or 3", None), ("16 tahun tapi sudah menikah", None)])
def test_an_age_says_whether_somebody_is_an_adult(dewi: Chat, typed: str, adult: bool | None) -> None:
    at_a_question(dewi)
    dewi.picks("wni")
    before = dewi.last().text
    dewi.says(typed)
    if adult is None:
        assert labels(dewi) == ["Yes", "No"]
    else:
        assert dewi.last().text != before
        assert (dewi.step, "need to be replaced" in dewi.last().text) == (
            ("AskQuestion", True) if adult else ("NotHere", False))


@pytest.mark.parametrize("typed", ["F-1", "f1", "I-20", "visa F1", "green card", "I have an F-1 visa"])
def test_a_students_papers_show_that_they_stay(dewi: Chat, typed: str) -> None:
    at_a_question(dewi)
    dewi.picks("wni", "yes", "expiring", "recent")
    dewi.says(typed)
    assert dewi.step == "ShowRequirements"


@pytest.mark.parametrize("typed", ["la", "LA", "L.A.", "los angeles"])
def test_la_is_outside_indonesia(dewi: Chat, typed: str) -> None:
    start(dewi, "child", "passport-child")
    dewi.says("Irvine, CA")
    while "Where was the child born" not in dewi.last().text:
        dewi.picks_nth(0)
    dewi.says(typed)
    assert "Has the birth been reported" in dewi.last().text


@pytest.mark.parametrize("typed", ["blm", "iya sudah nikah", "iya sudah dewasa kak"])
def test_slang_answers_a_question_of_the_configuration(dewi: Chat, typed: str) -> None:
    """At the question whether the applicant is an adult."""
    at_a_question(dewi)
    dewi.picks("wni")
    before = dewi.last().text
    dewi.says(typed)
    assert dewi.last().text != before
    assert "did not understand" not in dewi.last().text


ENOUGH = ("udah cukup", "Sudah cukup pak", "udah itu aja", "udah semua", "udah", "sudah", "udah pak", "cukup", "itu aja",
          "saya aja", "cuma saya", "tidak, cuma saya", "just me", "That's all.", "no that's it", "enough")


def test_that_it_is_enough_is_no_yes_though_it_begins_like_one(dewi: Chat) -> None:
    at_anyone_else(dewi)
    for typed in ENOUGH:
        dewi.says(typed)
        assert dewi.step == "ChooseDay", typed
        dewi.says("back")
    dewi.says("udah, istri saya juga")
    assert dewi.step == "AnyoneElse", "neither is meant for sure"


def at_a_visit_that_cant_be(journey: Journey) -> Chat:
    dewi = journey.person("Dewi")
    at_anyone_else(dewi)
    book(dewi, day=4)
    journey.wait_until("2026-12-01 18:30")
    dewi.accepts("no")
    assert dewi.step == "CantCome"
    return dewi


def test_whoever_cant_come_cancels_or_changes_in_their_own_words(journey: Journey) -> None:
    dewi = at_a_visit_that_cant_be(journey)
    answers = {"CancelVisit": ("batalkan", "batal", "batalin aja", "dibatalkan", "dibatalkan saja pak", "ga jadi", "gak jadi",
                               "cancel", "cancel it"),
               "ChooseDay": ("diganti", "diganti aja", "ganti hari aja", "ganti", "move it", "another day", "hari lain")}
    for step, words in answers.items():
        for typed in words:
            dewi.says(typed)
            assert dewi.step == step, typed
            dewi.says("back")
            assert dewi.step == "CantCome", typed


def test_at_the_visit_batal_is_to_cancel_it(dewi: Chat) -> None:
    booked(dewi)
    dewi.says("reschedule")
    for typed in ("batal", "batalkan", "batalin aja", "cancel"):
        dewi.says(typed)
        assert dewi.step == "CancelVisit", typed
        dewi.says("back")


def test_a_change_is_agreed_to_by_its_own_word(journey: Journey) -> None:
    dewi = journey.person("Dewi", language="id")
    booked(dewi)
    for typed in ("iya ganti", "ya ganti aja", "yes change it"):
        dewi.says("ganti jadwal")
        dewi.picks("time")
        choose_time(dewi, day=2)
        assert dewi.step == "ConfirmChange"
        dewi.says(typed)
        assert dewi.step not in ("ConfirmChange", "ChooseDay"), typed


# --- a part of a label --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("typed", "language"), [
    ("change name", "en"), ("change my NIK", "en"), ("wrong address", "en"), ("alamatnya salah", "id"),
    ("nama saya salah ketik", "id"), ("ganti nik", "id"), ("ubah nama", "id")])
def test_a_line_of_the_review_is_named_by_a_part_of_its_button(journey: Journey, typed: str, language: str) -> None:
    dewi = journey.person("Dewi", language=language)
    at_the_review(dewi)
    dewi.says(typed)
    assert dewi.step == "AskField"


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_date_of_birth_is_not_the_place_of_birth(journey: Journey, language: str) -> None:
    dewi = journey.person("Dewi", language=language)
    at_the_review(dewi)
    for typed in ("ubah tanggal lahir", "tanggal lahir", "tgl lahir salah", "tanggal lahir saya salah", "change date of birth",
                  "birth date is wrong", "wrong date of birth"):
        dewi.says(typed)
        assert dewi.step == "AskField", typed
        assert any(word in dewi.last().text for word in ("date of birth", "anggal lahir")), typed
        dewi.says("back")


def test_a_line_of_a_booked_form_is_named_in_a_sentence(journey: Journey) -> None:
    dewi = journey.person("Dewi", language="id")
    booked(dewi)
    dewi.says("ganti jadwal")
    dewi.picks("form")
    assert dewi.step == "WhichLine"
    dewi.says("tgl lahir salah")
    assert dewi.step == "NewValue"
    assert "anggal lahir" in dewi.last().text


@pytest.mark.parametrize("typed", ["change time", "change the time"])
def test_at_the_confirmation_the_time_can_be_changed_in_words(dewi: Chat, typed: str) -> None:
    at_a_held_time(dewi)
    dewi.says(typed)
    assert dewi.step == "ChooseDay"


def test_a_first_name_is_enough_where_it_names_one(dewi: Chat) -> None:
    booked(dewi)
    dewi.picks("book")
    assert "Dewi Lestari" in labels(dewi)
    dewi.says("dewi aja")
    assert dewi.step == "ChooseService"


@pytest.mark.parametrize("typed", ["me", "for me", "saya", "gue", "gw", "gua", "gw sendiri", "gue sendiri", "buat gue",
                                   "utk saya", "paspor gue"])
def test_me_is_whoever_writes_though_the_button_has_the_name(dewi: Chat, typed: str) -> None:
    booked(dewi)
    dewi.picks("book")
    assert "Myself" not in labels(dewi)
    dewi.says(typed)
    assert dewi.step == "ChooseService"


def test_a_label_that_denies_is_not_taken_for_a_part_of_it(dewi: Chat) -> None:
    dewi.says("hello")
    dewi.says("do agree, do I?")
    assert dewi.step == "Notice"


@pytest.mark.parametrize("typed", ["childs passport", "child's passport", "child’s passport"])
def test_apostrophes_do_not_matter(dewi: Chat, typed: str) -> None:
    greet(dewi)
    dewi.says(typed)
    assert dewi.step == "WhoIsNext"


def test_a_passport_among_papers_is_the_one_that_has_the_word(dewi: Chat) -> None:
    booked(dewi)
    dewi.picks("papers")
    assert "The present passport" in [label.split(" (")[0] for label in labels(dewi)]
    dewi.says("passport")
    assert dewi.step == "SendPaper"


def test_ilang_is_hilang(dewi: Chat) -> None:
    greet(dewi)
    dewi.picks("book", "self")
    dewi.says("paspornya ilang")
    assert dewi.step == "AskState"


# --- officers, visits, codes --------------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed", [
    "minta petugas dong", "ada petugas?", "human please now", "i need an officer", "ada petugas ga?", "ada petugas tidak ya"])
def test_a_few_words_with_an_officer_in_them_call_one(dewi: Chat, typed: str) -> None:
    at_a_question(dewi)
    dewi.says(typed)
    assert dewi.step == "WithOfficer"


def test_an_officer_is_called_while_a_code_is_asked(dewi: Chat) -> None:
    greet(dewi)
    dewi.picks("visits", "code")
    for typed in ("ada petugas ga?", "mau ngomong sama orang", "i want to talk to someone"):
        dewi.says(typed)
        assert dewi.step == "WithOfficer", typed
        dewi.picks("assistant")
        assert dewi.step == "AskCode"


@pytest.mark.parametrize("typed", ["ga mau petugas", "12 Officer Row, Vancouver, WA 98661"])
def test_an_officer_who_is_not_wanted_is_not_called(dewi: Chat, typed: str) -> None:
    at_a_question(dewi)
    dewi.says(typed)
    assert dewi.step == "AskQuestion"


@pytest.mark.parametrize("typed", ["reschedule", "cancel my appointment", "ganti jadwal", "mau ganti jadwal dong",
                                   "Can I reschedule my visit?", "Apakah saya bisa ganti jadwal?"])
def test_the_only_visit_is_opened_when_it_is_to_be_changed(dewi: Chat, typed: str) -> None:
    booked(dewi)
    dewi.says(typed)
    assert dewi.step == "Visit"


def test_a_visit_is_cancelled_by_words(dewi: Chat) -> None:
    booked(dewi)
    dewi.says("reschedule")
    dewi.says("cancel it")
    assert dewi.step == "CancelVisit"


def test_whether_the_passport_is_ready_is_asked_of_the_status(dewi: Chat) -> None:
    greet(dewi)
    for typed in ("paspor saya udah jadi belum?", "paspor saya kapan jadi?", "pak paspor saya yang kemarin udah jadi blm ya",
                  "is my passport ready", "is my passport ready yet?"):
        dewi.says(typed)
        assert dewi.step == "MyVisits", typed
        dewi.picks("done")


def code_of(chat: Chat) -> str:
    return next(code for code in chat.journey.codes if any(code in message.text for message in chat.heard))


@pytest.mark.parametrize("typed", ["{code}", "{sloppy}", "my code is {sloppy}", "cek janji {code}", "{code}?"])
def test_ones_own_code_opens_the_visit_from_anywhere(dewi: Chat, typed: str) -> None:
    booked(dewi)
    code = code_of(dewi)
    dewi.picks("book")
    dewi.says(typed.format(code=code, sloppy=code.lower().replace("-", " ")))
    assert dewi.step == "Visit"
    dewi.picks("done")
    assert dewi.step == "WhoIsNext"


@pytest.mark.parametrize("typed", ["K7M-4TD", "k7m 4td", "my code is k7m 4td", "kode saya K7M4TD"])
def test_another_code_asks_for_the_birth_date(dewi: Chat, typed: str) -> None:
    greet(dewi)
    dewi.says(typed)
    assert dewi.step == "AskBirthDate"


@pytest.mark.parametrize("typed", ["234567", "why 355 dollars", "my number is 323-555-2222", "MRT FRY"])
def test_what_only_looks_like_a_code_is_none(dewi: Chat, typed: str) -> None:
    greet(dewi)
    dewi.says(typed)
    assert dewi.step == "Menu"


# --- the form -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed", ["form", "wednesday", "change", "remove siti", "rabu", "formulir", "hapus siti"])
def test_a_command_is_not_taken_for_a_name(dewi: Chat, typed: str) -> None:
    start(dewi)
    renewal(dewi)
    dewi.says(typed)
    assert "does not look like a full name" in dewi.last().text
    dewi.says("Dewi Lestari")
    dewi.says(typed)
    assert "does not look like a place" in dewi.last().text


# --- where one lives ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed", ["saya pindah ke los angeles", "baru pindah ke los angeles", "i moved to los angeles",
                                   "now living in los angeles"])
def test_who_moved_says_where_they_live(dewi: Chat, typed: str) -> None:
    start(dewi)
    dewi.says(typed)
    assert dewi.step == "AskQuestion"


# --- coming back --------------------------------------------------------------------------------------------------------

def test_an_answer_typed_beneath_the_welcome_back_is_taken(journey: Journey, dewi: Chat) -> None:
    at_a_question(dewi)
    journey.wait(days=3)
    dewi.says("hm")
    dewi.says("wni")
    assert dewi.last().text.startswith("Are you 17")


def test_a_refused_answer_beneath_the_welcome_back_shows_the_question_with_its_buttons(journey: Journey, dewi: Chat) -> None:
    at_a_question(dewi)
    journey.wait(days=3)
    dewi.says("hm")
    assert labels(dewi) == ["Go on", "To the main menu"]
    dewi.says("qwrt zxcv")
    assert "did not understand" in dewi.heard[-2].text
    assert "citizen" in dewi.last().text
    assert "Indonesian (WNI)" in labels(dewi)


# --- a review with many lines -----------------------------------------------------------------------------------------

def test_the_lines_of_a_long_review_stand_behind_one_button_and_can_be_typed(dewi: Chat) -> None:
    at_the_review(dewi)
    assert labels(dewi) == ["Yes, it's all right", "Change something"]
    dewi.says("ada yang salah kak")
    assert (dewi.step, len(labels(dewi))) == ("ChangeWhat", 8)
    dewi.picks("back")
    assert dewi.step == "ReviewForm"
    dewi.says("change name")
    assert "full name" in dewi.last().text
    dewi.says("Dewi Ayu Lestari")
    assert (dewi.step, "*Dewi Ayu Lestari*" in dewi.last().text) == ("ReviewForm", True)
    dewi.picks("change", "birth_place")
    dewi.says("Malang")
    assert dewi.step == "ReviewForm"
    dewi.picks("change", "none", "submit")
    assert dewi.step == "AnyoneElse"


def test_where_a_sentence_names_two_lines_of_a_review_both_become_buttons(dewi: Chat) -> None:
    at_the_review(dewi)
    dewi.says("place of birth and date of birth")
    assert {"Change: Place of birth", "Change: Date of birth"} <= set(labels(dewi))


@pytest.mark.parametrize("typed", ["change", "edit", "change it please", "salah"])
def test_a_bare_change_in_a_review_shows_all_that_can_be_changed(dewi: Chat, typed: str) -> None:
    at_the_review(dewi)
    dewi.says(typed)
    assert dewi.step == "ChangeWhat" or "Change: NIK" in labels(dewi), dewi.last().text
