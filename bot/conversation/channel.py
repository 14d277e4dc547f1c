"""What the sender asks of a channel, and what a channel may answer. Both import it; neither knows the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.conversation.message import Message


class Later(Exception):
    """The channel could not take it now: try again in so many seconds (429, no connection, 5xx, a timeout)."""

    def __init__(self, seconds: float = 0.0, reason: str = "later") -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.reason = reason


class Gone(Exception):
    """Nobody is at this address any more (blocked, deactivated): the row is dropped. `reason` is a word, not a text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(Exception):
    """The channel will never take this message: the row is parked. `reason` is a word, never a text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Waits(Exception):
    """The channel takes it only after the person has written again: the row waits for that. `reason` is a word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Channel(Protocol):
    """How a message gets to an address of one account. Known failures are raised as Later, Waits, Gone or Refused;
    anything else counts as unexpected and is parked after a few tries, so a lost connection must be a Later."""

    @property
    def account(self) -> str: ...

    async def send(self, address: str, message: Message) -> Sequence[str] | None:
        """Hand it over; the channel's own ids of what it took, where it tells later what became of them."""
        ...
