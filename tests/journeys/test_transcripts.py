"""What all transcripts have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.driver import TRANSCRIPTS

KEPT = sorted(TRANSCRIPTS.glob("*.txt"))


def test_each_transcript_is_some_tests_and_there_is_one_in_each_language() -> None:
    sources = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    names = {path.name.removesuffix(".txt").rpartition(".")[0] for path in KEPT}
    assert names
    for name in names:
        assert f'compare("{name}"' in sources, f"no test makes {name}"
        assert {f"{name}.{language}.txt" for language in ("id", "en")} <= {path.name for path in KEPT}


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_no_message_scolds_or_leaks_the_inside(path: Path) -> None:
    said = [line for line in path.read_text().splitlines() if not line.startswith("--")]
    for line in said:
        for word in ("invalid", "Invalid", "error", "Error", "kamu", "{", "}", "silahkan", "Traceback", "_("):
            assert word not in line, f"{word} in: {line}"
