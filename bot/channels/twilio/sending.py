"""Handing messages to Twilio: at the sender's pace, with the address for what becomes of them, its refusals by their names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.channels.http import Unreachable
from bot.channels.pace import Pace
from bot.channels.parted import its_turn
from bot.channels.twilio.api import Api, ApiError
from bot.channels.twilio.troubles import as_outcome
from bot.conversation.channel import Later

T = TypeVar("T")


class Sending:
    """From one sender. `status`: the whole address for statuses; empty: nobody learns them."""

    def __init__(self, api: Api, sender: str, status: str, pace: Pace) -> None:
        self._api, self.pace = api, pace
        self._always = {"from_": sender, **({"status_callback": status} if status else {})}

    async def in_turn(self, chat: str, call: Callable[[], Awaitable[T]], *, urgent: bool) -> T:
        """Make a call when it is this chat's turn. Raises Later, Gone, Refused."""
        await its_turn(self.pace, chat, urgent)
        try:
            return await call()
        except ApiError as problem:
            outcome = as_outcome(problem)
            if isinstance(outcome, Later):
                self.pace.pause(chat, outcome.seconds)
            raise outcome from None
        except Unreachable as problem:
            raise Later(0.0, str(problem)) from None

    async def send(self, to: str, **message: str | list[str]) -> str:
        """One message; Twilio's id. Raises ApiError, Unreachable."""
        return await self._api.send(to=to, **self._always, **message)
