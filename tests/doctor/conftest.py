"""A disk that is the same everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doctor.house import Disk, House


@pytest.fixture(autouse=True)
def disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same disk on every machine."""
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Disk(100_000_000_000, 60_000_000_000, 40_000_000_000))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)

