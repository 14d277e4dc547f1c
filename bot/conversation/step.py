"""A step: one question of a conversation, and where each answer leads.

Where a step may go is what the return annotations of `ask` and `answer` say: they are the transition table.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.conversation.prompts import Note, Prompt
from bot.desk.desk import Desk

V = TypeVar("V")
R = TypeVar("R", covariant=True)


@dataclass(frozen=True)
class Done(Generic[R]):
    """A flow's end: its value answers the step that opened it. `said` is told to the person on the way."""

    value: R
    said: tuple[Note, ...] = ()


class Step(BaseModel, ABC, Generic[V, R]):
    """Asks for a V, in a flow that ends with an R.

    Frozen, and stored as JSON: keys of rows rather than what people typed. `ask` never writes. `answer` may, in three
    ways: drafts (overwritten by the next answer), claims (a hold, lapsing) and acts (a booking: only where back can't
    undo it, in an answer that leads to the menu or ends an aside).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    was: ClassVar[tuple[str, ...]] = ()
    """Its names in older releases."""
    one_place: ClassVar[bool] = False
    """Led to itself, it stays one question for `back`, though what it knows has changed."""

    @abstractmethod
    def ask(self, desk: Desk, /) -> Prompt[V] | Step[Any, V]:
        """What to show; or the first step of a flow whose end is the answer."""

    @abstractmethod
    def answer(self, desk: Desk, value: V, /) -> Step[Any, R] | Done[R]:
        """Where that answer leads."""

    def heard(self, desk: Desk, kind: str, subject: str, /) -> V | None:
        """The answer that an event inside the office gives to this question while it is open, if it gives one."""
        return None

    def unanswered(self, desk: Desk, /) -> tuple[Note, ...]:
        """What is said to whoever leaves this question without an answer."""
        return ()


AnyStep = Step[Any, Any]


@lru_cache(maxsize=512)
def answer_type(step: type[AnyStep]) -> TypeAdapter[Any]:
    """How answers of this step are stored and read: its V."""
    for base in step.__mro__:
        kept = getattr(base, "__pydantic_generic_metadata__", None)
        if kept and kept["origin"] is Step:
            return TypeAdapter(kept["args"][0])
    raise TypeError(f"{step.__name__} must be a Step[V, R]")
