"""The contract of channels, held against each: the chat page, the terminal, Telegram, and a toy that lives in the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.channels.contract import CONTRACT, Talk
from tests.channels.office import RunningOffice
from tests.channels.speakers import speaker
from tests.fakes.telegram import TOKEN, BotApi
from tests.janji import until


@pytest.fixture
def api() -> Iterator[BotApi]:
    made = BotApi().start()
    yield made
    made.stop()


@pytest.fixture
def office(api: BotApi, tmp_path: Path) -> Iterator[RunningOffice]:
    made = RunningOffice(tmp_path, JANJI_TELEGRAM__TOKEN=TOKEN, JANJI_TELEGRAM__API_BASE_URL=api.url,
                         JANJI_TELEGRAM__CHAT_BURST="1000", JANJI_TELEGRAM__MESSAGES_A_SECOND="1000.0")
    made.environ["JANJI_TELEGRAM__WEBHOOK_URL"] = made.url
    made.start()
    until(lambda: len(api.commands) == 3)
    yield made
    made.stop()


@pytest.mark.parametrize("channel", ["web", "terminal", "telegram", "toy"])
@pytest.mark.parametrize("part", CONTRACT, ids=lambda part: part.__name__)
def test_every_channel(part: Callable[[Talk], None], channel: str, office: RunningOffice, api: BotApi, tmp_path: Path) -> None:
    part(Talk(office, speaker(channel, office, api, tmp_path)))
