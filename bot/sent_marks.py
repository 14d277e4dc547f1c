"""What was sent is marked for several chats at once: under load that is a third of what each by itself takes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime

from storage import outbox
from storage.database import Transaction
from storage.writer import Writer

Sent = Sequence[tuple[int, datetime]]
"""Rows, and when each was handed over."""

Marking = tuple[Sent, asyncio.Future[None]]


class SentMarks:
    """What comes until the writer gets to it is marked with it. None waits for what comes after: the chat's next turn, which
    may be there already, would find the row unmarked and not be sent at once."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: deque[Marking] = deque()
        self._is_asked = False

    async def add(self, rows: Sent) -> None:
        """Back when they are marked, and that is committed. Raises what became of it."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, done))
        if not self._is_asked:
            self._is_asked = True
            await self._write([])                           # asked here and now: the chat's next turn may be on its way
        await done

    async def _write(self, taken: list[Marking]) -> None:
        def mark(tx: Transaction) -> None:                  # in the writer's thread
            self._is_asked = False
            while self._waiting:
                taken.append(self._waiting.popleft())
            outbox.mark_all_sent(tx, [one for rows, _done in taken for one in rows])

        problem: BaseException | None = None
        try:
            await self._writer.write(mark)
        except BaseException as raised:  # each that waits for it raises it
            problem = raised
            self._is_asked = False                          # it may not even have begun
            taken.extend(self._waiting)
            self._waiting.clear()
            if not isinstance(raised, Exception):
                raise
        finally:
            _tell(taken, problem)


def _tell(taken: Sequence[Marking], problem: BaseException | None) -> None:
    for _rows, done in taken:
        if done.cancelled():
            continue
        if problem is None:
            done.set_result(None)
        else:
            done.set_exception(problem)
