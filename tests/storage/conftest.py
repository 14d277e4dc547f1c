"""A transaction on empty tables, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.database import Database, Transaction
from storage.tables import metadata


@pytest.fixture
def tx(database_url: str) -> Iterator[Transaction]:
    database = Database(database_url)
    metadata.create_all(database.engine)
    with database.transaction() as tx:
        yield tx
    database.close()
