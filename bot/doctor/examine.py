"""All checks beside one another, each for a few seconds at most, in threads that end with the program."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from pkgutil import resolve_name
from time import monotonic

from bot.channels.all import CHANNELS
from bot.clock import Clock
from bot.config import Settings
from bot.doctor import house, traffic
from bot.doctor.address import public_url
from bot.doctor.clock import clock
from bot.doctor.patient import Check, Finding, Patient
from storage.database import Database, is_made
from storage.sealed import Keys, load_keys

LIMIT = 8.0
"""Seconds that a check may take."""


def checks() -> list[tuple[str, Check]]:
    """In the order in which they are told."""
    return [("database", house.database), ("key", house.key_file), ("files", house.files), ("retention", house.retention),
            ("clock", clock), ("address", public_url), *_of_channels(),
            ("ticks", traffic.ticks), ("visits", traffic.visits), ("outbox", traffic.messages)]


def _of_channels() -> Iterator[tuple[str, Check]]:
    for one in CHANNELS:
        if one.examined_by:
            yield one.name.lower(), resolve_name(one.examined_by)


@dataclass
class _Running:
    name: str
    check: Check
    patient: Patient
    found: list[Finding] = field(default_factory=list)

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        try:
            for finding in self.check(self.patient):
                self.found.append(finding)
        except Exception as problem:  # noqa: BLE001 - its text may hold an address or a password
            self.found.append(Finding("WRONG", self.name, f"could not be looked at: {type(problem).__name__}."))


def examine(settings: Settings, clock: Clock, default_keys: Path, limit: float = LIMIT) -> list[Finding]:
    """What was found. Nothing is made and nothing is changed."""
    database = Database(settings.database.url) if is_made(settings.database.url) else None
    patient = Patient(settings, clock, default_keys, database, _keys(settings.keys.file))
    running = [_Running(name, check, patient) for name, check in checks()]
    ends = monotonic() + limit
    threads = [one.start() for one in running]
    found: list[Finding] = []
    for one, thread in zip(running, threads, strict=True):
        thread.join(max(0.0, ends - monotonic()))
        found += one.found
        if thread.is_alive():
            found.append(Finding("WRONG", one.name, f"not done after {limit:.0f} seconds."))
    if database is not None and not any(thread.is_alive() for thread in threads):
        database.close()
    return found


def _keys(path: Path) -> Keys | None:
    try:
        return load_keys(path)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def report(found: Sequence[Finding]) -> list[str]:
    """A line each, and what it comes to."""
    wrong = sum(1 for finding in found if finding.level == "WRONG")
    sums = {0: "Nothing is wrong.", 1: "1 thing is wrong."}
    return [*(f"{one.level:<6} {one.about}: {one.says}" for one in found), "", sums.get(wrong, f"{wrong} things are wrong.")]
