"""A Bot API on loopback, and an office that runs before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.office import RunningOffice
from tests.fakes.telegram import TOKEN, BotApi
from tests.janji import until


@pytest.fixture
def api() -> Iterator[BotApi]:
    made = BotApi().start()
    yield made
    made.stop()


def telegram_settings(api: BotApi) -> dict[str, str]:
    """Of an office that talks to it, as fast as a program types."""
    return {"JANJI_TELEGRAM__TOKEN": TOKEN, "JANJI_TELEGRAM__API_BASE_URL": api.url, "JANJI_TELEGRAM__CHAT_BURST": "1000",
            "JANJI_TELEGRAM__MESSAGES_A_SECOND": "1000.0"}


@pytest.fixture
def office(api: BotApi, tmp_path: Path) -> Iterator[RunningOffice]:
    """With a webhook."""
    made = RunningOffice(tmp_path, **telegram_settings(api))
    made.environ["JANJI_TELEGRAM__WEBHOOK_URL"] = made.url
    made.start()
    until(lambda: len(api.commands) == 3)
    yield made
    made.stop()
