"""The private page: a paper or a number, given outside the chat, which goes on by itself."""

from bot.channels.privatepage.routes import routes

__all__ = ["routes"]
