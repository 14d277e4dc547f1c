"""A sender for each test, on SQLite or on either database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.sealed import Keys
from tests.delivery.desk import Desk


@pytest.fixture
def desk(sqlite_url: str, keys: Keys) -> Iterator[Desk]:
    desk = Desk(sqlite_url, keys)
    yield desk
    desk.close()


@pytest.fixture
def either_desk(database_url: str, keys: Keys) -> Iterator[Desk]:
    desk = Desk(database_url, keys)
    yield desk
    desk.close()
