"""Where a case is between the visit and the day it is collected, how that is told, and what is asked afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.config.values import Fact, Frozen, Key, Week, Words

Where = tuple[str | int, ...]
Wrong = tuple[Where, str]


def _https(link: str) -> str:
    if link and not link.startswith("https://"):
        raise ValueError("write an address as https://example.org")
    return link


Days = Annotated[int, Field(ge=0, le=365)]


class Stage(Frozen):
    """One stage: `name` inside a sentence ("at the stage “printing”"), `says` as the whole sentence that people read."""

    key: Key = Field(description="Stored with each case: keep it once it is in use.")
    name: Words = Field(description="The stage in a few words.")
    says: Words = Field(description="What people read when a case comes to it.")
    told: bool = Field(default=True, description="Whether people are written to when a case comes to it.")
    usual: tuple[Days, Days] | None = Field(
        default=None, description="Working days that it usually takes, at least and at most; none: nothing is said.")
    usual_fact: Fact = Fact()
    kind: Literal["step", "ready", "collected"] = Field(
        default="step", description="ready: it can be collected, and people read how; collected: the last one.")


class Pickup(Frozen):
    """How, where and by when what is ready is collected."""

    place: Key = Field(description="Where: a place of places.")
    hours: Week | None = Field(default=None, description="When it is handed out; none: the week of that place.")
    hours_fact: Fact = Field(default=Fact(), description="Of hours, where they are given.")
    bring: Words = Field(description="What to bring, and who may come.")
    bring_fact: Fact = Fact()
    within: int | None = Field(default=None, ge=1, le=366, description="Days to collect it in; none: no day is said.")
    within_fact: Fact = Fact()
    late: Words | None = Field(default=None, description="What becomes of it after that.")
    late_fact: Fact = Fact()


class StageList(Frozen):
    """Stages in their order. Services that go the same way share one."""

    steps: tuple[Stage, ...] = Field(min_length=1)
    pickup: Pickup | None = None

    def place_of(self, key: str) -> int | None:
        """Where in the order a stage stands; None for one that the office no longer has."""
        return next((number for number, one in enumerate(self.steps) if one.key == key), None)

    def get(self, key: str) -> Stage | None:
        place = self.place_of(key)
        return None if place is None else self.steps[place]

    def after(self, key: str) -> Stage | None:
        """The next one: the first after the booking; None after the last one, and where it is not known."""
        if key == BOOKED:
            return self.steps[0]
        place = self.place_of(key)
        return None if place is None or place + 1 == len(self.steps) else self.steps[place + 1]


class FeedbackSettings(Frozen):
    """What people are asked after they collected."""

    days_after: int = Field(default=1, ge=0, le=60, description="Days after it was collected.")
    at: time = Field(default=time(10), description="At this time of that day, by the person's own clock.")
    link: Annotated[str, AfterValidator(_https)] = Field(
        default="", description="The office's page for praise and complaints.")


BOOKED = "booked"
"""The stage of a case before the visit; no list has it."""


def wrong_stages(stages: Mapping[str, StageList], places: Mapping[str, object]) -> Iterator[Wrong]:
    """What in the lists contradicts, with a plain sentence."""
    for name, listed in stages.items():
        where = ("stages", name)
        yield from _wrong_order(listed, where)
        if listed.pickup is not None and listed.pickup.place not in places:
            yield (*where, "pickup", "place"), f"there is no place “{listed.pickup.place}”"


def _wrong_order(listed: StageList, where: tuple[str, ...]) -> Iterator[Wrong]:
    seen: set[str] = set()
    kinds = [stage.kind for stage in listed.steps]
    for number, stage in enumerate(listed.steps):
        here: Where = (*where, "steps", number)
        if stage.key in seen:
            yield (*here, "key"), f"“{stage.key}” stands twice in this list; give one of them another key"
        if stage.key == BOOKED:
            yield (*here, "key"), f"“{BOOKED}” is every case before its visit; give the stage another key"
        if stage.usual is not None and stage.usual[1] < stage.usual[0]:
            yield (*here, "usual"), "write the smaller number first"
        if stage.kind != "step" and stage.kind in kinds[:number]:
            yield (*here, "kind"), f"there is a stage that is {stage.kind} already"
        if stage.kind == "collected" and "ready" not in kinds[:number]:
            yield (*here, "kind"), "nothing is ready before it is collected; write a stage with kind: ready before it"
        if stage.kind == "collected" and number + 1 < len(kinds):
            yield (*here, "kind"), "collected is the last stage; write it at the end"
        if stage.kind == "ready" and listed.pickup is None:
            yield (*here, "kind"), "people read how to collect it: write pickup beside steps"
        seen.add(stage.key)
