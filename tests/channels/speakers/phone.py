"""What a phone does whatever runs on it: the platform tells our webhook."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol


class Person(Protocol):
    """Who holds it. `status`: what our webhook answered last."""

    status: int

    def says(self, text: str) -> object: ...
    def presses(self, button: str) -> object: ...
    def again(self) -> object: ...


class Phone(ABC):
    """Each thing that is done reaches us before the next."""

    person: Person

    def says(self, text: str) -> None:
        self.person.says(text)
        self.was_taken()

    def presses(self, button: str) -> None:
        self.person.presses(button)
        self.was_taken()

    @abstractmethod
    def sends(self, contents: Sequence[bytes]) -> None: ...

    def sends_broken(self, content: bytes) -> str | None:
        self.sends([content])
        return None

    def again(self) -> bool:
        self.person.again()
        self.was_taken()
        return True

    def was_taken(self) -> None:
        assert self.person.status == 200
