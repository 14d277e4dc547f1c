"""Visits that were promised, and that the configuration no longer opens: a closure was added, hours were changed, a place or
a service there was taken away. Nothing is done to them, and people are not reminded of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.config import Place, Settings
from bot.desk import holidays, opening
from bot.desk.booked import Appointment, appointment_from
from bot.desk.slots import group_of
from storage import bookings
from storage.database import Transaction


class NotOpened(Exception):
    """A reminder of such a visit."""


@dataclass(frozen=True)
class Unopened:
    """A visit to come, and what of the configuration it no longer fits."""

    appointment: Appointment
    why: str


def unopened(tx: Transaction, settings: Settings, now: datetime) -> Iterator[Unopened]:
    """Those to come that would not be offered today, whoever asked; the next one first."""
    for row in bookings.to_come(tx, settings.office.key, now):
        appointment = appointment_from(row)
        why = why_unopened(tx, settings, appointment)
        if why:
            yield Unopened(appointment, why)


def why_unopened(tx: Transaction, settings: Settings, appointment: Appointment) -> str:
    """What of the configuration a visit no longer fits; empty: it fits."""
    cases = bookings.cases_of(tx, settings.office.key, appointment.id)
    services = [case.service for case in cases if case.state == "active"]
    place = settings.places.get(appointment.slot.place)
    if place is None:
        return "there is no such place any more"
    if any(group_of(place, service) is None for service in services):
        return "the place no longer gives the service"
    return "" if _is_open(tx, settings, place, appointment) else "closed then"


def _is_open(tx: Transaction, settings: Settings, place: Place, appointment: Appointment) -> bool:
    """Whether all of its minutes lie within the hours of that day."""
    start = opening.minutes_of(appointment.slot.time)
    is_holiday = holidays.closing(tx, place.holidays, settings.office.country)
    return any(opens <= start and start + appointment.minutes <= closes
               for opens, closes in opening.spans(place, appointment.day, is_holiday))
