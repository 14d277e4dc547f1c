"""A transaction on an empty database, which is as empty again after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.database import Database, Transaction
from tests.prepared import new_database


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = new_database(f"sqlite:///{tmp_path_factory.mktemp('desk') / 'janji.db'}")
    yield made
    made.close()


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.engine.connect() as connection, connection.begin() as whole:
        yield Transaction(connection)
        whole.rollback()
