"""What came, and what stands in the chats."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.wire import OURS, chat_of


@dataclass(frozen=True)
class Call:
    """A request that came; `at` by the monotonic clock; `result` is None while it was made to fail."""

    method: str
    params: Mapping[str, Any]
    at: float
    ok: bool = True


@dataclass
class Said:
    """A message as it stands in a chat: its text with the marks taken out, its buttons row by row."""

    id: int
    chat: int
    text: str
    html: str = ""
    rows: list[list[dict[str, Any]]] = field(default_factory=list)
    kind: str = "text"
    name: str = ""
    content: bytes = b""
    at: float = field(default_factory=time.monotonic)
    silent: bool = False
    answers: int = 0

    details = ()
    """Nothing stands beside a button."""

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Ids and labels."""
        return [(one["callback_data"], one["text"]) for row in self.rows for one in row if "callback_data" in one]

    @property
    def links(self) -> list[str]:
        """Where its other buttons lead."""
        return [one["url"] for row in self.rows for one in row if "url" in one]

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"message_id": self.id, "date": int(time.time()), "text": self.text,
                                "from": {"id": OURS, "is_bot": True, "first_name": "Janji"}, "chat": chat_of(self.chat)}
        return told | ({"reply_markup": {"inline_keyboard": self.rows}} if self.rows else {})


class Record:
    """`calls`: every request; `chats`: what each chat was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self.chats: defaultdict[int, list[Said]] = defaultdict(list)
        self.commands: dict[str, list[Any]] = {}
        self.answered: list[str] = []
        """Presses that were answered."""

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def came(self, method: str, params: Mapping[str, Any], ok: bool = True) -> None:
        self.calls.append(Call(method, params, time.monotonic(), ok))
