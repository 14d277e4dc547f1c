"""Files on the disk, encrypted; their names say nothing."""

from __future__ import annotations

import os
import secrets
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

    def read(self, key: str) -> bytes:
        """What was kept. Raises FileNotFoundError, SealBroken."""
        return self._keys.open(self._path(key).read_bytes(), f"file:{key}")

    def destroy(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not (key.isalnum() and key.isascii()):
            raise FileNotFoundError(key)
        return self._folder / key[:2] / key
