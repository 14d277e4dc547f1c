"""Fetch files after the turn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    op.create_table(
        "fetches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False, comment="The outside's id of what announced it."),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("album", sa.Text(), nullable=False, comment="What came together has one name; empty for a file alone."),
        sa.Column("place", sa.BigInteger(), nullable=False,
                  comment="Counts up in a chat: the order in which they were sent."),
        sa.Column("body", sa.LargeBinary(), nullable=False,
                  comment="Sealed JSON: where it lies there, and what was written under it."),
        sa.Column("state", sa.Text(), nullable=False, comment="due, stored, failed; and when its turn was taken: taken"),
        sa.Column("file", sa.Text(), nullable=True, comment="Its row in `files`, once it is here."),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("again_at", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True, comment="Why it failed: a word."),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fetches")),
        sa.UniqueConstraint("office", "account", "event", name=op.f("uq_fetches_office_account_event")),
        comment="Files that lie at a channel until they are fetched: after the turn, never in it.",
    )
    op.create_index("ix_fetches_open", "fetches", ["account", "address"], unique=False,
                    sqlite_where=sa.text("state <> 'taken'"), postgresql_where=sa.text("state <> 'taken'"))
    op.create_index(op.f("ix_fetches_person"), "fetches", ["person"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_fetches_person"), "fetches")
    op.drop_index("ix_fetches_open", "fetches")
    op.drop_table("fetches")
