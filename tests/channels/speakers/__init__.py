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
from tests.fakes.servers import Servers

__all__ = ["TelegramSpeaker", "TerminalSpeaker", "Toy", "ToySpeaker", "WebSpeaker", "WhatsAppSpeaker", "speaker"]


def speaker(channel: str, office: RunningOffice, servers: Servers, folder: Path) -> Speaker:
    match channel:
        case "web":
            return WebSpeaker(office)
        case "terminal":
            return TerminalSpeaker(office, folder)
        case "telegram":
            return TelegramSpeaker(servers.bot_api)
        case "whatsapp":
            return WhatsAppSpeaker(office, servers.twilio)
        case "toy":
            return ToySpeaker(office)
        case _:
            raise ValueError(f"nobody speaks over “{channel}” here: give it a Speaker, and a case of this match")
