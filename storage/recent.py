"""What was made of the last values that were stored: the next turn reads most of them, and need not make it again."""

from __future__ import annotations

from contextlib import suppress
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """By the stored value itself, so it is right whoever wrote that. Threads may use it at once. What is taken is given away:
    who stores the next one puts that."""

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._made: dict[K, V] = {}

    def put(self, stored: K, made: V) -> None:
        self._made[stored] = made
        if len(self._made) > self._size:
            with suppress(KeyError, RuntimeError, StopIteration):        # another thread was faster
                del self._made[next(iter(self._made))]

    def take(self, stored: K) -> V | None:
        return self._made.pop(stored, None)

    def look(self, stored: K) -> V | None:
        """It stays for the next one who asks."""
        return self._made.get(stored)
