"""Every table. Each row belongs to an office; what identifies a person is sealed (see `sealed.py`).

Instants are integers, milliseconds of UTC since 1970; local appointment times are a date, a time and a zone as text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored as milliseconds of UTC since 1970."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        return _kept

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], datetime | None]:
        return _read


@lru_cache(maxsize=1024)                                 # one turn writes the same moment many times
def _kept(value: datetime | None) -> int | None:
    return None if value is None else (value - EPOCH) // MILLISECOND


def _read(value: int | None) -> datetime | None:
    return None if value is None else EPOCH + value * MILLISECOND


metadata = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
})

BigKey = BigInteger().with_variant(Integer, "sqlite")   # SQLite counts up only an INTEGER PRIMARY KEY
Bytewise = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Text that compares byte by byte, whatever the database's language: a range of days is a range of such text."""


def _id() -> Column[int]:
    return Column("id", BigKey, primary_key=True, autoincrement=True)


def _office() -> Column[str]:
    return Column("office", Text, nullable=False)


# --- who talks, and where they are in the conversation ------------------------------------------------------------------

people = Table(
    "people", metadata, _id(), _office(),
    Column("language", Text, comment="Chosen by the person; null: still the guess."),
    Column("language_guess", Text, nullable=False),
    Column("timezone", Text, comment="The person's own zone, for quiet hours."),
    Column("notice_version", Text, comment="The notice that they agreed to."),
    Column("noticed_at", Instant),
    Column("proven_at", Instant, comment="When an address of theirs was confirmed."),
    Column("reminders", Integer, nullable=False, server_default="1", comment="0: they asked for none."),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

addresses = Table(
    "addresses", metadata, _id(), _office(),
    Column("account", Text, nullable=False, comment="The channel account that reaches it: `web`, `telegram:…`."),
    Column("address", Text, nullable=False, comment="Opaque: a chat id, a number, a cookie's hash."),
    Column("person", BigInteger, nullable=False),
    Column("wrote_at", Instant, comment="When they last wrote, where a channel takes free text only for hours after it."),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("office", "account", "address"),
    Index(None, "person"),
)

mailboxes = Table(
    "mailboxes", metadata, _id(), _office(),
    Column("person", BigInteger, nullable=False),
    Column("account", Text, nullable=False, comment="The channel account that writes to it: `email`, `sms`."),
    Column("blind", LargeBinary, nullable=False, comment="A keyed hash of the address."),
    Column("sealed", LargeBinary, nullable=False, comment="The address, sealed."),
    Column("code", LargeBinary, comment="Sealed: what was sent there, to be typed here."),
    Column("code_until", Instant),
    Column("tries", Integer, nullable=False, server_default="0", comment="Wrong codes since one was sent."),
    Column("instead", Integer, nullable=False, server_default="0",
           comment="1: what is said unasked goes here, since their chat reaches nobody once it is closed."),
    Column("proven_at", Instant, comment="When the right code was typed."),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("office", "person", "account", "blind"),
    comment="Addresses for notices, which a code has to prove. One that is proven stands in `addresses`, by its id.",
)

conversations = Table(
    "conversations", metadata,
    Column("person", BigInteger, primary_key=True, autoincrement=False), _office(),
    Column("stack", Text, nullable=False, comment="JSON: the questions asked so far; the last one is open."),
    Column("shown", Text, nullable=False, comment="JSON: the open question as it was shown, with its options."),
    Column("release", Integer, nullable=False, comment="The release that wrote the stack."),
    Column("misses", Integer, nullable=False, server_default="0", comment="Times in a row that we did not understand."),
    Column("turned_at", Instant, nullable=False),
)

events = Table(
    "events", metadata, _id(), _office(),
    Column("account", Text, nullable=False),
    Column("event", Text, nullable=False, comment="The outside's id: a repeat changes nothing."),
    Column("person", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("size", Integer, nullable=False, server_default="0", comment="Bytes of its files, for the day's limit."),
    Column("pages", Integer, nullable=False, server_default="0"),
    Column("at", Instant, nullable=False),
    UniqueConstraint("office", "account", "event"),
    Index(None, "person", "at"),
)

outbox = Table(
    "outbox", metadata, _id(), _office(),
    Column("person", BigInteger, nullable=False),
    Column("account", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="`answer`: rendered already; any other: a push, rendered when sent."),
    Column("subject", Text, nullable=False, server_default="", comment="What a push is about; it is read when sent."),
    Column("body", LargeBinary, comment="Sealed JSON of a rendered message."),
    Column("hold", BigInteger, comment="The hold whose minutes count from the moment this was handed over."),
    Column("key", Text, comment="A later row with this key replaces an unsent one."),
    Column("cause", BigInteger, comment="The event that caused it."),
    Column("due_at", Instant, nullable=False),
    Column("state", Text, nullable=False, server_default="due", comment="due, sending, sent, waiting, dropped, parked"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("problem", Text, comment="Why it was dropped or parked: a word, never the text."),
    Column("again_at", Instant, comment="Not to be tried before, after it failed; it keeps its place in the order."),
    Column("leased_until", Instant),
    Column("made_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Index(None, "person"),
    Index("ix_outbox_stuck", "state",
          sqlite_where=text("state IN ('waiting', 'parked')"), postgresql_where=text("state IN ('waiting', 'parked')")),
    Index("ix_outbox_unsent", "account", "address", "due_at",
          sqlite_where=text("state IN ('due', 'sending')"), postgresql_where=text("state IN ('due', 'sending')")),
    Index("ix_outbox_waiting", "account", "address",
          sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'")),
    Index("ix_outbox_pushed", "office", "kind", "subject",
          sqlite_where=text("state = 'due'"), postgresql_where=text("state = 'due'")),
    Index("uq_outbox_key", "office", "person", "key", unique=True,
          sqlite_where=text("key IS NOT NULL AND state = 'due'"),
          postgresql_where=text("key IS NOT NULL AND state = 'due'")),
)

receipts = Table(
    "receipts", metadata, _id(), _office(),
    Column("account", Text, nullable=False),
    Column("reference", Text, nullable=False, comment="The channel's own id of what was handed to it."),
    Column("row", BigInteger, comment="The row of `outbox` that it came from."),
    Column("state", Text, nullable=False, comment="accepted, sent, delivered, read, failed"),
    Column("problem", Text, comment="The channel's code of a failure."),
    Column("at", Instant, nullable=False),
    UniqueConstraint("account", "reference"),
    Index(None, "row"),
    comment="What a channel says of a message after it took it.",
)

contents = Table(
    "contents", metadata, _office(),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("reference", Text, nullable=False, comment="The channel's own id of it."),
    Column("digest", Text, nullable=False, comment="Of its definition: another one is made anew."),
    Column("category", Text, nullable=False, comment="Of a template, as the channel sees it; empty: not a template."),
    Column("state", Text, nullable=False, comment="made, submitted, approved, rejected, paused"),
    Column("problem", Text, comment="Why it was rejected, in the channel's words."),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("office", "account", "name", "language"),
    comment="Templates and lists that a channel wants to have before they are sent.",
)

clearings = Table(
    "clearings", metadata, _id(), _office(),
    Column("account", Text, nullable=False),
    Column("reference", Text, nullable=False, comment="Where it lies at the channel."),
    Column("due_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("problem", Text, comment="Why the last try failed: a word."),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("account", "reference"),
    Index(None, "account", "due_at"),
    comment="What is to be deleted at a channel: media once it is here, and messages where the office wants it.",
)

links = Table(
    "links", metadata,
    Column("digest", LargeBinary, primary_key=True, comment="Keyed hash of what stands in the address."), _office(),
    Column("person", BigInteger, nullable=False),
    Column("account", Text, nullable=False, comment="The chat that goes on when the page is done."),
    Column("address", Text, nullable=False),
    Column("subject", Text, nullable=False, comment="What the page is for: an applicant and a requirement or a field."),
    Column("cookie", LargeBinary, comment="Keyed hash of the cookie for which it was exchanged."),
    Column("lapses_at", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index(None, "person"),
    Index(None, "lapses_at"),
    comment="Private pages for papers and numbers.",
)

chat_lines = Table(
    "chat_lines", metadata, _id(), _office(),
    Column("account", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("sender", Text, nullable=False, comment="desk, me"),
    Column("body", LargeBinary, nullable=False, comment="Sealed JSON: what the page shows."),
    Column("event", Text, comment="Of what the person said: the event's id, by which the page knows it."),
    Column("at", Instant, nullable=False),
    Index(None, "account", "address", "id"),
    comment="What a page of ours shows of a chat; other channels keep their own history.",
)

offers = Table(
    "offers", metadata, _id(), _office(),
    Column("token", Text, nullable=False),
    Column("person", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("options", Text, nullable=False, comment="JSON: its buttons as they were shown."),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("office", "token"),
    Index(None, "person"),
)

# --- who needs a service, and what they filled in ------------------------------------------------------------------------

applicants = Table(
    "applicants", metadata, _id(), _office(),
    Column("person", BigInteger, nullable=False, comment="Who acts for them."),
    Column("relation", Text, nullable=False, comment="self, child, other"),
    Column("fields", LargeBinary, nullable=False, comment="Sealed JSON of the form."),
    Column("state", Text, comment="Where they live, for jurisdiction and time zone."),
    Column("made_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index(None, "person"),
)

identities = Table(
    "identities", metadata, _office(),
    Column("applicant", BigInteger, nullable=False),
    Column("kind", Text, nullable=False, comment="nik, passport, name-and-birth"),
    Column("blind", LargeBinary, nullable=False, comment="A keyed hash: equal for equal values, and says nothing else."),
    PrimaryKeyConstraint("applicant", "kind"),
    Index(None, "office", "blind"),
)

consents = Table(
    "consents", metadata, _id(), _office(),
    Column("applicant", BigInteger, nullable=False),
    Column("given_by", BigInteger, nullable=False, comment="The person who agreed: themselves, or a parent."),
    Column("given_as", Text, nullable=False, comment="self, parent, authorised"),
    Column("version", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "applicant"),
)

parties = Table(
    "parties", metadata, _id(), _office(),
    Column("person", BigInteger, nullable=False),
    Column("state", Text, nullable=False, server_default="draft", comment="draft, booked, dropped"),
    Column("made_at", Instant, nullable=False),
    Index(None, "person"),
)

members = Table(
    "members", metadata, _id(), _office(),
    Column("party", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("applicant", BigInteger, comment="Null until it is known who they are."),
    Column("service", Text),
    Column("answers", LargeBinary, nullable=False, comment="Sealed JSON: question to answer."),
    Column("rules", Text, nullable=False, server_default="", comment="The fingerprint of the rules that they were told."),
    UniqueConstraint("party", "number"),
    sqlite_autoincrement=True,      # or a new member gets the id of one who was left out, and is asked for in their place
)

# --- places, holds and appointments --------------------------------------------------------------------------------------

holds = Table(
    "holds", metadata, _id(), _office(),
    Column("person", BigInteger, nullable=False),
    Column("belongs", Text, nullable=False, comment="`conversation`, or the offer it belongs to."),
    Column("party", BigInteger, nullable=False),
    Column("place", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("services", Text, nullable=False, comment="One for each applicant, sorted, with spaces between them."),
    Column("people", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("seats", Integer, nullable=False, comment="How many rows of `seats` an appointment takes over from it."),
    Column("lapses_at", Instant, nullable=False),
    Column("handed_at", Instant, comment="When its message was handed to the channel: its minutes count from here."),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("person", "belongs"),
    Index(None, "lapses_at"),
    sqlite_autoincrement=True,      # or a new hold gets a dropped one's id, and an old button would book the new time
)

seats = Table(
    "seats", metadata, _office(),
    Column("pool", Text, nullable=False, comment="`place/group`, `place:crowd`, `…:unproven`."),
    Column("at", Bytewise, nullable=False, comment="The local minutes, or the day, that the seat is for."),
    Column("number", Integer, nullable=False, comment="1 to the capacity. Two claims can't have the same: this is the guard."),
    Column("hold", BigInteger, comment="Whose it is: a hold,"),
    Column("appointment", BigInteger, comment="or an appointment."),
    Column("lapses_at", Instant, comment="A hold's end; null for an appointment."),
    PrimaryKeyConstraint("office", "pool", "at", "number"),
    Index(None, "hold"),
    Index(None, "appointment"),
    Index("ix_seats_lapses_at", "lapses_at", sqlite_where=text("lapses_at IS NOT NULL"),
          postgresql_where=text("lapses_at IS NOT NULL")),
    sqlite_with_rowid=False,
)

appointments = Table(
    "appointments", metadata, _id(), _office(),
    Column("code", Text, nullable=False),
    Column("person", BigInteger, nullable=False),
    Column("party", BigInteger, nullable=False),
    Column("place", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("applicants", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("state", Text, nullable=False, server_default="booked", comment="booked, cancelled"),
    Column("version", Integer, nullable=False, server_default="1", comment="Counts up when it is moved."),
    Column("coming", Text, comment="What they said to the reminder: yes, no."),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("office", "code"),
    Index(None, "person", "state", "starts_at"),
    Index(None, "state", "starts_at"),
)

cases = Table(
    "cases", metadata, _id(), _office(),
    Column("appointment", BigInteger, nullable=False),
    Column("applicant", BigInteger, nullable=False),
    Column("service", Text, nullable=False),
    Column("pool", Text, nullable=False, comment="The pool of `seats` in which it takes one, each five minutes."),
    Column("answers", LargeBinary, nullable=False),
    Column("rules", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="active", comment="active, ended"),
    Column("stage", Text, nullable=False, server_default="booked"),
    Column("whereabouts", Text, comment="Where the paper file is, in the office's words."),
    Column("made_at", Instant, nullable=False),
    Index(None, "appointment"),
    Index(None, "applicant"),
)

active_cases = Table(
    "active_cases", metadata, _office(),
    Column("service", Text, nullable=False),
    Column("blind", LargeBinary, nullable=False, comment="One identity of the applicant; an active case holds all of them."),
    Column("case", BigInteger, nullable=False),
    PrimaryKeyConstraint("office", "service", "blind"),
    Index(None, "case"),
)

stages = Table(
    "stages", metadata, _id(), _office(),
    Column("case", BigInteger, nullable=False),
    Column("stage", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "case"),
    comment="Which stages a case went through, and when.",
)

# --- papers --------------------------------------------------------------------------------------------------------------

files = Table(
    "files", metadata,
    Column("id", Text, primary_key=True, comment="Random; its name on the disk."), _office(),
    Column("person", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False, comment="Keyed hash of the bytes, to notice the same page twice."),
    Column("state", Text, nullable=False, comment="quarantine, asked, kept"),
    Column("made_at", Instant, nullable=False),
    Index(None, "person"),
)

papers = Table(
    "papers", metadata, _id(), _office(),
    Column("applicant", BigInteger, nullable=False),
    Column("service", Text, nullable=False),
    Column("requirement", Text, nullable=False),
    Column("page", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="received"),
    Column("made_at", Instant, nullable=False),
    Index(None, "applicant", "service", "requirement"),
    UniqueConstraint("applicant", "service", "requirement", "page"),
)

fetches = Table(
    "fetches", metadata, _id(), _office(),
    Column("account", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("event", Text, nullable=False, comment="The outside's id of what announced it."),
    Column("person", BigInteger, nullable=False),
    Column("album", Text, nullable=False, comment="What came together has one name; empty for a file alone."),
    Column("place", BigInteger, nullable=False, comment="Counts up in a chat: the order in which they were sent."),
    Column("body", LargeBinary, nullable=False, comment="Sealed JSON: where it lies there, and what was written under it."),
    Column("state", Text, nullable=False, comment="due, stored, failed; and when its turn was taken: taken"),
    Column("file", Text, comment="Its row in `files`, once it is here."),
    Column("size", BigInteger, nullable=False, server_default="0"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("again_at", Instant),
    Column("problem", Text, comment="Why it failed: a word."),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("office", "account", "event"),
    Index("ix_fetches_open", "account", "address", sqlite_where=text("state <> 'taken'"),
          postgresql_where=text("state <> 'taken'")),
    Index(None, "person"),
    comment="Files that lie at a channel until they are fetched: after the turn, never in it.",
)

# --- officers ------------------------------------------------------------------------------------------------------------

threads = Table(
    "threads", metadata, _id(), _office(),
    Column("person", BigInteger, nullable=False),
    Column("topic", Text, nullable=False, server_default="asked", comment="Why: asked, misunderstood, an outcome's key."),
    Column("state", Text, nullable=False, server_default="open", comment="open, closed"),
    Column("made_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("closed_at", Instant),
    Index(None, "person"),
    Index(None, "state", "made_at"),
)

thread_lines = Table(
    "thread_lines", metadata, _id(), _office(),
    Column("thread", BigInteger, nullable=False),
    Column("by", Text, nullable=False, comment="person, officer, janji"),
    Column("said", LargeBinary, nullable=False),
    Column("file", Text),
    Column("at", Instant, nullable=False),
    Index(None, "thread"),
)

# --- keeping house ---------------------------------------------------------------------------------------------------------

tries = Table(
    "tries", metadata, _id(), _office(),
    Column("what", Text, nullable=False, comment="Whose failures are counted: `person:…`, `code:…`, `all`."),
    Column("at", Instant, nullable=False),
    Index(None, "office", "what", "at"),
)

leases = Table(
    "leases", metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Instant, nullable=False),
)

holiday_dates = Table(
    "holiday_dates", metadata,
    Column("calendar", Text, nullable=False, comment="ID, ID-joint-leave, US"),
    Column("day", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False, comment="Which release of which library said so."),
    PrimaryKeyConstraint("calendar", "day"),
)
