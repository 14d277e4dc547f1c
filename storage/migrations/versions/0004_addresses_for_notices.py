"""Addresses for notices, proven by a code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False, comment="The channel account that writes to it: `email`, `sms`."),
        sa.Column("blind", sa.LargeBinary(), nullable=False, comment="A keyed hash of the address."),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="The address, sealed."),
        sa.Column("code", sa.LargeBinary(), nullable=True, comment="Sealed: what was sent there, to be typed here."),
        sa.Column("code_until", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False, comment="Wrong codes since one was sent."),
        sa.Column("instead", sa.Integer(), server_default="0", nullable=False,
                  comment="1: what is said unasked goes here, since their chat reaches nobody once it is closed."),
        sa.Column("proven_at", sa.BigInteger(), nullable=True, comment="When the right code was typed."),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailboxes")),
        sa.UniqueConstraint("office", "person", "account", "blind", name=op.f("uq_mailboxes_office_person_account_blind")),
        comment="Addresses for notices, which a code has to prove. One that is proven stands in `addresses`, by its id.",
    )


def downgrade() -> None:
    op.drop_table("mailboxes")
