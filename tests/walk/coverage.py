"""Which ways were walked, how often, and which were not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.config import Settings
from bot.conversation.graph import Edge, Flows
from bot.conversation.stack import Walked
from bot.conversation.step import AnyStep, Done
from bot.desk import catalogue_check
from bot.desk.desk import Desk
from bot.desk.parties import Member
from bot.flows.eligibility import BEFORE, AskCounty, AskQuestion, AskState, NotHere

Way = tuple[str, ...]
"""An edge of the code (source, target, kind) or of the configuration (service, question, answer, next)."""


@dataclass
class Coverage:
    """Counts of a walk, or of several that share them."""

    turns: int = 0
    seconds: float = 0.0
    deepest: int = 0
    code: Counter[Way] = field(default_factory=Counter)
    config: Counter[Way] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)

    @property
    def milliseconds(self) -> float:
        """Of a turn."""
        return self.seconds * 1000 / max(1, self.turns)


@dataclass(frozen=True)
class Ways:
    """All the ways that `janji flows check` counts."""

    code: frozenset[Way]
    config: frozenset[Way]
    steps: frozenset[str]

    @staticmethod
    def of(flows: Flows, settings: Settings) -> Ways:
        return Ways(frozenset(tuple(edge) for edge in flows.edges()), frozenset(catalogue_check.edges(settings)),
                    frozenset(step.__name__ for step in flows.steps()))

    def missed(self, walked: Coverage) -> list[Way]:
        return sorted({*self.code - set(walked.code), *self.config - set(walked.config)})

    def seldom(self, walked: Coverage) -> dict[str, int]:
        """The steps that were met less than twenty times."""
        return {step: walked.steps[step] for step in sorted(self.steps) if walked.steps[step] < 20}

    def share(self, walked: Coverage) -> float:
        """The part of all edges that was walked."""
        return 1 - len(self.missed(walked)) / (len(self.code) + len(self.config))


def code_ways(walked: Iterable[Walked]) -> list[Way]:
    """The edges of the code that these answers went."""
    return [Edge(type(one.step).__name__, "", "ends") if isinstance(one.result, Done)
            else Edge(type(one.step).__name__, type(one.result).__name__, "answers") for one in walked]


def config_ways(desk: Desk, walked: Iterable[Walked]) -> list[Way]:
    """The edges of the configuration that these answers went."""
    found: list[Way] = []
    for one in walked:
        step = one.step
        if not isinstance(step, AskQuestion | AskState | AskCounty) or _asks_on(step.question, one.result):
            continue
        if step.question not in desk.settings.questions or one.value == BEFORE:
            continue                                        # no longer asked, or not answered: it only leads on, or back
        member = desk.parties.member(step.member)
        answer = member.answers.get(step.question)
        if member.service is not None and answer is not None and _in_turn(desk, member, step.question):
            found.append((member.service, step.question, answer, _onward(one.result)))
    return found


def _in_turn(desk: Desk, member: Member, question: str) -> bool:
    """Whether it is what the answers before it lead to, and leads on to what was not asked yet: one that decided is changed
    before others were asked at all, and of another service answers to later questions may be there already."""
    assert member.service is not None
    asked = [one.question for one in desk.settings.services[member.service].ask]
    place = asked.index(question) if question in asked else 0
    before, after = asked[:place], asked[place + 1:]
    led_here = desk.catalogue.next_question(
        member.service, {key: answer for key, answer in member.answers.items() if key in before}) == question
    return led_here and member.answers.keys().isdisjoint(after)


def _asks_on(question: str, result: AnyStep | Done[object]) -> bool:
    """It is not answered yet: the county is still asked for, or the state once more."""
    return isinstance(result, AskCounty) or (isinstance(result, AskState) and result.question == question)


def _onward(result: AnyStep | Done[object]) -> str:
    match result:
        case NotHere(outcome=outcome):
            return f"outcome:{outcome}"
        case AskQuestion(question=question) | AskState(question=question):
            return question
        case _:
            return catalogue_check.BOOKING
