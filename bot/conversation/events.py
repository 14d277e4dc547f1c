"""What a turn takes: one thing that came from a person, or that happened in the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.conversation.prompts import Files


@dataclass(frozen=True)
class Sender:
    """Where it came from: the channel account, the opaque address in it, and what the channel guesses of the person.
    `opens_window`: the channel takes free text only for hours after this, so what waited for it goes now."""

    account: str
    address: str
    language_guess: str = ""
    timezone: str = ""
    opens_window: bool = False
    fleeting: bool = False
    """Nothing said here is heard once the person has gone, so another address is asked for."""
    network: str = ""
    """The network address, where the channel knows it: for limits, which keep a keyed hash of it."""


@dataclass(frozen=True)
class Opened:
    """The person opened the chat and said nothing yet: greet whoever is new."""


@dataclass(frozen=True)
class Started:
    """The person began, or began again, without words: by the platform's own button, or by a `link` that says what for. It
    may say anything, and nothing."""

    link: str = ""


@dataclass(frozen=True)
class Typed:
    """Words."""

    text: str


@dataclass(frozen=True)
class Pressed:
    """A button, by its id."""

    button: str


@dataclass(frozen=True)
class Sent:
    """Photos or documents that came together; already stored, encrypted."""

    files: Files
    size: int
    caption: str = ""


@dataclass(frozen=True)
class Other:
    """Something that can't be read: a place, a contact, a voice message, a sticker. `phone`: of a contact that is the
    sender's own, its number in international form; where a number is asked for, it is one."""

    what: Literal["location", "contact", "voice", "sticker", "broken-file", "unknown"] = "unknown"
    phone: str = ""


@dataclass(frozen=True)
class Happened:
    """Something inside the office that may answer the open question, such as an officer closing the thread."""

    kind: str
    subject: str


NO_FILES = Files(keys=())


@dataclass(frozen=True)
class Given:
    """What the person gave on a private page, for the question with this `private`: words, or files that are stored."""

    subject: str
    text: str = ""
    files: Files = NO_FILES
    size: int = 0


@dataclass(frozen=True)
class LinkWanted:
    """An old link to a private page was opened; a new one is wanted in the chat."""

    subject: str


What = Opened | Started | Typed | Pressed | Sent | Other | Happened | Given | LinkWanted


@dataclass(frozen=True)
class Event:
    """`id` is the outside's own: the same id again changes nothing and answers nothing."""

    id: str
    sender: Sender
    what: What
