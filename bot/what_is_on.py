"""Which ways to people are set up, in words; and what those lack that are not."""

from __future__ import annotations

from bot.channels.all import CHANNELS
from bot.config import Settings


def what_is_on(settings: Settings) -> tuple[str, ...]:
    """A line for each, as `janji run` shows them."""
    return (f"Chat page: {_address(settings)}/chat",
            f"Private page: {_private_page(settings)}",
            *(f"{one.name[0].upper()}{one.name[1:]}: {one.standing(settings)}" for one in CHANNELS if one.made_by))


def _address(settings: Settings) -> str:
    """Where a browser finds the chat page."""
    host = "127.0.0.1" if settings.web.host in ("0.0.0.0", "::", "") else settings.web.host  # noqa: S104 - compared only
    here = f"[{host}]" if ":" in host else host
    return settings.public_url.rstrip("/") or f"http://{here}:{settings.web.port}"


def _private_page(settings: Settings) -> str:
    """Whether people can be sent there."""
    if not settings.has_private_pages:
        return "off, for want of a public https address (public_url): papers and numbers are taken in the chat."
    return "on."
