"""Who the office is: its hours, address and phone, from anywhere; and help with the assistant itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.config import WEEKDAYS, Fact, Week
from bot.conversation.prompts import Say
from bot.conversation.step import Done, Step
from bot.conversation.text import Joined, Showable, Text, _, lines, paragraphs
from bot.desk.desk import Desk

MONDAY = date(2024, 1, 1)
LOOKED_AHEAD = 15
"""Days to the next opening at most: no row of holidays is longer."""

DAY_NAMES = {name: MONDAY + timedelta(days=number) for number, name in enumerate(WEEKDAYS)}


def as_sure(text: Showable, fact: Fact) -> Showable:
    """An office's fact as applicants may read it: what is not sure says so."""
    if fact.sure == "stated":
        return text
    if fact.sure == "dated":
        return _("{fact} (this may have changed: please check with the office)", fact=text)
    return _("{fact} (not confirmed by the office yet)", fact=text)


def footnoted(items: Iterable[tuple[Showable, Fact]]) -> list[Showable]:
    """Lines of a list, those that are not sure marked, with what the marks mean under them."""
    shown: list[Showable] = []
    marks: dict[str, Text] = {}
    for text, fact in items:
        if fact.sure == "stated":
            shown.append(text)
        elif fact.sure == "dated":
            shown.append(_("{fact} ¹", fact=text))
            marks["1"] = _("¹ This may have changed: please check with the office.")
        else:
            shown.append(_("{fact} ²", fact=text))
            marks["2"] = _("² Not confirmed by the office yet.")
    return [*shown, *(marks[key] for key in sorted(marks))]


def week_in_words(week: Week) -> Joined:
    """Opening hours, one line for each day."""
    return lines([_("{weekday:weekday}: {hours}", weekday=DAY_NAMES[name], hours=spans_in_words(
        (span.start, span.end) for span in week[name])) for name in WEEKDAYS if week.get(name)])


def spans_in_words(spans: Iterable[tuple[time, time]]) -> Joined:
    return Joined(tuple(_("{start}–{end}", start=start, end=end) for start, end in spans), between=", ")


def phone_in_words(desk: Desk) -> Showable:
    phone = desk.settings.office.phone
    return number_as_sure(_("📞 {number}", number=phone.number), phone.fact)


def number_as_sure(text: Showable, fact: Fact) -> Showable:
    """The office's own number: whoever is to check with the office does it there."""
    return text if fact.sure == "dated" else as_sure(text, fact)


def hours_in_words(desk: Desk) -> Showable:
    week, fact = desk.settings.counter_hours
    return paragraphs((as_sure(_("Counter hours"), fact), week_in_words(week)))


def today_in_words(desk: Desk) -> tuple[Showable, ...]:
    """The counter's hours today, which may be a holiday; nothing where the office wrote hours that no place has."""
    if desk.settings.office.counter_hours is not None:
        return ()
    place = desk.settings.counter_place
    local = desk.now.astimezone(ZoneInfo(place.timezone))
    hours = desk.calendar.hours_of(place, local.date())
    if hours and local.time() < hours[-1][1]:
        return (_("Today: {hours}.", hours=spans_in_words(hours)),)
    closed = _("The counter has closed for today.") if hours else _("Today the counter is closed.")
    days = (local.date() + timedelta(days=number) for number in range(1, LOOKED_AHEAD))
    opens = next(((day, spans) for day in days if (spans := desk.calendar.hours_of(place, day))), None)
    if opens is None:
        return (closed,)
    return (_("{closed} It opens again on {day:day}: {hours}.", closed=closed, day=opens[0], hours=spans_in_words(opens[1])),)


class OfficeInfo(Step[Literal["on"], None]):
    """Hours, address and phone."""

    def ask(self, desk: Desk, /) -> Say:
        places: list[Showable] = [
            as_sure(_("📍 {name}: {address}", name=place.name, address=place.address), place.address_fact)
            for place in desk.settings.places.values()]
        return Say(paragraphs((desk.settings.office.name, lines(places), phone_in_words(desk), hours_in_words(desk),
                               *today_in_words(desk))),
                   next=_("Done"))

    def answer(self, desk: Desk, value: Literal["on"], /) -> Done[None]:
        return Done(None)


class Help(Step[Literal["on"], None]):
    """What can be typed, from anywhere."""

    def ask(self, desk: Desk, /) -> Say:
        words: tuple[Text, ...] = (
            _("• *back*: the question before"),
            _("• *menu*: the main menu"),
            _("• *status*: your appointments"),
            _("• *officer*: talk to a person"),
            _("• *language*: change the language"),
            _("• *stop*: no more reminders"),
            _("• *hours*: opening hours and address"),
        )
        return Say(paragraphs((
            _("I help you prepare a visit to the passport and visa desk: which papers you need, the form, a time, and "
              "reminders. Choose what is offered, or type what it says. These words work everywhere:"),
            lines(words))), next=_("Done"))

    def answer(self, desk: Desk, value: Literal["on"], /) -> Done[None]:
        return Done(None)
