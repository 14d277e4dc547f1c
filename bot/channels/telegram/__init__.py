"""Telegram: private chats with a bot, by webhook or by long polling.

Loaded only where a token is set. Facts of the platform: https://core.telegram.org/bots/api (10.1).
"""

from bot.channels.telegram.channel import ACCOUNT, Telegram

__all__ = ["ACCOUNT", "Telegram"]
