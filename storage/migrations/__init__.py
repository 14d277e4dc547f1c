"""Bringing a database up to the tables of this release, and down again.

Alembic takes half a second to import, so it is imported only when the database is behind.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy.engine import Connection

HEAD = "0004"
"""The newest revision in `versions/`."""

LOCK = 7_221_950_001
"""Any number that nobody else locks: processes that start together migrate one after the other (PostgreSQL)."""


class FromNewerRelease(Exception):
    """A newer release of Janji has changed this database; this one must not write to it."""


def bring_up(database: Database) -> bool:
    """Bring the database up to this release, from empty if need be. Whether there was anything to do.

    Raises FromNewerRelease.
    """
    if stored_revision(database) == HEAD:
        return False
    migrate(database, HEAD)
    return True


def stored_revision(database: Database) -> str | None:
    """The revision that the database is at; None: it is empty."""
    with database.engine.connect() as connection:
        return _stored(connection)


def migrate(database: Database, revision: str) -> None:
    """Bring the database up or down to a revision ("base": empty), all of it or nothing.

    Raises FromNewerRelease when it is at a revision that this release does not have.
    """
    from alembic import command
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(configuration())
    known = {script.revision for script in scripts.walk_revisions()}
    with database.engine.begin() as connection:
        if not database.is_sqlite:              # on SQLite a transaction that may write is alone anyway
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        stored = _stored(connection)
        if stored is not None and stored not in known:
            raise FromNewerRelease(f"the database is at revision {stored}, which this release does not know")
        if revision == "base":
            command.downgrade(configuration(connection), "base")
        elif stored is None or stored < revision:
            command.upgrade(configuration(connection), revision)
        else:
            command.downgrade(configuration(connection), revision)


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file; migrations run on this connection."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def _stored(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    stored: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return stored
