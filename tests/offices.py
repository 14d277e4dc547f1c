"""What many tests begin with: an office in English where Dewi writes, an empty database, keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.sealed import Keys, make_keys
from tests.journeys.driver import Chat, Journey
from tests.prepared import new_database


@pytest.fixture
def journey(tmp_path: Path) -> Iterator[Journey]:
    """At nine on a Tuesday."""
    made = Journey(tmp_path, "en")
    yield made
    made.close()


@pytest.fixture
def office(journey: Journey) -> Journey:
    """The same, where the office acts."""
    return journey


@pytest.fixture
def dewi(journey: Journey) -> Chat:
    """Who writes, in most tests."""
    return journey.person("Dewi")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """With all tables, on SQLite and on PostgreSQL."""
    made = new_database(database_url)
    yield made
    made.close()


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return make_keys(tmp_path / "keys.json")
