"""The contract of channels, held against each: the chat page, the terminal, Telegram, WhatsApp, a toy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.channels.contract import CONTRACT, Talk
from tests.channels.office import RunningOffice
from tests.channels.speakers import speaker
from tests.fakes.telegram import BotApi
from tests.fakes.twilio.server import Twilio


@pytest.mark.parametrize("channel", ["web", "terminal", "telegram", "whatsapp", "toy"])
@pytest.mark.parametrize("part", CONTRACT, ids=lambda part: part.__name__)
def test_every_channel(part: Callable[[Talk], None], channel: str, office: RunningOffice, api: BotApi, twilio: Twilio,
                       tmp_path: Path) -> None:
    part(Talk(office, speaker(channel, office, api, twilio, tmp_path)))


def test_a_channel_without_a_speaker_passes_for_no_other(office: RunningOffice, api: BotApi, twilio: Twilio,
                                                           tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="telegramm"):
        speaker("telegramm", office, api, twilio, tmp_path)
