"""Calls that go wrong as a test wants them to."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Failing:
    """How calls of a method go wrong: a number (429, 403, 400, 500 …), `hang`, `drop` (the connection closes before it is
    done), `drop-after` (it is done, and the answer is lost), `nonsense` (no JSON)."""

    how: int | str
    description: str = ""
    parameters: Mapping[str, int] = field(default_factory=dict)


class Failures:
    """What is to go wrong: the next calls of a method, or all that is sent to a chat."""

    def __init__(self) -> None:
        super().__init__()
        self.failing: defaultdict[str, deque[Failing]] = defaultdict(deque)
        self.failing_chats: dict[int, Failing] = {}

    def fail(self, method: str, how: int | str, times: int = 1, description: str = "", **parameters: int) -> None:
        """The next calls of this method go wrong."""
        self.failing[method].extend([Failing(how, description, parameters)] * times)

    def failure_of(self, method: str, params: Mapping[str, Any]) -> Failing | None:
        """How this call goes wrong, if it does."""
        waiting = self.failing[method]
        if waiting:
            return waiting.popleft()
        return self.failing_chats.get(int(params.get("chat_id", 0))) if method.startswith("send") else None
