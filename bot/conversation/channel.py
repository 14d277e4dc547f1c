"""What the sender asks of a channel, and what a channel may answer. Both import it; neither knows the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from bot.conversation.message import Message
from storage.database import Transaction
from storage.outbox import OutboxRow


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
    """The channel takes it only after the person has written again: the row waits for that. `reason` is a word;
    `references` are those of what was sent to say so."""

    def __init__(self, reason: str, references: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.references = tuple(references)


class Channel(Protocol):
    """How a message gets to an address of one account. Known failures are raised as Later, Waits, Gone or Refused;
    anything else counts as unexpected and is parked after a few tries, so a lost connection must be a Later."""

    @property
    def account(self) -> str: ...

    async def send(self, address: str, message: Message) -> Sequence[str] | None:
        """Hand it over; the channel's own ids of what it took, where it tells later what became of them."""
        ...


@runtime_checkable
class Returning(Protocol):
    """A channel that says only later whether a message arrived."""

    def returned(self, tx: Transaction, row: OutboxRow, problem: str) -> None:
        """It took this row, and could not deliver it, for this code of its own: what becomes of it."""
        ...
