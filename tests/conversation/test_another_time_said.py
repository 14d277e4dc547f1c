"""Whoever asks for their visit, or for another time of it, is led there from wherever they stand, with the time they named."""

from __future__ import annotations

import pytest

from tests.conversation.places import at_a_paper, at_a_question, at_the_menu, at_the_review
from tests.journeys.driver import Journey
from tests.journeys.parts import booked


@pytest.mark.parametrize(("typed", "language", "part", "arrived"), [
    ("mau ganti jam dong, bisa pagi ga", "id", "pagi", "✅ Diterima 1 halaman"),
    ("can we change the time, in the morning?", "en", "in the morning", "✅ 1 page")])
def test_a_wish_for_another_time_is_no_wish_to_send_a_paper_again(journey: Journey, typed: str, language: str, part: str,
                                                                  arrived: str) -> None:
    chat = journey.person("Dewi", language)
    at_a_paper(chat)
    chat.sends()
    assert chat.step == "SendPaper"
    chat.says(typed)
    assert chat.step == "ChooseTime", chat.last().text
    assert part in chat.last().text
    chat.picks_nth(1)
    chat.picks(True)
    assert chat.step == "SendPaper"
    assert arrived in chat.last().text


@pytest.mark.parametrize(("typed", "language"), [
    ("mau ganti jam dong", "id"), ("boleh pindah jadwal kah pak", "id"), ("I'd like to change the time of my visit", "en")])
def test_without_a_time_the_visit_is_shown(journey: Journey, typed: str, language: str) -> None:
    chat = journey.person("Dewi", language)
    at_a_paper(chat)
    chat.sends()
    chat.says(typed)
    assert chat.step == "Visit", chat.last().text


ASKED = [("janji temu saya kapan ya?", "id"), ("kapan janji sy?", "id"), ("jadwal sy jam brp ya kak", "id"),
         ("when is my appointment again?", "en"), ("what time is my visit", "en")]


@pytest.mark.parametrize(("typed", "language"), ASKED)
def test_when_it_is_is_asked_amid_the_papers(journey: Journey, typed: str, language: str) -> None:
    chat = journey.person("Dewi", language)
    at_a_paper(chat)
    chat.says(typed)
    assert chat.step == "Visit", chat.last().text


@pytest.mark.parametrize("place", [at_the_menu, at_a_question, at_the_review])
def test_without_a_visit_that_is_said(journey: Journey, place: object) -> None:
    chat = journey.person("Dewi")
    place(chat)                                             # type: ignore[operator]
    for typed, _language in ASKED:
        chat.says(typed)
        assert chat.step == "MyVisits", typed
        assert "There is no appointment" in chat.last().text
        chat.picks("done")


@pytest.mark.parametrize(("typed", "step", "said"), [
    ("pindah ke hari jumat jam 9 bisa?", "ConfirmChange", "Jumat, 27 November 2026"),
    ("bisa dipindah ke senin jam 9.30?", "ConfirmChange", "Senin, 30 November 2026"),
    ("senin pagi", "ChooseTime", "Senin, 30 November 2026, pagi"), ("jam 10", "ConfirmChange", "10.00"),
    ("ganti ke selasa aja", "ChooseTime", "Selasa, 1 Desember 2026"),
    ("yang siang aja kak", "ChooseTime", "Rabu, 25 November 2026, siang"),
    ("siang aja min", "ChooseTime", "Rabu, 25 November 2026, siang"),
    ("bisa senin siang ga?", "ChooseTime", "Senin, 30 November 2026, siang"),
    ("mau ganti jam jadi jam 10", "ConfirmChange", "10.00"),
    ("move my appointment to monday at 10", "ConfirmChange", "Senin, 30 November 2026"),
    ("move it to tuesday at 10", "ConfirmChange", "10.00"), ("minggu depan bisa?", "ChooseDay", "Senin, 30 November"),
    ("pindah ke hari minggu", "ChooseDay", "")])
def test_at_the_visit_a_day_or_an_hour_is_gone_on_with(journey: Journey, typed: str, step: str, said: str) -> None:
    chat = journey.person("Dewi", "id")
    booked(chat)
    chat.picks("visits")
    chat.says(typed)
    labels = " ".join(option.label for option in chat.last().options)
    assert chat.step == step, chat.last().text
    assert said in chat.last().text + labels
    if step == "ConfirmChange":
        chat.picks(True)
        assert any("sudah diganti" in message.text for message in chat.heard[-3:]), chat.heard[-2].text


@pytest.mark.parametrize("typed", ["ok jumat", "makasih", "alamatnya dimana", "ktp", "ada yang kurang ga", "jam berapa",
                                   "jumat ga bisa", "senin siang yang penting bukan hujan"])
def test_what_names_no_time_changes_none(journey: Journey, typed: str) -> None:
    chat = journey.person("Dewi", "id")
    booked(chat)                                            # on Friday
    chat.picks("visits")
    chat.says(typed)
    assert chat.step not in ("ChooseTime", "ChooseDay", "ConfirmChange"), chat.last().text


@pytest.mark.parametrize("typed", ["jam 2an", "2an aja", "around 2ish", "jam 14-an"])
def test_about_an_hour_is_that_hour(journey: Journey, typed: str) -> None:
    chat = journey.person("Dewi", "id")
    booked(chat)
    chat.picks("visits", "time")
    chat.picks_nth(2)
    chat.says(typed)
    assert chat.step == "ConfirmChange", chat.last().text
    assert "14.00" in chat.last().text
