"""A message on a screen, as the contract reads it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.message import Message


@dataclass(frozen=True)
class Line:
    """A message on a screen."""

    text: str
    buttons: tuple[tuple[str, str], ...]
    details: tuple[str, ...] = ()


def line(message: Message) -> Line:
    buttons = (*message.options, *message.words)
    return Line(message.text, tuple((one.id, one.label) for one in buttons), tuple(one.detail for one in buttons))
