"""What the doctor looks at, and how a finding is said. Nothing secret and nothing of a person is in one."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.config import Settings
from storage.database import Database
from storage.sealed import Keys

SECONDS = 4.0
"""How long a server may take for one answer."""

READ = 1_000
"""Bytes of an answer that are read."""


@dataclass(frozen=True)
class Finding:
    """One line. `note`: nothing is wrong, but somebody may want to know."""

    level: Literal["ok", "note", "WRONG"]
    about: str
    says: str


Check = Callable[["Patient"], Iterator[Finding]]


@dataclass(frozen=True)
class Patient:
    """One installation. `database` is None where it was never made, `keys` where they can't be read."""

    settings: Settings
    clock: Clock
    default_keys: Path
    database: Database | None
    keys: Keys | None

    def local(self, at: datetime) -> str:
        """By the office's clock."""
        return f"{at.astimezone(ZoneInfo(self.settings.office.timezone)):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    date: str


def get(url: str, path: str = "") -> Answer:
    """One GET; no redirect is followed. Raises OSError, also for what TLS has against a certificate."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    connection = (http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())
                  if parts.scheme == "https" else http.client.HTTPConnection(host, port, timeout=SECONDS))
    try:
        connection.request("GET", (parts.path.rstrip("/") + path) or "/")
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(READ), answer.headers.get("Date", ""))
    except http.client.HTTPException as problem:
        raise OSError(type(problem).__name__) from None
    finally:
        connection.close()
