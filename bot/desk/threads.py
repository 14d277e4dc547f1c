"""Threads: a chat that an officer answers, until it is closed. While one is open the assistant steps aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.config import WEEKDAYS, Settings
from bot.desk import officers_group
from bot.desk.thanks import only_thanks
from storage import papers, threads
from storage.database import Transaction
from storage.sealed import Keys
from storage.statement import Row

SAID = "thread_lines.said"

AT_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """One thing said in a thread."""

    id: int
    thread: int
    by: Literal["person", "officer", "janji"]
    said: str
    file: str | None
    at: datetime


@dataclass(frozen=True)
class Thread:
    """A thread as the desk sees it."""

    id: int
    person: int
    topic: str
    open: bool
    made_at: datetime
    answered_at: datetime | None


class Threads:
    """What the conversation and the officers do with threads."""

    def __init__(self, tx: Transaction, settings: Settings, keys: Keys, now: datetime) -> None:
        self._tx, self._settings, self._keys, self._now = tx, settings, keys, now

    def open(self, person: int, topic: str) -> int:
        """The person's open thread; a new one where there is none."""
        row = threads.open_of(self._tx, person)
        if row is not None:
            return int(row.id)
        return threads.add(self._tx, self._settings.office.key, person, topic, self._now)

    def open_of(self, person: int) -> int | None:
        row = threads.open_of(self._tx, person)
        return None if row is None else int(row.id)

    def get(self, thread: int) -> Thread | None:
        row = threads.get(self._tx, self._settings.office.key, thread)
        return None if row is None else _read(row)

    def listed(self, closed: bool = False) -> Sequence[tuple[Thread, int, datetime | None]]:
        """Threads, how many lines each has, and since when its person waits for an officer; who waits longest is first."""
        rows = threads.in_state(self._tx, self._settings.office.key, "closed" if closed else "open")
        found = [(_read(row), row.lines, self._unthanked(row.id, row.waits_since)) for row in rows]
        return sorted(found, key=lambda one: one[2] or AT_LAST)

    def lines(self, thread: int) -> Sequence[Line]:
        return [self._line(row) for row in threads.lines_of(self._tx, thread)]

    def line(self, line: int) -> Line | None:
        row = threads.line(self._tx, line)
        return None if row is None else self._line(row)

    def say(self, thread: int, by: Literal["person", "officer", "janji"], said: str, file: str | None = None) -> int:
        """Add a line."""
        if by == "officer":
            threads.answered(self._tx, thread, self._now)
        elif self._settings.telegram.tells_officers and self.waits_since(thread) is None:
            self._tell_officers(thread)
        return threads.add_line(self._tx, self._settings.office.key, thread, by, self._keys.seal(said.encode(), SAID), file,
                                self._now)

    def say_files(self, thread: int, person: int, files: Sequence[str]) -> None:
        """Files that the person sent into the thread."""
        for key in files:
            if papers.file_of(self._tx, key, person) is not None:
                papers.keep_file(self._tx, key)
                self.say(thread, "person", "", file=key)

    def waits_since(self, thread: int) -> datetime | None:
        """Since when there is something that no officer answered."""
        return self._unthanked(thread, threads.waits_since(self._tx, thread))

    def _unthanked(self, thread: int, since: datetime | None) -> datetime | None:
        """Since when, of what was said since the officer's last line, there is more than thanks."""
        if since is None:
            return None
        lines = self.lines(thread)
        last = max((place for place, line in enumerate(lines) if line.by == "officer"), default=None)
        if last is None:
            return since
        return next((line.at for line in lines[last + 1:]
                     if line.file is not None or not only_thanks(line.said, lines[last].said)), None)

    def _tell_officers(self, thread: int) -> None:
        """In their group: now, and once more when it was too long."""
        again = (self.answers_from() or self._now) + timedelta(minutes=self._settings.telegram.officers_again_minutes)
        found = self.get(thread)
        if found is not None:
            officers_group.tell(self._tx, self._settings, thread, found.person, self._now,
                                late_at=answers_from(self._settings, again) or again)

    def waits(self, thread: int) -> bool:
        """Whether it is open and there is something for an officer to read."""
        found = self.get(thread)
        return found is not None and found.open and bool(self.lines(thread))

    def close(self, thread: int) -> None:
        threads.close(self._tx, thread, self._now)

    def reopen(self, thread: int) -> None:
        """An officer has more to say."""
        threads.reopen(self._tx, thread)

    def answers_from(self) -> datetime | None:
        """None while officers answer chats; else when they will again (local to the office)."""
        return answers_from(self._settings, self._now)

    def _line(self, row: Row) -> Line:
        return Line(row.id, row.thread, row.by, self._keys.open(row.said, SAID).decode(), row.file, row.at)


def _read(row: Row) -> Thread:
    return Thread(row.id, row.person, row.topic, row.state == "open", row.made_at, row.answered_at)


def answers_from(settings: Settings, at: datetime) -> datetime | None:
    """None where officers answer chats at that moment; else when they will again (local to the office)."""
    here = at.astimezone(ZoneInfo(settings.office.timezone))
    for ahead in range(15):
        day = here.date() + timedelta(days=ahead)
        for hours in settings.office.officer_hours.get(WEEKDAYS[day.weekday()], ()):
            start = datetime.combine(day, hours.start, here.tzinfo)
            if start <= here < datetime.combine(day, hours.end, here.tzinfo):
                return None
            if start > here:
                return start
    return here + timedelta(days=15)
