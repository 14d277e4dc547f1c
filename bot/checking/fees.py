"""Entries of what is charged that are meant as one, and are not; or are one, and can't be told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.checking.report import CONFIG, Fault
from bot.config import Charge, Fee, Settings


def wrong_fees(settings: Settings) -> Iterator[Fault]:
    """Of each service and outcome."""
    for key, service in settings.services.items():
        yield from _wrong(f"services.{key}.fees", service.fees)
    for key, outcome in settings.outcomes.items():
        yield from _wrong(f"outcomes.{key}.fees", outcome.fees)


def _wrong(path: str, charges: Sequence[Charge]) -> Iterator[Fault]:
    for (first, one), (second, other) in combinations(enumerate(charges), 2):
        if _are_of_different_cases(one, other):
            continue
        where, names = f"{CONFIG}{path}.{second}", (one.name.root, other.name.root)
        differing = [language for language in names[0] if names[0][language] != names[1].get(language)]
        if not differing and one.since == other.since:
            yield Fault(where, f"this has the name and the day of entry {first}, which alone is charged",
                        "Give the newer one its own `since`, or take one of the two out")
        elif differing and len(differing) < len(names[0]):
            same = next(language for language in names[0] if language not in differing)
            yield Fault(f"{where}.name", f"this is the name of entry {first} in “{same}” but not in “{', '.join(differing)}”, "
                                         "so both are charged", "Write the same name in each language, or different ones")


def _are_of_different_cases(one: Charge, other: Charge) -> bool:
    """Whether each has a condition of its own."""
    conditions = [charge.when if isinstance(charge, Fee) else None for charge in (one, other)]
    return None not in conditions and conditions[0] != conditions[1]
