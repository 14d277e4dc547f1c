"""How large a picture is, read from its header alone: nothing is decoded in the process that answers everybody."""

from __future__ import annotations

import re

Size = tuple[int, int]
"""Width and height in pixels, as they are stored; a camera's turning is not looked at."""

_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG's markers with a size (ISO 10918-1, table B.1): all starts of a frame, without DHT, JPG and DAC."""
_ALONE = {0x01, *range(0xD0, 0xD8)}
"""Markers without a length."""
MOST = 250_000_000
"""Pixels of a picture, more than any camera's: one that claims more is there to fill the memory of whoever opens it."""
_PDF_END = 4_096
"""Bytes at the end in which `%%EOF` stands; readers look through the last 1,024, and some programs add a little."""
_OBJECT = re.compile(rb"\d\s+obj\b")


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
    return b"%%EOF" in content[-_PDF_END:] and _OBJECT.search(content) is not None


def _numbers(content: bytes, first: int, second: int, length: int) -> Size | None:
    """Two numbers, highest byte first."""
    if len(content) < second + length:
        return None
    return int.from_bytes(content[first:first + length]), int.from_bytes(content[second:second + length])


def _jpeg(content: bytes) -> Size | None:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _FRAMES:
            return _numbers(content, at + 7, at + 5, 2) if len(content) >= at + 9 else None
        if marker == 0xDA:
            return None
        if marker == 0xFF:                                   # filling
            at += 1
        else:
            at += 2 if marker in _ALONE else 2 + int.from_bytes(content[at + 2:at + 4])
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
    found = [_numbers(content, box.end() + 4, box.end() + 8, 4) for box in re.finditer(b"ispe", content)]
    return max((size for size in found if size is not None), key=lambda size: size[0] * size[1], default=None)
