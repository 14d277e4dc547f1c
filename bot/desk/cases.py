"""Cases after the visit, as officers move them on: to which stage, who is told of it, and where the paper file is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.config.stages import BOOKED, Stage, StageList
from bot.desk.codes import LENGTH, read_code
from bot.desk.reminders import Night
from bot.desk.whereto import reaches
from storage import outbox, people, stages
from storage.database import Transaction
from storage.statement import Row

MOVED = "stage"
"""A push: the case came to a stage."""
FEEDBACK = "feedback"
"""A push: how it was."""

AFTERWARDS = timedelta(days=30)
"""How long people still see what they have collected."""

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING_OF = StageList.model_construct(steps=())


@dataclass(frozen=True)
class OnTheWay:
    """A case as the desk sees it. `row` is that of its newest stage, 0 before the first; `since`: at its stage."""

    id: int
    appointment: int
    applicant: int
    service: str
    active: bool
    stage: str
    whereabouts: str | None
    code: str
    number: int
    of: int
    person: int
    timezone: str
    starts_at: datetime
    row: int
    since: datetime

    @property
    def name(self) -> str:
        """What officers type for it: the code, and which applicant where there are several."""
        return self.code if self.of == 1 else f"{self.code}-{self.number}"

    @property
    def visit_at(self) -> str:
        """The visit by the place's clock."""
        return f"{self.starts_at.astimezone(ZoneInfo(self.timezone)):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Move:
    """A case, and the stage that it is to come to. `back`: it was further already; `corrects`: and the person read so;
    `known`: this stage is what they read last; `skips`: the stages between."""

    case: OnTheWay
    to: Stage
    back: bool
    corrects: bool
    known: bool = False
    skips: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether people are written to: always, where they were told otherwise."""
        return self.corrects or (self.to.told and not self.known)


Why = Literal["unknown", "cancelled", "no service", "no stages", "no such stage", "last", "gone", "early"]


@dataclass(frozen=True)
class Impossible:
    """Why one that was named can't be moved."""

    name: str
    why: Why
    known: tuple[str, ...] = ()


class Changed(Exception):
    """A case was moved by somebody else since it was looked at."""


class Cases:
    """What officers do with cases, on one transaction."""

    def __init__(self, tx: Transaction, settings: Settings, now: datetime) -> None:
        self._tx, self._settings, self._now = tx, settings, now
        self._office = settings.office.key

    # --- found --------------------------------------------------------------------------------------------------------

    def get(self, case: int) -> OnTheWay | None:
        row = stages.get(self._tx, self._office, case)
        return None if row is None else _read(row)

    def named(self, typed: str) -> list[OnTheWay]:
        """One applicant's (`K7M-4TD-2`), or those of all applicants of a code; none where there is nothing of it."""
        letters = re.sub(r"[\W_]", "", typed)
        code, number = read_code(letters[:LENGTH]), letters[LENGTH:]
        rows = [] if code is None else stages.by_code(self._tx, self._office, code)
        return [_read(row) for row in rows if number in ("", str(row.number))]

    def under_way(self, stage: str = "", service: str = "", since: datetime = LONG_AGO, *, collected: bool = False,
                  ) -> list[OnTheWay]:
        """At this stage, of this service, at their stage since then; who waits longest is first. What is collected only
        where it is asked for."""
        found = [_read(row) for row in stages.under_way(self._tx, self._office, stage, service, since)]
        return [case for case in found if stage or collected or not self._is_collected(case)]

    def of_person(self, person: int) -> list[OnTheWay]:
        """What this person booked and officers have moved on, until a while after it was collected."""
        found = [_read(row) for row in stages.of_person(self._tx, self._office, person)]
        return [case for case in found if not self._is_collected(case) or case.since > self._now - AFTERWARDS]

    def _is_collected(self, case: OnTheWay) -> bool:
        stage = self.stage_of(case)
        return stage is not None and stage.kind == "collected"

    def history(self, case: int) -> Sequence[tuple[str, datetime]]:
        return [(row.stage, row.at) for row in stages.history(self._tx, self._office, case)]

    def has_service(self, case: OnTheWay) -> bool:
        """Whether the office still has its service."""
        return case.service in self._settings.services

    # --- stages -------------------------------------------------------------------------------------------------------

    def stages_of(self, service: str) -> StageList:
        """The stages of a service; none where the office says none, or no longer has the service."""
        entry = self._settings.services.get(service)
        return self._settings.stages[entry.stages] if entry is not None and entry.stages is not None else NOTHING_OF

    def stage_of(self, case: OnTheWay) -> Stage | None:
        """Where it is; None before the visit, and where the office took that stage out."""
        return self.stages_of(case.service).get(case.stage)

    def next_of(self, case: OnTheWay) -> Stage | None:
        listed = self.stages_of(case.service)
        return listed.after(case.stage) if listed.steps else None

    def last_told(self, case: OnTheWay) -> str:
        """The stage of which they read as news last; empty: none."""
        told = self._told(case, MOVED, f"{case.id}:")
        return next((row.stage for row in reversed(self._history(case)) if row.id in told), "")

    def last_read(self, case: OnTheWay, before: int | None = None) -> str:
        """The stage that they read last, or may have read as its status, for they wrote meanwhile (`before` this row of its
        history); empty: none."""
        told = self._told(case, MOVED, f"{case.id}:") | self._told(case, FEEDBACK, f"{case.appointment}:{case.id}:")
        until = self._now
        for row in reversed(self._history(case)):
            if row.id != before and (row.id in told or stages.wrote(self._tx, case.person, row.at, until)):
                return str(row.stage)
            until = row.at
        return ""

    def corrects(self, case: OnTheWay, to: Stage, read: str) -> bool:
        """Whether what the person read stands after this stage in the office's order."""
        listed = self.stages_of(case.service)
        return is_before(listed.place_of(to.key), listed.place_of(read))

    # --- moved --------------------------------------------------------------------------------------------------------

    def plan(self, typed: Sequence[str], stage: str | None, early: bool = False,
             ) -> tuple[list[Move], list[OnTheWay], list[Impossible]]:
        """What moving these to a stage (None: each to its next one) would do: the moves, those that are there already,
        and what can't be done. `early`: past the first stage also while the visit is still to come."""
        moves: dict[int, Move] = {}
        there: dict[int, OnTheWay] = {}
        faults: dict[str, Impossible] = {}
        for name in typed:
            found = self.named(name)
            active = [case for case in found if case.active]
            if not active:
                faults[name] = Impossible(name, "cancelled" if found else "unknown")
            for case in active:
                planned = self._planned(case, stage, early)
                match planned:
                    case Move():
                        moves[case.id] = planned
                    case Impossible():
                        faults[case.name] = planned
                    case None:
                        there[case.id] = case
        return list(moves.values()), list(there.values()), list(faults.values())

    def _planned(self, case: OnTheWay, key: str | None, early: bool) -> Move | Impossible | None:
        if not self.has_service(case):
            return Impossible(case.name, "no service", (case.service,))
        listed = self.stages_of(case.service)
        known = tuple(one.key for one in listed.steps)
        here = listed.place_of(case.stage)
        if not known:
            return Impossible(case.name, "no stages")
        if key is None and here is None and case.stage != BOOKED:
            return Impossible(case.name, "gone", known)
        if key == case.stage:
            return None
        to = listed.after(case.stage) if key is None else listed.get(key)
        if to is None:
            return Impossible(case.name, "last" if key is None else "no such stage", known)
        if case.starts_at > self._now and to != listed.steps[0] and not early:
            return Impossible(case.name, "early", (case.visit_at, known[0]))
        place = listed.place_of(to.key) or 0
        skips = () if here is None and case.stage != BOOKED else known[0 if here is None else here + 1:place]
        return Move(case, to, is_before(place, here), self.corrects(case, to, self.last_read(case)),
                    self.last_told(case) == to.key, skips)

    def move(self, move: Move) -> bool:
        """Do it, and put what is to be said; False when nothing reaches the person. Raises Changed."""
        case = move.case
        row = stages.move(self._tx, self._office, case.id, case.stage, move.to.key, self._now)
        if row is None:
            raise Changed(case.name)
        reached = reaches(self._tx, self._settings, case.person)
        if reached is None:
            return not move.told
        if move.told:
            self._put(case, reached, MOVED, f"{case.id}:{row}", self.due_at(case))
        if move.to.kind == "collected":
            self._ask_how_it_was(case, row)
        return True

    def due_at(self, case: OnTheWay) -> datetime:
        """When what is said of it now goes: at once, or when the person's night ends."""
        return self._night(case).avoid(self._now, lambda at: True)

    def asked_at(self, case: OnTheWay) -> datetime | None:
        """When they would be asked how it was, if it was collected now: once a visit, however many its applicants, and never
        before it; in a chat, where it can be answered."""
        if outbox.reaches(self._tx, self._office, case.person) is None or stages.was_pushed(
                self._tx, self._office, case.person, FEEDBACK, f"{case.appointment}:"):
            return None
        settings, zone = self._settings.feedback, self._zone(case)
        day = max(self._now, case.starts_at).astimezone(zone).date() + timedelta(days=settings.days_after)
        wanted = datetime.combine(day, settings.at, zone)
        return self._night(case).avoid(max(wanted, self._now, case.starts_at), lambda at: True)

    def set_whereabouts(self, case: int, whereabouts: str) -> None:
        """Where the paper file is, for officers' eyes; empty: nobody knows."""
        stages.set_whereabouts(self._tx, self._office, case, whereabouts or None)

    # --- inside -------------------------------------------------------------------------------------------------------

    def _told(self, case: OnTheWay, kind: str, prefix: str) -> set[int]:
        return stages.told(self._tx, self._office, case.person, kind, prefix)

    def _history(self, case: OnTheWay) -> list[Row]:
        return stages.history(self._tx, self._office, case.id)

    def _ask_how_it_was(self, case: OnTheWay, row: int) -> None:
        reached, due_at = outbox.reaches(self._tx, self._office, case.person), self.asked_at(case)
        if reached is not None and due_at is not None:
            self._put(case, reached, FEEDBACK, f"{case.appointment}:{case.id}:{row}", due_at)

    def _put(self, case: OnTheWay, reached: tuple[str, str], kind: str, subject: str, due_at: datetime) -> None:
        about = f"case:{case.id}" if kind == MOVED else f"visit:{case.appointment}"
        outbox.put_push(self._tx, office=self._office, person=case.person, account=reached[0], address=reached[1],
                        kind=kind, subject=subject, due_at=due_at, now=self._now, key=f"{about}:{kind}")

    def _zone(self, case: OnTheWay) -> ZoneInfo:
        return ZoneInfo(people.get(self._tx, case.person).timezone or case.timezone)

    def _night(self, case: OnTheWay) -> Night:
        quiet = self._settings.reminders.quiet
        return Night(self._zone(case).key, quiet.start, quiet.end)


def is_before(place: int | None, other: int | None) -> bool:
    """Of two places in the office's order, where both are known."""
    return place is not None and other is not None and place < other


def _read(row: Row) -> OnTheWay:
    return OnTheWay(
        row.id, row.appointment, row.applicant, row.service, row.state == "active" and row.visit == "booked", row.stage,
        row.whereabouts, row.code, row.number, row.of, row.person, row.timezone, row.starts_at, row.row or 0, row.since)
