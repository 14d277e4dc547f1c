"""People walk about for 48,000 turns: nothing raises, nobody is left without a way on, and all that is counted was walked.

There are four walks, each of an office of its own. Whichever ends last (they may run in several processes) looks at what
all of them together have walked.
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

TURNS = 12_000
"""Of each walk."""

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


@pytest.fixture
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run know."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / "walks"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.parametrize("name", PLANS)
def test_a_random_walk(name: str, tmp_path: Path, shared: Path, marks: None, tell: Tell) -> None:
    walker = Walker(PLANS[name], tmp_path)
    try:
        world = walker.walk(TURNS)
    finally:
        with suppress(Exception):
            walker.world.close()
    walked = world.coverage
    slowest, microseconds = world.slowest.most_common(1)[0]
    tell(f"{name}, seed {PLANS[name].seed}: {walked.turns} turns, {walked.milliseconds:.1f} ms each, "
          f"the slowest {microseconds / 1000:.0f} ms at {slowest}; at most {walked.deepest} questions deep")
    assert not world.problems, "\n\n".join((f"seed {PLANS[name].seed}", *map(str, world.problems.values())))
    walked.save(shared / f"{name}.json")
    found = [shared / f"{one}.json" for one in PLANS]
    if all(path.exists() for path in found):
        look_at_all(found, tell)


def look_at_all(found: list[Path], tell: Tell) -> None:
    """98 of 100 edges, and each step twenty times; the configuration as it is shipped."""
    walked = Coverage()
    for path in found:
        walked.add(Coverage.load(path))
    ways = Ways.of(FLOWS, PLANS["example"].releases[0])
    missed, seldom = ways.missed(walked), {step: walked.steps[step] for step in sorted(ways.steps) if walked.steps[step] < 20}
    counted = len(ways.code) + len(ways.config)
    tell(f"all walks: {walked.turns} turns, {walked.milliseconds:.1f} ms each; {counted - len(missed)} of {counted} edges "
          f"({ways.share(walked):.1%}); the least visited steps: "
         + ", ".join(f"{step} {walked.steps[step]}" for step in sorted(ways.steps, key=lambda one: walked.steps[one])[:5]))
    for way in missed:
        tell(f"not walked: {' / '.join(way)}")
    assert walked.turns >= 20_000
    assert ways.share(walked) >= 0.98, missed
    assert not seldom


def test_a_walk_is_the_same_when_it_is_walked_again(tmp_path: Path, marks: None) -> None:
    """To the letter: what a seed has found is found again."""
    def told(folder: Path) -> list[list[str]]:
        folder.mkdir()
        return [list(who.transcript) for who in Walker(PLANS["crowded"], folder).walk(80).everyone]

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
