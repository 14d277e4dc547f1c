"""Files that pass for papers: with a header that says how large they are, and then a note of whose they are."""

from __future__ import annotations


def jpeg(note: bytes = b"", width: int = 1200, height: int = 900) -> bytes:
    size = height.to_bytes(2) + width.to_bytes(2)
    return b"\xff\xd8\xff\xe0\x00\x04..\xff\xc0\x00\x11\x08" + size + bytes(10) + note


def png(note: bytes = b"", width: int = 1200, height: int = 900) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + width.to_bytes(4) + height.to_bytes(4) + note


def webp(width: int = 1200, height: int = 900) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00" + bytes(4) + size


def heic(width: int = 1200, height: int = 900, tile: int = 512) -> bytes:
    """With a tile before the whole picture."""
    sizes = (tile, tile), (width, height)
    boxes = [b"\x00\x00\x00\x14ispe" + bytes(4) + wide.to_bytes(4) + high.to_bytes(4) for wide, high in sizes]
    return b"\x00\x00\x00\x18ftypheic" + b"".join(boxes)


def pdf(note: bytes = b"") -> bytes:
    return b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%" + note + b"\n%%EOF\n"
