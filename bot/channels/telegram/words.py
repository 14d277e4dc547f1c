"""What Telegram's own menu shows, and what its commands mean."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.text import Text, _

SHOWN: Mapping[str, Text] = {
    "menu": _("Main menu"),
    "status": _("My appointments"),
    "officer": _("Talk to an officer"),
    "language": _("Language"),
    "help": _("Help"),
}
"""The commands in the bot's menu."""
