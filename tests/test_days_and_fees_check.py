"""That `janji flows check` names fees that are charged twice or never, and days that can hardly be meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import config_command
from bot.checking import run_check
from bot.checking.days import odd_days
from bot.checking.fees import wrong_fees
from bot.config import Settings
from bot.config_file import load, places

ROOT = Path(__file__).parents[1]
EXAMPLE = load(ROOT / "config.yaml", {})
TODAY = date(2026, 9, 21)


def changed(change: Callable[[dict[str, Any]], object]) -> Settings:
    raw = EXAMPLE.model_dump(mode="json", by_alias=True)
    change(raw)
    return Settings.model_validate(raw)


def with_fees(*fees: dict[str, Any]) -> Settings:
    return changed(lambda raw: raw["services"]["passport-renewal"].update(fees=fees))


def fee(indonesian: str, english: str, since: str, when: dict[str, str] | None = None) -> dict[str, Any]:
    return {"name": {"id": indonesian, "en": english}, "amount": {"amount": 950000, "currency": "IDR"}, "since": since,
            "when": when}


def with_days(**days: Any) -> Settings:
    return changed(lambda raw: raw["places"]["counter"].update(days))


def notes(settings: Settings) -> list[str]:
    return [f"{note.where}: {note.what}" for note in odd_days(settings, TODAY)]


# --- fees ---------------------------------------------------------------------------------------------------------------

def test_the_offices_own_fees_are_in_order() -> None:
    assert not list(wrong_fees(EXAMPLE))


def test_a_comma_left_out_in_one_language_is_named_as_both_would_be_charged() -> None:
    [fault] = wrong_fees(with_fees(fee("Paspor, 10 tahun", "Passport, 10 years", "2024-12-17"),
                                   fee("Paspor 10 tahun", "Passport, 10 years", "2026-12-15")))
    assert str(fault) == ("config.yaml services.passport-renewal.fees.1.name: this is the name of entry 0 in “en” but not in "
                          "“id”, so both are charged. Write the same name in each language, or different ones.")


def test_two_entries_of_one_name_and_day_are_named_as_only_one_is_charged() -> None:
    [fault] = wrong_fees(with_fees(fee("Paspor", "Passport", "2024-12-17"), fee("Paspor", "Passport", "2024-12-17")))
    assert fault.where == "config.yaml services.passport-renewal.fees.1"
    assert "which alone is charged" in fault.what


@pytest.mark.parametrize("second", [
    fee("Paspor", "Passport", "2026-12-15"),                                             # a new tariff
    fee("Biaya beban", "A charge", "2024-12-17"),
    fee("Paspor", "Passport", "2024-12-17", {"adult": "no"}),                            # of the other case
])
def test_a_new_tariff_another_fee_and_another_case_are_no_faults(second: dict[str, Any]) -> None:
    assert not list(wrong_fees(with_fees(fee("Paspor", "Passport", "2024-12-17", {"adult": "yes"} if second["when"] else None),
                                         second)))


def test_the_settings_are_printed_with_the_day_from_which_each_amount_is_charged(capsys: pytest.CaptureFixture[str]) -> None:
    settings = with_fees(fee("Paspor", "Passport", "2024-12-17"), fee("Paspor", "Passport", "2026-12-15"))
    config_command.run(settings, ROOT / "config.yaml", "show", "en")
    assert "Passport 950000 IDR from 2024-12-17; Passport 950000 IDR from 2026-12-15" in capsys.readouterr().out


# --- days ---------------------------------------------------------------------------------------------------------------

def test_a_day_of_a_year_that_is_over_is_noted() -> None:
    assert notes(with_days(closures=["2026-01-02", "2025-12-24"])) == [
        "config.yaml places.counter.closures.1: 2025-12-24 is in a year that is over"]


def test_a_day_that_is_closed_and_opened_at_once_is_noted_with_what_comes_of_it() -> None:
    assert notes(with_days(closures=["2026-12-24"], dates={"2026-12-24": ["09:00-12:00"]})) == [
        "config.yaml places.counter.closures.0: 2026-12-24 has hours in dates, too: it stays closed"]


def test_a_holiday_that_is_opened_is_noted_unless_the_place_is_open_on_holidays() -> None:
    opened: dict[str, Any] = {"dates": {"2026-12-25": ["09:00-12:00"], "2026-12-05": ["09:00-12:00"]}}
    [note] = notes(with_days(**opened))
    assert note.startswith("config.yaml places.counter.dates.2026-12-25: 2026-12-25 is a holiday (")
    assert not notes(with_days(**opened, holidays={"indonesia": False, "joint_leave": False, "host_country": False}))


def test_a_note_is_printed_with_its_line_and_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "config.yaml"
    file.write_text((ROOT / "config.yaml").read_text().replace("    closures: []\n", "    closures: [2001-01-02]\n"))
    before = run_check(EXAMPLE, str)
    assert run_check(load(file, {}), places(file, {})) == before
    number = file.read_text().split("2001-01-02")[0].count("\n") + 1
    assert f"Note: {file}:{number}:16 places.counter.closures.0: 2001-01-02 is in a year" in capsys.readouterr().out
