"""What it costs is told of the service that a sentence names, from anywhere; and that service is offered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversation.places import PLACES, at_a_line, at_a_question, at_the_menu, labels
from tests.journeys.driver import Chat, Journey

LOST, CHILD, RENEWAL = "Lost passport", "Child's passport", "Passport replacement"


@pytest.mark.parametrize(("typed", "service"), [
    ("berapa biaya ganti paspor hilang", LOST), ("paspor anak saya hilang, biayanya berapa ya?", CHILD),
    ("paspor anak saya hilang biayanya brp ya", CHILD), ("how much is it for a child", CHILD),
    ("how much does it cost to renew my passport?", RENEWAL), ("what's the fee for a lost passport", LOST),
    ("kalau paspor hilang bayar berapa kak", LOST), ("biaya perpanjang paspor", RENEWAL),
    ("do I have to pay for my child's passport?", CHILD)])
def test_what_the_named_service_costs_is_told_and_it_is_offered(dewi: Chat, typed: str, service: str) -> None:
    at_the_menu(dewi)
    dewi.says(typed)
    assert dewi.step == "Costs"
    said = dewi.last().text
    assert [name in said for name in ("*Lost passport*", "*Child's passport*", "*Passport replacement")] == [
        name == service for name in (LOST, CHILD, RENEWAL)]
    assert labels(dewi) == ["Done", "Go on with this"]
    dewi.picks("go")
    assert dewi.step == "WhoIsNext"
    assert f"*{service}" in dewi.last().text


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_it_is_told_anywhere_and_leads_back(dewi: Chat, place: Callable[[Chat], None]) -> None:
    place(dewi)
    before = dewi.step
    dewi.says("berapa ya biayanya kalau paspor anak")
    assert dewi.step == "Costs"
    assert "*Child's passport*" in dewi.last().text
    dewi.picks("on")
    assert dewi.step == before


def test_it_may_be_the_first_thing_of_all(journey: Journey) -> None:
    chat = journey.person("Siti", "id")
    chat.says("min, ganti paspor yang hilang biayanya berapa?")
    assert chat.step == "Costs"
    chat.picks("go")
    assert chat.step == "Notice"
    assert "Paspor hilang" in chat.last().text
    chat.picks("agree")
    assert chat.step == "WhoIsNext"


def test_what_is_under_way_already_is_not_offered(dewi: Chat) -> None:
    at_a_question(dewi)
    dewi.says("how much does it cost to renew?")
    assert labels(dewi) == ["Done"]


def test_what_is_typed_beneath_the_costs_answers_the_question_under_them(dewi: Chat) -> None:
    at_a_question(dewi)
    dewi.says("how much is it for a child?")
    assert labels(dewi) == ["Done", "Go on with this"]
    dewi.says("wni")
    assert "Are you 17" in dewi.last().text


@pytest.mark.parametrize("typed", ["yes lets go on", "ya lanjut", "ya", "no", "ok kak"])
def test_a_yes_or_no_beneath_a_page_answers_no_question_under_it(dewi: Chat, typed: str) -> None:
    at_a_question(dewi)
    dewi.picks("wni")
    asked = dewi.last().text
    for page in ("biaya", "jam buka"):
        dewi.says(page)
        dewi.says(typed)
        assert dewi.last().text == asked


@pytest.mark.parametrize("typed", ["ya lanjut", "yes lets go on", "ya", "mau"])
def test_a_yes_beneath_the_costs_of_a_service_goes_on_with_it(dewi: Chat, typed: str) -> None:
    at_the_menu(dewi)
    dewi.says("how much is it for a child?")
    dewi.says(typed)
    assert dewi.step == "WhoIsNext"


def test_in_the_middle_of_something_it_is_asked_whether_to_leave_that(dewi: Chat) -> None:
    at_a_question(dewi)
    dewi.says("how much is it for a child?")
    dewi.picks("go")
    assert dewi.step == "ComeFor"
    dewi.picks("stay")
    assert dewi.step == "AskQuestion"


def test_where_no_service_or_more_than_one_is_named_each_is_told(dewi: Chat) -> None:
    at_the_menu(dewi)
    dewi.says("biayanya berapa ya kak semuanya?")
    assert all(f"*{name}" in dewi.last().text for name in (LOST, CHILD, RENEWAL, "Visa"))
    dewi.picks("on")
    dewi.says("berapa biaya paspor hilang sama perpanjang paspor?")
    assert [f"*{name}" in dewi.last().text for name in (LOST, CHILD, RENEWAL)] == [True, False, True]
    assert labels(dewi) == ["Done"]


@pytest.mark.parametrize("typed", ["saya sudah bayar", "biaya sudah saya bayar kemarin", "Harga Sembiring"])
def test_what_only_has_a_word_of_it_is_no_question_of_costs(dewi: Chat, typed: str) -> None:
    at_a_line(dewi)
    dewi.says(typed)
    assert dewi.step == "AskField"


@pytest.mark.parametrize("typed", ["how much is a visa to bali?", "biaya visa berapa ya kak"])
def test_of_what_is_not_done_here_it_says_where_it_is_paid(dewi: Chat, typed: str) -> None:
    at_the_menu(dewi)
    dewi.says(typed)
    assert dewi.step == "Costs"
    assert "evisa.imigrasi.go.id" in dewi.last().text
    assert "there are imitations" in dewi.last().text
    assert "The office posts what" not in dewi.last().text
    assert "How to pay" not in dewi.last().text


@pytest.mark.parametrize(("typed", "language"), [
    ("paspor anak hilang biayanya berapa", "id"), ("anak saya paspornya hilang, berapa biayanya?", "id"),
    ("biaya paspor hilang anak berapa ya", "id"), ("kalo paspor anak ilang bayar brp", "id"),
    ("my kid lost his passport, how much is it?", "en"), ("how much for a child's lost passport?", "en"),
    ("my daughter's passport is lost, how much do I pay?", "en")])
def test_a_childs_lost_passport_has_one_list_that_adds_up(journey: Journey, typed: str, language: str) -> None:
    dewi = journey.person("Dewi", language)
    at_the_menu(dewi)
    dewi.says(typed)
    assert dewi.step == "Costs"
    listed = [line.rsplit(": ", 1)[1].replace("\xa0", " ") for line in dewi.last().text.split("\n") if line.startswith("•")]
    assert listed[:3] == (["Rp 650.000", "Rp 1.000.000", "tidak dipungut biaya"] if language == "id" else
                          ["IDR 650,000", "IDR 1,000,000", "free of charge"]), dewi.last().text
    assert ("950" in dewi.last().text, dewi.last().text.count("5 tahun" if language == "id" else "5 years")) == (False, 1)


def test_a_childs_passport_and_a_lost_one_are_two_lists(journey: Journey) -> None:
    dewi = journey.person("Dewi", "id")
    at_the_menu(dewi)
    dewi.says("berapa biaya paspor anak dan paspor hilang?")
    assert all(price in dewi.last().text for price in ("650.000", "950.000", "1.000.000"))
    dewi.picks("on")
    dewi.says("biaya paspor anak berapa")
    assert "1.000.000" not in dewi.last().text
