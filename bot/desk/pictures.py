"""How large a picture is, read from its header alone: nothing is decoded in the process that answers everybody."""

from __future__ import annotations

import re
from itertools import islice

Size = tuple[int, int]
"""Width and height in pixels, as they are stored; a camera's turning is not looked at."""

_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG's markers with a size (ISO 10918-1, table B.1): all starts of a frame, without DHT, JPG and DAC."""
_ALONE = {0x01, *range(0xD0, 0xD8)}
"""Markers without a length."""
_MARKER = re.compile(rb"\xff{1,64}([^\xff])", re.DOTALL)
"""Filling before a marker may be as long as somebody likes (B.1.1.2); what has more of it was made to be read for long."""
_SEGMENTS = 1_000
"""A JPEG's parts before its size: a colour profile and a thumbnail in pieces are some hundreds."""
_BEGINNING = 1_000_000
"""Bytes in which a HEIC's boxes, and the first object of a PDF, stand."""
_BOXES = 256
"""Sizes in a HEIC: tiles of one size share theirs."""
MOST = 250_000_000
"""Pixels of a picture, more than any camera's: one that claims more is there to fill the memory of whoever opens it."""
_PDF_END = 4_096
"""Bytes at the end in which `%%EOF` stands; readers look through the last 1,024, and some programs add a little."""
_OBJECT = re.compile(rb"\d\s{1,64}obj\b")


def size_of(content: bytes, kind: str) -> Size | None:
    """None: its header breaks off, or says nothing."""
    match kind:
        case "image/jpeg":
            return _jpeg(content)
        case "image/png":
            return _numbers(content, 16, 20, 4) if content[12:16] == b"IHDR" else None
        case "image/webp":
            return _webp(content)
        case "image/heic":
            return _heic(content)
    return None


def is_whole_pdf(content: bytes) -> bool:
    """One without any object has no page."""
    return b"%%EOF" in content[-_PDF_END:] and _OBJECT.search(content, 0, _BEGINNING) is not None


def _numbers(content: bytes, first: int, second: int, length: int) -> Size | None:
    """Two numbers, highest byte first."""
    if len(content) < second + length:
        return None
    return int.from_bytes(content[first:first + length]), int.from_bytes(content[second:second + length])


def _jpeg(content: bytes) -> Size | None:
    at = 2
    for _segment in range(_SEGMENTS):
        found = _MARKER.match(content, at)
        if found is None or found[1] == b"\xda":
            return None
        marker, at = found[1][0], found.end()
        if marker in _FRAMES:
            return _numbers(content, at + 5, at + 3, 2) if len(content) >= at + 7 else None
        if marker not in _ALONE:
            length = int.from_bytes(content[at:at + 2])
            if length < 2:                                   # it counts itself
                return None
            at += length
    return None


def _webp(content: bytes) -> Size | None:
    """RFC 9649: simple lossy, simple lossless, extended."""
    head = content[:30]
    if len(head) < 30:
        return None
    match head[12:16]:
        case b"VP8 ":
            return _little(head[26:28]) & 0x3FFF, _little(head[28:30]) & 0x3FFF
        case b"VP8L":
            bits = _little(head[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return _little(head[24:27]) + 1, _little(head[27:30]) + 1
    return None


def _little(number: bytes) -> int:
    return int.from_bytes(number, "little")


def _heic(content: bytes) -> Size | None:
    """Each picture in it has a box `ispe` (ISO 23008-12); the whole one is the largest, the others are its tiles."""
    boxes = islice(re.finditer(b"ispe", content[:_BEGINNING]), _BOXES)
    found = [_numbers(content, box.end() + 4, box.end() + 8, 4) for box in boxes]
    return max((size for size in found if size is not None), key=lambda size: size[0] * size[1], default=None)
