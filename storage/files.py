"""Files on the disk, encrypted; their names say nothing."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from storage.sealed import Keys


class FileStore:
    """A folder of sealed files."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder = folder
        self._keys = keys

    def write(self, key: str, content: bytes) -> None:
        """Keep it under this key; whole on the disk when this returns, or not there at all."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(self._keys.seal(content, f"file:{key}"))
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)

    def write_once(self, key: str, content: bytes) -> None:
        """The same, unless there is something under this key already."""
        if not self._path(key).exists():
            self.write(key, content)

    def read(self, key: str) -> bytes:
        """What was kept. Raises FileNotFoundError, SealBroken."""
        return self._keys.open(self._path(key).read_bytes(), f"file:{key}")

    def destroy(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def older(self, than: datetime) -> Iterator[str]:
        """The names of files that were written before then, half ones that a kill left behind among them."""
        for path in self._folder.glob("*/*"):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < than:
                yield path.name

    def destroy_stray(self, name: str) -> None:
        """What `older` named, whole or half."""
        (self._folder / name[:2] / name).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not (key.isalnum() and key.isascii()):
            raise FileNotFoundError(key)
        return self._folder / key[:2] / key
