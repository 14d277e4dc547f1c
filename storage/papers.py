"""Papers: the pages that applicants sent, and the encrypted files behind them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, delete, func, select, update

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import Instant, files, papers

_ADD_FILE = Statement(lambda insert: insert(files).on_conflict_do_nothing(),
                      sets=("id", "office", "person", "media_type", "size", "digest", "state", "made_at"))
_FILE = Statement(lambda insert: select(files).where(files.c.id == bindparam("file"), files.c.person == bindparam("person")))
_KEEP = Statement(lambda insert: update(files).where(files.c.id == bindparam("row")), sets=("state",))
_OLD = Statement(lambda insert: select(files.c.id).where(
    files.c.state == bindparam("in_state"), files.c.made_at < bindparam("before", type_=Instant())).limit(200))
_SENT = Statement(lambda insert: select(func.count().label("pages"), func.coalesce(func.sum(files.c.size), 0).label("size"))
                  .where(files.c.person == bindparam("person"), files.c.made_at > bindparam("since", type_=Instant())))
_FORGET = Statement(lambda insert: delete(files).where(files.c.id == bindparam("file")))

_ADD = Statement(lambda insert: insert(papers).on_conflict_do_nothing().returning(papers.c.id),
                 sets=("office", "applicant", "service", "requirement", "page", "file", "made_at"))
_COUNTS = Statement(lambda insert: select(papers.c.requirement, func.count().label("pages")).where(
    papers.c.applicant == bindparam("applicant"), papers.c.service == bindparam("service"),
).group_by(papers.c.requirement))
_PAGES = Statement(lambda insert: select(papers.c.id, papers.c.file, papers.c.page, files.c.digest, files.c.media_type)
                   .join(files, files.c.id == papers.c.file).where(
    papers.c.applicant == bindparam("applicant"), papers.c.service == bindparam("service"),
    papers.c.requirement == bindparam("requirement")).order_by(papers.c.page))
_DROP = Statement(lambda insert: delete(papers).where(
    papers.c.applicant == bindparam("applicant"), papers.c.service == bindparam("service"),
    papers.c.requirement == bindparam("requirement")))


def add_file(tx: Transaction, **values: Any) -> None:
    tx.rows(_ADD_FILE, **values)


def file_of(tx: Transaction, file: str, person: int) -> Row | None:
    """The file, if this person sent it."""
    return tx.first(_FILE, file=file, person=person)


_ASK = Statement(lambda insert: update(files).where(
    files.c.id == bindparam("row"), files.c.person == bindparam("whose"), files.c.state == "quarantine"), sets=("state",))


def ask_about(tx: Transaction, file: str, person: int) -> None:
    """A turn took it; for what it is may still be asked."""
    tx.rows(_ASK, row=file, whose=person, state="asked")


def keep_file(tx: Transaction, file: str) -> None:
    tx.rows(_KEEP, row=file, state="kept")


def sent_since(tx: Transaction, person: int, since: datetime) -> Row:
    """How many `pages` this person sent since then, placed or not, and their `size` in bytes."""
    row = tx.first(_SENT, person=person, since=since)
    assert row is not None
    return row


def known_files(tx: Transaction, keys: Collection[str]) -> set[str]:
    """Those of these files that have a row."""
    return {row.id for row in tx.execute(select(files.c.id).where(files.c.id.in_(keys)))}


def quarantined(tx: Transaction, before: datetime, state: Literal["quarantine", "asked"] = "quarantine") -> list[str]:
    """Files older than that which no turn took, or which one took and none placed."""
    return [row.id for row in tx.rows(_OLD, before=before, in_state=state)]


def forget_file(tx: Transaction, file: str) -> None:
    tx.rows(_FORGET, file=file)


def add_page(tx: Transaction, **values: Any) -> bool:
    return tx.first(_ADD, **values) is not None


def counts(tx: Transaction, applicant: int, service: str) -> dict[str, int]:
    """Pages received for each requirement."""
    return {row.requirement: row.pages for row in tx.rows(_COUNTS, applicant=applicant, service=service)}


def pages(tx: Transaction, applicant: int, service: str, requirement: str) -> list[Row]:
    return tx.rows(_PAGES, applicant=applicant, service=service, requirement=requirement)


def drop_pages(tx: Transaction, applicant: int, service: str, requirement: str) -> None:
    tx.rows(_DROP, applicant=applicant, service=service, requirement=requirement)
