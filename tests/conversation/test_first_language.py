"""Where the channel says nothing of a person's language, their first words do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import config_file
from bot.config import Words
from bot.conversation.languages import spoken
from tests.journeys.driver import ROOT, Chat, Journey
from tests.walk.offices import example


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Chat]:
    """Of whom the channel knows nothing."""
    journey = Journey(tmp_path, "id")
    yield journey.person("Dewi", "nothing")
    journey.close()


@pytest.mark.parametrize(("said", "language"), [
    ("I need to renew my passport", "en"), ("Good morning", "en"), ("lost passport", "en"), ("thank you", "en"),
    ("Halo, I want to renew my passport please", "en"), ("How do I get a visa for my husband?", "en"),
    ("mau perpanjang paspor", "id"), ("mau renew passport", "id"), ("selamat pagi kak", "id"), ("info passport kak", "id"),
    ("gmn cara bikin paspor anak", "id"), ("passport saya expired", "id"), ("visa", None), ("ok", None), ("Dewi", None),
    ("qwrt zxcv", None), ("👍", None), ("", None)])
def test_a_language_is_known_by_the_words_that_it_alone_has(said: str, language: str | None) -> None:
    assert spoken(said, config_file.load(ROOT / "config.yaml", {})) == language


def test_english_first_words_are_answered_in_english(stranger: Chat) -> None:
    stranger.says("I need to renew my passport")
    assert stranger.heard[0].text.startswith("Good morning.")
    stranger.picks("agree")
    assert stranger.last().text == "*Passport replacement (renewal)*: who is it for?"


def test_in_doubt_it_is_the_offices_first_language_until_they_say_more(stranger: Chat) -> None:
    stranger.says("hello")
    assert stranger.heard[0].text.startswith("Selamat pagi.")
    stranger.says("sorry, I don't understand this")
    assert stranger.last().text.endswith("Do you agree?")
    stranger.picks({"language": "id"})
    stranger.says("please, i don't understand this")
    assert "Pilih salah satu" in stranger.last().text, "now they have chosen"


def test_thanks_in_another_language_leave_no_buttons_in_the_one_before(stranger: Chat) -> None:
    stranger.says("hello")
    heard = len(stranger.heard)
    stranger.says("thank you")
    said, *question = stranger.since(heard)
    assert (said.text, said.options) == ("You're welcome.", ())
    assert "I agree" in [option.label for option in question[-1].options]


def test_what_the_channel_knows_counts_more_than_words(tmp_path: Path) -> None:
    journey = Journey(tmp_path, "id")
    dewi = journey.person("Dewi")
    dewi.says("I need to renew my passport")
    assert dewi.heard[0].text.startswith("Selamat pagi.")
    journey.close()


@pytest.mark.parametrize("languages", [("en", "xx"), ("xx", "en")])
def test_any_languages_will_do(languages: tuple[str, ...]) -> None:
    settings = example(languages)
    child = settings.services["passport-child"].model_copy(update={
        "name": Words({"en": "Child's passport", "xx": "Infana pasporto"}), "short": None, "about": None})
    settings = settings.model_copy(update={"services": {"passport-child": child}})
    assert spoken("mi bezonas pasporto por mia filo", settings) == "xx"
    assert spoken("I need a passport for my son", settings) == "en"
    assert spoken("halo kak", settings) is None
