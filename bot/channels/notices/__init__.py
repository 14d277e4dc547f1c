"""Notices for whoever is not in a chat: they tell, and nothing can be answered there."""

from bot.channels.notices.off import Off

__all__ = ["Off"]
