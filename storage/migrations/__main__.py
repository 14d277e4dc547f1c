"""`python -m storage.migrations "Keep where the file lies"`: write the next revision, by comparing the tables of
`tables.py` with those that the revisions so far make. Read it, correct it, and set HEAD."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import BigInteger, Text

from storage.database import Database
from storage.migrations import HEAD, configuration, migrate
from storage.tables import BigKey, Bytewise, Instant


def plain_types(kind: str, item: Any, context: Any) -> str | bool:
    """How the types of `tables.py` are written in a revision, which must not change with them."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, BigInteger) and item._variant_mapping == BigKey._variant_mapping:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    if kind == "type" and isinstance(item, Text) and item._variant_mapping.keys() == Bytewise._variant_mapping.keys():
        return 'sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")'
    return False


def main(message: str, revision: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'compare.db'}")
        if int(revision) > 1:
            migrate(database, HEAD)
        with database.engine.begin() as connection:
            settings = configuration(connection)
            settings.attributes["render_item"] = plain_types
            command.revision(settings, message, autogenerate=True, rev_id=revision)
        database.close()


if __name__ == "__main__":
    main(sys.argv[1], f"{int(HEAD) + 1:04}" if len(sys.argv) < 3 else sys.argv[2])
