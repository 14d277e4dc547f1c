"""Codes of appointments: easy to say, hard to guess, easy to type back."""

from __future__ import annotations

import pytest

from bot.desk.codes import ALPHABET, MOST, RUDE, codes_in, has_other_signs, make_code, read_code


def test_codes_have_a_dash_and_no_letter_that_looks_like_another() -> None:
    codes = [make_code() for _ in range(2000)]
    assert all(len(code) == 7 and code[3] == "-" for code in codes)
    assert not set("".join(codes)) & set("01OILBSZAEU")
    assert len(set(codes)) > 1990


def test_codes_hold_no_rude_word(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter("XFCK23" + "K7M4TD")
    monkeypatch.setattr("bot.desk.codes.secrets.choice", lambda _: next(drawn))
    assert make_code() == "K7M-4TD"
    assert all(set(word) <= set(ALPHABET) for word in RUDE if word.isalpha())


@pytest.mark.parametrize("typed", ["K7M-4TD", "k7m4td", " k7m 4td ", "K7M–4TD", "k.7.m.4.t.d", "k 7 m - 4 t d"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "K7M-4TD"


def test_letters_that_look_like_a_digit_are_read_as_that_digit() -> None:
    assert read_code("KZM-BSD") == "K2M-85D"


@pytest.mark.parametrize("typed", ["", "K7M-4T", "K7M-4TDD", "K7M-4T0", "IOU-AEI", "ＫＫＫ", "halo", "'; --"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_signs_that_no_code_has_are_told_from_a_wrong_length() -> None:
    assert has_other_signs("K0M-4TD")
    assert has_other_signs("klm 4td")
    assert not has_other_signs("K7M-4T")
    assert not has_other_signs("k7m4td")


def test_of_a_text_of_nothing_but_codes_a_few_are_looked_for() -> None:
    assert [code for code, _sure in codes_in("K7M 4TD " * 500)] == ["K7M-4TD", "4TD-K7M"]
    assert len(codes_in(" ".join(f"{make_code()}," for _time in range(400)))) == MOST
