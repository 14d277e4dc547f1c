"""A disk that is the same everywhere, and the servers of both channels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doctor.house import Disk, House
from tests.fakes.telegram import BotApi
from tests.fakes.twilio.server import Twilio


@pytest.fixture(autouse=True)
def disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same disk on every machine."""
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Disk(100_000_000_000, 60_000_000_000, 40_000_000_000))


@pytest.fixture
def bot_api() -> Iterator[BotApi]:
    made = BotApi().start()
    yield made
    made.stop()


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    made = Twilio().start()
    yield made
    made.stop()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)

