"""The messages that are put together from the configuration, as the flows put them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import cast

from bot.checking.report import CONFIG
from bot.config import Fact, Outcome, Settings
from bot.conversation.text import Showable, _, paragraphs, said
from bot.desk.catalogue import Catalogue
from bot.desk.desk import Desk, Office
from bot.desk.people import Person
from bot.flows.office import as_sure, hours_in_words, phone_in_words
from bot.flows.requirements import fees_in_words, papers_in_words, visit_in_words
from bot.flows.stages import pickup_in_words
from storage.database import Transaction
from storage.sealed import Keys

Composed = tuple[str, Showable, bool]
"""Where it comes from, the words, and whether there are buttons under them."""


def composed(settings: Settings) -> Iterator[Composed]:
    """Every question and outcome, and what each case of each service is told."""
    for key, question in settings.questions.items():
        for asked in (question.text, *(() if question.you is None else (question.you,))):
            body = asked if question.why is None else paragraphs((asked, question.why))
            yield f"{CONFIG}questions.{key}", body, True
    for key, outcome in settings.outcomes.items():
        for you in (False, True):
            yield f"{CONFIG}outcomes.{key}", _outcome(settings, outcome, you), True
    desk = _desk(settings)
    yield f"{CONFIG}office", paragraphs((phone_in_words(desk), hours_in_words(desk))), True
    for key, listed in settings.stages.items():
        for number, stage in enumerate(listed.steps):
            yield f"{CONFIG}stages.{key}.steps.{number}.says", stage.says, True
        if listed.pickup is not None:
            pickup = pickup_in_words(desk, listed.pickup, datetime.now(UTC).date())
            yield f"{CONFIG}stages.{key}.pickup", pickup, True
    for service in settings.services:
        for answers in _ends(desk.catalogue, service):
            yield f"{CONFIG}services.{service}.requirements", papers_in_words(desk, service, answers), False
            yield f"{CONFIG}services.{service}.visit", visit_in_words(desk, service, answers), False
            yield f"{CONFIG}services.{service}.fees", fees_in_words(desk, service, answers), True


def _outcome(settings: Settings, outcome: Outcome, you: bool) -> Showable:
    text, *instead = outcome.said(you)
    parts: list[Showable] = [as_sure(text, outcome.fact)]
    missions = settings.jurisdiction.missions.values()
    if outcome.mission and missions:
        mission = max(missions, key=lambda one: max(map(len, one.name.root.values())) + len(one.contact))
        name = _("The one for that place: {mission}", mission=mission.name)
        parts += [as_sure(name, mission.fact), said(mission.contact)]
    parts += [as_sure(one, outcome.instead_fact or Fact(sure="stated")) for one in instead]
    return paragraphs((*parts, said(outcome.link)))


def _desk(settings: Settings) -> Desk:
    """A desk without a database: what is asked of it here comes from the settings alone."""
    office = Office(settings, Catalogue(settings), cast(Keys, None))
    return Desk(office, cast(Transaction, None), datetime.now(UTC), cast(Person, None))


def _ends(catalogue: Catalogue, service: str) -> Iterator[Mapping[str, str]]:
    """The answers of each way that ends in a booking; ways to the same papers, companions and fees once."""
    seen: set[tuple[object, ...]] = set()
    todo: list[dict[str, str]] = [{}]
    while todo:
        answers = todo.pop()
        if catalogue.rules_that_hold(service, answers):
            continue
        question = catalogue.next_question(service, answers)
        if question is not None:
            todo += [{**answers, question: answer} for answer in catalogue.possible(service, answers, question)]
            continue
        told = (catalogue.requirements(service, answers), catalogue.attend(service, answers),
                catalogue.fees(service, answers, datetime.now(UTC).date()))
        if (known := tuple(map(repr, told))) not in seen:
            seen.add(known)
            yield answers
