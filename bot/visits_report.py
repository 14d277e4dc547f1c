"""What `janji run` says at its start of visits that the configuration no longer opens."""

from __future__ import annotations

from bot.app import App
from bot.desk.unopened import Unopened, unopened


def unopened_in_words(app: App) -> str:
    """A block for the office; empty when all that is booked is open."""
    with app.database.reading() as tx:
        found = list(unopened(tx, app.settings, app.clock.now()))
    if not found:
        return ""
    return "\n".join((
        f"{_counted(len(found), 'booked visit is', 'booked visits are')} at a time that config.yaml no longer opens:",
        *map(_line, found),
        ("Nothing was cancelled, and nobody has been told or is reminded of them. Open those hours again in config.yaml, or "
         "write to these people (janji threads write CODE TEXT); docs/office.md says more.")))


def _line(one: Unopened) -> str:
    booked = one.appointment
    return (f"  {booked.day:%A} {booked.day.isoformat()} {booked.slot.time:%H:%M}, {booked.slot.place}: {booked.code}, "
            f"{_counted(booked.applicants, 'applicant', 'applicants')} ({one.why})")


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
