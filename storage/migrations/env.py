"""What Alembic runs: the migrations, on the connection that it was given, in that connection's transaction."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,         # on SQLite too: the transaction is begun by us (see database.py)
    render_as_batch=True,           # SQLite changes a table by copying it
    render_item=context.config.attributes.get("render_item"),
)
context.run_migrations()
