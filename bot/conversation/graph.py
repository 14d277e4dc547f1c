"""The graph of the conversation, read from the annotations of the steps."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple

from bot.conversation.message import Attachment
from bot.conversation.prompts import Files, Prompt, Word
from bot.conversation.step import AnyStep, Done, Step
from bot.conversation.text import Showable, Text
from bot.conversation.words import WordLists
from bot.desk.desk import Desk

Aside = Callable[[Desk], AnyStep]
"""Makes the first step of a flow that is opened over the question."""


class Edge(NamedTuple):
    """`answers`: from one question to the next; `opens`: into a flow; `ends`: the flow is over."""

    source: str
    target: str
    kind: Literal["answers", "opens", "ends"]


@dataclass(frozen=True)
class Offer:
    """What an offer's buttons open: `open(desk, subject, choice)`. `hears(desk, subject)`: whether what is typed or sent
    right after it may be meant for the officer who wrote it; `also` are words that are typed for a button, as an option has
    them."""

    choices: Mapping[str, Text]
    open: Callable[[Desk, str, str], AnyStep]
    hears: Callable[[Desk, str], bool] | None = None
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Approved:
    """A push in words that a channel approves beforehand (`bot/flows/templates.py`), for when it takes no others.
    `knocks`: they only say that something waits here."""

    name: str
    text: Text
    knocks: bool = False


@dataclass(frozen=True)
class Reminding:
    """The kinds of pushes that stop when a person asks for no reminders, and what is said when they switch them off and
    on again."""

    kinds: frozenset[str]
    off: Showable
    on: Showable


@dataclass(frozen=True)
class Template:
    """An approved text as it is submitted: its category, and the text with samples of its values."""

    category: Literal["UTILITY", "MARKETING"]
    sample: Approved


@dataclass(frozen=True)
class Push:
    """What is said outside a question, as it is true now. `offer` names the offer whose buttons it carries, about
    `subject`, good until `until`. Without `approved` it waits where a channel takes no free text now. `title` is for where
    messages have one. `told` is the text where nothing can be answered, `short` the one where each character costs."""

    text: Showable
    offer: str = ""
    subject: str = ""
    until: datetime | None = None
    approved: Approved | None = None
    title: Text | None = None
    attachments: tuple[Attachment, ...] = ()
    told: Showable | None = None
    short: Text | None = None


@dataclass(frozen=True)
class Wanted:
    """Files that are needed: of what, and of whom where there are several."""

    body: Showable
    about: str


@dataclass(frozen=True)
class Linked:
    """What a link leads to: `answer` to a question that takes it, such as the root; elsewhere `over` opens over it."""

    answer: object
    over: AnyStep


@dataclass(frozen=True)
class Flows:
    """All there is to talk about: the root, the flows that open over any question, and those that offers open."""

    root: type[AnyStep]
    asides: Mapping[Word, Aside]
    aside_steps: tuple[type[AnyStep], ...]
    for_files: Callable[[Desk, Files], AnyStep | Text]
    returning: Callable[[Desk, Sequence[AnyStep]], Sequence[Showable]]
    """What is no longer so for whoever comes back after a long pause."""
    changed: Callable[[Desk, Sequence[AnyStep]], Sequence[Showable]] = lambda desk, steps: ()
    """What was told at these steps and the office has changed since: what holds now, said once."""
    has_changed: Callable[[Desk, Sequence[AnyStep]], bool] = lambda desk, steps: False
    """Whether there is any of it: each turn asks."""
    wanted: Callable[[Desk, str], Wanted | None] = lambda desk, subject: None
    """What files a private page with this subject is for, while they are needed."""
    for_given: Callable[[Desk, str, Files], Showable | None] = lambda desk, subject, files: None
    """Keeps files from a private page whose question is not open; None: they are not needed any more."""
    recognises: Callable[[Desk, str, bool], AnyStep | None] = lambda desk, text, taken: None
    """What a typed text names wherever it is typed, such as a visit's code. `taken`: the open question takes it as its
    answer, so it has to be sure."""
    asked: Callable[[Desk, str, WordLists, Sequence[AnyStep]], AnyStep | None] = lambda desk, text, words, steps: None
    """What a sentence asks about, wherever it is typed, such as costs; these steps are under way."""
    named: Callable[[Desk, str, WordLists, Sequence[AnyStep]], AnyStep | None] = lambda desk, text, words, steps: None
    """What else it may be for, where what was typed is no answer to the open question."""
    by_link: Callable[[Desk, str, Sequence[AnyStep]], Linked | None] = lambda desk, link, steps: None
    """What a link says that somebody comes for; None for what is not known, or is under way in these steps."""
    topics: Mapping[str, Aside] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)
    pushes: Mapping[str, Callable[[Desk, str], Push | None]] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)
    reminding: Reminding | None = None

    @cached_property
    def by_name(self) -> Mapping[str, type[AnyStep]]:
        """The steps that a stored conversation may name: what the graph reaches, and their older names."""
        return {name: step for step in self.steps() for name in (step.__name__, *step.was)}

    def steps(self) -> tuple[type[AnyStep], ...]:
        """Each step that is reached, root first."""
        reached: dict[type[AnyStep], None] = {}
        waiting: list[type[AnyStep]] = [self.root, *self.aside_steps]
        while waiting:
            step = waiting.pop(0)
            if step not in reached:
                reached[step] = None
                waiting += [*opened(step), *next_steps(step)[0]]
        return tuple(reached)

    def edges(self) -> frozenset[Edge]:
        """Every way from one step to another."""
        found: set[Edge] = set()
        for step in self.steps():
            found |= {Edge(step.__name__, other.__name__, "opens") for other in opened(step)}
            targets, ends = next_steps(step)
            found |= {Edge(step.__name__, other.__name__, "answers") for other in targets}
            if ends:
                found.add(Edge(step.__name__, "", "ends"))
        return frozenset(found)


def opened(step: type[AnyStep]) -> tuple[type[AnyStep], ...]:
    """The flows that `ask` may open."""
    return tuple(part for part in _returned(step, "ask") if isinstance(part, type) and issubclass(part, Step))


def prompts(step: type[AnyStep]) -> tuple[type[Prompt[Any]], ...]:
    """The kinds of prompt that `ask` may return."""
    origins = (typing.get_origin(part) or part for part in _returned(step, "ask"))
    return tuple(part for part in origins if isinstance(part, type) and issubclass(part, Prompt))


def next_steps(step: type[AnyStep]) -> tuple[tuple[type[AnyStep], ...], bool]:
    """The steps that `answer` may return, and whether it may end the flow."""
    parts = _returned(step, "answer")
    steps = tuple(part for part in parts if isinstance(part, type) and issubclass(part, Step))
    return steps, any((typing.get_origin(part) or part) is Done for part in parts)


@cache
def _returned(step: type[AnyStep], method: str) -> tuple[Any, ...]:
    """The parts of a method's return annotation."""
    hint = typing.get_type_hints(getattr(step, method))["return"]
    origin = typing.get_origin(hint)
    if origin is typing.Union or str(origin) == "<class 'types.UnionType'>":
        return typing.get_args(hint)
    return (hint,)
