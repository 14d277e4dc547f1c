"""What can be held and booked, and how that can end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from bot.desk.slots import Needs, Slot, Why
from storage.statement import Row

Belongs = str
"""`conversation`, or the offer that a hold belongs to."""


@dataclass(frozen=True)
class Hold:
    """A slot kept for minutes. They count from `handed_at`; before that, from when it was made."""

    id: int
    person: int
    belongs: Belongs
    party: int
    slot: Slot
    needs: Needs
    seats: int
    lapses_at: datetime
    handed_at: datetime | None


@dataclass(frozen=True)
class Full:
    """The time could not be held. `taken`: somebody has it, or it is not offered any more. `unproven`: there is room,
    but not for one more hold of somebody who has neither an appointment nor a confirmed address. `network`: for these
    people of one network address no more is held at once."""

    why: Why


@dataclass(frozen=True)
class Gone:
    """The hold lapsed and somebody took the time, or it does not suit the party any more."""


@dataclass(frozen=True)
class Already:
    """This applicant has an active case of this service: in that appointment, or (None) twice in this party."""

    appointment: int | None
    applicant: int
    service: str


@dataclass(frozen=True)
class Member:
    """One applicant as they are booked. `answers` are sealed as `cases.answers`; `identities` are the blinded numbers
    and names that tell who it is."""

    applicant: int
    service: str
    answers: bytes
    rules: str
    identities: Sequence[bytes]


@dataclass(frozen=True)
class Appointment:
    """A booked (or cancelled) visit. `slot` is what was promised; `starts_at` is its instant."""

    id: int
    code: str
    person: int
    party: int
    slot: Slot
    timezone: str
    starts_at: datetime
    minutes: int
    applicants: int
    people: int
    state: Literal["booked", "cancelled"]
    version: int
    coming: str | None
    made_at: datetime
    ended_at: datetime | None

    @property
    def day(self) -> date:
        return self.slot.day


@dataclass(frozen=True)
class Case:
    """One applicant's file, from booking to collection."""

    id: int
    appointment: int
    applicant: int
    service: str
    answers: Mapping[str, str]
    rules: str
    state: Literal["active", "ended"]
    stage: str


def _slot(row: Row) -> Slot:
    return Slot(date.fromisoformat(row.day), time.fromisoformat(row.time), row.place)


def hold_from(row: Row) -> Hold:
    needs = Needs(tuple(row.services.split()), row.people, row.minutes)
    return Hold(row.id, row.person, row.belongs, row.party, _slot(row), needs, row.seats, row.lapses_at, row.handed_at)


def appointment_from(row: Row) -> Appointment:
    return Appointment(row.id, row.code, row.person, row.party, _slot(row), row.timezone, row.starts_at, row.minutes,
                       row.applicants, row.people, row.state, row.version, row.coming, row.made_at, row.ended_at)
