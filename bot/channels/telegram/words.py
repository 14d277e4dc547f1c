"""What Telegram's own menu shows, and what its commands mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.conversation.text import CATALOGUES, Text, _
from bot.conversation.words import word_lists

SHOWN: Mapping[str, Text] = {
    "menu": _("Main menu"),
    "status": _("My appointments"),
    "officer": _("Talk to an officer"),
    "language": _("Language"),
    "help": _("Help"),
}
"""The commands in the bot's menu."""


def greeting(languages: Sequence[str]) -> str:
    """A word of greeting, as somebody could have typed it in one of the office's languages."""
    words = word_lists(CATALOGUES, tuple(languages)).meanings.get("greeting", frozenset())
    return "hello" if "hello" in words else min(words, key=lambda word: (len(word), word), default="hello")
