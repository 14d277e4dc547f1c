"""What a channel needs of the application: it takes events, and keeps files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from bot.conversation.events import Event
from bot.conversation.turn import Also, TurnResult
from bot.desk.desk import Office
from storage.database import Database, Transaction
from storage.files import FileStore


class Clock(Protocol):
    """An aware instant in UTC."""

    def now(self) -> datetime: ...


class Application(Protocol):
    """One process of Janji, as its channels see it."""

    office: Office
    database: Database
    store: FileStore
    clock: Clock

    async def take(self, event: Event, also: Also | None = None, sent: bool = False) -> TurnResult:
        """Take one event as one turn; back after its commit (`sent`: when what it says was handed over)."""
        ...

    async def write(self, work: Callable[[Transaction], Any]) -> Any:
        """Do something in a transaction of its own."""
        ...
