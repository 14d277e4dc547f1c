"""What the web chat asks of the application, and the values that pass between them.

`address` is always the hexadecimal SHA-256 of the browser's secret: whoever reads the database cannot become that
browser.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.channels.keepsakes import Kept
from bot.channels.uploads import Stored
from bot.conversation.events import Pressed, Started, Typed
from bot.conversation.message import Message

# --- in ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """The page was opened by a browser that has no conversation yet: greet."""


@dataclass(frozen=True)
class Handed:
    """Files sent together, already stored: the keys that `store` gave. Keys of another address are unknown ones."""

    files: tuple[str, ...]


What = Opened | Started | Typed | Pressed | Handed


@dataclass(frozen=True)
class Incoming:
    """One event. The page chooses the id and repeats it when it tries again; it is unique within its address."""

    id: str
    what: What
    language_guess: str
    """From the browser's Accept-Language, one of the office's; for a person who has not chosen."""
    time_zone: str | None
    """The browser's IANA name, one that is known here too; for quiet hours."""
    network: str
    """The network address it came from: for limits only; kept as a keyed hash at most."""


@dataclass(frozen=True)
class Accepted:
    """The turn is committed (or was already, for an id seen before)."""


@dataclass(frozen=True)
class Refused:
    """Nothing was taken, and why, a sentence in the person's language. `again`: the same may work later (a limit); `after`:
    it will, in so many seconds."""

    sentence: str
    again: bool = False
    after: int = 0


Received = Accepted | Refused


# --- out --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChatMessage:
    """A line of the conversation as the page shows it. The message's text is plain, with line breaks; `*so*` is bold.

    Its attachments of kind `qr` and `ics` are fetched at `/chat/attachments/{kind}/{subject}`, so a subject is opaque;
    the page has its own words for them. The subject of a `map` or a `link` is its https address, of a `page` one of ours.
    """

    id: int
    """The cursor: greater than that of every message committed before to this address."""
    sender: Literal["desk", "me"]
    message: Message
    at: datetime
    offer: bool = False
    """Its options belong to this message and not to the open question; they stay under it until one is pressed."""
    client_id: str | None = None
    """Of a message from me: the id of the event it came with."""
    pressed: str | None = None
    """Of a message from me: the button it pressed."""


@dataclass(frozen=True)
class Shown:
    """Messages, oldest first, and the language that this person reads now."""

    language: str
    messages: tuple[ChatMessage, ...]


Wake = Literal["news", "quiet", "closing"]


class Listener(Protocol):
    async def wait(self, seconds: float) -> Wake:
        """Return at once when something came since the last call, `quiet` after so many seconds without, and
        `closing` when the server stops: the stream then ends, and the page comes back to the next process."""
        ...


class ChatService(Protocol):
    async def receive(self, address: str, event: Incoming) -> Received:
        """Take one event as one turn; returns after the commit. An id seen before changes nothing and is accepted."""
        ...

    async def store(
        self, address: str, id: str, network: str, chunks: AsyncIterator[bytes],  # noqa: A002
    ) -> Stored | Refused:
        """Keep one file encrypted. An id seen before gives the file kept then; `network` as in `Incoming`. May stop reading
        when it has read enough to refuse. An exception out of `chunks` (the connection broke, the file is too large) must
        leave nothing behind, and be raised on."""
        ...

    async def knows(self, address: str) -> bool:
        """Whether a conversation was begun at this address, and not ended."""
        ...

    async def messages(self, address: str, after: int) -> Shown:
        """What came after the cursor, both directions; of a very long conversation the newest few hundred do."""
        ...

    def listen(self, address: str) -> AbstractAsyncContextManager[Listener]:
        """Wake for what is new to this address, from the moment it is entered."""
        ...

    async def attachment(self, address: str, kind: str, subject: str) -> Kept | None:
        """A QR as SVG, or a calendar file; None unless it is this person's."""
        ...

    async def end(self, address: str) -> None:
        """This browser leaves the conversation: send nothing more to the address. What was booked stays booked."""
        ...
