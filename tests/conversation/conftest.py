"""An office and its chats for each test, in English unless the test says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.driver import Chat, Journey


@pytest.fixture
def journey(tmp_path: Path) -> Iterator[Journey]:
    """The office at nine on a Tuesday."""
    made = Journey(tmp_path, "en")
    yield made
    made.close()


@pytest.fixture
def dewi(journey: Journey) -> Chat:
    """Who writes, in most tests."""
    return journey.person("Dewi")
