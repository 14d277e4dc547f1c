"""Opening hours have one truth: what is said, and what can be booked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.checking.config import wrong_config
from bot.config import Settings
from bot.config.source import read

CONFIG = Path(__file__).parents[1] / "config.yaml"


def office(**changes: Any) -> Settings:
    data = read(CONFIG, {}).data
    data["office"].update(changes)
    return Settings.model_validate(data)


def test_hours_that_close_the_counter_while_it_can_be_booked_are_found() -> None:
    week = yaml.safe_load("{monday: ['09:00-16:00'], tuesday: ['09:00-12:00', '13:30-15:30'], wednesday: ['09:00-15:30'], "
                          "thursday: ['09:00-12:00'], friday: ['10:00-12:00']}")
    found = list(wrong_config(office(counter_hours=week)))
    assert [(fault.where, fault.what) for fault in found] == [
        ("config.yaml office.counter_hours.thursday", "the counter is open 13:30-15:30 in its week, but closed here"),
        ("config.yaml office.counter_hours.friday", "the counter is open 09:00-12:00 in its week, but closed here")]


def test_the_week_of_a_place_contradicts_nothing() -> None:
    assert list(wrong_config(office())) == []
