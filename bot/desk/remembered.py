"""What was read in a turn: a question, the answer to it and the next one ask for the same rows several times each."""

from __future__ import annotations

from typing import Generic, TypeVar

from storage.database import Transaction

K = TypeVar("K")
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Rows by their keys, as this turn's transaction read or wrote them; nothing of what was undone. Only for tables that
    nobody else writes meanwhile: those of the person whose row this turn has locked."""

    def __init__(self, tx: Transaction) -> None:
        self._tx, self._undone = tx, tx.undone
        self._known: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        if self._undone != self._tx.undone:
            self.clear()
        return self._known.get(key)

    def put(self, key: K, value: V) -> V:
        if self._undone != self._tx.undone:
            self.clear()
        self._known[key] = value
        return value

    def forget(self, key: K) -> None:
        self._known.pop(key, None)

    def clear(self) -> None:
        self._known.clear()
        self._undone = self._tx.undone
