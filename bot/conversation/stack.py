"""The questions asked so far; the last one is open. Both the history for "back" and the call stack of flows."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from bot.config import Missing
from bot.conversation.graph import Flows
from bot.conversation.prompts import Note, Prompt
from bot.conversation.step import AnyStep, Done
from bot.desk.desk import Desk
from storage.recent import Recent

DEEPEST = 50
"""Questions; where there are more, who opens one over the present one has gone from one page to the next all day, and what
they opened so is closed."""


class Unreadable(Exception):
    """A stored step that this release can't load: it was renamed without `was`, or its fields changed."""


class Entry(NamedTuple):
    """One question asked. `under` is the place of the step whose flow this is (-1: the outermost); nobody waits for
    what an `aside` ends with."""

    name: str
    under: int
    data: str
    aside: bool = False


class Walked(NamedTuple):
    """One answer given, and where it led: for the record of which edges were used."""

    step: AnyStep
    value: object
    result: AnyStep | Done[Any]


@lru_cache(maxsize=4096)
def _stored(entry: Entry) -> str:
    """It is stored again at each turn, until the last question that came after it is answered."""
    return to_json(entry).decode()


_STACKS: Recent[str, tuple[Entry, ...]] = Recent()
_STEPS: Recent[tuple[type[AnyStep], str], AnyStep] = Recent(4096)
"""A turn looks at its questions several times, and the next turn at the same ones again."""


def _step(kind: type[AnyStep], data: str) -> AnyStep:
    """A stored step."""
    known = _STEPS.look((kind, data))
    if known is None:
        known = kind.model_validate_json(data)
        _STEPS.put((kind, data), known)
    return known


class Stack:
    """The moves on it. Each returns the prompt to show."""

    def __init__(self, flows: Flows, desk: Desk, entries: list[Entry]) -> None:
        self.flows, self.desk, self.entries = flows, desk, entries
        self.fell_back = False
        self.is_gone = False                                # what it was about is not there any more
        self.is_new = False                                 # whether the prompt is asked for the first time
        self.notes: list[Note] = []
        self.walked: list[Walked] = []

    @staticmethod
    def read(stored: str) -> list[Entry]:
        known = _STACKS.take(stored)
        return list(known) if known is not None else [Entry(*entry) for entry in from_json(stored)]

    def steps(self) -> list[AnyStep]:
        """Those of the questions asked so far that this release can load."""
        found = []
        for entry in self.entries:
            with suppress(Unreadable):
                found.append(self.load(entry))
        return found

    def dump(self) -> str:
        stored = f"[{','.join(map(_stored, self.entries))}]"
        _STACKS.put(stored, tuple(self.entries))
        return stored

    @property
    def top(self) -> AnyStep:
        """The open step. Raises Unreadable."""
        return self.load(self.entries[-1])

    def load(self, entry: Entry) -> AnyStep:
        try:
            return _step(self.flows.by_name[entry.name], entry.data)
        except (KeyError, ValidationError) as problem:
            raise Unreadable(entry.name) from problem

    def begin(self) -> Prompt[Any]:
        self._leave(0)
        return self.go(self.flows.root(), -1)

    def answered(self, value: object) -> Prompt[Any]:
        """The open question has its answer. One about something that is gone changes nothing. Raises Unreadable."""
        entry = self.entries[-1]
        under, aside = entry.under, entry.aside
        try:
            result = self._answer(self.top, value)
        except Missing:
            self.is_gone = True
            return self.asked_again()
        while isinstance(result, Done):                     # the flow ends: its value answers the step that opened it
            self.notes += result.said
            if aside:
                del self.entries[under + 1:]
                asked = self.asked_again()
                self.is_gone &= not self.notes               # what they have just done themselves is no news to them
                return asked
            opener = self.entries[under]
            try:
                result = self._answer(self.load(opener), result.value)
            except (Unreadable, Missing) as problem:
                self._fall(problem, under)
                return self.asked_again()
            under, aside = opener.under, opener.aside
        return self.go(result, under, aside)

    def _answer(self, step: AnyStep, value: object) -> AnyStep | Done[Any]:
        with self.desk.tx.savepoint():                      # one that fails half way leaves nothing behind
            result = step.answer(self.desk, value)
        self.walked.append(Walked(step, value, result))
        return result

    def _fall(self, problem: Unreadable | Missing, place: int) -> None:
        """Leave out the entries from there on, and remember why, so that it can be said."""
        self.fell_back |= isinstance(problem, Unreadable)
        self.is_gone |= isinstance(problem, Missing)
        del self.entries[place:]

    def go(self, step: AnyStep, under: int, aside: bool = False) -> Prompt[Any]:
        """Ask this step next; where it opens a flow, the flow's first question."""
        try:
            return self._go(step, under, aside)
        except Missing:
            self.is_gone = True
            return self.asked_again()

    def _go(self, step: AnyStep, under: int, aside: bool = False) -> Prompt[Any]:
        if type(step) is self.flows.root:                   # the floor: what is done is done, nothing to go back to
            self.entries.clear()
            under, aside = -1, False
            self.desk.holds.drop(self.desk.person.id, "conversation")
        entry = Entry(type(step).__name__, under, step.model_dump_json(), aside)
        _STEPS.put((type(step), entry.data), step)
        if not self.entries or self.entries[-1] != entry:   # a question that leads to itself is one place for "back"
            if entry in self.entries:                       # and one that comes round again in its flow, too
                del self.entries[self.entries.index(entry):]
            if type(step).one_place and self.entries and self.entries[-1][:2] == entry[:2]:
                del self.entries[-1]
            else:
                self.is_new = True
            self.entries.append(entry)
        asked = step.ask(self.desk)
        return asked if isinstance(asked, Prompt) else self._go(asked, len(self.entries) - 1)

    def open_aside(self, step: AnyStep) -> Prompt[Any]:
        """Open a flow over the present question; it is asked again after. What is open already is only asked again."""
        if self.entries[-1][::2] == (type(step).__name__, step.model_dump_json()):
            return self.asked_again()
        if self.entries[-1].aside and self.entries[-1].name == type(step).__name__:
            del self.entries[-1]                            # asked for again while it is open
        if len(self.entries) > DEEPEST:
            self._leave(next((place for place, entry in enumerate(self.entries) if entry.aside), len(self.entries)))
        return self.go(step, len(self.entries) - 1, aside=True)

    def back(self) -> Prompt[Any]:
        """The question before, whichever flow asked it; one about somebody who was left out is passed over."""
        self._leave(len(self.entries) - 1)
        prompt = self.asked_again()
        self.is_gone = False
        return prompt

    def has_before(self) -> bool:
        """Whether `back` has a question to go to: one below that did not merely open the flow of the next, or the floor,
        where it led on by itself."""
        below = any(after.aside or after.under != place for place, after in enumerate(self.entries[1:]))
        return below or (len(self.entries) > 1 and self.entries[0].data != self.flows.root().model_dump_json())

    def cancel(self) -> Prompt[Any]:
        """Out of this flow, to the last question that its opener's flow asked."""
        level, lost = self._level()
        self._leave(len(self.entries) - lost)
        return self.asked_again(level)

    def _leave(self, place: int) -> None:
        """Leave out the entries from there on, and say what is lost with them."""
        for entry in self.entries[place:]:
            with suppress(Unreadable, Missing):
                self.notes += self.load(entry).unanswered(self.desk)
        del self.entries[place:]

    def would_lose(self) -> int:
        """How many questions `cancel` goes back over."""
        return self._level()[1]

    def _level(self) -> tuple[int | None, int]:
        top = self.entries[-1]
        level = None if top.aside or top.under < 0 else self.entries[top.under].under
        return level, len(self.entries) - max(top.under + top.aside, 0)

    def asked_again(self, level: int | None = None) -> Prompt[Any]:
        """The last question that is still there. One that can't be read, or is about something that is gone, falls back to
        the nearest below that can be asked, whose flow, if it opens one, is begun anew."""
        while self.entries:
            place = len(self.entries) - 1
            try:
                asked = self.top.ask(self.desk)
                if not isinstance(asked, Prompt):
                    if self.fell_back or self.is_gone:
                        return self._go(asked, place)
                elif level is None or self.entries[-1].under <= level:
                    return asked
                self.entries.pop()                          # it only opened a flow: nobody saw it
            except (Unreadable, Missing) as problem:
                self._fall(problem, place)
        return self._go(self.flows.root(), -1)
