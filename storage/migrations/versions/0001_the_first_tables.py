"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    op.create_table(
        "active_cases",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column(
            "blind",
            sa.LargeBinary(),
            nullable=False,
            comment="One identity of the applicant; an active case holds all of them.",
        ),
        sa.Column("case", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "service", "blind", name="pk_active_cases"),
    )
    op.create_index("ix_active_cases_case", "active_cases", ["case"], unique=False)
    op.create_table(
        "addresses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column(
            "account", sa.Text(), nullable=False, comment="The channel account that reaches it: `web`, `telegram:…`."
        ),
        sa.Column("address", sa.Text(), nullable=False, comment="Opaque: a chat id, a number, a cookie's hash."),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_addresses"),
        sa.UniqueConstraint("office", "account", "address", name="uq_addresses_office_account_address"),
    )
    op.create_index("ix_addresses_person", "addresses", ["person"], unique=False)
    op.create_table(
        "applicants",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False, comment="Who acts for them."),
        sa.Column("relation", sa.Text(), nullable=False, comment="self, child, other"),
        sa.Column("fields", sa.LargeBinary(), nullable=False, comment="Sealed JSON of the form."),
        sa.Column("state", sa.Text(), nullable=True, comment="Where they live, for jurisdiction and time zone."),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_applicants"),
    )
    op.create_index("ix_applicants_person", "applicants", ["person"], unique=False)
    op.create_table(
        "appointments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("applicants", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), server_default="booked", nullable=False, comment="booked, cancelled"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="Counts up when it is moved."),
        sa.Column("coming", sa.Text(), nullable=True, comment="What they said to the reminder: yes, no."),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_appointments"),
        sa.UniqueConstraint("office", "code", name="uq_appointments_office_code"),
    )
    op.create_index(
        "ix_appointments_person_state_starts_at", "appointments", ["person", "state", "starts_at"], unique=False)
    op.create_index("ix_appointments_state_starts_at", "appointments", ["state", "starts_at"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("appointment", sa.BigInteger(), nullable=False),
        sa.Column("applicant", sa.BigInteger(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column(
            "pool", sa.Text(), nullable=False, comment="The pool of `seats` in which it takes one, each five minutes."
        ),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="active", nullable=False, comment="active, ended"),
        sa.Column("stage", sa.Text(), server_default="booked", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
    )
    op.create_index("ix_cases_applicant", "cases", ["applicant"], unique=False)
    op.create_index("ix_cases_appointment", "cases", ["appointment"], unique=False)
    op.create_table(
        "chat_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False, comment="desk, me"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="Sealed JSON: what the page shows."),
        sa.Column(
            "event",
            sa.Text(),
            nullable=True,
            comment="Of what the person said: the event's id, by which the page knows it.",
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat_lines"),
        comment="What a page of ours shows of a chat; other channels keep their own history.",
    )
    op.create_index("ix_chat_lines_account_address_id", "chat_lines", ["account", "address", "id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("applicant", sa.BigInteger(), nullable=False),
        sa.Column(
            "given_by", sa.BigInteger(), nullable=False, comment="The person who agreed: themselves, or a parent."
        ),
        sa.Column("given_as", sa.Text(), nullable=False, comment="self, parent, authorised"),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_applicant", "consents", ["applicant"], unique=False)
    op.create_table(
        "conversations",
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column(
            "stack", sa.Text(), nullable=False, comment="JSON: the questions asked so far; the last one is open."
        ),
        sa.Column(
            "shown", sa.Text(), nullable=False, comment="JSON: the open question as it was shown, with its options."
        ),
        sa.Column("release", sa.Integer(), nullable=False, comment="The release that wrote the stack."),
        sa.Column(
            "misses",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Times in a row that we did not understand.",
        ),
        sa.Column("turned_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_conversations"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False, comment="The outside's id: a repeat changes nothing."),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "size", sa.Integer(), server_default="0", nullable=False, comment="Bytes of its files, for the day's limit."
        ),
        sa.Column("pages", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("office", "account", "event", name="uq_events_office_account_event"),
    )
    op.create_index("ix_events_person_at", "events", ["person", "at"], unique=False)
    op.create_table(
        "files",
        sa.Column("id", sa.Text(), nullable=False, comment="Random; its name on the disk."),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column(
            "digest",
            sa.LargeBinary(),
            nullable=False,
            comment="Keyed hash of the bytes, to notice the same page twice.",
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="quarantine, asked, kept"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
    )
    op.create_index("ix_files_person", "files", ["person"], unique=False)
    op.create_table(
        "holds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("belongs", sa.Text(), nullable=False, comment="`conversation`, or the offer it belongs to."),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column(
            "services", sa.Text(), nullable=False, comment="One for each applicant, sorted, with spaces between them."
        ),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "seats", sa.Integer(), nullable=False, comment="How many rows of `seats` an appointment takes over from it."
        ),
        sa.Column("lapses_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "handed_at",
            sa.BigInteger(),
            nullable=True,
            comment="When its message was handed to the channel: its minutes count from here.",
        ),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
        sa.UniqueConstraint("person", "belongs", name="uq_holds_person_belongs"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_holds_lapses_at", "holds", ["lapses_at"], unique=False)
    op.create_table(
        "holiday_dates",
        sa.Column("calendar", sa.Text(), nullable=False, comment="ID, ID-joint-leave, US"),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="Which release of which library said so."),
        sa.PrimaryKeyConstraint("calendar", "day", name="pk_holiday_dates"),
    )
    op.create_table(
        "identities",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("applicant", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="nik, passport, name-and-birth"),
        sa.Column(
            "blind",
            sa.LargeBinary(),
            nullable=False,
            comment="A keyed hash: equal for equal values, and says nothing else.",
        ),
        sa.PrimaryKeyConstraint("applicant", "kind", name="pk_identities"),
    )
    op.create_index("ix_identities_office_blind", "identities", ["office", "blind"], unique=False)
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("party", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("applicant", sa.BigInteger(), nullable=True, comment="Null until it is known who they are."),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("answers", sa.LargeBinary(), nullable=False, comment="Sealed JSON: question to answer."),
        sa.Column(
            "rules",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="The fingerprint of the rules that they were told.",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
        sa.UniqueConstraint("party", "number", name="uq_members_party_number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False, comment="JSON: its buttons as they were shown."),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
        sa.UniqueConstraint("office", "token", name="uq_offers_office_token"),
    )
    op.create_index("ix_offers_person", "offers", ["person"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="`answer`: rendered already; any other: a push, rendered when sent.",
        ),
        sa.Column(
            "subject",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="What a push is about; it is read when sent.",
        ),
        sa.Column("body", sa.LargeBinary(), nullable=True, comment="Sealed JSON of a rendered message."),
        sa.Column(
            "hold",
            sa.BigInteger(),
            nullable=True,
            comment="The hold whose minutes count from the moment this was handed over.",
        ),
        sa.Column("key", sa.Text(), nullable=True, comment="A later row with this key replaces an unsent one."),
        sa.Column("cause", sa.BigInteger(), nullable=True, comment="The event that caused it."),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "state", sa.Text(), server_default="due", nullable=False, comment="due, sending, sent, dropped, parked"
        ),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problem", sa.Text(), nullable=True, comment="Why it was dropped or parked: a word, never the text."),
        sa.Column(
            "again_at",
            sa.BigInteger(),
            nullable=True,
            comment="Not to be tried before, after it failed; it keeps its place in the order.",
        ),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_pushed",
        "outbox",
        ["office", "kind", "subject"],
        unique=False,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index("ix_outbox_person", "outbox", ["person"], unique=False)
    op.create_index(
        "ix_outbox_stuck",
        "outbox",
        ["state"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'parked')"),
        postgresql_where=sa.text("state IN ('waiting', 'parked')"),
    )
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["account", "address", "due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('due', 'sending')"),
        postgresql_where=sa.text("state IN ('due', 'sending')"),
    )
    op.create_index(
        "uq_outbox_key",
        "outbox",
        ["office", "person", "key"],
        unique=True,
        sqlite_where=sa.text("key IS NOT NULL AND state = 'due'"),
        postgresql_where=sa.text("key IS NOT NULL AND state = 'due'"),
    )
    op.create_table(
        "papers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("applicant", sa.BigInteger(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="received", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
        sa.UniqueConstraint(
            "applicant", "service", "requirement", "page", name="uq_papers_applicant_service_requirement_page"
        ),
    )
    op.create_index(
        "ix_papers_applicant_service_requirement", "papers", ["applicant", "service", "requirement"], unique=False
    )
    op.create_table(
        "parties",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False, comment="draft, booked, dropped"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_parties"),
    )
    op.create_index("ix_parties_person", "parties", ["person"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True, comment="Chosen by the person; null: still the guess."),
        sa.Column("language_guess", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=True, comment="The person's own zone, for quiet hours."),
        sa.Column("notice_version", sa.Text(), nullable=True, comment="The notice that they agreed to."),
        sa.Column("noticed_at", sa.BigInteger(), nullable=True),
        sa.Column("proven_at", sa.BigInteger(), nullable=True, comment="When an address of theirs was confirmed."),
        sa.Column("reminders", sa.Integer(), server_default="1", nullable=False, comment="0: they asked for none."),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "seats",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("pool", sa.Text(), nullable=False, comment="`place/group`, `place:crowd`, `…:unproven`."),
        sa.Column(
            "at",
            sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql"),
            nullable=False,
            comment="The local minutes, or the day, that the seat is for.",
        ),
        sa.Column(
            "number",
            sa.Integer(),
            nullable=False,
            comment="1 to the capacity. Two claims can't have the same: this is the guard.",
        ),
        sa.Column("hold", sa.BigInteger(), nullable=True, comment="Whose it is: a hold,"),
        sa.Column("appointment", sa.BigInteger(), nullable=True, comment="or an appointment."),
        sa.Column("lapses_at", sa.BigInteger(), nullable=True, comment="A hold's end; null for an appointment."),
        sa.PrimaryKeyConstraint("office", "pool", "at", "number", name="pk_seats"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_seats_appointment", "seats", ["appointment"], unique=False)
    op.create_index("ix_seats_hold", "seats", ["hold"], unique=False)
    op.create_index(
        "ix_seats_lapses_at",
        "seats",
        ["lapses_at"],
        unique=False,
        sqlite_where=sa.text("lapses_at IS NOT NULL"),
        postgresql_where=sa.text("lapses_at IS NOT NULL"),
    )
    op.create_table(
        "thread_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False, comment="person, officer, janji"),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_thread_lines"),
    )
    op.create_index("ix_thread_lines_thread", "thread_lines", ["thread"], unique=False)
    op.create_table(
        "threads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column(
            "topic",
            sa.Text(),
            server_default="asked",
            nullable=False,
            comment="Why: asked, misunderstood, an outcome's key.",
        ),
        sa.Column("state", sa.Text(), server_default="open", nullable=False, comment="open, closed"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_threads"),
    )
    op.create_index("ix_threads_person", "threads", ["person"], unique=False)
    op.create_index("ix_threads_state_made_at", "threads", ["state", "made_at"], unique=False)
    op.create_table(
        "tries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column(
            "what", sa.Text(), nullable=False, comment="Whose failures are counted: `person:…`, `code:…`, `all`."
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tries"),
    )
    op.create_index("ix_tries_office_what_at", "tries", ["office", "what", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_tries_office_what_at", table_name="tries")
    op.drop_table("tries")
    op.drop_index("ix_threads_state_made_at", table_name="threads")
    op.drop_index("ix_threads_person", table_name="threads")
    op.drop_table("threads")
    op.drop_index("ix_thread_lines_thread", table_name="thread_lines")
    op.drop_table("thread_lines")
    op.drop_index(
        "ix_seats_lapses_at",
        table_name="seats",
        sqlite_where=sa.text("lapses_at IS NOT NULL"),
        postgresql_where=sa.text("lapses_at IS NOT NULL"),
    )
    op.drop_index("ix_seats_hold", table_name="seats")
    op.drop_index("ix_seats_appointment", table_name="seats")
    op.drop_table("seats")
    op.drop_table("people")
    op.drop_index("ix_parties_person", table_name="parties")
    op.drop_table("parties")
    op.drop_index("ix_papers_applicant_service_requirement", table_name="papers")
    op.drop_table("papers")
    op.drop_index(
        "uq_outbox_key",
        table_name="outbox",
        sqlite_where=sa.text("key IS NOT NULL AND state = 'due'"),
        postgresql_where=sa.text("key IS NOT NULL AND state = 'due'"),
    )
    op.drop_index(
        "ix_outbox_unsent",
        table_name="outbox",
        sqlite_where=sa.text("state IN ('due', 'sending')"),
        postgresql_where=sa.text("state IN ('due', 'sending')"),
    )
    op.drop_index(
        "ix_outbox_stuck",
        table_name="outbox",
        sqlite_where=sa.text("state IN ('waiting', 'parked')"),
        postgresql_where=sa.text("state IN ('waiting', 'parked')"),
    )
    op.drop_index(
        "ix_outbox_pushed",
        table_name="outbox",
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.drop_index("ix_outbox_person", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index("ix_offers_person", table_name="offers")
    op.drop_table("offers")
    op.drop_table("members")
    op.drop_table("leases")
    op.drop_index("ix_identities_office_blind", table_name="identities")
    op.drop_table("identities")
    op.drop_table("holiday_dates")
    op.drop_index("ix_holds_lapses_at", table_name="holds")
    op.drop_table("holds")
    op.drop_index("ix_files_person", table_name="files")
    op.drop_table("files")
    op.drop_index("ix_events_person_at", table_name="events")
    op.drop_table("events")
    op.drop_table("conversations")
    op.drop_index("ix_consents_applicant", table_name="consents")
    op.drop_table("consents")
    op.drop_index("ix_chat_lines_account_address_id", table_name="chat_lines")
    op.drop_table("chat_lines")
    op.drop_index("ix_cases_appointment", table_name="cases")
    op.drop_index("ix_cases_applicant", table_name="cases")
    op.drop_table("cases")
    op.drop_index("ix_appointments_state_starts_at", table_name="appointments")
    op.drop_index("ix_appointments_person_state_starts_at", table_name="appointments")
    op.drop_table("appointments")
    op.drop_index("ix_applicants_person", table_name="applicants")
    op.drop_table("applicants")
    op.drop_index("ix_addresses_person", table_name="addresses")
    op.drop_table("addresses")
    op.drop_index("ix_active_cases_case", table_name="active_cases")
    op.drop_table("active_cases")
