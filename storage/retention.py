"""How long rows are kept: what is too old is deleted, then what belonged to it.

The rule of each table is the office's (`retention.tables` in `config.yaml`): days, forever, or with-parent. Here stands
from when a table's days are counted, what its rows belong to, and what stays although it is old enough: whatever an
appointment that is still to come needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, and_, delete, exists, not_, or_, select

from storage import tables as t
from storage.database import Transaction

Rule = int | Literal["forever", "with-parent"]

CHUNK = 1000
"""Rows of one table that are deleted in one transaction: turns wait no longer than for that."""

AFTERWARDS = timedelta(days=1)
"""An appointment is still to come until so long after it began: the visit itself is part of it."""

UNPLACED = timedelta(days=2)
"""How long a file is kept that neither a paper nor an officer's thread has any more."""

SINCE: Mapping[Table, ColumnElement[Any]] = {
    t.addresses: t.addresses.c.made_at,
    t.mailboxes: t.mailboxes.c.made_at,
    t.conversations: t.conversations.c.turned_at,
    t.events: t.events.c.at,
    t.outbox: t.outbox.c.due_at,
    t.receipts: t.receipts.c.at,
    t.clearings: t.clearings.c.made_at,
    t.links: t.links.c.lapses_at,
    t.chat_lines: t.chat_lines.c.at,
    t.offers: t.offers.c.expires_at,
    t.applicants: t.applicants.c.changed_at,
    t.consents: t.consents.c.at,
    t.parties: t.parties.c.made_at,
    t.holds: t.holds.c.lapses_at,
    t.appointments: t.appointments.c.starts_at,
    t.cases: t.cases.c.made_at,
    t.files: t.files.c.made_at,
    t.fetches: t.fetches.c.made_at,
    t.papers: t.papers.c.made_at,
    t.threads: t.threads.c.made_at,
    t.thread_lines: t.thread_lines.c.at,
    t.tries: t.tries.c.at,
    t.people: t.people.c.seen_at,
}
"""From when a row's days are counted. A table that is not here can only be kept forever or with what it belongs to.
People come last: they stay as long as anything of theirs does."""

ALONE = frozenset({t.leases, t.holiday_dates, t.contents})
"""Nothing personal, and as few rows as there are jobs, holidays and templates."""


@dataclass(frozen=True)
class Belongs:
    """Rows of `child` whose parent is gone go too; a null is no parent and keeps the row."""

    child: Table
    parent: Table
    on: ColumnElement[bool]
    given: ColumnElement[bool] | None = None


def _belongs(child: Table, column: str, parent: Table, key: str = "id") -> Belongs:
    return Belongs(child, parent, child.c[column] == parent.c[key], child.c[column].is_not(None))


BELONGS: tuple[Belongs, ...] = (
    _belongs(t.addresses, "person", t.people),
    _belongs(t.mailboxes, "person", t.people),
    _belongs(t.conversations, "person", t.people),
    _belongs(t.offers, "person", t.people),
    _belongs(t.links, "person", t.people),
    Belongs(t.chat_lines, t.addresses, and_(
        t.chat_lines.c.office == t.addresses.c.office, t.chat_lines.c.account == t.addresses.c.account,
        t.chat_lines.c.address == t.addresses.c.address)),
    _belongs(t.identities, "applicant", t.applicants),
    _belongs(t.members, "party", t.parties),
    _belongs(t.members, "applicant", t.applicants),
    _belongs(t.cases, "appointment", t.appointments),
    _belongs(t.cases, "applicant", t.applicants),
    _belongs(t.active_cases, "case", t.cases),
    _belongs(t.stages, "case", t.cases),
    _belongs(t.seats, "hold", t.holds),
    _belongs(t.seats, "appointment", t.appointments),
    _belongs(t.papers, "applicant", t.applicants),
    _belongs(t.papers, "file", t.files),
    _belongs(t.thread_lines, "thread", t.threads),
)
"""Parents stand before their children's children."""


def _to_come(now: datetime, *also: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(t.appointments.c.state == "booked", t.appointments.c.starts_at > now - AFTERWARDS, *also)


def _case_to_come(now: datetime, *also: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a case of an appointment that is still to come is so."""
    return exists(select(t.cases.c.id).join(t.appointments, t.appointments.c.id == t.cases.c.appointment).where(
        t.cases.c.state == "active", t.appointments.c.state == "booked",
        t.appointments.c.starts_at > now - AFTERWARDS, *also))


def _stays(table: Table, before: datetime, now: datetime) -> ColumnElement[bool] | None:
    """What is old enough, and stays nevertheless."""
    case, member = t.cases.alias("any_case"), t.members
    match table.name:
        case "people":                                  # as long as there is anything that was done for them
            return or_(*(exists().where(one.c.person == t.people.c.id)
                         for one in (t.appointments, t.applicants, t.parties, t.threads)))
        case "applicants":                              # answers and papers are changes too
            return or_(
                _case_to_come(now, t.cases.c.applicant == t.applicants.c.id),
                exists().where(t.papers.c.applicant == t.applicants.c.id, t.papers.c.made_at >= before),
                exists().where(case.c.applicant == t.applicants.c.id, case.c.made_at >= before),
                exists(select(member.c.id).join(t.parties, t.parties.c.id == member.c.party).where(
                    member.c.applicant == t.applicants.c.id, t.parties.c.made_at >= before)))
        case "parties":
            return _to_come(now, t.appointments.c.party == t.parties.c.id)
        case "cases":
            return _to_come(now, t.appointments.c.id == t.cases.c.appointment)
        case "papers":
            return _case_to_come(now, t.cases.c.applicant == t.papers.c.applicant)
        case "addresses":
            return _to_come(now, t.appointments.c.person == t.addresses.c.person)
        case "consents":                                # the proof, while there is what it was given for
            return exists().where(t.applicants.c.id == t.consents.c.applicant)
        case "threads":
            return exists().where(t.thread_lines.c.thread == t.threads.c.id, t.thread_lines.c.at >= before)
    return None


def delete_old(tx: Transaction, office: str, table: Table, days: int, now: datetime) -> int:
    """Delete up to `CHUNK` rows of an office that are older than so many days; how many. Not for `files`."""
    [key] = table.primary_key.columns
    old = _old(table, office, now - timedelta(days=days), now)
    return tx.execute(delete(table).where(key.in_(select(key).where(old).limit(CHUNK)))).rowcount


def _old(table: Table, office: str, before: datetime, now: datetime) -> ColumnElement[bool]:
    stays = _stays(table, before, now)
    old = [table.c.office == office, SINCE[table] < before]
    return and_(*old) if stays is None else and_(*old, not_(stays))


def delete_orphans(tx: Transaction, belongs: Belongs) -> int:
    """Delete the rows whose parent is gone; how many."""
    gone = not_(exists(select(1).select_from(belongs.parent).where(belongs.on)))
    return tx.execute(delete(belongs.child).where(
        gone if belongs.given is None else and_(belongs.given, gone))).rowcount


def old_files(tx: Transaction, office: str, days: int | None, now: datetime) -> list[str]:
    """Up to `CHUNK` files to destroy: those older than so many days (None: of any age) that no appointment still to come
    needs, and those that no paper and no thread has any more."""
    needed = exists(select(t.papers.c.id).where(
        t.papers.c.file == t.files.c.id, _case_to_come(now, t.cases.c.applicant == t.papers.c.applicant)))
    placed = or_(exists().where(t.papers.c.file == t.files.c.id), exists().where(t.thread_lines.c.file == t.files.c.id))
    unplaced = and_(not_(placed), t.files.c.state == "kept", t.files.c.made_at < now - UNPLACED)
    old = unplaced if days is None else or_(
        unplaced, and_(t.files.c.made_at < now - timedelta(days=days), not_(needed)))
    rows = tx.execute(select(t.files.c.id).where(t.files.c.office == office, old).limit(CHUNK))
    return [row.id for row in rows]


def forget_files(tx: Transaction, files: list[str]) -> int:
    """Delete the rows of files that are destroyed."""
    return tx.execute(delete(t.files).where(t.files.c.id.in_(files))).rowcount


TABLES = frozenset(t.metadata.tables)
"""By name."""


def unusable(rules: Mapping[str, Rule]) -> Iterator[str]:
    """Tables whose rule says nothing: none at all, days where nothing tells a row's age, a parent where there is none."""
    children = {one.child for one in BELONGS}
    for name, table in t.metadata.tables.items():
        rule = rules.get(name)
        if rule is None or (rule == "with-parent" and table not in children) or (
                isinstance(rule, int) and table not in SINCE):
            yield name
