"""Sends what is in the outbox: in order within a chat, chats independent of one another, nothing lost.

At least once: a row is marked sent after the channel took it. A kill between the two repeats, when the lease ends, what
was not marked yet: at most one turn's messages (or one push) in each chat. Never sent is impossible; a push that is no
longer true when it is rendered is dropped, in the transaction that takes it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any, TypeVar

import structlog

from bot.clock import Clock
from bot.conversation.channel import Channel
from bot.conversation.message import Message
from bot.outcomes import Outcome, failed, name_of, result_of
from bot.sent_marks import SentMarks
from storage import outbox, receipts
from storage.database import Database, Transaction
from storage.outbox import OutboxRow
from storage.sealed import Keys
from storage.writer import Writer

log = structlog.get_logger("delivery")

T = TypeVar("T")
Chat = tuple[str, str]
"""A channel account and an address of it."""

SEND_SECONDS = 8.0
"""How long a channel may take for one message. Well under the lease."""

CHATS_AT_ONCE = 50
"""Chats that a sweep serves at the same time; a turn's own answers do not wait for these."""


@dataclass(frozen=True)
class Dropped:
    """A push that is not to be sent, and why."""

    reason: str


@dataclass(frozen=True)
class Parked:
    """A push that nobody here can render (a kind that this release doesn't know), and why."""

    reason: str


Rendered = Message | Dropped | Parked | None
Render = Callable[[Transaction, OutboxRow, datetime], Rendered]
"""What a push says now, in the person's language; None: it is no longer true. It may write (the push's offer); what it
wrote is undone when it raises. A push that could not be sent is rendered anew at the next try."""

Handed = Callable[[Transaction, int, datetime], None]
"""Told the hold whose message was handed to the channel, and when; in the transaction that marks it sent."""

Returned = Callable[[Transaction, OutboxRow, str], None]
"""Told of a row that a channel took, and then could not deliver, for this code of its own."""

Lost = Callable[[Transaction, OutboxRow, str], tuple[str, str | None]]
"""Told of a push that its channel does not take, and the state it gets for that (`dropped`: nobody is there any more); the
state it gets after all, and the account by which it goes instead, if it does."""

Observe = Callable[[str, str, float], None]
"""Told the account, the result (sent, 429, later, waits, gone, refused, failed) and the seconds that the channel took."""


Ready = tuple[OutboxRow, Message] | Outcome
"""A row with its message, or what becomes of it instead of being sent."""

MARKS = {"waiting": outbox.mark_waiting, "dropped": outbox.mark_dropped, "parked": outbox.mark_parked}


class Delivery:
    """The sender of one process: it sends the rows of its `channels` (by account); with `only`, of these addresses."""

    def __init__(self, database: Database, writer: Writer, keys: Keys, channels: Mapping[str, Channel], render: Render,
                 clock: Clock, *, handed: Handed = lambda tx, hold, at: None,
                 returned: Returned = lambda tx, row, problem: None,
                 lost: Lost = lambda tx, row, state: (state, None),
                 observe: Observe = lambda account, result, seconds: None, only: Collection[str] | None = None) -> None:
        self._database = database
        self._writer = writer
        self._keys = keys
        self._channels = channels
        self._render = render
        self._clock = clock
        self._handed = handed
        self._returned = returned
        self._lost = lost
        self._observe = observe
        self._only = None if only is None else frozenset(only)
        self._turnstiles: dict[Chat, tuple[asyncio.Lock, int]] = {}
        self._more: set[Chat] = set()
        self._swept: set[Chat] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(CHATS_AT_ONCE)
        self._marks = SentMarks(writer)

    # --- who calls it ------------------------------------------------------------------------------------------------

    async def hurry(self, rows: Sequence[OutboxRow], said: Sequence[Message] = ()) -> None:
        """Send a turn's rows, right after its commit; back when they are handed over and marked. `said`: their messages,
        where they are at hand, so that none has to be opened. Never raises for a channel's or the database's failure: the
        rows stay, and a sweep takes them."""
        now = self._clock.now()
        chats: dict[Chat, list[OutboxRow]] = {}
        for row in rows:
            if (row.state == "sending" or row.due_at <= now) and self._is_ours(row):   # the clock may have been set back
                chats.setdefault((row.account, row.address), []).append(row)
        known = {row.id: message for row, message in zip(rows, said, strict=False)}
        if len(chats) == 1:
            [(chat, ours)] = chats.items()
            await self._serve(chat, ours, known)
        else:
            await asyncio.gather(*(self._serve(chat, ours, known) for chat, ours in chats.items()))

    async def sweep(self) -> None:
        """Begin to send everything that is due, and don't wait for it: a slow chat must not hold up the next sweep."""
        for chat in await asyncio.to_thread(self._waiting):
            if chat not in self._swept:
                self._swept.add(chat)
                self._start(self._serve_swept(chat))

    async def finish(self) -> None:
        """Wait for what sweeps have begun: at the end, and where a test or a command wants to see the result."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    # --- a chat ------------------------------------------------------------------------------------------------------

    def _is_ours(self, row: OutboxRow) -> bool:
        return row.account in self._channels and (self._only is None or row.address in self._only)

    def _waiting(self) -> list[Chat]:
        now = self._clock.now()
        with self._database.reading() as tx:
            return [(account, address) for account in self._channels for one in (self._only or (None,))
                    for address in outbox.waiting(tx, account, now, 4 * CHATS_AT_ONCE, one)]

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve_swept(self, chat: Chat) -> None:
        try:
            async with self._room:
                await self._serve(chat, (), {})
        finally:
            self._swept.discard(chat)

    def _turnstile(self, chat: Chat) -> asyncio.Lock:
        """One after the other within a chat, in the order they came. Whoever asks for it leaves it, too."""
        lock, inside = self._turnstiles.get(chat) or (asyncio.Lock(), 0)
        self._turnstiles[chat] = lock, inside + 1
        return lock

    def _leave(self, chat: Chat) -> None:
        lock, inside = self._turnstiles.pop(chat)
        if inside > 1:
            self._turnstiles[chat] = lock, inside - 1

    async def _serve(self, chat: Chat, given: Sequence[OutboxRow], known: Mapping[int, Message]) -> None:
        """Send the rows that were leased to us when they were put, then what else may wait in this chat."""
        try:
            async with self._turnstile(chat):
                fresh = self._clock.now() - outbox.LEASE / 2
                leased = [row for row in given if row.state == "sending" and row.due_at > fresh]
                if leased:
                    await self._send([(row, known[row.id]) if row.id in known else self._opened(row) for row in leased])
                if len(leased) < len(given) or not given or chat in self._more:
                    await self._drain(chat, asked=bool(given))
        except Exception as problem:  # noqa: BLE001 - the rows stay in the outbox; a database error's text holds values
            log.error("chat_not_served", account=chat[0], rows=[row.id for row in given], problem=name_of(problem))
        finally:
            self._leave(chat)

    async def _drain(self, chat: Chat, asked: bool) -> None:
        self._more.discard(chat)
        took = False
        while (batch := await self._write(partial(self._take, chat))) is not None:
            took = True
            await self._send(batch)
        if asked and not took:
            self._more.add(chat)                        # something is on its way before it: whoever sends that goes on

    def _take(self, chat: Chat, tx: Transaction) -> list[Ready] | None:
        """What comes next in the chat, rendered; None when there is nothing, or it must wait."""
        now = self._clock.now()
        rows = outbox.take(tx, *chat, now)
        ready = [self._rendered(tx, row, now) for row in rows]
        if len(ready) == 1 and isinstance(ready[0], Outcome):
            self._record(tx, ready[0])
            return []
        return ready or None

    def _rendered(self, tx: Transaction, row: OutboxRow, now: datetime) -> Ready:
        if row.kind == outbox.ANSWER:
            return self._opened(row)
        try:
            with tx.savepoint():
                made = self._render(tx, row, now)
        except Exception as problem:  # noqa: BLE001 - a push that can't be rendered must not block the others
            return failed(row, problem, self._clock.now())
        match made:
            case Message():
                outbox.set_body(tx, self._keys, row.id, made.dump())
                return row, made
            case Parked(reason):
                return Outcome(row, "parked", problem=reason)
            case Dropped(reason):
                return Outcome(row, "dropped", problem=reason)
            case None:
                return Outcome(row, "dropped", problem="no longer true")

    def _opened(self, row: OutboxRow) -> Ready:
        try:
            assert row.body is not None
            return row, Message.load(self._keys.open(row.body, outbox.BODY))
        except Exception as problem:  # noqa: BLE001 - one that can't be read must not block the others
            return failed(row, problem, self._clock.now())

    # --- a message ---------------------------------------------------------------------------------------------------

    async def _send(self, batch: Sequence[Ready]) -> None:
        """Hand over a turn's messages and write down what became of them. After one that must wait, the rest waits."""
        outcomes: list[Outcome] = []
        ends = monotonic() + outbox.LEASE.total_seconds() / 2 - SEND_SECONDS
        for ready in batch:
            if outcomes and (outcomes[-1].state == "due" or monotonic() > ends):
                row = ready.row if isinstance(ready, Outcome) else ready[0]
                outcomes.append(Outcome(row, "due", tries=row.tries))
            else:
                outcomes.append(ready if isinstance(ready, Outcome) else await self._hand_over(*ready))
        if outcomes and all(outcome.is_plain for outcome in outcomes):
            await self._marks.add([(outcome.row.id, outcome.at) for outcome in outcomes if outcome.at is not None])
        elif outcomes:
            await self._write(partial(self._record_all, outcomes))

    async def _hand_over(self, row: OutboxRow, message: Message) -> Outcome:
        began = monotonic()
        try:
            async with asyncio.timeout(SEND_SECONDS):
                taken = await self._channels[row.account].send(row.address, message)
        except Exception as problem:  # noqa: BLE001 - each kind has its outcome
            outcome = failed(row, problem, self._clock.now())
            result = result_of(problem)
            log.warning("not_sent", row=row.id, account=row.account, kind=row.kind, result=result, state=outcome.state,
                        tries=outcome.tries, problem=outcome.problem)
        else:
            outcome, result = Outcome(row, "sent", at=self._clock.now(), references=tuple(taken or ())), "sent"
        self._observe(row.account, result, monotonic() - began)
        return outcome

    def _record_all(self, outcomes: Sequence[Outcome], tx: Transaction) -> None:
        for outcome in outcomes:
            self._record(tx, outcome)

    def _record(self, tx: Transaction, outcome: Outcome) -> None:
        row = outcome.row
        if outcome.state == "sent":
            assert outcome.at is not None
            if outbox.mark_sent(tx, row.id, outcome.at) and row.hold is not None:
                self._handed(tx, row.hold, outcome.at)
            self._keep_references(tx, outcome, outcome.at)
        elif outcome.state == "due":
            outbox.mark_again(tx, row, outcome.at, outcome.tries, outcome.problem)
        else:
            state, instead = outcome.state, None
            if outcome.lost and row.kind != outbox.ANSWER:
                state, instead = self._lost(tx, row, state)
            MARKS[state](tx, row.id, (outcome.problem or "") + (f", sent by {instead}" if instead else ""))
            if outcome.at is not None:
                self._keep_references(tx, outcome, outcome.at)

    def _keep_references(self, tx: Transaction, outcome: Outcome, at: datetime) -> None:
        row = outcome.row
        for reference in outcome.references:
            receipt = receipts.add(tx, office=row.office, account=row.account, reference=reference, row=row.id, at=at)
            if receipt is not None and receipt.state == "failed":    # the channel was faster than our own commit
                self._returned(tx, row, receipt.problem or "")

    async def _write(self, work: Callable[[Transaction], T]) -> T:
        done: T = await self._writer.write(work)
        return done
