"""What becomes of a row of the outbox that a channel took, or did not take."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.channel import Gone, Later, Refused, Waits
from storage import outbox
from storage.outbox import OutboxRow
from storage.sealed import SealBroken

TRIES = 8
"""Unexpected failures of a row until it is parked: with the pauses below, after about five minutes."""

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Seconds until the next try: doubled each time up to the longest, and spread, so that chats don't come all at once."""

PATIENCE = timedelta(days=2)
"""A row that the channel put off again and again is parked when it is this late."""

RESULTS = {Later: "later", TimeoutError: "later", Waits: "waits", Gone: "gone", Refused: "refused"}


@dataclass(frozen=True)
class Outcome:
    """What became of a row: the state it gets (`due`: again), and when or until when."""

    row: OutboxRow
    state: str
    at: datetime | None = None
    problem: str | None = None
    tries: int = 0
    references: tuple[str, ...] = ()
    lost: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it was sent, and nothing else follows from that."""
        return self.state == "sent" and self.row.hold is None and not self.references


def failed(row: OutboxRow, problem: Exception, now: datetime) -> Outcome:
    """Of a row that could not be sent or rendered."""
    match problem:
        case Gone():
            return Outcome(row, "dropped", problem=problem.reason, lost=True)
        case Refused():
            return Outcome(row, "parked", problem=problem.reason, lost=True)
        case Waits():
            told = problem.reason in (outbox.KNOCKED, outbox.TOLD)
            return Outcome(row, "waiting", at=now, problem=problem.reason, references=problem.references, lost=not told)
        case SealBroken():
            return Outcome(row, "parked", problem="sealed with another key")
        case Later():
            return _again(row, now, problem.reason, now - row.due_at > PATIENCE, problem.seconds)
        case TimeoutError():
            return _again(row, now, "timeout", now - row.due_at > PATIENCE)
        case _:
            return _again(row, now, name_of(problem), row.tries + 1 >= TRIES)


def _again(row: OutboxRow, now: datetime, reason: str, hopeless: bool, least: float = 0.0) -> Outcome:
    """Tried once more, not before so many seconds; parked where that is hopeless."""
    tries = row.tries + 1
    if hopeless:
        return Outcome(row, "parked", problem=reason, tries=tries, lost=True)
    pause = max(min(FIRST_PAUSE * 2 ** row.tries, LONGEST_PAUSE), least)
    pause *= 1 + random.random() / 4  # noqa: S311 - no secret
    return Outcome(row, "due", at=now + timedelta(seconds=pause), problem=reason, tries=tries)


def result_of(problem: Exception) -> str:
    """In a word, for the figures and the log."""
    limited = isinstance(problem, Later) and problem.reason == "429"
    return "429" if limited else RESULTS.get(type(problem), "failed")


def name_of(problem: Exception) -> str:
    """All that may be written of a failure: its text can hold what a person said."""
    return type(problem).__name__
