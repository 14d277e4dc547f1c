"""A journey for each test, in both languages where the test asks for it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.journeys.driver import Journey


@pytest.fixture(params=["id", "en"])
def journey(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journey]:
    """The office, at nine on a Tuesday, in Indonesian and in English."""
    made = Journey(tmp_path, request.param)
    yield made
    made.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport,
                                                                                          pytest.TestReport]:
    """A failed journey shows how far it came."""
    report = yield
    made = getattr(item, "funcargs", {}).get("journey")
    if report.failed and isinstance(made, Journey):
        report.sections.append(("how far it came", "\n".join(made.lines[-40:])))
    return report
