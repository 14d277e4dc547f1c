"""A visit to come that a sentence is about: they can't come, want another time, or ask when it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.conversation.prompts import Reading, Refusal
from bot.conversation.step import AnyStep
from bot.conversation.words import WordLists, plain
from bot.desk.booked import Appointment
from bot.desk.desk import Desk
from bot.desk.slots import Slot
from bot.flows.at_place import home_state, needs_of
from bot.flows.booking import Confirm
from bot.flows.changing import ConfirmChange, Days
from bot.flows.coming import CantCome, Coming
from bot.flows.feedback import MoreWords
from bot.flows.menu import Menu
from bot.flows.my_visits import MyVisits, the_visit
from bot.flows.papers import ChoosePaper, PapersComplete, SendPaper, WhosePapers
from bot.flows.times import ChooseDay, ChooseNearest, ChoosePlace, ChooseTime, OtherDay, TooManyHolds
from bot.flows.typed_times import read_visit
from bot.flows.visit_words import own
from bot.flows.visits import AlterVisit, Visit, to_another_time

CHOOSING = (ChoosePlace, ChooseDay, OtherDay, ChooseTime, ChooseNearest, TooManyHolds, Confirm, ConfirmChange, CantCome,
            MoreWords)
"""Where a time is spoken of already, or anything may be written."""

RESTING = (Menu, MyVisits, Coming, SendPaper, ChoosePaper, WhosePapers, PapersComplete)
"""Where nothing is filled in that a day "to move to" could be about."""

LONGEST = 14
"""Words of a sentence that is about no more than this."""


def for_visit(desk: Desk, text: str, words: WordLists, steps: Sequence[AnyStep]) -> Visit | MyVisits | None:
    """The visit that is meant at the menu, if there is any."""
    meant = isinstance(steps[-1], Menu) and words.has(text, "visit-meant") and desk.appointments.of_person(desk.person.id)
    return the_visit(desk) if meant else None


def asked_visit(desk: Desk, text: str, words: WordLists, steps: Sequence[AnyStep]) -> Visit | MyVisits | AlterVisit | None:
    """When it is, or another time for it, wherever that is asked for; with the day or the time that is named, where the
    visit is the only one."""
    if len(plain(text).split()) > LONGEST or words.has(text, "urgent"):
        return None
    if words.has(text, "visit-when") and words.has(text, "visit-mine"):
        return the_visit(desk)
    top, changes = steps[-1], words.has(text, "visit-change")
    moves = changes or isinstance(top, Visit) or (isinstance(top, RESTING) and words.has(text, "visit-moved"))
    if not moves or isinstance(top, CHOOSING) or not desk.appointments.of_person(desk.person.id):
        return None
    visit = top if isinstance(top, Visit) else the_visit(desk)
    moved = _moved(desk, visit, text, words) if isinstance(visit, Visit) else None
    return moved or (visit if changes and visit is not top else None)


def _moved(desk: Desk, visit: Visit, text: str, words: WordLists) -> AlterVisit | None:
    """The change to the day or the time that is named, where one is."""
    appointment = own(desk, visit.appointment)
    if appointment is None or appointment.starts_at <= desk.now:
        return None
    wished = words.without(words.without(text, "visit-change"), "visit-moved")
    said_so = wished != plain(text)
    wished = words.without(wished, "visit-to") if said_so else wished
    if not said_so and re.search(r"\d{3}", text):            # a year or a number of something else
        return None
    named = _named(desk, appointment, wished, words)
    if named is None or (not said_so and named in (appointment.slot, appointment.slot.day)):
        return None
    return to_another_time(desk, appointment, None if isinstance(named, Refusal) else named)


def _named(desk: Desk, appointment: Appointment, text: str, words: WordLists) -> Days | Slot | Refusal | None:
    """What is named, at the same place; of an hour that can't be had the day, and of a day a refusal."""
    place, needs = appointment.slot.place, needs_of(desk, appointment.party)
    if place not in desk.calendar.places_for(needs, home_state(desk, appointment.party)):
        return None
    reading = Reading(desk.person.language, desk.today, words)
    named = read_visit(desk, place, needs, text, reading, same=appointment.slot.day)
    if not isinstance(named, Refusal):
        return named
    near = [option.value.day for option in named.options if isinstance(option.value, Slot)]
    return near[0] if near else None if named == Refusal() else named
