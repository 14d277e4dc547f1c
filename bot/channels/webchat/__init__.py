"""The web chat: a page of our own, for people with neither Telegram nor WhatsApp, and for trying Janji."""

from bot.channels.webchat.page import PageSettings
from bot.channels.webchat.routes import routes
from bot.channels.webchat.safety import SafeHeaders
from bot.channels.webchat.service import (
    Accepted,
    ChatMessage,
    ChatService,
    Handed,
    Incoming,
    Listener,
    Opened,
    Received,
    Refused,
    Shown,
    StoredFile,
    Wake,
)
from bot.channels.webchat.words import page_words

__all__ = [
    "Accepted",
    "ChatMessage",
    "ChatService",
    "Handed",
    "Incoming",
    "Listener",
    "Opened",
    "PageSettings",
    "Received",
    "Refused",
    "SafeHeaders",
    "Shown",
    "StoredFile",
    "Wake",
    "page_words",
    "routes",
]
