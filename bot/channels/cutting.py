"""Texts that are longer than a channel takes: parted where one would pause."""

from __future__ import annotations

import re
from collections.abc import Iterator

ENDS = (re.compile(r"\n\n"), re.compile(r"\n"), re.compile(r"[.!?…] "), re.compile(r" "))
"""Where a long text is parted: at the last of the first of these that is in its second half."""


def split(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` UTF-16 units (as the platforms count), parted between paragraphs, lines, sentences, words."""
    return list(_parts(text, limit))


def _parts(text: str, limit: int) -> Iterator[str]:
    while len(text) > limit // 2 and len(text.encode("utf-16-le")) // 2 > limit:
        window = text.encode("utf-16-le")[:limit * 2].decode("utf-16-le", "ignore")
        cut = len(window)
        for end in ENDS:
            places = [found.end() for found in end.finditer(window) if found.end() > len(window) // 2]
            if places:
                cut = places[-1]
                break
        yield text[:cut].strip() or "…"
        text = text[cut:]
    if text.strip():
        yield text.strip()


def shorten(text: str, limit: int) -> str:
    """What somebody typed, where it stands on a button that has no room for it."""
    return text if len(text) <= limit else text[:limit - 1].rstrip() + "…"
