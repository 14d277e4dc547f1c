"""Migrations up from empty and down again, on both databases."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from storage.database import Database
from storage.migrations import HEAD, FromNewerRelease, bring_up, configuration, migrate, stored_revision
from storage.tables import metadata


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.close()


def test_an_empty_database_is_brought_up_once(database: Database) -> None:
    assert stored_revision(database) is None
    assert bring_up(database)
    assert stored_revision(database) == HEAD
    assert not bring_up(database)


def test_the_migrated_tables_are_those_of_the_code(database: Database) -> None:
    bring_up(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
    migrated = described(database)
    migrate(database, "base")
    metadata.create_all(database.engine)
    assert migrated == described(database)


def test_down_to_nothing_and_up_again(database: Database) -> None:
    bring_up(database)
    once = described(database)
    migrate(database, "base")
    assert described(database) == {}
    assert stored_revision(database) is None
    bring_up(database)
    assert described(database) == once


def test_head_is_the_newest_revision() -> None:
    scripts = ScriptDirectory.from_config(configuration())
    assert scripts.get_heads() == [HEAD]


def test_a_failing_migration_leaves_nothing_behind(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    script = ScriptDirectory.from_config(configuration()).get_revision(HEAD)
    before = stored_revision(database)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("alembic.op.drop_table", fail)
    monkeypatch.setattr("alembic.op.create_index", fail)
    assert script is not None
    with pytest.raises(RuntimeError, match="disk"):
        bring_up(database)
    assert stored_revision(database) == before
    assert described(database) == {}


def test_a_database_of_a_newer_release_is_refused(database: Database) -> None:
    bring_up(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(FromNewerRelease, match="9999"):
        bring_up(database)


def test_processes_that_start_together_migrate_once(database: Database) -> None:
    databases = [Database(database.url.render_as_string(hide_password=False)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(bring_up, databases))
    assert stored_revision(database) == HEAD
    for other in databases:
        other.close()


def test_a_database_that_is_up_to_date_does_not_load_alembic(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    bring_up(database)
    database.close()
    script = ("import sys; from storage.database import Database; from storage.migrations import bring_up;"
              f"bring_up(Database({sqlite_url!r})); print('alembic' in sys.modules)")
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def described(database: Database) -> dict[str, Any]:
    """Everything that the database says of its tables; on SQLite its own words."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"))
            return {name: plain(sql) for name, sql in rows if name != "alembic_version"}
        inspector = inspect(connection)
        return {
            name: [
                {column["name"]: {**column, "type": repr(column["type"])} for column in inspector.get_columns(name)},
                inspector.get_pk_constraint(name),
                sorted(map(repr, inspector.get_unique_constraints(name))),
                sorted(map(repr, inspector.get_indexes(name))),
            ]
            for name in inspector.get_table_names() if name != "alembic_version"
        }


def plain(sql: str) -> set[str]:
    """The parts of a CREATE statement, in whatever order and spacing."""
    head, _bracket, body = sql.rpartition(")")[0].partition("(")
    return {" ".join(part.split()) for part in (head, *re.split(r",(?![^(]*\))", body))}
