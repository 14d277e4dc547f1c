"""Applicants, their identities, and who agreed for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from storage.database import Transaction
from storage.statement import Row, Statement
from storage.tables import applicants, consents, identities

_ADD = Statement(lambda insert: insert(applicants).returning(applicants.c.id),
                 sets=("office", "person", "relation", "fields", "state", "made_at", "changed_at"))
_GET = Statement(lambda insert: select(applicants).where(applicants.c.id == bindparam("applicant")))
_OF = Statement(lambda insert: select(applicants).where(applicants.c.person == bindparam("person"))
                .order_by(applicants.c.id))
_SET = Statement(lambda insert: update(applicants).where(applicants.c.id == bindparam("row")),
                 sets=("relation", "fields", "state", "changed_at"))

_FORGET = Statement(lambda insert: delete(identities).where(identities.c.applicant == bindparam("applicant")))
_IDENTIFY = Statement(lambda insert: insert(identities).on_conflict_do_nothing(),
                      sets=("office", "applicant", "kind", "blind"))
_KNOWN_BY = Statement(lambda insert: select(identities.c.kind, identities.c.blind).where(
    identities.c.applicant == bindparam("applicant")).order_by(identities.c.kind))

_CONSENT = Statement(lambda insert: insert(consents),
                     sets=("office", "applicant", "given_by", "given_as", "version", "at"))
_CONSENTED = Statement(lambda insert: select(consents.c.id).where(
    consents.c.applicant == bindparam("applicant"), consents.c.version == bindparam("version")).limit(1))


def add(tx: Transaction, **values: Any) -> int:
    row = tx.first(_ADD, **values)
    assert row is not None
    return int(row.id)


def get(tx: Transaction, applicant: int) -> Row | None:
    return tx.first(_GET, applicant=applicant)


def of_person(tx: Transaction, person: int) -> list[Row]:
    """Those for whom this person acts, the oldest first."""
    return tx.rows(_OF, person=person)


def change(tx: Transaction, row: int, **values: Any) -> None:
    tx.rows(_SET, row=row, **values)


def identify(tx: Transaction, office: str, applicant: int, known_by: dict[str, bytes]) -> None:
    """By which blind indexes this applicant is the same as another."""
    tx.rows(_FORGET, applicant=applicant)
    for kind, blind in known_by.items():
        tx.rows(_IDENTIFY, office=office, applicant=applicant, kind=kind, blind=blind)


def identities_of(tx: Transaction, applicant: int) -> dict[str, bytes]:
    return {row.kind: bytes(row.blind) for row in tx.rows(_KNOWN_BY, applicant=applicant)}


def consent(tx: Transaction, office: str, applicant: int, given_by: int, given_as: str, version: str, at: datetime) -> None:
    tx.rows(_CONSENT, office=office, applicant=applicant, given_by=given_by, given_as=given_as, version=version, at=at)


def has_consent(tx: Transaction, applicant: int, version: str) -> bool:
    return tx.first(_CONSENTED, applicant=applicant, version=version) is not None
