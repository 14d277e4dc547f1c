"""A message as a channel gets it: rendered, in one language, with its buttons. Nothing here knows what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

Expects = Literal["choice", "text", "date", "number", "files", "none"]


@dataclass(frozen=True)
class Button:
    """`id` comes back when it is pressed: short (Telegram takes 64 bytes), unguessable, and says of which question it is."""

    id: str
    label: str
    detail: str = ""


@dataclass(frozen=True)
class Attachment:
    """Something that the channel makes or links when it sends: `qr` or `ics` of an appointment, a `map`'s address; a `page` is
    a private one of ours, and its address is for this reader alone."""

    kind: Literal["qr", "ics", "map", "link", "page"]
    subject: str
    label: str


@dataclass(frozen=True)
class Template:
    """What a channel that takes no free text now says instead: words that it approved before, with these values in the
    order of their places. `knocks`: they only say that something waits here; the message itself goes when the person
    writes again."""

    name: str
    language: str
    values: tuple[str, ...] = ()
    knocks: bool = False


@dataclass(frozen=True)
class Message:
    """One message. `options` are the question's answers, `words` small ways out (back, menu, officer). An `offer` is
    beside the question: its options are its own."""

    text: str
    options: tuple[Button, ...] = ()
    words: tuple[Button, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    expects: Expects = "none"
    sensitive: bool = False
    offer: bool = False
    template: Template | None = None
    title: str = ""
    language: str = ""

    def to_json(self) -> Any:
        return _MESSAGE.dump_python(self, mode="json")

    def dump(self) -> bytes:
        return _MESSAGE.dump_json(self)

    @staticmethod
    def load(data: bytes) -> Message:
        return _MESSAGE.validate_json(data)

    @staticmethod
    def of(kept: Mapping[str, Any]) -> Message:
        """From what `to_json` gave."""
        return _MESSAGE.validate_python(kept)


_MESSAGE = TypeAdapter(Message)
"""Pydantic's own JSON in and out: ten times the speed of `asdict` and `json`."""
