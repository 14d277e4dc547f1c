"""What happens beside somebody's conversation, and what there is to see of it."""

from __future__ import annotations

from datetime import date, time
from itertools import count
from typing import Any

from sqlalchemy import select, update

from bot.conversation.message import Message
from bot.desk.booked import Hold
from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.desk.slots import Needs, Slot
from storage import people, tables
from storage.database import Transaction
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import known, nobody_else, one_more, submit, to_days

CHANGED = "Something has changed in the meantime"
_strangers = count(1)


def at_the_days(journey: Journey) -> Chat:
    """Somebody who is asked for a place or a day."""
    dewi = journey.person("Dewi")
    to_days(dewi)
    return dewi


def day_of(chat: Chat, number: int) -> date:
    """Of the days that are shown."""
    return date.fromisoformat(chat.shown().choices[number].value)


def hour_of(chat: Chat, number: int) -> time:
    """Of the times that are shown."""
    return time.fromisoformat(chat.shown().choices[number].value)


def two_at_the_days(dewi: Chat) -> None:
    """Dewi, whose form is filled in, and Budi."""
    if dewi.step == "Menu":
        dewi.picks("book", known(1), "passport-renewal", True, "on")
        submit(dewi)
    else:
        dewi.says("back")
    one_more(dewi)
    nobody_else(dewi)


def desk_of(journey: Journey, tx: Transaction, person: int) -> Desk:
    app = journey.app
    return Desk(app.office, tx, journey.clock.now(), person_of(people.get(tx, person), app.settings.office.languages))


def others_take(journey: Journey, day: date, hour: time | None = None, place: str = "counter", party: int = 1) -> None:
    """Strangers hold of a day, or of one time, so much that there is no room for a party."""
    needs, wanted = (Needs(("passport-renewal",) * number, number, 20) for number in (1, party))
    with journey.app.database.transaction() as tx:
        while True:
            stranger = people.find_or_add(tx, "kjri-la", "strangers", str(next(_strangers)), "en", None, journey.clock.now())
            proven(tx, stranger, journey)
            desk = desk_of(journey, tx, stranger)
            free = desk.calendar.free_times(place, day, wanted)
            slot = Slot(day, hour, place) if hour is not None else (free[0] if free else None)
            if slot is None or slot not in free:
                return
            assert isinstance(desk.holds.keep(stranger, stranger, slot, needs), Hold)


def lapses_and_is_taken(journey: Journey, chat: Chat, day: int = 0) -> None:
    """A time that this person had chosen, of the day at this place of the list."""
    wanted = day_of(chat, day)
    chat.picks_nth(day)
    hour = hour_of(chat, 0)
    chat.picks_nth(0)
    journey.clock.advance(minutes=11)
    others_take(journey, wanted, hour)


def newcomers_hold_all(journey: Journey) -> None:
    with journey.app.database.transaction() as tx:
        desk = desk_of(journey, tx, people.find_or_add(tx, "kjri-la", "strangers", "0", "en", None, journey.clock.now()))
        days = desk.calendar.open_days("counter", Needs(("passport-renewal",), 1, 30), count=100)
    for day in days:
        newcomers_hold(journey, day)


def newcomers_hold(journey: Journey, day: date, place: str = "counter") -> None:
    """As much of a day as people may hold who have no appointment."""
    with journey.app.database.transaction() as tx:
        for _other in range(40):
            person = people.find_or_add(tx, journey.app.office.key, "strangers", str(next(_strangers)), "en", None,
                                        journey.clock.now())
            desk = desk_of(journey, tx, person)
            needs = desk.holds.needs_of(person, Needs(("passport-renewal",), 1, 30))
            for free in desk.calendar.free_times(place, day, needs)[-1:]:
                desk.holds.keep(person, desk.parties.begin(person), free, needs)


def others_of_the_network(journey: Journey, network: str) -> None:
    """As many times as one network may hold for newcomers, each on another day."""
    with journey.app.database.transaction() as tx:
        for number in range(journey.app.settings.limits.address_newcomer_holds):
            person = people.find_or_add(tx, journey.app.office.key, "strangers", str(next(_strangers)), "en", None,
                                        journey.clock.now())
            who = person_of(people.get(tx, person), journey.app.settings.office.languages)
            desk = Desk(journey.app.office, tx, journey.clock.now(), who, network)
            needs = desk.holds.needs_of(person, Needs(("passport-renewal",), 1, 30))
            day = desk.calendar.open_days("counter", needs)[number]
            held = desk.holds.keep(person, person, desk.calendar.free_times("counter", day, needs)[0], needs)
            assert isinstance(held, Hold)


def proven(tx: Transaction, person: int, journey: Journey) -> None:
    tx.execute(update(tables.people).where(tables.people.c.id == person).values(proven_at=journey.clock.now()))


def held(journey: Journey, chat: Chat) -> Slot:
    """The time that they hold."""
    with journey.app.database.transaction() as tx:
        hold = desk_of(journey, tx, chat.id(tx)).holds.of(chat.id(tx))
    assert hold is not None
    return hold.slot


def visit(journey: Journey, chat: Chat) -> Any:
    """Their one visit."""
    with journey.app.database.transaction() as tx:
        [only] = desk_of(journey, tx, chat.id(tx)).appointments.of_person(chat.id(tx))
        return only


def no_visits(journey: Journey) -> bool:
    booked_ones = select(tables.appointments.c.id).where(tables.appointments.c.state == "booked")
    with journey.app.database.reading() as tx:
        return not tx.execute(booked_ones).all()


def office_cancels(journey: Journey, chat: Chat) -> None:
    with journey.app.database.transaction() as tx:
        desk = desk_of(journey, tx, chat.id(tx))
        for one in desk.appointments.of_person(chat.id(tx)):
            desk.reminders.unschedule(one.id)
            desk.appointments.cancel(one.id)


def leads_on(message: Message) -> bool:
    return bool(message.options or message.words) or message.expects in ("text", "date", "number", "files")


def said_since(chat: Chat, number: int) -> str:
    return "\n".join(message.text for message in chat.heard[number:])
