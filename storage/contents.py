"""Templates and lists that were made at a channel, by name and language."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.sql.expression import ClauseElement

from storage.database import Transaction
from storage.statement import Insert, Row, Statement
from storage.tables import contents

_ALL = Statement(lambda _: select(contents).where(
    contents.c.office == bindparam("office"), contents.c.account == bindparam("account")).order_by(
        contents.c.name, contents.c.language))

_KEPT = ("office", "account", "name", "language", "reference", "digest", "category", "state", "problem", "at")


def _keep(insert: Insert) -> ClauseElement:
    new = insert(contents)
    kept: ClauseElement = new.on_conflict_do_update(
        index_elements=list(_KEPT[:4]), set_={name: new.excluded[name] for name in _KEPT[4:]})
    return kept


_KEEP = Statement(_keep, sets=_KEPT)
_STATE = Statement(lambda _: update(contents).where(
    contents.c.office == bindparam("of_office"), contents.c.account == bindparam("of_account"),
    contents.c.name == bindparam("of_name"), contents.c.language == bindparam("of_language")), sets=("state", "problem", "at"))
_FORGET = Statement(lambda _: delete(contents).where(
    contents.c.office == bindparam("office"), contents.c.account == bindparam("account"),
    contents.c.name == bindparam("of_name"), contents.c.language == bindparam("of_language")))


def all_of(tx: Transaction, office: str, account: str) -> list[Row]:
    """All that were made."""
    return tx.rows(_ALL, office=office, account=account)


def keep(tx: Transaction, *, office: str, account: str, name: str, language: str, reference: str, digest: str, category: str,
         state: str, problem: str | None, at: datetime) -> None:
    """It was made, or its state is this now."""
    tx.rows(_KEEP, office=office, account=account, name=name, language=language, reference=reference, digest=digest,
            category=category, state=state, problem=problem, at=at)


def set_state(tx: Transaction, *, office: str, account: str, name: str, language: str, state: str, problem: str,
              at: datetime) -> None:
    """The channel says so when one is sent."""
    tx.rows(_STATE, of_office=office, of_account=account, of_name=name, of_language=language, state=state, problem=problem,
            at=at)


def forget(tx: Transaction, office: str, account: str, name: str, language: str) -> None:
    tx.rows(_FORGET, office=office, account=account, of_name=name, of_language=language)
