"""Notices for whoever is not in a chat: they tell, and nothing can be answered there."""

from bot.channels.notices.email import Email

__all__ = ["Email"]
