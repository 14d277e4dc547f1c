"""A family at one visit: nothing is asked twice that is known, and what is asked fits whom it is about."""

from __future__ import annotations

import pytest

from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import SKIP, form, greet, start


def only_child(sari: Chat) -> None:
    """Bima, of Irvine, is in the party."""
    greet(sari)
    sari.picks("book", "child", "passport-child")
    sari.says("Irvine, CA")
    sari.picks("first", "indonesia", "no", "both", "on", True)
    form(sari, "Bima Pratama", "Bandung", "3 Mei 2015", SKIP, None)


def first_child(sari: Chat) -> None:
    """And a second child is begun."""
    only_child(sari)
    sari.picks("more", "child", "passport-child")


def test_the_second_of_a_family_is_only_asked_whether_it_lives_there_too(journey: Journey) -> None:
    sari = journey.person("Sari")
    first_child(sari)
    assert "Orange County, California" in sari.open_question().text
    sari.says(id="ya", en="yes")
    assert sari.step == "AskQuestion"
    sari.picks("first", "indonesia", "no", "both", "on", True)
    sari.says("Ayu Pratama")
    sari.says("Irvine")
    sari.says("2021-02-14")
    sari.picks(SKIP)
    sari.says("1234 Culver Drive, Irvine, CA 92604")
    sari.picks(SKIP)
    assert "(Orange County, CA)" in sari.open_question().text


def test_a_photo_nobody_asked_for_names_the_applicant_only_where_there_are_several(journey: Journey) -> None:
    sari = journey.person("Sari")
    only_child(sari)
    sari.sends()
    assert sari.step == "WhichPaper"
    details = [option.detail for option in sari.last().options if option.detail]
    assert details and not any("Bima" in detail or ":" in detail for detail in details)


def test_whoever_of_a_family_lives_elsewhere_says_where(journey: Journey) -> None:
    sari = journey.person("Sari")
    first_child(sari)
    sari.picks("elsewhere")
    assert "Orange County, California" not in sari.open_question().text
    sari.says("Houston, Texas")
    assert sari.step == "NotHere"


def test_another_place_can_be_typed_at_once(journey: Journey) -> None:
    sari = journey.person("Sari")
    first_child(sari)
    sari.says("San Diego, CA")
    assert sari.step == "AskQuestion"


def test_a_child_is_not_asked_for_what_stands_on_an_identity_card_of_grown_ups(journey: Journey) -> None:
    sari = journey.person("Sari")
    start(sari, "child", "passport-child")
    sari.says("Irvine, CA")
    sari.picks("first", "indonesia", "no", "both", "on", True)
    sari.says("Bima Pratama")
    sari.says("Bandung")
    sari.says("3 Mei 2015")
    asked = sari.open_question().text
    assert "NIK" in asked and "Kartu Keluarga" in asked and "KIA" in asked and "KTP" not in asked


@pytest.mark.parametrize("book", ["first", "replace"])
def test_the_number_of_a_passport_is_asked_of_a_child_that_has_one(journey: Journey, book: str) -> None:
    sari = journey.person("Sari")
    start(sari, "child", "passport-child")
    sari.says("Irvine, CA")
    sari.picks(book, "indonesia", "no", "both", "on", True)
    for line in ("Bima Pratama", "Bandung", "3 Mei 2015"):
        sari.says(line)
    assert ("6" if book == "first" else "7") in sari.open_question().text.split("\n")[0]
    sari.picks(SKIP)
    asked = sari.open_question().text
    word = {"id": "alamat", "en": "address"} if book == "first" else {"id": "nomor paspor", "en": "number of the"}
    assert word[journey.language] in asked.lower()


def test_no_question_about_somebody_else_says_you(journey: Journey) -> None:
    questions = journey.app.settings.questions.values()
    said = [words.in_language(journey.language) for question in questions
            for words in (question.text, *(option.label for option in question.options.values()))]
    yours = {"id": ("Anda", " saya", "Saya"), "en": ("you", "You", " my ", "My ")}[journey.language]
    assert [text for text in said if any(word in text for word in yours)] == []


def test_a_birth_that_was_not_reported_is_told_how_and_by_whom(journey: Journey) -> None:
    sari = journey.person("Sari")
    start(sari, "child", "passport-child")
    sari.says("Irvine, CA")
    sari.picks("first", "abroad", "no")
    told = sari.open_question()
    assert {"id": "akta kelahiran setempat", "en": "local birth certificate"}[journey.language] in told.text
    assert {"id": "pastikan dulu sebelum berangkat", "en": "check before you travel"}[journey.language] in told.text
    assert next(button.id.split(".")[1] for button in told.words) == "officer"


def test_a_dual_national_child_that_was_not_registered_is_told_to_be_before_eighteen(journey: Journey) -> None:
    sari = journey.person("Sari")
    start(sari, "child", "passport-child")
    sari.says("Irvine, CA")
    sari.picks("first", "abroad", "yes", "yes", "no")
    told = sari.open_question().text
    assert "18" in told and {"id": "daftarkan dulu", "en": "register it first"}[journey.language] in told
