"""The contract of channels, held against each: the chat page, the terminal, Telegram, and a toy that lives in the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.channels.contract import CONTRACT, Talk
from tests.channels.office import RunningOffice
from tests.channels.speakers import speaker
from tests.fakes.telegram import BotApi


@pytest.mark.parametrize("channel", ["web", "terminal", "telegram", "toy"])
@pytest.mark.parametrize("part", CONTRACT, ids=lambda part: part.__name__)
def test_every_channel(part: Callable[[Talk], None], channel: str, office: RunningOffice, api: BotApi, tmp_path: Path) -> None:
    part(Talk(office, speaker(channel, office, api, tmp_path)))


def test_a_channel_without_a_speaker_passes_for_no_other(office: RunningOffice, api: BotApi, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="telegramm"):
        speaker("telegramm", office, api, tmp_path)
