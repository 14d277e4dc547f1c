"""A person's end of each channel, for the contract (tests/channels/contract.py)."""

from __future__ import annotations

from pathlib import Path

from tests.channels.contract import Speaker
from tests.channels.office import RunningOffice
from tests.channels.speakers.telegram import TelegramSpeaker
from tests.channels.speakers.terminal import TerminalSpeaker
from tests.channels.speakers.toy import Toy, ToySpeaker
from tests.channels.speakers.web import WebSpeaker
from tests.channels.speakers.whatsapp import WhatsAppSpeaker
from tests.fakes.telegram import BotApi
from tests.fakes.twilio.server import Twilio

__all__ = ["TelegramSpeaker", "TerminalSpeaker", "Toy", "ToySpeaker", "WebSpeaker", "WhatsAppSpeaker", "speaker"]


def speaker(channel: str, office: RunningOffice, api: BotApi, twilio: Twilio, folder: Path) -> Speaker:
    match channel:
        case "web":
            return WebSpeaker(office)
        case "terminal":
            return TerminalSpeaker(office, folder)
        case "telegram":
            return TelegramSpeaker(api)
        case "whatsapp":
            return WhatsAppSpeaker(office, twilio)
        case "toy":
            return ToySpeaker(office)
        case _:
            raise ValueError(f"nobody speaks over “{channel}” here: give it a Speaker, and a case of this match")
