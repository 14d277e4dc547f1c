"""What one person may send in a minute and a day, and how much may be booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.desk.desk import Desk
from bot.desk.slots import Needs
from storage import events, tries


@dataclass(frozen=True)
class Over:
    """A limit is passed, of a minute or of a day; `say`: it is the first event past it, so say so (once, not for each)."""

    of: Literal["minute", "day"]
    say: bool


def over_limit(desk: Desk) -> Over | None:
    """Whether this event (already counted) is one too many."""
    limits = desk.settings.limits
    sent = events.sent(desk.tx, desk.person.id, desk.now - timedelta(minutes=1), desk.now - timedelta(days=1))
    if sent.minute > limits.messages_a_minute:
        return Over("minute", say=sent.minute == limits.messages_a_minute + 1)
    if sent.day > limits.messages_a_day:
        return Over("day", say=sent.day == limits.messages_a_day + 1)
    return None


def room_for_files(desk: Desk) -> bool:
    """Whether this person may send the files of this event (already counted) today."""
    limits = desk.settings.limits
    files = events.files(desk.tx, desk.person.id, desk.now - timedelta(days=1))
    return bool(files.size <= limits.megabytes_a_day * 1_000_000 and files.pages <= limits.pages_a_day)


def booked_enough(desk: Desk, more: int) -> Literal["person", "network"] | None:
    """Whose limit an appointment of `more` applicants would pass."""
    limits = desk.settings.limits
    coming = sum(case.state == "active" for visit in desk.appointments.of_person(desk.person.id)
                 for case in desk.appointments.cases(visit.id))
    if coming + more > limits.applicants_to_come:
        return "person"
    since = desk.now - timedelta(days=1)
    if desk.network and tries.count(desk.tx, desk.office.key, _bookings(desk), since) + more > limits.address_bookings_a_day:
        return "network"
    return None


def count_booking(desk: Desk, applicants: int) -> None:
    for _applicant in range(applicants if desk.network else 0):
        tries.add(desk.tx, desk.office.key, _bookings(desk), desk.now)


def held_enough(desk: Desk, needs: Needs) -> bool:
    """Whether so many times were held today for newcomers of this network that it is enough."""
    since = desk.now - timedelta(days=1)
    return bool(needs.network) and (tries.count(desk.tx, desk.office.key, f"held:{needs.network}", since)
                                    >= desk.settings.limits.address_newcomer_holds_a_day)


def count_hold(desk: Desk, needs: Needs) -> None:
    if needs.network:
        tries.add(desk.tx, desk.office.key, f"held:{needs.network}", desk.now)


def _bookings(desk: Desk) -> str:
    return f"booked:{desk.network}"
