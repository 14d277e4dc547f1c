"""What Twilio's webhook says of a message: the form as an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversation import events

SIGNS = 200
"""Of an address, an id, a button: Twilio's are far shorter."""

MOST_FILES = 10

VOICE, STICKER, CONTACT = ("audio/",), ("image/webp",), ("text/vcard", "text/x-vcard")
FILES = ("image/", "application/pdf")


@dataclass(frozen=True)
class File:
    """A photo or a document, still at Twilio."""

    url: str
    number: int
    caption: str


What = events.Typed | events.Pressed | events.Other | tuple[File, ...]


@dataclass(frozen=True)
class Message:
    """One message of a person. `address` is opaque: a number, or the id of somebody who shows none."""

    id: str
    address: str
    language: str
    what: What


class NotRead(Exception):
    """It is not as Twilio says."""


def read(form: Mapping[str, str]) -> Message:
    """Raises NotRead."""
    sid, address = form.get("MessageSid", ""), form.get("From", "")
    if not sid or not address.startswith("whatsapp:") or max(len(sid), len(address)) > SIGNS:
        raise NotRead
    return Message(sid, address, _language(address), _what(form))


def _language(address: str) -> str:
    """Whoever has an Indonesian number reads Indonesian; of others nothing is known."""
    return "id" if address.startswith("whatsapp:+62") else ""


def _what(form: Mapping[str, str]) -> What:
    button = form.get("ButtonPayload") or form.get("ListId") or ""
    if button:
        return events.Pressed(button[:SIGNS])
    if _count(form) > 0:
        return _media(form)
    if form.get("Latitude"):
        return events.Other("location")
    body = form.get("Body", "")
    return events.Typed(body) if body.strip() else events.Other()


def _count(form: Mapping[str, str]) -> int:
    count = form.get("NumMedia", "0")
    return min(int(count), MOST_FILES) if count.isascii() and count.isdecimal() and len(count) < 4 else 0


def _media(form: Mapping[str, str]) -> What:
    kinds = [form.get(f"MediaContentType{number}", "") for number in range(_count(form))]
    files = tuple(File(url, number, form.get("Body", "")) for number, kind in enumerate(kinds)
                  if kind.startswith(FILES) and not kind.startswith(STICKER)
                  and (url := form.get(f"MediaUrl{number}", "")) and len(url) < 1000)
    if files:
        return files
    return events.Other("voice" if kinds[0].startswith(VOICE) else "sticker" if kinds[0].startswith(STICKER) else
                        "contact" if kinds[0].startswith(CONTACT) else "unknown")
