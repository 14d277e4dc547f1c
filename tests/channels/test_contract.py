"""The contract of channels, held against each: the chat page, the terminal, Telegram, WhatsApp, a toy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.all import CHANNELS
from bot.channels.capabilities import Capabilities
from bot.conversation.message import Message
from tests.channels.contract import (
    CONTRACT,
    Talk,
    nothing_is_over_what_the_channel_claims_and_all_arrives,
    too_much,
    what_belongs_to_a_message_arrives_with_it,
)
from tests.channels.office import RunningOffice
from tests.channels.speakers import Toy, ToySpeaker, speaker
from tests.fakes.servers import Servers


@pytest.mark.parametrize("channel", [*(one.account for one in CHANNELS if one.limits is not None), "toy"])
@pytest.mark.parametrize("part", CONTRACT, ids=lambda part: part.__name__)
def test_every_channel(part: Callable[[Talk], None], channel: str, office: RunningOffice, servers: Servers,
                       tmp_path: Path) -> None:
    talk = Talk(office, speaker(channel, office, servers, tmp_path))
    part(talk)
    assert list(too_much(talk.heard, talk.speaker.limits)) == []


CLAIMS = {
    "has 4931 characters; toy takes 4096": Capabilities("toy", text=4096),
    "has 4931 characters; toy takes 1024": Capabilities("toy", question=1024),
    "the label “0 is long .* toy takes 20": Capabilities("toy", buttons=3, button=20),
    "the label “9 is long .* toy takes 24": Capabilities("toy", buttons=3, item=24),
    "the detail “detail .* toy takes 72": Capabilities("toy", detail=72),
    "10 answers; toy takes 9": Capabilities("toy", items=9),
    "takes more than 8 bytes": Capabilities("toy", id_bytes=8),
}
"""What the toy, which keeps to no limit, is told when it claims one."""


def test_a_channel_that_sends_more_than_it_claims_breaks_the_contract(office: RunningOffice) -> None:
    toy = Toy(office)
    for number, (fault, claimed) in enumerate(CLAIMS.items()):
        toy.limits = claimed
        with pytest.raises(AssertionError, match=fault):
            nothing_is_over_what_the_channel_claims_and_all_arrives(Talk(office, ToySpeaker(office, toy, f"tin can {number}")))


@pytest.mark.parametrize(("fault", "claimed"), [
    ("2 files beside a message; toy takes 1", Capabilities("toy", files=1)),
    ("a file of .* bytes; toy takes 100", Capabilities("toy", file_bytes=100)),
])
def test_a_channel_that_sends_other_files_than_it_claims_breaks_the_contract(
        fault: str, claimed: Capabilities, office: RunningOffice) -> None:
    toy = Toy(office)
    toy.limits = claimed
    with pytest.raises(AssertionError, match=fault):
        what_belongs_to_a_message_arrives_with_it(Talk(office, ToySpeaker(office, toy)))


class Cutting(Toy):
    """Leaves out what it has no room for, and the files."""

    limits = Capabilities("toy", text=4096)

    async def send(self, address: str, message: Message) -> None:
        await super().send(address, replace(message, text=message.text[:4096], attachments=()))


@pytest.mark.parametrize("part", [nothing_is_over_what_the_channel_claims_and_all_arrives,
                                  what_belongs_to_a_message_arrives_with_it])
def test_a_channel_that_leaves_something_out_breaks_the_contract(
        part: Callable[[Talk], None], office: RunningOffice) -> None:
    with pytest.raises(AssertionError):
        part(Talk(office, ToySpeaker(office, Cutting(office))))


def test_a_channel_without_a_speaker_passes_for_no_other(office: RunningOffice, servers: Servers,
                                                         tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="telegramm"):
        speaker("telegramm", office, servers, tmp_path)
