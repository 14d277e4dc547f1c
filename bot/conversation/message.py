"""A message as a channel gets it: rendered, in one language, with its buttons. Nothing here knows what it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Expects = Literal["choice", "text", "date", "number", "files", "none"]


@dataclass(frozen=True)
class Button:
    """`id` comes back when it is pressed: short (Telegram takes 64 bytes), unguessable, and says of which question it is."""

    id: str
    label: str
    detail: str = ""


@dataclass(frozen=True)
class Attachment:
    """Something that the channel makes or links when it sends: `qr` or `ics` of an appointment, a `map`'s address."""

    kind: Literal["qr", "ics", "map", "link"]
    subject: str
    label: str


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

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def dump(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode()

    @staticmethod
    def load(data: bytes) -> Message:
        return Message.of(json.loads(data))

    @staticmethod
    def of(kept: Mapping[str, Any]) -> Message:
        """From what `to_json` gave."""
        return Message(
            text=kept["text"],
            options=tuple(Button(**button) for button in kept["options"]),
            words=tuple(Button(**button) for button in kept["words"]),
            attachments=tuple(Attachment(**attachment) for attachment in kept["attachments"]),
            expects=kept["expects"],
            sensitive=kept["sensitive"],
            offer=kept["offer"],
        )
