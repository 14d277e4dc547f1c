"""A time at a place: how a step keeps it, what a party takes of it, and how it is said."""

from __future__ import annotations

from datetime import date, time

from pydantic import BaseModel, ConfigDict

from bot.conversation.text import Text, _
from bot.desk.booked import Hold
from bot.desk.desk import Desk
from bot.desk.slots import Needs, Slot


class At(BaseModel):
    """A time at a place, by the clock there."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    place: str
    day: date
    hour: time

    def slot(self) -> Slot:
        return Slot(self.day, self.hour, self.place)


def at_slot(slot: Slot) -> At:
    return At(place=slot.place, day=slot.day, hour=slot.time)


def needs_of(desk: Desk, party: int) -> Needs:
    """What a party takes: seats for its applicants, room for who comes with them, and minutes."""
    members = desk.parties.ready(party)
    services = tuple(member.service for member in members if member.service is not None)
    needs = Needs(services, people=desk.catalogue.people([(member.service or "", member.answers) for member in members]),
                  minutes=desk.catalogue.minutes(services))
    return desk.holds.needs_of(desk.person.id, needs)


def home_state(desk: Desk, party: int) -> str | None:
    """Where the first of the party lives."""
    members = desk.parties.ready(party)
    if not members or members[0].applicant is None:
        return None
    return desk.applicants.get(members[0].applicant).form.state or None


def zone_name(timezone: str) -> Text:
    """The clock that a time goes by, in words: "Los Angeles time"."""
    return _("{city} time", city=timezone.rsplit("/", maxsplit=1)[-1].replace("_", " "))


def when_in_words(desk: Desk, slot: Slot) -> Text:
    """Day and time, with the clock it goes by."""
    return on_the_clock(slot, desk.settings.places[slot.place].timezone)


def on_the_clock(slot: Slot, timezone: str) -> Text:
    """The same by a known clock: what is booked keeps its own, even where the place is gone."""
    return _("{day} at {hour} ({zone})", day=slot.day, hour=slot.time, zone=zone_name(timezone))


def hold_of(desk: Desk, hold: int) -> Hold | None:
    """The person's live hold, if it is still this one."""
    held = desk.holds.of(desk.person.id)
    return held if held is not None and held.id == hold else None
