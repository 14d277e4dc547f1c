"""A journey for each test, in both languages where the test asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.driver import Journey


@pytest.fixture(params=["id", "en"])
def journey(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journey]:
    """The office, at nine on a Tuesday, in Indonesian and in English."""
    made = Journey(tmp_path, request.param)
    yield made
    made.close()
