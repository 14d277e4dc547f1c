"""What in the configuration names something else, and whether that is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import time
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from bot.config import Condition, Place, Question, Service, Settings, Span, State, Words
from bot.config.source import Where
from bot.config.stages import wrong_stages
from storage.retention import TABLES, unusable

Wrong = tuple[Where, str]


def wrong_references(settings: Settings) -> Iterator[Wrong]:
    """Each place where something is named that isn't there, or words lack a language, with a plain sentence."""
    yield from _words(settings)
    for key, service in settings.services.items():
        yield from _service(settings, ("services", key), service)
    yield from wrong_stages(settings.stages, settings.places)
    for key, listed in settings.stages.items():
        if listed.pickup is not None and listed.pickup.hours is not None:
            yield from _hours(("stages", key, "pickup", "hours"), listed.pickup.hours)
    yield from _counter(settings)
    yield from _retention(settings)
    yield from _hours(("office", "officer_hours"), settings.office.officer_hours)
    for key, place in settings.places.items():
        yield from _place(settings, ("places", key), place)
    for key, outcome in settings.outcomes.items():
        if outcome.service is not None:
            yield from _named(("outcomes", key, "service"), outcome.service, settings.services, "service")
    for key, question in settings.questions.items():
        yield from _question(("questions", key), question)
    for code, state in settings.jurisdiction.states.items():
        yield from _state(settings, ("jurisdiction", "states", code), state)


def _retention(settings: Settings) -> Iterator[Wrong]:
    """A table that is not there, or a rule by which nothing of it is ever destroyed."""
    where, rules = ("retention", "tables"), settings.retention.tables
    for name in rules.keys() - TABLES:
        yield (*where, name), f"there is no such table{_meant(name, TABLES)}"
    for name in rules.keys() & set(unusable(rules)):
        yield (*where, name), "this table can't follow that rule: its rows have no date for days, or no parent for with-parent"
    if rules.get("applicants") == "forever":
        yield (*where, "applicants"), "the notice tells people after how many days what they gave is destroyed: write the days"


def walk(value: object, where: Where = ()) -> Iterator[tuple[Where, BaseModel]]:
    """Every part of the configuration with its path, outside first."""
    match value:
        case BaseModel():
            yield where, value
            if isinstance(value, Words):
                return
            for name, field in type(value).model_fields.items():
                inside = where if name == "root" else (*where, field.alias or name)
                yield from walk(getattr(value, name), inside)
        case Mapping():
            for name, item in value.items():
                yield from walk(item, (*where, str(name)))
        case tuple():
            for index, item in enumerate(value):
                yield from walk(item, (*where, index))


def _words(settings: Settings) -> Iterator[Wrong]:
    languages = settings.office.languages
    for where, words in walk(settings):
        if isinstance(words, Words):
            for language in languages:
                if not words.root.get(language, "").strip():
                    yield where, f"the words in “{language}” are missing; office.languages has {', '.join(languages)}"


def _place(settings: Settings, where: Where, place: Place) -> Iterator[Wrong]:
    for group, members in place.groups.items():
        for index, name in enumerate(members.services):
            yield from _named((*where, "groups", group, "services", index), name, settings.services, "service")
    for index, code in enumerate(place.for_states):
        yield from _named((*where, "for_states", index), code, settings.jurisdiction.states, "state")
    yield from _hours((*where, "week"), place.week)
    yield from _hours((*where, "dates"), place.dates)
    if not any(place.week.values()) and not any(place.dates.values()):
        yield where, "it never opens; write its hours in week, or those of single days in dates"


def _counter(settings: Settings) -> Iterator[Wrong]:
    """The hours that are said as the counter's: the office's own, or those of a place."""
    office, where = settings.office, ("office", "counter_place")
    if office.counter_hours is not None:
        yield from _hours(("office", "counter_hours"), office.counter_hours)
    if office.counter_place is not None and office.counter_place not in settings.places:
        yield from _named(where, office.counter_place, settings.places, "place")
    elif office.counter_hours is None and not settings.counter_place.week:
        yield where, "this place has no hours in week; name one that has, or write office.counter_hours"


def _hours(where: Where, days: Mapping[Any, tuple[Span, ...]]) -> Iterator[Wrong]:
    """The spans of a day follow each other."""
    for day, spans in days.items():
        before = time.min
        for index, span in enumerate(spans):
            if span.end <= span.start:
                yield (*where, str(day), index), "these hours end before they begin; write the earlier time first"
            elif span.start < before:
                yield (*where, str(day), index), "these hours begin before the ones in front of them end"
            before = span.end


def _question(where: Where, question: Question) -> Iterator[Wrong]:
    if where[-1] in ("all", "any", "not"):
        yield where, "this word joins conditions, so a question can't be called that; give it another key"
    if question.kind == "residence" and question.options:
        yield (*where, "options"), "a residence question has no options; it reads a state and a county"
    if question.kind == "choose" and len(question.options) < 2:
        yield where, "a question needs at least two options to choose from"
    meant: dict[str, str] = {}
    for key, option in question.options.items():
        for word in {word.casefold() for word in (*option.label.root.values(), *option.also)}:
            if other := meant.get(word):
                yield (*where, "options", key), f"“{word}” already stands for the option “{other}”"
            meant[word] = key


def _service(settings: Settings, where: Where, service: Service) -> Iterator[Wrong]:
    before = [asked.question for asked in service.ask]
    yield from _asks(settings, where, service)
    for index, rule in enumerate(service.rules):
        yield from _named((*where, "rules", index, "outcome"), rule.outcome, settings.outcomes, "outcome")
        yield from _condition(settings, (*where, "rules", index, "when"), rule.when, before)
    for index, needed in enumerate(service.requirements):
        here = (*where, "requirements", index)
        yield from _named((*here, "requirement"), needed.requirement, settings.requirements, "requirement")
        yield from _condition(settings, (*here, "when"), needed.when, before)
    for name in ("attend", "fees"):
        for index, item in enumerate(getattr(service, name)):
            yield from _condition(settings, (*where, name, index, "when"), item.when, before)
    for line, when in service.form_when.items():
        if line not in service.form:
            yield (*where, "form_when", line), "this line is not in form"
        yield from _condition(settings, (*where, "form_when", line), when, before)
    yield from _ends(settings, where, service)


def _asks(settings: Settings, where: Where, service: Service) -> Iterator[Wrong]:
    before: list[str] = []
    for index, asked in enumerate(service.ask):
        here = (*where, "ask", index)
        yield from _named((*here, "question"), asked.question, settings.questions, "question")
        if asked.question in before:
            yield (*here, "question"), f"“{asked.question}” is asked twice in this service"
        yield from _condition(settings, (*here, "when"), asked.when, before)
        before.append(asked.question)


def _ends(settings: Settings, where: Where, service: Service) -> Iterator[Wrong]:
    if service.stages is not None:
        yield from _named((*where, "stages"), service.stages, settings.stages, "list of stages")
    if service.unbookable is not None:
        yield from _named((*where, "unbookable"), service.unbookable, settings.outcomes, "outcome")
    elif not service.bookable:
        yield (*where, "bookable"), "a service that can't be booked needs unbookable: the outcome it ends with"


def _condition(
        settings: Settings, where: Where, condition: Condition | None, asked: Collection[str]) -> Iterator[Wrong]:
    """A condition may look at what is asked before it in this service, and at options that exist."""
    for key, options in condition.asks().items() if condition is not None else ():
        if key not in asked:
            yield where, _not_asked(settings, settings.services[str(where[1])], key, asked)
        elif key in settings.questions:
            domain = settings.questions[key].domain()
            for option in sorted(options - set(domain)):
                yield where, f"“{key}” has no answer “{option}”; it has {', '.join(domain)}"


def _not_asked(settings: Settings, service: Service, key: str, before: Collection[str]) -> str:
    if key in settings.questions and key not in {asked.question for asked in service.ask}:
        return f"“{key}” is not asked in this service; add it to ask, before this"
    return f"“{key}” is not asked before this in this service{_meant(key, before)}"


def _state(settings: Settings, where: Where, state: State) -> Iterator[Wrong]:
    served = [((*where, "mission"), state.mission, ("here", "unsure", "ask-county")),
              ((*where, "other_counties"), state.other_counties, ("here", "unsure")),
              *(((*where, "counties", name), mission, ("here", "unsure")) for name, mission in state.counties.items())]
    for here, mission, words in served:
        if mission not in words:
            yield from _named(here, mission, settings.jurisdiction.missions, "mission")
    for city, county in state.cities.items():
        if county not in state.counties:
            yield (*where, "cities", city), f"“{county}” is not one of this state's counties"


def _named(where: Where, key: str, known: Collection[str], kind: str) -> Iterator[Wrong]:
    if key not in known:
        yield where, f"there is no {kind} “{key}”{_meant(key, known)}"


def _meant(key: str, known: Collection[str]) -> str:
    close = get_close_matches(key, list(known), n=1) or _begun(key, known)
    return f"; did you mean “{close[0]}”?" if close else ""


def _begun(key: str, known: Collection[str]) -> list[str]:
    """What begins with the key, or the key with it: `ktp-asli` means `ktp`."""
    return sorted((one for one in known if one.startswith(f"{key}-") or key.startswith(f"{one}-")), key=len)[-1:]
