"""A channel that is switched off, and may have been on before."""

from __future__ import annotations

from bot.conversation.channel import Waits
from bot.conversation.message import Message
from storage import outbox


class Off:
    """What is due there goes by an address that the person proved, or waits where the desk sees it."""

    def __init__(self, account: str) -> None:
        self.account = account

    async def send(self, address: str, message: Message) -> None:
        raise Waits(outbox.OFF)
