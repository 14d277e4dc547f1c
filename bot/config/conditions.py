"""When something applies: typed conditions on the answers of eligibility."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, RootModel, Tag, WithJsonSchema

from bot.config.values import Frozen, Key


def _kind_of_condition(raw: object) -> str:
    """Which of the four shapes a condition has, so that a mistake in it is reported once, where it is."""
    if isinstance(raw, (All, AnyOf, Not)):
        return {All: "all", AnyOf: "any", Not: "not"}[type(raw)]
    if isinstance(raw, Mapping):
        return next((word for word in ("all", "any", "not") if word in raw), "answers")
    return "answers"


class Condition(RootModel["_AnyCondition"]):
    """When something applies: `{married: "yes", age: [child, teen]}`, or `all:`, `any:`, `not:` of such conditions.

    A question that was not asked equals nothing, so `{x: "yes"}` is false and `{not: {x: "yes"}}` is true.
    """

    model_config = ConfigDict(frozen=True)

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Whether it applies to these answers (question key to option key)."""
        return self.value(answers) is True

    def value(self, answers: Mapping[str, str], pending: Collection[str] = ()) -> bool | None:
        """The same while questions are still open: none if that depends on a question in `pending`."""
        match self.root:
            case All(all=parts):
                return _every([part.value(answers, pending) for part in parts])
            case AnyOf(any=parts):
                return _not(_every([_not(part.value(answers, pending)) for part in parts]))
            case Not(not_=part):
                return _not(part.value(answers, pending))
            case wanted:
                return _every([None if key in pending else answers.get(key) in options
                               for key, options in wanted.items()])

    def asks(self) -> Mapping[str, frozenset[str]]:
        """The keys of the questions that it looks at, each with the options that it names."""
        match self.root:
            case All(all=parts) | AnyOf(any=parts):
                inner = parts
            case Not(not_=part):
                inner = (part,)
            case wanted:
                return {key: frozenset(options) for key, options in wanted.items()}
        together: dict[str, frozenset[str]] = {}
        for part in inner:
            for key, options in part.asks().items():
                together[key] = together.get(key, frozenset()) | options
        return together


def _every(values: Sequence[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


class All(Frozen):
    all: tuple[Condition, ...] = Field(min_length=1)


class AnyOf(Frozen):
    any: tuple[Condition, ...] = Field(min_length=1)


class Not(Frozen):
    not_: Condition = Field(alias="not")


_Wanted = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda raw: (raw,) if isinstance(raw, str) else raw),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})]
_AnyCondition = Annotated[
    Annotated[All, Tag("all")] | Annotated[AnyOf, Tag("any")] | Annotated[Not, Tag("not")]
    | Annotated[Mapping[Key, _Wanted], Field(min_length=1), Tag("answers")],
    Discriminator(_kind_of_condition)]
Condition.model_rebuild()
