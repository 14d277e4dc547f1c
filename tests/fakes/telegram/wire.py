"""How the Bot API speaks: its chats, and what it answers instead of a result."""

from __future__ import annotations

from typing import Any

TOKEN = "123456789:AAFakeTokenOfNobodyAtAll-forTestsOnly_x"
OURS = 123456789
"""The bot's own id, as in its token."""


class Refused(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def chat_of(number: int) -> dict[str, Any]:
    """A chat as Telegram tells of it: a person's, a group's below zero, a supergroup's below -10^12."""
    if number > 0:
        return {"id": number, "type": "private", "first_name": "Someone"}
    return {"id": number, "type": "supergroup" if number < -10**12 else "group", "title": "Someone's group"}
