"""Tell what became of messages; stages, private pages, and what a channel wants to have made before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"

WAITING = sa.text("state = 'waiting'")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False)


def upgrade() -> None:
    op.create_table(
        "clearings", _id(),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False, comment="Where it lies at the channel."),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problem", sa.Text(), nullable=True, comment="Why the last try failed: a word."),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearings")),
        sa.UniqueConstraint("account", "reference", name=op.f("uq_clearings_account_reference")),
        comment="What is to be deleted at a channel: media once it is here, and messages where the office wants it.",
    )
    op.create_index(op.f("ix_clearings_account_due_at"), "clearings", ["account", "due_at"], unique=False)
    op.create_table(
        "contents",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False, comment="The channel's own id of it."),
        sa.Column("digest", sa.Text(), nullable=False, comment="Of its definition: another one is made anew."),
        sa.Column("category", sa.Text(), nullable=False,
                  comment="Of a template, as the channel sees it; empty: not a template."),
        sa.Column("state", sa.Text(), nullable=False, comment="made, submitted, approved, rejected, paused"),
        sa.Column("problem", sa.Text(), nullable=True, comment="Why it was rejected, in the channel's words."),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "account", "name", "language", name=op.f("pk_contents")),
        comment="Templates and lists that a channel wants to have before they are sent.",
    )
    op.create_table(
        "links",
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="Keyed hash of what stands in the address."),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False, comment="The chat that goes on when the page is done."),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False,
                  comment="What the page is for: an applicant and a requirement or a field."),
        sa.Column("cookie", sa.LargeBinary(), nullable=True, comment="Keyed hash of the cookie for which it was exchanged."),
        sa.Column("lapses_at", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_links")),
        comment="Private pages for papers and numbers.",
    )
    op.create_index(op.f("ix_links_lapses_at"), "links", ["lapses_at"], unique=False)
    op.create_index(op.f("ix_links_person"), "links", ["person"], unique=False)
    op.create_table(
        "receipts", _id(),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False, comment="The channel's own id of what was handed to it."),
        sa.Column("row", sa.BigInteger(), nullable=True, comment="The row of `outbox` that it came from."),
        sa.Column("state", sa.Text(), nullable=False, comment="accepted, sent, delivered, read, failed"),
        sa.Column("problem", sa.Text(), nullable=True, comment="The channel's code of a failure."),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("account", "reference", name=op.f("uq_receipts_account_reference")),
        comment="What a channel says of a message after it took it.",
    )
    op.create_index(op.f("ix_receipts_row"), "receipts", ["row"], unique=False)
    op.create_table(
        "stages", _id(),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("case", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stages")),
        comment="Which stages a case went through, and when.",
    )
    op.create_index(op.f("ix_stages_case"), "stages", ["case"], unique=False)
    with op.batch_alter_table("addresses") as table:
        table.add_column(sa.Column(
            "wrote_at", sa.BigInteger(), nullable=True,
            comment="When they last wrote, where a channel takes free text only for hours after it."))
    with op.batch_alter_table("cases") as table:
        table.add_column(sa.Column(
            "whereabouts", sa.Text(), nullable=True, comment="Where the paper file is, in the office's words."))
    op.create_index("ix_outbox_waiting", "outbox", ["account", "address"], unique=False,
                    sqlite_where=WAITING, postgresql_where=WAITING)
    _say_states("due, sending, sent, waiting, dropped, parked")


def downgrade() -> None:
    _say_states("due, sending, sent, dropped, parked")
    op.drop_index("ix_outbox_waiting", "outbox")
    with op.batch_alter_table("cases") as table:
        table.drop_column("whereabouts")
    with op.batch_alter_table("addresses") as table:
        table.drop_column("wrote_at")
    op.drop_index(op.f("ix_stages_case"), "stages")
    op.drop_table("stages")
    op.drop_index(op.f("ix_receipts_row"), "receipts")
    op.drop_table("receipts")
    op.drop_index(op.f("ix_links_person"), "links")
    op.drop_index(op.f("ix_links_lapses_at"), "links")
    op.drop_table("links")
    op.drop_table("contents")
    op.drop_index(op.f("ix_clearings_account_due_at"), "clearings")
    op.drop_table("clearings")


def _say_states(states: str) -> None:
    """SQLite keeps no comments."""
    if op.get_context().dialect.name == "postgresql":
        op.alter_column("outbox", "state", existing_type=sa.Text(), existing_nullable=False, existing_server_default="due",
                        comment=states)
