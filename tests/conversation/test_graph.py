"""The table of transitions is what the steps' annotations say, and what really happens is in it."""

from __future__ import annotations

from typing import Literal, Never

from bot.conversation.graph import Edge, Flows, next_steps, opened, prompts
from bot.conversation.prompts import OneOf, Option, Say
from bot.conversation.step import Done, Step, answer_type
from bot.conversation.text import _
from bot.desk.desk import Desk
from bot.flows.all import FLOWS
from tests.journeys.driver import Journey
from tests.journeys.parts import booked


class Inner(Step[bool, int]):
    def ask(self, desk: Desk, /) -> OneOf[bool]:
        return OneOf(_("Really?"), (Option(True, _("Yes")), Option(False, _("No"))))

    def answer(self, desk: Desk, value: bool, /) -> "Inner | Done[int]":  # noqa: UP037
        return Done(1) if value else Inner()


class Outer(Step[int | Literal["on"], Never]):
    was = ("Floor",)

    def ask(self, desk: Desk, /) -> Inner | Say:
        return Inner()

    def answer(self, desk: Desk, value: int | Literal["on"], /) -> "Outer":  # noqa: UP037
        return Outer()


class Nowhere(Step[bool, int]):
    """No step leads here."""

    def ask(self, desk: Desk, /) -> OneOf[bool]:
        raise AssertionError

    def answer(self, desk: Desk, value: bool, /) -> Done[int]:
        raise AssertionError


SMALL = Flows(root=Outer, asides={}, aside_steps=(), for_files=lambda desk, files: _("no"), returning=lambda desk, steps: ())


def test_edges_are_read_from_the_annotations() -> None:
    assert SMALL.edges() == {
        Edge("Outer", "Inner", "opens"), Edge("Outer", "Outer", "answers"),
        Edge("Inner", "Inner", "answers"), Edge("Inner", "", "ends")}
    assert opened(Outer) == (Inner,)
    assert prompts(Outer) == (Say,)
    assert next_steps(Inner) == ((Inner,), True)


def test_only_what_is_reached_may_be_named_by_a_stored_conversation() -> None:
    assert set(SMALL.by_name) == {"Outer", "Floor", "Inner"}
    assert SMALL.by_name["Floor"] is Outer


def test_the_names_are_those_of_these_flows_and_not_of_others_that_are_gone() -> None:
    for root in (Inner, Nowhere) * 20:
        made = Flows(root=root, asides={}, aside_steps=(), for_files=SMALL.for_files, returning=SMALL.returning)
        assert list(made.by_name) == [root.__name__]
        del made


def test_answers_are_stored_as_the_type_that_the_step_asks_for() -> None:
    assert answer_type(Outer).validate_python("on") == "on"
    assert answer_type(Outer).validate_python(3) == 3
    assert answer_type(Inner).dump_python(True, mode="json") is True


def test_each_step_leads_somewhere_and_each_has_a_docstring() -> None:
    sources = {edge.source for edge in FLOWS.edges()}
    for step in FLOWS.steps():
        assert step.__name__ in sources, f"{step.__name__} leads nowhere"
        assert step.__doc__, step.__name__


def test_what_happens_in_a_booking_is_in_the_table(journey: Journey) -> None:
    edges = FLOWS.edges()
    walked = []
    dewi = journey.person("Dewi")
    take = dewi.take

    def taking(what: object, shown: str, event_id: str = "") -> object:
        result = take(what, shown, event_id)  # type: ignore[arg-type]
        walked.extend(result.walked)
        return result

    dewi.take = taking  # type: ignore[method-assign, assignment]
    booked(dewi)
    assert len(walked) > 25
    for one in walked:
        ends = isinstance(one.result, Done)
        target = "" if ends else type(one.result).__name__
        assert Edge(type(one.step).__name__, target, "ends" if ends else "answers") in edges
