"""A way of notices that is switched off, and was on before."""

from __future__ import annotations

from bot.conversation.channel import Refused
from bot.conversation.message import Message


class Off:
    """What is due there goes another way, and is parked where the desk sees it, rather than waiting for ever."""

    def __init__(self, account: str) -> None:
        self.account = account

    async def send(self, address: str, message: Message) -> None:
        raise Refused("switched off")
