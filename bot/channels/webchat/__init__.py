"""The web chat: a page of our own, for people with neither Telegram nor WhatsApp, and for trying Janji."""

from bot.channels.webchat.page import PageSettings
from bot.channels.webchat.routes import routes

__all__ = ["PageSettings", "routes"]
