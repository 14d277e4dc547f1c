"""What people come for: the questions, how they can end, what to bring, how the visit goes, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, TypeVar

from pydantic import Field

from bot.config.conditions import Condition
from bot.config.values import Fact, Frozen, Key, Money, Words


class Answer(Frozen):
    """One option of a question. `also`: other words that people type for it."""

    label: Words
    also: tuple[str, ...] = ()


class Question(Frozen):
    """What eligibility asks. `residence` questions read a state (and county) against the jurisdiction data and answer
    `here`, `elsewhere` or `unsure`; the others offer their options."""

    text: Words
    you: Words | None = Field(default=None, description="The same, where the applicant is the one who writes, and comes alone.")
    why: Words | None = None
    kind: Literal["choose", "residence"] = "choose"
    options: Mapping[Key, Answer] = {}

    def asked(self, you: bool) -> Words:
        """What it asks; `you`: the applicant themselves, who come alone."""
        return self.you if you and self.you is not None else self.text

    def domain(self) -> tuple[str, ...]:
        """The keys of all answers it can have."""
        return ("here", "elsewhere", "unsure", "visiting") if self.kind == "residence" else tuple(self.options)


class Charge(Frozen):
    """What is charged from a date on; of one name, the newest entry whose date has come is in force."""

    name: Words
    amount: Money | None = Field(default=None, description="None: the office posts it; say so.")
    since: date
    fact: Fact = Fact()


C = TypeVar("C", bound=Charge)


def in_force(charges: Iterable[C], on: date) -> tuple[C, ...]:
    """Those of a day."""
    newest: dict[str, C] = {}
    for charge in charges:
        known = newest.get(str(charge.name.root))
        if charge.since <= on and (known is None or known.since < charge.since):
            newest[str(charge.name.root)] = charge
    return tuple(newest.values())


class Asked(Frozen):
    """A question in a service, asked only when `when` holds for the answers so far."""

    question: Key
    when: Condition | None = None


class Outcome(Frozen):
    """Where eligibility can end other than in a booking: why, and what to do instead."""

    text: Words
    you: Words | None = Field(default=None, description="The same, where the applicant is the one who writes, and comes alone.")
    instead: Words | None = None
    instead_you: Words | None = Field(default=None, description="What to do instead, to that one.")
    instead_fact: Fact | None = Field(default=None, description="Of what to do instead, where it is less sure.")
    link: str = ""
    service: Key | None = Field(default=None, description="The service to go on with instead, by one press.")
    officer: bool = Field(default=False, description="Stop and hand over to an officer.")
    mission: bool = Field(default=False, description="Name the mission that serves where this person lives.")
    fees: tuple[Charge, ...] = Field(default=(), description="What such a case is charged beside the fees of its service.")
    fact: Fact = Fact()

    def said(self, you: bool) -> tuple[Words, ...]:
        """Why, and what to do instead; `you`: to the applicant themselves, who come alone."""
        text = self.you if you and self.you is not None else self.text
        instead = self.instead_you if you and self.instead_you is not None else self.instead
        return (text,) if instead is None else (text, instead)


class Rule(Frozen):
    """When `when` holds, eligibility ends with this outcome; of rules that hold, the first question to decide wins."""

    when: Condition
    outcome: Key


class Requirement(Frozen):
    """A document or thing to bring. `identity`: it shows who a person is, so channels treat it with more care."""

    name: Words
    short: Words | None = Field(default=None, description="For buttons: 24 characters at most.")
    also: tuple[str, ...] = Field(default=(), description="Words that people type for it, in any language.")
    detail: Words | None = None
    why: Words | None = None
    kind: Literal["original", "copy", "original-and-copy", "show"] = "original"
    copies: int = Field(default=1, ge=0, le=9)
    upload: bool = Field(default=True, description="Whether a photo or file of it is asked for before the visit.")
    pages: int = Field(default=1, ge=1, le=40, description="Pages that one usually has.")
    photo_hint: Words | None = None
    identity: bool = False
    fact: Fact = Fact()


class Needed(Frozen):
    requirement: Key
    when: Condition | None = None
    why: Words | None = Field(default=None, description="Said instead of the requirement's own.")


class VisitStep(Frozen):
    """One step of the visit, and its usual minutes (none: not known)."""

    text: Words
    minutes: int | None = Field(default=None, ge=1)
    fact: Fact = Fact()


class Fee(Charge):
    """What a case of a service is charged, where `when` holds."""

    when: Condition | None = None


class Attend(Frozen):
    """Who must come in person beside the applicant."""

    who: Words
    people: int = Field(default=0, ge=0, le=4, description="How many more people that brings into the room.")
    when: Condition | None = None
    fact: Fact = Fact()


class Duration(Frozen):
    """Minutes at the desk: the first applicant of a party, and each further one."""

    first: int = Field(default=20, ge=5, le=240)
    more: int = Field(default=10, ge=0, le=240)
    fact: Fact = Fact()


FormField = Literal["full_name", "other_name", "birth_place", "birth_date", "nik", "passport_number", "address", "phone"]


class FieldSettings(Frozen):
    """A line of the form. `identity`: it shows who a person is, so channels treat it with more care."""

    identity: bool = Field(default=False, description="Whether it shows who a person is.")


class Service(Frozen):
    """What people come for. `bookable: false` ends in `unbookable` (an outcome) instead of a booking."""

    name: Words
    short: Words | None = None
    also: tuple[str, ...] = Field(default=(), description="Words that people type for it, in any language.")
    about: Words | None = None
    bookable: bool = True
    unbookable: Key | None = None
    for_child: bool = Field(default=False, description="The applicant is a child; a parent agrees for them.")
    duration: Duration = Duration()
    ask: tuple[Asked, ...]
    rules: tuple[Rule, ...] = ()
    requirements: tuple[Needed, ...] = ()
    attend: tuple[Attend, ...] = ()
    visit: tuple[VisitStep, ...] = ()
    ready: Words | None = Field(default=None, description="How long it takes after the visit; none: said at the counter.")
    ready_fact: Fact = Fact()
    stages: Key | None = Field(default=None, description="The list of stages that its cases go through; none: none.")
    fees: tuple[Fee, ...] = ()
    pay: Words | None = Field(default=None, description="How to pay; none: to be asked at the counter.")
    pay_fact: Fact = Fact()
    form: tuple[FormField, ...] = (
        "full_name", "birth_place", "birth_date", "nik", "passport_number", "address", "phone")
    form_when: Mapping[FormField, Condition] = Field(
        default={}, description="Lines of the form that are asked for only when this holds.")
