"""People walk about for 20,000 turns and more: nothing raises, nobody is left without a way on, all that is counted is walked.

There are four walks, each of an office of its own, taken in turn. All know what the others have walked, and go rather where
nobody was. Whoever comes last stops where each step was met often enough: how many turns that takes differs with every change.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from bot.conversation.text import Catalogues
from bot.flows.all import FLOWS
from tests.walk.coverage import Coverage, Ways
from tests.walk.offices import foreign, marked_catalogues, plans
from tests.walk.walker import Walker
from tests.walk.world import World

LEAST, MOST = 20_000, 60_000
"""Turns of all walks together."""

AT_ONCE = 500
"""Turns of a walk, before the next has its turn."""

PLANS = plans()

Tell = Callable[[str], None]
"""Says a figure in the summary of the test run."""


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    return partial(record_property, "figures")


@pytest.fixture
def marks() -> Iterator[None]:
    with marked_catalogues():
        yield


def test_random_walks(tmp_path: Path, marks: None, tell: Tell) -> None:
    """98 of 100 edges, and each step twenty times; the configuration as it is shipped."""
    walked, ways = Coverage(), Ways.of(FLOWS, PLANS["example"].releases[0])
    walkers = [Walker(plan, new_folder(tmp_path / name), walked) for name, plan in PLANS.items()]
    try:
        while walked.turns < LEAST or (walked.turns < MOST and not is_enough(walked, ways)):
            for walker in walkers:
                walker.walk(AT_ONCE)
        worlds = [walker.end() for walker in walkers]
    finally:
        for walker in walkers:
            with suppress(Exception):
                walker.world.close()
    say_how_it_went(worlds, ways, tell)
    problems = [f"{world.plan.name}, seed {world.plan.seed}\n\n{problem}"
                for world in worlds for problem in world.problems.values()]
    assert not problems, "\n\n".join(problems)
    assert ways.share(walked) >= 0.98, ways.missed(walked)
    assert not ways.seldom(walked)


def is_enough(walked: Coverage, ways: Ways) -> bool:
    return ways.share(walked) >= 0.98 and not ways.seldom(walked)


def say_how_it_went(worlds: list[World], ways: Ways, tell: Tell) -> None:
    walked = worlds[0].coverage
    for world in worlds:
        slowest, microseconds = world.slowest.most_common(1)[0]
        tell(f"{world.plan.name}, seed {world.plan.seed}: the slowest turn took {microseconds / 1000:.0f} ms, at {slowest}")
    missed, counted = ways.missed(walked), len(ways.code) + len(ways.config)
    tell(f"all walks: {walked.turns} turns, {walked.milliseconds:.1f} ms each, at most {walked.deepest} questions deep; "
         f"{counted - len(missed)} of {counted} edges ({ways.share(walked):.1%}); the least visited steps: "
         + ", ".join(f"{step} {walked.steps[step]}" for step in sorted(ways.steps, key=lambda one: walked.steps[one])[:5]))
    for way in missed:
        tell(f"not walked: {' / '.join(way)}")


def new_folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_a_walk_is_the_same_when_it_is_walked_again(tmp_path: Path, marks: None) -> None:
    """To the letter: what a seed has found is found again."""
    def told(folder: Path) -> list[list[str]]:
        walker = Walker(PLANS["crowded"], new_folder(folder), Coverage())
        walker.walk(80)
        return [list(who.transcript) for who in walker.end().everyone]

    assert told(tmp_path / "first") == told(tmp_path / "again")


def test_a_walk_is_not_measured() -> None:
    """Neither by the one nor by a second one: see `tests/conftest.py`."""
    assert sys.gettrace() is None


@pytest.mark.parametrize("rendered", [
    "Hello", "⟪Hello⟫", "⟦Halo⟧ there", "⟦Halo ⟪there⟫⟧", "⟦Halo", "‹Dewi› said",
])
def test_words_of_another_language_or_of_none_are_seen(rendered: str) -> None:
    assert foreign(rendered, "id")


@pytest.mark.parametrize("rendered", ["", "⟦Halo⟧", "⟦Halo ‹Hello› ⟦1 halaman⟧⟧\n• ⟦Paspor⟧", "‹Hello› · 09.00"])
def test_words_of_the_language_and_what_people_typed_are_not(rendered: str) -> None:
    assert not foreign(rendered, "id")


def test_the_two_catalogues_say_different_things(tell: Tell) -> None:
    """The share of texts that are the same in both: names, signs and patterns, but no sentences."""
    catalogues = Catalogues()
    indonesian, english = vars(catalogues["id"])["_catalog"], vars(catalogues["en"])["_catalog"]
    both = [msgid for msgid in english if msgid and msgid in indonesian]
    same = [msgid for msgid in both if indonesian[msgid] == english[msgid]]
    tell(f"{len(same)} of {len(both)} texts are the same in Indonesian and English ({len(same) / len(both):.1%})")
    assert len(same) / len(both) < 0.1, same
