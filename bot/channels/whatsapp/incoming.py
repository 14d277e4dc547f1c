"""What Twilio's webhook says of a message: what it posts, as an event."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversation import events

SIGNS = 200
"""Of a button's id: ours are far shorter."""

SID = re.compile(r"[A-Za-z0-9]{1,64}")
ADDRESS = re.compile(r"whatsapp:[!-~]{1,190}")

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
    left: tuple[str, ...] = ()
    """Addresses of what came along, and is no paper."""


class NotRead(Exception):
    """It is not as Twilio says."""


def read(posted: Mapping[str, str]) -> Message:
    """Raises NotRead."""
    sid, address = posted.get("MessageSid", ""), posted.get("From", "")
    if not SID.fullmatch(sid) or not ADDRESS.fullmatch(address):
        raise NotRead
    what = _what(posted)
    taken = {file.url for file in what} if isinstance(what, tuple) else set()
    left = tuple(url for url in _urls(posted) if url and url not in taken)
    return Message(sid, address, _language(address), what, left)


def _language(address: str) -> str:
    """Whoever has an Indonesian number (or id: it begins with a country) reads Indonesian; of others nothing is known."""
    return "id" if address.startswith(("whatsapp:+62", "whatsapp:ID.")) else ""


def _what(posted: Mapping[str, str]) -> What:
    button = posted.get("ButtonPayload") or posted.get("ListId") or ""
    if button and button != posted.get("ButtonText"):        # one without an id of its own comes with its label
        return events.Pressed(button[:SIGNS])
    if _count(posted) > 0:
        return _media(posted)
    if posted.get("Latitude"):
        return events.Other("location")
    body = posted.get("Body", "")
    return events.Typed(body) if body.strip() else events.Other()


def _count(posted: Mapping[str, str]) -> int:
    count = posted.get("NumMedia", "0")
    return min(int(count), MOST_FILES) if count.isascii() and count.isdecimal() and len(count) < 4 else 0


def _urls(posted: Mapping[str, str]) -> list[str]:
    """Empty where one is missing."""
    return [url if len(url := posted.get(f"MediaUrl{number}", "")) < 1000 else "" for number in range(_count(posted))]


def _media(posted: Mapping[str, str]) -> What:
    kinds, urls = [posted.get(f"MediaContentType{number}", "") for number in range(_count(posted))], _urls(posted)
    files = tuple(File(urls[number], number, posted.get("Body", "")) for number, kind in enumerate(kinds)
                  if kind.startswith(FILES) and not kind.startswith(STICKER) and urls[number])
    if files:
        return files
    return events.Other("voice" if kinds[0].startswith(VOICE) else "sticker" if kinds[0].startswith(STICKER) else
                        "contact" if kinds[0].startswith(CONTACT) else "unknown")
