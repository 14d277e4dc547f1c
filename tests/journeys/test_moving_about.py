"""Back, asides, another language in the middle, and coming back after days."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.driver import ROOT, Journey
from tests.journeys.parts import choose_time, greet, nobody_else, renewal, start, submit, to_days


def test_the_language_is_changed_in_the_middle(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    dewi.says("Los Angeles, California")
    dewi.picks("wni")
    other = {"id": "en", "en": "id"}[journey.language]
    dewi.says("bahasa")
    dewi.picks({"language": other})
    dewi.picks("yes")
    dewi.says({"id": "bahasa indonesia", "en": "english please"}[journey.language])
    journey.compare("language-changed")


def test_back_and_change_this(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    dewi.says("Los Angeles, California")
    dewi.picks("wni", "yes", "expiring")
    dewi.says(id="kembali", en="back")
    dewi.picks("back")
    dewi.picks("yes", "full", "recent", "yes", "on")
    form_until_review(dewi)
    dewi.picks("birth_place")
    dewi.says("Gresik")
    dewi.picks("full_name", "back", "none")
    dewi.picks("submit", "back")
    submit(dewi)
    nobody_else(dewi)
    dewi.says(id="batal", en="cancel")
    dewi.says(id="ya", en="yes")
    journey.compare("back-and-change")


def form_until_review(dewi: object) -> None:
    """All lines of the form; left at its review."""
    from tests.journeys.driver import Chat
    assert isinstance(dewi, Chat)
    for typed in ("Dewi Lestari", "Surabaya", "17-8-1990", "3578015708900002", "C 1234567", "1234 Wilshire Blvd, LA 90017"):
        dewi.says(typed)
    dewi.picks("")


def test_asides_in_the_middle_of_the_form(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    dewi.says("Dewi Lestari")
    dewi.says(id="jam buka?", en="when are you open?")
    dewi.picks("on")
    dewi.says(id="bantuan", en="help")
    dewi.picks("on")
    dewi.says(id="halo", en="hi")
    dewi.says(id="Cuaca di sana bagaimana?", en="What is the weather like there?")
    dewi.says("Surabaya")
    journey.compare("asides")


def test_coming_back_after_two_days_and_a_release(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    to_days(dewi)
    choose_time(dewi, day=3)
    journey.wait_until("2026-11-26 10:00")
    changed = Path(journey.folder) / "config.yaml"
    changed.write_text((ROOT / "config.yaml").read_text().replace("amount: 950000", "amount: 1150000"))
    journey.restart(changed)
    journey.note("a new release, and the fee has gone up")
    dewi.says(id="halo, jadi gimana?", en="hello again")
    dewi.picks("on")
    dewi.picks("book")
    journey.compare("coming-back")


def test_starting_over_after_two_days(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    greet(dewi)
    dewi.picks("book", "self", "visa", "foreigner")
    journey.wait(days=3)
    dewi.says("ordinary")
    dewi.picks("start-over-surely")
    journey.compare("starting-over")


def test_what_is_typed_while_a_page_is_open_answers_the_question_under_it(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    dewi.says("Dewi Lestari")
    dewi.says(id="jam buka", en="opening hours")
    dewi.says("Surabaya")
    assert (dewi.step, [message.text for message in dewi.heard if "Surabaya" in message.text]) == ("AskField", [])
    assert {"id": "tanggal lahir", "en": "date of birth"}[journey.language] in dewi.open_question().text


def test_a_page_is_left_by_its_button_and_by_words_that_work_everywhere(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    greet(dewi)
    dewi.says(id="jam buka", en="opening hours")
    dewi.says(id="bantuan", en="help")
    assert dewi.step == "Help"
    dewi.says("ok")
    assert dewi.step == "OfficeInfo"
    dewi.says(id="bantuan", en="help")
    dewi.says(id="mau perpanjang paspor", en="renew my passport")
    assert dewi.step == "WhoIsNext"
