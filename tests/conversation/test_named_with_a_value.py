"""At a review a line is named together with its new value: it is taken as if it had been asked for."""

from __future__ import annotations

import pytest

from tests.conversation.places import at_the_review
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked, fill, renewal, start


@pytest.mark.parametrize(("typed", "shown", "language"), [
    ("nama ibu salah, harusnya Siti Aminah", "Nama lengkap: *Siti Aminah*", "id"),
    ("nama salah harusnya siti aminah ya kak", "Nama lengkap: *Siti Aminah*", "id"),
    ("nama saya bukan Dwi tapi Dewi Ayu", "Nama lengkap: *Dewi Ayu*", "id"),
    ("ganti nama jadi Siti Aminah", "Nama lengkap: *Siti Aminah*", "id"),
    ("ganti nama Siti Aminah", "Nama lengkap: *Siti Aminah*", "id"),
    ("tempat lahir Binjai bukan Surabaya", "Tempat lahir: *Binjai*", "id"),
    ("tempat lahir seharusnya Medan, bukan Surabaya", "Tempat lahir: *Medan*", "id"),
    ("tgl lahir salah, yg bener 3 maret 1985", "3 Maret 1985", "id"),
    ("no hp ganti 081234567890", "+6281234567890", "id"),
    ("alamatnya pindah ke 88 Main St, Irvine, CA 92602", "88 Main St, Irvine, CA 92602", "id"),
    ("paspornya salah nomornya, harusnya X7654321", "•••••321", "id"),
    ("my birth place is Medan, not Binjai", "Place of birth: *Medan*", "en"),
    ("the name is wrong, it should be Siti Aminah", "Full name: *Siti Aminah*", "en"),
    ("change my name to Siti Aminah please", "Full name: *Siti Aminah*", "en"),
    ("wrong birthday, should be 3 March 1985", "3 March 1985", "en"),
    ("my address is 88 Main St, Irvine, CA 92602", "88 Main St, Irvine, CA 92602", "en"),
    ("phone number should be 213 555 0100", "+12135550100", "en")])
def test_it_is_taken_and_the_review_shown_again(journey: Journey, typed: str, shown: str, language: str) -> None:
    dewi = journey.person("Dewi", language)
    at_the_review(dewi)
    before = len(dewi.heard)
    dewi.says(typed)
    if dewi.step == "CheckNik":                             # the new date is not the one in the NIK
        dewi.picks("right")
    assert (dewi.step, shown in dewi.last().text) == ("ReviewForm", True), dewi.last().text
    assert len(dewi.heard) <= before + 2, "nothing is asked for what was said"


@pytest.mark.parametrize("typed", [
    "nama saya salah ketik", "namanya keliru", "tempat lahir kurang tepat", "my name is misspelled", "nama itu salah tulis",
    "ganti no hp dong", "change my birth place please", "tanggal lahir mau diganti", "nama salah satu huruf",
    "nama harusnya bukan itu", "alamat saya sudah pindah", "ya tapi namanya kurang lengkap", "nama saya sudah benar kok"])
def test_what_says_only_that_it_is_wrong_changes_nothing(dewi: Chat, typed: str) -> None:
    at_the_review(dewi)
    dewi.says(typed)
    assert dewi.step in ("AskField", "ReviewForm"), dewi.last().text
    if dewi.step == "AskField":
        dewi.says("back")
    dewi.picks("change")
    details = [option.detail for option in dewi.last().options]
    assert details[:2] == ["Dewi Lestari", "Surabaya"]
    dewi.picks("none")
    assert "*Dewi Lestari*" in dewi.last().text
    assert "*Surabaya*" in dewi.last().text


@pytest.mark.parametrize(("typed", "said", "language"), [
    ("no hp salah, harusnya 12345", "nomor telepon", "id"), ("my phone should be 12345", "phone number", "en")])
def test_what_does_not_read_is_said_and_asked(journey: Journey, typed: str, said: str, language: str) -> None:
    dewi = journey.person("Dewi", language)
    at_the_review(dewi)
    dewi.says(typed)
    assert dewi.step == "AskField"
    assert said in dewi.heard[-2].text
    assert dewi.last().options, "the question with its buttons"
    dewi.says("213 555 0100")
    assert (dewi.step, "+12135550100" in dewi.last().text) == ("ReviewForm", True)


def test_where_it_may_be_two_days_it_is_asked_which(dewi: Chat) -> None:
    at_the_review(dewi)
    dewi.says("my birth date is wrong, it should be 3/4/1985")
    assert "Which date is that" in dewi.last().text
    dewi.picks("1985-04-03", "right")
    assert "3 April 1985" in dewi.last().text


def test_a_number_of_the_form_is_hidden_in_the_chat(dewi: Chat) -> None:
    at_the_review(dewi)
    dewi.says("NIK is wrong, should be 3578015708900019")
    assert dewi.result is not None
    assert "3578015708900019" not in dewi.result.said
    assert "•••" in dewi.last().text


@pytest.mark.parametrize(("typed", "language"), [("nama salah, harusnya Dewi Lestary", "id"),
                                                 ("name should be Dewi Lestary", "en")])
def test_so_it_is_where_it_is_asked_which_line_and_after_booking(journey: Journey, typed: str, language: str) -> None:
    dewi = journey.person("Dewi", language)
    start(dewi)
    renewal(dewi)
    fill(dewi)
    dewi.picks("change")
    dewi.says(typed)
    assert (dewi.step, "*Dewi Lestary*" in dewi.last().text) == ("ReviewForm", True)
    siti = journey.person("Siti", language)
    booked(siti)
    siti.says("ganti jadwal")
    siti.picks("form")
    assert siti.step == "WhichLine"
    siti.says(typed)
    assert siti.step == "WhichLine"
    assert any("Dewi Lestary" in option.detail for option in siti.last().options)
