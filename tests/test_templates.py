"""Approved words: what stands in their places, and what would be sent back."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.checking.templates import wrong_templates
from bot.conversation.graph import Approved, Template
from bot.conversation.templates import as_sent, body_of, values_of
from bot.conversation.text import DEFAULT_CATALOGUES, Text, said, speech
from bot.flows.templates import TEMPLATES, visit_tomorrow

WHEN = Text("{day} at {hour} ({zone})", (("day", date(2026, 11, 30)), ("hour", time(9)), ("zone", "Los Angeles")))


def test_what_is_promised_for_a_reply_waits_for_the_reply() -> None:
    assert {name for name, one in TEMPLATES.items() if one.sample.knocks} == {
        "papers_missing", "stage_moved", "passport_ready", "how_was_it", "answer_waiting"}


def test_the_places_are_numbered_as_each_language_has_them() -> None:
    text = visit_tomorrow(WHEN, "K7M-4TD").text
    for language in ("id", "en"):
        body = body_of(speech(language), text)
        assert body.index("{{1}}") < body.index("{{2}}")
        assert "{day" not in body


def test_values_are_said_in_the_persons_language() -> None:
    approved = visit_tomorrow(WHEN, "K7M-4TD")
    assert as_sent(speech("id"), approved).values == ("Senin, 30 November 2026, pukul 09.00 (Los Angeles)", "K7M-4TD")
    assert as_sent(speech("en"), approved).values == ("Monday 30 November 2026 at 9:00 am (Los Angeles)", "K7M-4TD")


def test_a_value_never_breaks_a_line_and_is_never_empty() -> None:
    text = Text("For {name}, from {where}.", (("name", said("Dewi\n\tAyu     Lestari")), ("where", said("  "))))
    assert values_of(speech("en"), text) == ("Dewi Ayu Lestari", "–")


def test_a_value_that_stands_twice_has_one_place() -> None:
    text = Text("Visit {code}: your code is {code}.", (("code", "K7M-4TD"),))
    assert body_of(speech("en"), text) == "Visit {{1}}: your code is {{1}}."
    assert values_of(speech("en"), text) == ("K7M-4TD",)


def test_ours_would_all_be_taken() -> None:
    assert list(wrong_templates(TEMPLATES, ("id", "en"), DEFAULT_CATALOGUES)) == []


@pytest.mark.parametrize(("body", "what"), [
    ("{code} is your code.", "begins or ends"), ("Your code is {code}.", "begins or ends"),
    ("Your code is {code}", "begins or ends"),
    ("Your code is “{code}”.", "begins or ends"), ("Code {code}, {code2} is yours.", "side by side"),
    ("Your visit " + "x" * 1024 + ".", "characters of at most"), ("Your   visit    is near.", "run of spaces"),
    ("Your code {code} is new.", None),
])
def test_what_would_be_sent_back_is_found(body: str, what: str | None) -> None:
    approved = Approved("visit", Text(body, (("code", "K7M-4TD"), ("code2", "K7M-4TD"))))
    faults = [fault.what for fault in wrong_templates({"visit": Template("UTILITY", approved)}, ("en",), DEFAULT_CATALOGUES)]
    assert any(what in fault for fault in faults) if what else not faults


def test_a_name_that_whatsapp_would_not_take_is_found() -> None:
    template = Template("UTILITY", Approved("Visit Tomorrow", Text("Your visit is near.")))
    assert [fault.what for fault in wrong_templates({"Visit Tomorrow": template}, ("en",), DEFAULT_CATALOGUES)] == [
        "a name has lower-case letters, digits and underscores"]
