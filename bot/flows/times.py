"""Choosing a place, a day and a time; ends with a hold. Used for a first booking and for a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import partial
from typing import Literal

from bot.conversation.dates import Part
from bot.conversation.prompts import Choose, OneOf, Option
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, Text, _, paragraphs
from bot.desk.booked import Full
from bot.desk.calendar import STRETCH
from bot.desk.desk import Desk
from bot.desk.limits import count_hold, held_enough
from bot.desk.slots import Needs, Slot
from bot.flows.at_place import At, at_slot, home_state, needs_of, zone_name
from bot.flows.office import phone_in_words
from bot.flows.typed_times import (
    NEAR,
    TO_CHANGE_DAY,
    PartOfDay,
    Since,
    Visit,
    crowded_in_words,
    day_option,
    each_alone,
    hour_option,
    is_in,
    read_time,
    read_visit,
)

DAYS = 6
"""Days offered at once; "later" shows the next ones."""


def first_of_times(desk: Desk, party: int, same: date | None = None) -> ChoosePlace | ChooseDay:
    """Where choosing begins: at the place, only when there are several. `same`: the day that they had chosen before."""
    places = desk.calendar.places_for(needs_of(desk, party), home_state(desk, party))
    if len(places) == 1:
        return ChooseDay(party=party, place=places[0], same=same)
    return ChoosePlace(party=party)


def take(desk: Desk, party: int, at: At) -> Done[int | None] | ChooseNearest | TooManyHolds:
    """Hold a time; where it can't be had any more, the nearest ones."""
    needs = needs_of(desk, party)
    if held_enough(desk, needs):
        return TooManyHolds(party=party, at=at, why="today")
    held = desk.holds.keep(desk.person.id, party, at.slot(), needs)
    if isinstance(held, Full):
        return ChooseNearest(party=party, at=at) if held.why == "taken" else TooManyHolds(party=party, at=at, why=held.why)
    count_hold(desk, needs)
    desk.reminders.schedule_hold(held)
    return Done(held.id)


def is_crowded(desk: Desk, place: str, needs: Needs, since: date | None) -> bool:
    """Whether no day has a time to offer only because newcomers hold their share just now."""
    with_room = desk.calendar.open_days(place, needs.if_proven(), since, DAYS)
    return any(desk.calendar.is_crowded(place, day, needs) for day in with_room)


class ChoosePlace(Step[str, int | None]):
    """At which of the office's places."""

    party: int

    def ask(self, desk: Desk, /) -> Choose[str]:
        places = desk.calendar.places_for(needs_of(desk, self.party), home_state(desk, self.party))
        options = tuple(Option(key, desk.settings.places[key].name) for key in places)
        if options:
            return Choose(_("Where would you like to come?"), options, Option("", _("None of these")), words=("officer",))
        return Choose(_("At the moment no place has room for all of you. New times are added regularly. An officer can help "
                        "you find a way."), (), Option("", _("I'll come back later")), words=("officer",))

    def answer(self, desk: Desk, value: str, /) -> ChooseDay | ChoosePlace | Done[int | None]:
        if not value:
            return Done(None)
        if value not in desk.settings.places:
            return ChoosePlace(party=self.party)
        return ChooseDay(party=self.party, place=value)


Day = Visit | Literal["later", "first", "place"]
Other = Visit | Literal["days", "stop"]
Hour = time | Part | Visit | Literal["day", "all"]


class ChooseDay(Step[Day, int | None]):
    """The days on which this party still fits. `same`: another time is wanted than one on this day, so an hour alone means
    it."""

    party: int
    place: str
    since: date | None = None
    same: date | None = None

    def ask(self, desk: Desk, /) -> Choose[Day]:
        needs = needs_of(desk, self.party)
        days = desk.calendar.open_days(self.place, needs, self.since, DAYS + 1)
        options: list[Option[Day]] = [day_option(day) for day in days[:DAYS]]
        body: Showable = paragraphs((
            _("Which day suits you? ({place})", place=desk.settings.places[self.place].name), *self._same_day(desk, needs)))
        if not days:
            body, options = self._no_day(desk, needs)
        if len(days) > DAYS:
            options.append(Option("later", _("Later days"), also=("another week",)))
        if days and self.since:
            options.append(Option("first", _("Earlier days")))
        return Choose(body, options, Option("place", _("None of these")), words=() if days else ("officer",),
                      reader=partial(read_visit, desk, self.place, needs, shown=days[:DAYS], same=self.same))

    def _same_day(self, desk: Desk, needs: Needs) -> tuple[Text, ...]:
        """How to come at another time of the same day."""
        free = desk.calendar.free_times(self.place, self.same, needs)[:1] if self.same is not None else []
        return tuple(_("For another time on {day:day}, just type it, such as *{hour}*.", day=slot.day, hour=slot.time)
                     for slot in free)

    def _no_day(self, desk: Desk, needs: Needs) -> tuple[Text, list[Option[Day]]]:
        """Why there is none, and where there may be one."""
        place = desk.settings.places[self.place].name
        if is_crowded(desk, self.place, needs, self.since):
            return (_("Many people are choosing a time at {place} just now, so there is none that I can offer. Times that "
                      "nobody books come free again within {minutes} minutes: please look again then.",
                      place=place, minutes=desk.settings.booking.hold_minutes), [Option("first", _("Look again"))])
        earlier: list[Option[Day]] = [Option("first", _("Earlier days"))] if self.since else []
        if any(desk.calendar.open_days(self.place, one, self.since, 1) for one in each_alone(desk, needs)):
            return _("For now no day at {place} has room for {n} applicants together. New times are added regularly.",
                     n=len(needs.services), place=place), earlier
        return _("For now there is no free day at {place}. New times are added regularly.", place=place), earlier

    def answer(self, desk: Desk, value: Day, /,
               ) -> ChooseTime | ChooseDay | ChoosePlace | OtherDay | ChooseNearest | TooManyHolds | Done[int | None]:
        if isinstance(value, Slot | Since | PartOfDay | date):
            return to_visit(desk, self.party, self.place, value)
        if value == "place":
            here_only = desk.calendar.places_for(needs_of(desk, self.party), home_state(desk, self.party)) == [self.place]
            return OtherDay(party=self.party, place=self.place) if here_only else ChoosePlace(party=self.party)
        if value == "first":
            return ChooseDay(party=self.party, place=self.place, same=self.same)
        days = desk.calendar.open_days(self.place, needs_of(desk, self.party), self.since, DAYS)
        return ChooseDay(party=self.party, place=self.place, since=days[-1] + timedelta(days=1) if days else None,
                         same=self.same)


class OtherDay(Step[Other, int | None]):
    """None of the days will do, and there is no other place: which would?"""

    party: int
    place: str

    def ask(self, desk: Desk, /) -> Choose[Other]:
        _first, last = desk.calendar.window(self.place)
        days: Option[Other] = Option("days", _("See the days again"))
        return Choose(
            paragraphs((_("Which day would suit you? Type it, such as *Friday* or *12 December*, and I'll look for room on it "
                          "or near it."), _("Days up to {day} can be booked now; more are added regularly.", day=last))),
            (days,), Option("stop", _("Stop here")), words=("officer",),
            reader=partial(read_visit, desk, self.place, needs_of(desk, self.party)))

    def answer(self, desk: Desk, value: Other, /,
               ) -> ChooseDay | ChooseTime | ChooseNearest | TooManyHolds | Done[int | None]:
        if value == "stop":
            return Done(None)
        if value == "days":
            return ChooseDay(party=self.party, place=self.place)
        return to_visit(desk, self.party, self.place, value)


def to_visit(desk: Desk, party: int, place: str, wanted: Visit,
             ) -> ChooseDay | ChooseTime | ChooseNearest | TooManyHolds | Done[int | None]:
    """On from what was wanted: a time is held, of a day its times are shown."""
    if isinstance(wanted, Slot):
        return take(desk, party, at_slot(wanted))
    if isinstance(wanted, Since):
        return ChooseDay(party=party, place=place, since=wanted.first)
    if isinstance(wanted, PartOfDay):
        return ChooseTime(party=party, place=place, day=wanted.day, part=wanted.part)
    return ChooseTime(party=party, place=place, day=wanted)


class ChooseTime(Step[Hour, int | None]):
    """The times of that day, by the place's clock; of a `part` of it first, where one was asked for."""

    party: int
    place: str
    day: date
    part: Part | None = None

    def ask(self, desk: Desk, /) -> Choose[Hour]:
        needs = needs_of(desk, self.party)
        hours = [slot.time for slot in desk.calendar.free_times(self.place, self.day, needs)]
        shown = [hour for hour in hours if self.part is None or is_in(self.part, hour)]
        others: Option[Hour] | None = Option("all", _("Other times"), also=(
            "jam lain", "waktu lain", "semua jam", "all times", "other time", "another time"))
        return Choose(self._body(desk, needs, hours, shown), tuple(hour_option(hour) for hour in shown or hours),
                      Option("day", _("Another day"), also=TO_CHANGE_DAY), others if 0 < len(shown) < len(hours) else None,
                      reader=partial(read_time, desk, self.place, needs, self.day))

    def _body(self, desk: Desk, needs: Needs, hours: Sequence[time], shown: Sequence[time]) -> Text:
        zone = zone_name(desk.settings.places[self.place].timezone)
        if not hours and desk.calendar.is_crowded(self.place, self.day, needs):
            return crowded_in_words(self.day)
        if not hours:
            return _("{day} has just filled up. Please choose another day.", day=self.day)
        match self.part, bool(shown):
            case "before-noon", True:
                return _("{day}, in the morning: which time? All times are {zone}.", day=self.day, zone=zone)
            case "after-noon", True:
                return _("{day}, in the afternoon: which time? All times are {zone}.", day=self.day, zone=zone)
            case "before-noon", False:
                return _("In the morning nothing is free on {day}. These times are free that day, all {zone}:", day=self.day,
                         zone=zone)
            case "after-noon", False:
                return _("In the afternoon nothing is free on {day}. These times are free that day, all {zone}:", day=self.day,
                         zone=zone)
        return _("{day}: which time? All times are {zone}.", day=self.day, zone=zone)

    def answer(self, desk: Desk, value: Hour, /,
               ) -> ChooseDay | ChooseTime | ChooseNearest | TooManyHolds | Done[int | None]:
        if isinstance(value, time):
            return take(desk, self.party, At(place=self.place, day=self.day, hour=value))
        if value == "day":
            return ChooseDay(party=self.party, place=self.place)
        if isinstance(value, str):
            return ChooseTime(party=self.party, place=self.place, day=self.day, part=None if value == "all" else value)
        return to_visit(desk, self.party, self.place, value)


class ChooseNearest(Step[At | Literal["day"], int | None]):
    """The time that was wanted can't be had: those nearest to it."""

    party: int
    at: At

    def ask(self, desk: Desk, /) -> Choose[At | Literal["day"]]:
        needs = needs_of(desk, self.party)
        near = desk.calendar.nearest(self.at.slot(), needs, NEAR)
        why = _why_gone(desk, self.at.slot(), needs, near)
        body = _("{why} These are the nearest times that are free:", why=why)
        options: list[Option[At | Literal["day"]]] = [
            Option(at_slot(slot), _("{day:short}, {hour}", day=slot.day, hour=slot.time)) for slot in near]
        if not near and is_crowded(desk, self.at.place, needs, self.at.day - STRETCH):
            options = [Option(self.at, _("Look again"))]
            body = _("{why} Many people are choosing the times near it just now. Those that nobody books come free again "
                     "within {minutes} minutes: please look again then.", why=why, minutes=desk.settings.booking.hold_minutes)
        elif not near:
            body = _("{why} Nothing near it is free. Please choose another day.", why=why)
        return Choose(body, options, Option("day", _("Another day"), also=TO_CHANGE_DAY))

    def answer(self, desk: Desk, value: At | Literal["day"], /,
               ) -> ChooseDay | ChooseNearest | TooManyHolds | Done[int | None]:
        if value == "day":
            return ChooseDay(party=self.party, place=self.at.place)
        return take(desk, self.party, value)


def _why_gone(desk: Desk, slot: Slot, needs: Needs, near: Sequence[Slot]) -> Text:
    """Why a time was not held: it may be too soon for it by now, or have come free since."""
    if slot in near:
        return _("{day:day} at {hour} is free again.", day=slot.day, hour=slot.time)
    if desk.calendar.is_offered(slot, needs):
        return _("Somebody took {day:day} at {hour} a moment ago.", day=slot.day, hour=slot.time)
    return _("{day:day} at {hour} can't be booked any more.", day=slot.day, hour=slot.time)


Crowd = Literal["unproven", "network", "today"]
"""Who hold too many times: newcomers of that day just now, those of the person's network, or these in the whole of today."""


class TooManyHolds(Step[Literal["again", "day", "stop"], int | None]):
    """Newcomers hold as many times as they may: holds lapse within minutes, so trying again helps."""

    party: int
    at: At
    why: Crowd = "unproven"

    def ask(self, desk: Desk, /) -> OneOf[Literal["again", "day", "stop"]]:
        if self.why != "unproven":
            return OneOf(paragraphs((self._too_many_in_network(desk), phone_in_words(desk))),
                         (Option("again", _("Try again")), Option("stop", _("I'll come back later"))),
                         words=("officer",))
        return OneOf(_("Many people are choosing a time on {day:day} at this moment, so I can't hold one more yet. Times that "
                       "nobody books come free again within {minutes} minutes. Please try again, or take another day.",
                       day=self.at.day, minutes=desk.settings.booking.hold_minutes),
                     (Option("again", _("Try again")), Option("day", _("Another day"))), words=("officer",))

    def answer(self, desk: Desk, value: Literal["again", "day", "stop"], /,
               ) -> ChooseDay | ChooseNearest | TooManyHolds | Done[int | None]:
        if value == "stop":
            return Done(None)
        if value == "day":
            return ChooseDay(party=self.party, place=self.at.place)
        return take(desk, self.party, self.at)

    def _too_many_in_network(self, desk: Desk) -> Text:
        if self.why == "today":
            return _("Very many times were chosen over your internet connection today, so I can't hold one more. Please come "
                     "back tomorrow, ask an officer, or call the office:")
        return _("Several people are choosing a time over your internet connection just now, so I can't hold one more. Please "
                 "try again in {minutes} minutes, ask an officer, or call the office:",
                 minutes=desk.settings.booking.hold_minutes)
