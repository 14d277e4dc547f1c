"""Taking in a file: `judge` what it is by its content, `record` its row, then write it to the disk, encrypted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.desk.desk import Office
from bot.desk.pictures import MOST, is_whole_pdf, size_of
from storage import papers, people, threads
from storage.database import Transaction

HEIF = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
LEAST = 200
"""Pixels on each side of a picture: of a paper on a smaller one nobody reads anything."""


@dataclass(frozen=True)
class NotTaken:
    """Why a file can't be taken."""

    why: Literal["empty", "too-large", "unknown-kind", "broken", "too-small", "enough-today"]


def media_type(content: bytes) -> str | None:
    """JPEG, PNG, WebP, HEIC or PDF by their first bytes (the names say nothing); None for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in HEIF:
        return "image/heic"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return None


@dataclass(frozen=True)
class Taken:
    """A file that can be kept. The same id from the same address has the same key."""

    key: str
    kind: str
    digest: bytes
    size: int


def judge(office: Office, address: str, file_id: str, content: bytes) -> Taken | NotTaken:
    """What a file is, before anything of it is kept."""
    if not content:
        return NotTaken("empty")
    if len(content) > office.settings.files.max_bytes:
        return NotTaken("too-large")
    kind = media_type(content)
    if kind is None:
        return NotTaken("unknown-kind")
    if fault := _fault(content, kind):
        return fault
    key = office.keys.blind(f"{address}\0{file_id}", "file-key").hex()[:32]
    return Taken(key, kind, office.keys.digest(content), len(content))


def _fault(content: bytes, kind: str) -> NotTaken | None:
    """What is wrong with it at first sight; whether it can be read is judged later."""
    if kind == "application/pdf":
        return None if is_whole_pdf(content) else NotTaken("broken")
    size = size_of(content, kind)
    if size is None or size[0] * size[1] > MOST:
        return NotTaken("broken")
    return NotTaken("too-small") if min(size) < LEAST else None


def may_send(tx: Transaction, person: int) -> bool:
    """Whether anything of theirs may be kept: they agreed to the notice, be it an older one, or write to an officer."""
    return people.get(tx, person).notice_version is not None or threads.open_of(tx, person) is not None


def is_full(tx: Transaction, office: Office, person: int, now: datetime) -> bool:
    """Whether this person has sent as much in a day as may be, whatever became of it."""
    limits = office.settings.limits
    sent = papers.sent_since(tx, person, now - timedelta(days=1))
    return bool(sent.pages >= limits.pages_a_day or sent.size >= limits.megabytes_a_day * 1_000_000)


def record(tx: Transaction, office: Office, person: int, taken: Taken, now: datetime) -> Taken | NotTaken:
    """The file's row, in quarantine until a turn places it. It is committed before the file is written (`write_once`), so
    that what a kill leaves behind is swept. The same file once more is no other."""
    if papers.file_of(tx, taken.key, person) is None:
        if is_full(tx, office, person, now):
            return NotTaken("enough-today")
        papers.add_file(tx, id=taken.key, office=office.key, person=person, media_type=taken.kind, size=taken.size,
                        digest=taken.digest, state="quarantine", made_at=now)
    return taken
