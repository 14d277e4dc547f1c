"""Walks every way through the questions of each service, and says what in the settings can never happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.config import Condition, Service, Settings
from bot.desk.catalogue import Answers, Catalogue

Edge = tuple[str, str, str, str]
BOOKING = "booking"
NO_CASE = "no case fulfils this condition"


@dataclass(frozen=True)
class Mistake:
    """What is wrong, where in the settings (`services.visa.rules.2`), in a plain sentence."""

    path: str
    message: str


@dataclass
class _Walked:
    """What was met on the ways through one service."""

    service: str
    questions: set[str] = field(default_factory=set)
    edges: set[Edge] = field(default_factory=set)
    outcomes: set[str] = field(default_factory=set)
    rules: set[int] = field(default_factory=set)
    contradictions: dict[tuple[int, int], Answers] = field(default_factory=dict)
    ends: list[Answers] = field(default_factory=list)     # all was asked and no rule held


def edges(settings: Settings) -> set[Edge]:
    """(service, question, answer, next): next is a question, `outcome:<key>` or `booking`."""
    return {edge for key in settings.services for edge in _walk(settings, key).edges}


def check(settings: Settings) -> list[Mistake]:
    """All mistakes: what no answers lead to, what contradicts, what is used by nothing, what can't be booked."""
    walked = {key: _walk(settings, key) for key in settings.services}
    mistakes = [mistake for walk in walked.values() for mistake in _service_faults(settings, walk)]
    return [*mistakes, *_unused(settings, walked), *_in_two_groups(settings), *_ambiguous(settings)]


def _walk(settings: Settings, service: str) -> _Walked:
    """Ways that no condition tells apart from here on are walked once."""
    catalogue, met = Catalogue(settings), _Walked(service)
    looked_at = frozenset(_looked_at(settings.services[service]))
    seen: set[tuple[str | None, frozenset[tuple[str, str]]]] = set()
    todo: list[Answers] = [{}]
    while todo:
        answers = todo.pop()
        question = _arrive(catalogue, met, answers)
        state = question, frozenset((key, answer) for key, answer in answers.items() if key in looked_at)
        if state in seen:
            continue
        seen.add(state)
        if question is None:
            if not catalogue.rules_that_hold(service, answers):
                met.ends.append(answers)
            continue
        met.questions.add(question)
        for answer in catalogue.possible(service, answers, question):
            onward = {**answers, question: answer}
            met.edges.add((service, question, answer, _next(catalogue, service, onward)))
            todo.append(onward)
    return met


def _arrive(catalogue: Catalogue, met: _Walked, answers: Answers) -> str | None:
    """Note which rules hold here and how it ends; the next question, if it does not end."""
    rules = catalogue.settings.services[met.service].rules
    holding = catalogue.rules_that_hold(met.service, answers)
    met.rules.update(holding)
    for number in holding[1:]:
        if rules[number].outcome != rules[holding[0]].outcome:
            met.contradictions.setdefault((holding[0], number), answers)
    if outcome := catalogue.outcome(met.service, answers):
        met.outcomes.add(outcome)
    return catalogue.next_question(met.service, answers)


def _next(catalogue: Catalogue, service: str, answers: Answers) -> str:
    if outcome := catalogue.outcome(service, answers):
        return f"outcome:{outcome}"
    return catalogue.next_question(service, answers) or BOOKING


def _looked_at(service: Service) -> Iterator[str]:
    """The questions whose answers some condition of the service looks at."""
    for condition in (rule.when for rule in service.rules):
        yield from condition.asks()
    for items in (service.ask, service.requirements, service.attend, service.fees):
        for item in items:
            yield from item.when.asks() if item.when is not None else ()
    for condition in service.form_when.values():
        yield from condition.asks()


def _service_faults(settings: Settings, walk: _Walked) -> Iterator[Mistake]:
    service = settings.services[walk.service]
    yield from _unreached(service, walk)
    for (first, second), answers in walk.contradictions.items():
        yield Mistake(f"services.{walk.service}.rules.{second}", f"this contradicts rule {first}: for {_said(answers)} one "
                      f"ends with “{service.rules[first].outcome}”, the other with “{service.rules[second].outcome}”")
    if service.bookable:
        yield from _without_a_group(settings, walk.service)
    yield from _never(service, walk)


def _unreached(service: Service, walk: _Walked) -> Iterator[Mistake]:
    path = f"services.{walk.service}"
    for number, asked in enumerate(service.ask):
        if asked.question not in walk.questions:
            yield Mistake(f"{path}.ask.{number}", f"no answers lead to the question “{asked.question}”")
    for number, rule in enumerate(service.rules):
        if number not in walk.rules:
            yield Mistake(f"{path}.rules.{number}", f"this rule never decides, so “{rule.outcome}” is not reached by it: "
                                                    "no answers fulfil it, or an earlier one ends the questions")
    if not walk.ends:
        end = "a booking" if service.bookable else f"“{service.unbookable}”"
        yield Mistake(path, f"no answers lead to {end}: rules end every way before")


def _without_a_group(settings: Settings, service: str) -> Iterator[Mistake]:
    groups = [group for place in settings.places.values() for group in place.groups.values() if service in group.services]
    if not groups:
        yield Mistake(f"services.{service}", "it can be booked, but no place has a group with this service")
    elif not any(group.capacity for group in groups):
        yield Mistake(f"services.{service}", "it can be booked, but each of its groups has capacity 0")


def _never(service: Service, walk: _Walked) -> Iterator[Mistake]:
    """Papers, companions, fees and lines of the form with a condition that no case fulfils."""
    for name in ("requirements", "attend", "fees"):
        for number, item in enumerate(getattr(service, name)):
            when: Condition | None = item.when
            if walk.ends and when is not None and not any(when.holds(answers) for answers in walk.ends):
                yield Mistake(f"services.{walk.service}.{name}.{number}.when", NO_CASE)
    for line, when in service.form_when.items():
        if walk.ends and not any(when.holds(answers) for answers in walk.ends):
            yield Mistake(f"services.{walk.service}.form_when.{line}", NO_CASE)


def _unused(settings: Settings, walked: Mapping[str, _Walked]) -> Iterator[Mistake]:
    services = settings.services.values()
    asked = {asked.question for service in services for asked in service.ask}
    needed = {needed.requirement for service in services for needed in service.requirements}
    ended = {outcome for walk in walked.values() for outcome in walk.outcomes}
    ended |= {service.unbookable for service in services if service.unbookable}     # the other side of a switch
    for key, question in settings.questions.items():
        if key not in asked:
            yield Mistake(f"questions.{key}", "no service asks this question")
        elif not question.domain():
            yield Mistake(f"questions.{key}", "this question has no options to choose from")
    for key in settings.outcomes:
        if key not in ended:
            yield Mistake(f"outcomes.{key}", "no service ends with this outcome")
    for key in settings.requirements:
        if key not in needed:
            yield Mistake(f"requirements.{key}", "no service needs this")


def _in_two_groups(settings: Settings) -> Iterator[Mistake]:
    """Services whose capacity would be that of the first group, whatever the second says."""
    for key, place in settings.places.items():
        before: dict[str, str] = {}
        for name, group in place.groups.items():
            for service in group.services:
                if service in before:
                    yield Mistake(f"places.{key}.groups.{name}.services",
                                  f"“{service}” is in the group “{before[service]}” already, which alone counts")
                before.setdefault(service, name)


def _ambiguous(settings: Settings) -> Iterator[Mistake]:
    """What people type for two services: only the first would be found."""
    means: dict[str, str] = {}
    for key, service in settings.services.items():
        names = [*service.name.root.values(), *(service.short.root.values() if service.short is not None else ())]
        for word in dict.fromkeys(word.casefold() for word in (*names, *service.also)):
            if word in means:
                yield Mistake(f"services.{key}.also", f"“{word}” already means “{means[word]}”")
            means.setdefault(word, key)


def _said(answers: Answers) -> str:
    return ", ".join(f"{key}: {answer}" for key, answer in answers.items()) or "any answers"
