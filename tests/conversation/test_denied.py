"""What is said not to be there is a no, however it is called."""

from __future__ import annotations

import pytest

from tests.conversation.places import labels
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import start


def at_the_copy(chat: Chat) -> None:
    start(chat, "self", "passport-lost")
    chat.says("Irvine")
    chat.picks("no", "wni", "yes", "yes", "reported")


@pytest.mark.parametrize(("typed", "language"), [
    ("ga ada", "id"), ("nggak ada fotokopinya", "id"), ("hilang semua", "id"), ("ga ada copy", "id"), ("ilang juga kak", "id"),
    ("ga punya fotokopi", "id"), ("udah ilang semuanya", "id"), ("semuanya hilang", "id"), ("no copy", "id"), ("no copy", "en"),
    ("I don't have a copy", "en"), ("no i dont have any copy", "en"), ("it's all gone", "en"), ("everything was stolen", "en")])
def test_no_copy_is_no(journey: Journey, typed: str, language: str) -> None:
    chat = journey.person("Dewi", language)
    at_the_copy(chat)
    chat.says(typed)
    assert chat.step == "ShowRequirements", chat.last().text
    assert not any("Paspor yang hilang" in message.text or "The lost passport" in message.text for message in chat.heard[-3:])


@pytest.mark.parametrize(("typed", "language"), [("ada fotonya", "id"), ("ada scan di hp", "id"), ("i have a scan", "en"),
                                                 ("I have a photo of it", "en"), ("ada fotokopi", "id")])
def test_a_copy_of_whatever_kind_is_one(journey: Journey, typed: str, language: str) -> None:
    chat = journey.person("Dewi", language)
    at_the_copy(chat)
    chat.says(typed)
    assert chat.step == "ShowRequirements", chat.last().text
    assert any("Paspor yang hilang" in message.text or "The lost passport" in message.text for message in chat.heard[-3:])


@pytest.mark.parametrize("typed", ["gc ada", "green card ada", "punya gc kak"])
def test_a_green_card_is_called_in_short(dewi: Chat, typed: str) -> None:
    start(dewi, "self", "passport-lost")
    dewi.says("Irvine")
    dewi.picks("no", "wni", "yes")
    dewi.says(typed)
    assert dewi.last().text.startswith("What happened"), dewi.last().text
    dewi.says("udh lapor polisi")
    assert "a copy of the lost passport" in dewi.last().text


@pytest.mark.parametrize("typed", ["lanjut", "lanjut deh", "ok lanjut", "go on", "ok continue please"])
def test_to_go_on_says_nothing_of_a_childs_parents(dewi: Chat, typed: str) -> None:
    start(dewi, "child", "passport-child")
    dewi.says("Irvine, CA")
    dewi.picks("first", "indonesia")
    dewi.says(typed)
    assert dewi.last().options, "asked again"
    assert "registered" not in dewi.last().text


@pytest.mark.parametrize("typed", ["bapaknya bule", "papanya bule", "suami sy bule", "my husband is american",
                                   "dad is american", "ayahnya orang amerika"])
def test_a_foreign_parent_is_called_many_things(dewi: Chat, typed: str) -> None:
    start(dewi, "child", "passport-child")
    dewi.says("Irvine, CA")
    dewi.picks("first", "indonesia")
    dewi.says(typed)
    assert "registered" in dewi.last().text, dewi.last().text


@pytest.mark.parametrize("typed", ["iya bapaknya amrik", "ya, papanya orang amrik", "salah satunya wna kak"])
def test_so_does_a_yes_that_says_who(journey: Journey, typed: str) -> None:
    chat = journey.person("Dewi", "id")
    at_the_foreign_parent(chat)
    chat.says(typed)
    assert "sudah didaftarkan" in chat.last().text, chat.last().text


@pytest.mark.parametrize("typed", ["setuju", "saya setuju", "setuju pak", "agreed"])
def test_to_agree_says_nothing_of_what_is_registered(journey: Journey, typed: str) -> None:
    chat = journey.person("Dewi", "id")
    at_the_foreign_parent(chat)
    chat.picks("yes")
    chat.says(typed)
    assert chat.last().text.startswith("Maaf, saya belum paham"), chat.last().text
    chat.says("iya sudah")
    assert "mendampingi" in chat.last().text


def at_the_foreign_parent(chat: Chat) -> None:
    start(chat, "child", "passport-child")
    chat.says("Irvine, CA")
    chat.picks("first", "indonesia")


@pytest.mark.parametrize("typed", ["saya ga punya green card", "I don't have a green card", "no green card"])
def test_so_it_is_of_the_proof_where_they_live(dewi: Chat, typed: str) -> None:
    start(dewi)
    dewi.says("Irvine")
    dewi.picks("wni", "yes", "expiring", "recent")
    dewi.says(typed)
    assert dewi.step != "ShowRequirements", "it was taken for having one"
    assert dewi.step == "NotHere" or "Only visiting" in labels(dewi)
