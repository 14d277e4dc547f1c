"""Stages in config.yaml: what is refused, and where it is said to be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checking.check import check
from bot.config_file import load
from bot.flows.all import FLOWS
from tests.test_config import EXAMPLE, edited, refused

COLLECTED = "        told: false\n        kind: collected\n    pickup: &pickup\n"


@pytest.mark.parametrize(("old", "new", "said"), [
    ("key: verification", "key: received", "stages.passport.steps.1.key: “received” stands twice in this list"),
    ("key: verification", "key: booked", "stages.passport.steps.1.key: “booked” is every case before its visit"),
    ("en: Your passport is being printed.", "de: Der Pass wird gedruckt.", "the words in “en” are missing"),
    ("        kind: ready\n", "", "nothing is ready before it is collected"),
    (COLLECTED, COLLECTED.replace("collected", "ready"), "there is a stage that is ready already"),
    ("        told: false\n      - &stage-bio", "        kind: collected\n      - &stage-bio", "collected is the last stage"),
    ("usual: [3, 4]", "usual: [4, 3]", "steps.5.usual: write the smaller number first"),
    ("usual: [3, 4]", "usual: 3", "steps.5.usual: this should be a list"),
    ("      place: counter\n      hours:", "      place: conter\n      hours:", "pickup.place: there is no place “conter”"),
    ("stages: passport\n", "stages: pasport\n", "there is no list of stages “pasport”; did you mean “passport”?"),
    ("  at: 10:00", "  at: 10:00\n  link: lapor.go.id", "feedback.link: write an address as https://example.org"),
])
def test_what_can_not_be_is_refused_in_a_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    faults = refused(edited(tmp_path, (old, new)))
    assert any(said in fault for fault in faults), faults


def test_a_list_with_a_ready_stage_says_how_it_is_collected(tmp_path: Path) -> None:
    text = EXAMPLE.read_text()
    start = text.index("    pickup:\n      place: counter")
    text = text[:start] + text[text.index("# What people are asked the day after"):]
    file = tmp_path / "config.yaml"
    file.write_text(text)
    assert any("people read how to collect it" in fault for fault in refused(file))


def test_the_flow_check_finds_a_stage_too_long_for_a_channel(tmp_path: Path) -> None:
    long = "Your passport is being printed" + ", and printed" * 100 + "."
    settings = load(edited(tmp_path, ("Your passport is being printed.", long)), {})
    assert any("stages.passport.steps.5.says" in str(fault) for fault in check(FLOWS, settings).faults)
