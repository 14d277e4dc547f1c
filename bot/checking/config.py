"""Faults of `config.yaml` that only show when all its parts are seen together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.checking.fees import wrong_fees
from bot.checking.report import CONFIG, Fault
from bot.config import Settings, Words
from bot.config.references import walk
from bot.desk import catalogue_check

TO_DO = (
    (r"ask\.\d+$", "Correct its `when`, or the rule that ends the questions before it"),
    (r"rules\.\d+$", "Correct its `when`, or move it before the rule that decides first"),
    (r"when$", "Correct the condition, or take the entry out"),
    (r"^places\.", "Leave it in one of the two"),
    (r"also$", "Take the word out of one of the two"),
    (r"^questions\.", "Let a service ask it, or take it out"),
    (r"^outcomes\.", "Let a rule of a service end with it, or take it out"),
    (r"^requirements\.", "Let a service need it, or take it out"),
    (r"", "Correct the rules, questions or places that it depends on"),
)


def wrong_config(settings: Settings) -> Iterator[Fault]:
    """Questions and outcomes out of reach, rules that contradict or never hold, papers that nobody needs."""
    for fault in catalogue_check.check(settings):
        to_do = next(advice for pattern, advice in TO_DO if re.search(pattern, fault.path))
        if "contradicts" in fault.message:
            to_do = "Narrow one of the two, so that no answers fulfil both"
        yield Fault(f"{CONFIG}{fault.path}", fault.message, to_do)
    yield from hours_that_contradict(settings)
    yield from wrong_fees(settings)


def hours_that_contradict(settings: Settings) -> Iterator[Fault]:
    """Times that can be booked at the counter while people read that it is closed."""
    said, place = settings.office.counter_hours, settings.counter_place
    for day, spans in place.week.items() if said is not None else ():
        for span in spans:
            if not any(one.start <= span.start and span.end <= one.end for one in (said or {}).get(day, ())):
                yield Fault(f"{CONFIG}office.counter_hours.{day}",
                            f"the counter is open {span.start:%H:%M}-{span.end:%H:%M} in its week, but closed here",
                            "Correct one of the two, or take counter_hours out: then the week is said")


def words_of(settings: Settings) -> Iterator[tuple[str, Words]]:
    """All words of the office, with their path."""
    for where, part in walk(settings):
        if isinstance(part, Words):
            yield f"{CONFIG}{'.'.join(map(str, where))}", part
