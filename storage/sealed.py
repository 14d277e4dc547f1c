"""Encryption of columns and files, and blind indexes: what identifies a person never lies open in the database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import from_json, to_json  # a fifth of what `json` takes for little

NONCE = 12
"""Bytes of AES-GCM's nonce (NIST SP 800-38D)."""


class SealBroken(Exception):
    """It was sealed with another key, or for another column, or was changed."""


@dataclass(frozen=True)
class Keys:
    """The keys of this installation. Whoever has the database but not these reads no name and no paper."""

    ciphers: dict[int, AESGCM]
    current: int
    blinding: bytes

    def seal(self, plain: bytes, about: str) -> bytes:
        """`plain`, readable only with these keys and only as `about` (its table and column, or file)."""
        nonce = os.urandom(NONCE)
        return b"%c%b%b" % (self.current, nonce, self.ciphers[self.current].encrypt(nonce, plain, about.encode()))

    def open(self, sealed: bytes, about: str) -> bytes:
        """What was sealed. Raises SealBroken."""
        try:
            return self.ciphers[sealed[0]].decrypt(sealed[1:1 + NONCE], sealed[1 + NONCE:], about.encode())
        except (KeyError, IndexError, InvalidTag, ValueError) as problem:
            raise SealBroken(about) from problem

    def seal_json(self, value: Any, about: str) -> bytes:
        return self.seal(to_json(value), about)

    def open_json(self, sealed: bytes, about: str) -> Any:
        return from_json(self.open(sealed, about))

    def blind(self, value: str, about: str) -> bytes:
        """A hash that is equal for equal values, for search; useless without the key."""
        return hmac.new(self.blinding, f"{about}\0{value}".encode(), hashlib.sha256).digest()

    def digest(self, content: bytes) -> bytes:
        """The same of a whole file, to notice the same page twice."""
        return hmac.new(self.blinding, b"file\0" + content, hashlib.sha256).digest()


def load_keys(path: Path) -> Keys | None:
    """The keys in the file, or None where there is no file."""
    try:
        kept = json.loads(path.read_text())
    except FileNotFoundError:
        return None
    return Keys(
        ciphers={int(number): AESGCM(base64.b64decode(key)) for number, key in kept["keys"].items()},
        current=kept["current"],
        blinding=base64.b64decode(kept["blinding"]),
    )


def make_keys(path: Path) -> Keys:
    """Make new keys in a file that only its owner can read. Raises FileExistsError rather than replace keys."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {
        "current": 1,
        "keys": {"1": base64.b64encode(AESGCM.generate_key(256)).decode()},
        "blinding": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(kept, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    keys = load_keys(path)
    assert keys is not None
    return keys
