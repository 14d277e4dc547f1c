"""What is said unasked, and when: papers that are missing, the evening and the hours before, a hold about to lapse.

Times follow the place ("the evening before at 18:00"), nights the person: nobody in Honolulu is woken by Los Angeles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.config import ReminderSettings, Settings
from bot.desk.whereto import reaches
from storage import bookings, outbox, people, tries
from storage.database import Transaction

PAPERS = "papers-missing"
EVENING = "evening-before"
HOURS = "hours-before"
HOLD = "hold-lapsing"
GUESSED = "code-guessed"
"""A wrong birth date was given with the code of a visit."""
AGAIN = "booked-again"
"""Somebody else filled in a form for an applicant of a visit."""

STILL_USEFUL = timedelta(hours=1)
"""The reminder of the last hours may come late, after the night, but not later than this before the appointment."""

AFTER_BOOKING = timedelta(hours=3)
"""Which papers a visit takes was said a moment before it was booked: no sooner than this is it said again."""

BEFORE_THE_NIGHT = timedelta(minutes=1)


class Appointment(Protocol):
    """What a reminder must know of an appointment. `day` and `time` are local to `timezone`, the place's."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def person(self) -> int: ...
    @property
    def day(self) -> date: ...
    @property
    def timezone(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...


class Hold(Protocol):
    """What a reminder must know of a hold."""

    @property
    def id(self) -> int: ...
    @property
    def person(self) -> int: ...
    @property
    def belongs(self) -> str: ...
    @property
    def lapses_at(self) -> datetime: ...


@dataclass(frozen=True)
class Planned:
    """A push to come. Its key is unique within an appointment, so it is never there twice."""

    kind: str
    subject: str
    due_at: datetime
    key: str


def subject_of(appointment: Appointment) -> str:
    """`<id>:<version>`: a moved appointment no longer matches what was planned for it."""
    return f"{appointment.id}:{appointment.version}"


def plan(appointment: Appointment, person_zone: str, settings: ReminderSettings, now: datetime) -> list[Planned]:
    """The reminders of an appointment that are still to come, in the order they are due."""
    night = Night(person_zone, settings.quiet.start, settings.quiet.end)
    planned = []
    for kind, name, wanted, useful in _wanted(appointment, settings):
        due_at = night.avoid(max(wanted, now + AFTER_BOOKING) if kind == PAPERS else wanted, useful)
        if now < due_at < appointment.starts_at and now < wanted:
            key = f"{_prefix(appointment.id)}{name}"
            planned.append(Planned(kind, subject_of(appointment), due_at, key))
    return sorted(planned, key=lambda one: one.due_at)


def _wanted(appointment: Appointment, settings: ReminderSettings,
            ) -> Iterator[tuple[str, str, datetime, Callable[[datetime], bool]]]:
    """Kind, name, the time that the office wants, and whether another time would still be of use."""
    zone = ZoneInfo(appointment.timezone)

    def before_the_day(at: datetime) -> bool:
        return at.astimezone(zone).date() < appointment.day

    def in_time(at: datetime) -> bool:
        return at <= appointment.starts_at - STILL_USEFUL

    for days in sorted(set(settings.papers_days_before)):
        day = appointment.day - timedelta(days=days)
        yield PAPERS, f"papers-{days}", datetime.combine(day, settings.papers_at, zone), before_the_day
    evening = appointment.day - timedelta(days=1)
    yield EVENING, EVENING, datetime.combine(evening, settings.evening_before_at, zone), before_the_day
    if settings.hours_before:
        yield HOURS, HOURS, appointment.starts_at - timedelta(hours=settings.hours_before), in_time


class Night:
    """A person's quiet hours, from `start` to `end` on their own clock; `start` = `end`: none."""

    def __init__(self, zone: str, start: time, end: time) -> None:
        self._zone = ZoneInfo(zone)
        self._start = start
        self._end = end

    def avoid(self, wanted: datetime, useful: Callable[[datetime], bool]) -> datetime:
        """`wanted` itself by day; at night its end if that is still useful, else just before it begins. In UTC."""
        local = wanted.astimezone(self._zone)
        if not self._covers(local.time()):
            return wanted.astimezone(UTC)
        ends = self._next(local, self._end, 1)
        begins = self._next(local, self._start, -1) - BEFORE_THE_NIGHT
        return ends if useful(ends) else begins

    def _covers(self, at: time) -> bool:
        if self._start <= self._end:
            return self._start <= at < self._end
        return at >= self._start or at < self._end

    def _next(self, local: datetime, at: time, step: int) -> datetime:
        """The nearest instant at or after (`step` 1), at or before (-1) `local` when the clock shows `at`."""
        there = datetime.combine(local.date(), at, self._zone)
        if (there - local).total_seconds() * step < 0:
            there = datetime.combine(local.date() + timedelta(days=step), at, self._zone)
        return there.astimezone(UTC)


class Reminders:
    """Reminders as rows of the outbox, on a turn's transaction."""

    def __init__(self, tx: Transaction, settings: Settings, now: datetime) -> None:
        self._tx = tx
        self._settings = settings
        self._office = settings.office.key
        self._now = now

    def schedule(self, appointment: Appointment) -> list[Planned]:
        """Plan for an appointment that was booked or moved; what was planned for it before is dropped."""
        self._drop(appointment.id, appointment.person)
        zone = people.get(self._tx, appointment.person).timezone or appointment.timezone
        planned = plan(appointment, zone, self._settings.reminders, self._now)
        reached = reaches(self._tx, self._settings, appointment.person) if planned else None
        for one in planned:
            self._put(appointment.person, one, reached)
        return planned

    def unschedule(self, appointment_id: int) -> None:
        """Drop what is planned for an appointment: it was cancelled, or its applicants are served."""
        row = bookings.appointment(self._tx, self._office, appointment_id)
        if row is not None:
            self._drop(appointment_id, row.person)

    def schedule_hold(self, hold: Hold) -> None:
        """Say shortly before that a hold lapses. Call it again when its minutes begin to count (it was handed over)."""
        due_at = hold.lapses_at - timedelta(minutes=self._settings.reminders.hold_minutes_before)
        if self._settings.reminders.hold_minutes_before and due_at > self._now:
            in_chat = outbox.reaches(self._tx, self._office, hold.person)
            self._put(hold.person, Planned(HOLD, str(hold.id), due_at, f"hold:{hold.belongs}"), in_chat)

    def unschedule_hold(self, hold_id: int) -> None:
        """Drop it: the hold became an appointment, was given back or has lapsed."""
        outbox.drop_subject(self._tx, self._office, HOLD, str(hold_id), "no longer true")

    def warn(self, appointment: Appointment, kind: str) -> None:
        """Tell whoever booked that somebody else came near it, as `kind` says; at most once a day."""
        self._warn(appointment.person, subject_of(appointment), kind, str(appointment.id))

    def warn_nobody(self, person: int, kind: str, code: str) -> None:
        """As much work as `warn`, so that a code that does not exist takes as long as one that does: a push about nothing,
        to whoever typed it, which is dropped when it is to be said."""
        self._warn(person, "0:0", kind, code)

    def _warn(self, person: int, subject: str, kind: str, about: str) -> None:
        key = f"{kind}:{about}"
        if not tries.count(self._tx, self._office, key, self._now - timedelta(days=1)):
            tries.add(self._tx, self._office, key, self._now)
            self._put(person, Planned(kind, subject, self._now, key), reaches(self._tx, self._settings, person))

    def _drop(self, appointment_id: int, person: int) -> None:
        outbox.drop_keys(self._tx, self._office, person, _prefix(appointment_id), "no longer true")

    def _put(self, person: int, planned: Planned, reached: tuple[str, str] | None) -> None:
        if reached is not None:
            outbox.put_push(self._tx, office=self._office, person=person, account=reached[0], address=reached[1],
                            kind=planned.kind, subject=planned.subject, due_at=planned.due_at, now=self._now,
                            key=planned.key)


def _prefix(appointment_id: int) -> str:
    return f"appointment:{appointment_id}:"
