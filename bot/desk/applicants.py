"""Applicants: those who need a service, what was filled in for them, and when two of them are the same one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Literal

from bot.desk.remembered import Remembered
from storage import applicants
from storage.database import Transaction
from storage.recent import Recent
from storage.sealed import Keys
from storage.statement import Row

Relation = Literal["self", "child", "other"]
FIELDS = "applicants.fields"


@dataclass(frozen=True)
class Form:
    """What an applicant's form holds; empty: not filled in. `other_name` is the second shape of a name that one person
    may carry (a single name in Indonesia, "FNU" on US papers)."""

    full_name: str = ""
    other_name: str = ""
    birth_place: str = ""
    birth_date: str = ""
    nik: str = ""
    passport_number: str = ""
    street: str = ""
    state: str = ""
    county: str = ""
    phone: str = ""
    skipped: tuple[str, ...] = ()

    @property
    def born(self) -> date | None:
        return date.fromisoformat(self.birth_date) if self.birth_date else None


_FORMS: Recent[bytes, Form] = Recent()
"""By what was sealed."""

IDENTIFYING = frozenset({"full_name", "birth_date", "nik", "passport_number"})
"""Of these `known_by` is made."""

LINES = frozenset(field.name for field in fields(Form))


@dataclass(frozen=True)
class Applicant:
    """One who needs a service."""

    id: int
    person: int
    relation: Relation
    form: Form

    @property
    def name(self) -> str:
        """What to call them: the first name, or nothing yet."""
        return self.form.full_name.split(" ", 1)[0]

    @property
    def full_name(self) -> str:
        return self.form.full_name


def known_by(form: Form, keys: Keys) -> dict[str, bytes]:
    """The blind indexes by which this is the same applicant: NIK, passport number, else full name and birth date."""
    found = {}
    if form.nik:
        found["nik"] = keys.blind(form.nik, "nik")
    if form.passport_number:
        found["passport"] = keys.blind(re.sub(r"\W", "", form.passport_number).upper(), "passport")
    return found or _by_name(form, keys)


def _by_name(form: Form, keys: Keys) -> dict[str, bytes]:
    if not form.full_name or not form.birth_date:
        return {}
    name = " ".join(re.sub(r"[^\w\s]", "", form.full_name).casefold().split())
    return {"name-and-birth": keys.blind(f"{name}\0{form.birth_date}", "name-and-birth")}


class Applicants:
    """What steps do with applicants. Filling in is a draft: the next answer overwrites it."""

    def __init__(self, tx: Transaction, office: str, keys: Keys, now: datetime) -> None:
        self._tx, self._office, self._keys, self._now = tx, office, keys, now
        self._known: Remembered[int, Applicant] = Remembered(tx)

    def add(self, person: int, relation: Relation, form: Form | None = None) -> int:
        form = form or Form()
        added = applicants.add(self._tx, office=self._office, person=person, relation=relation, fields=self._seal(form),
                               state=form.state, made_at=self._now, changed_at=self._now)
        if known := known_by(form, self._keys):
            applicants.identify(self._tx, self._office, added, known)
        return added

    def get(self, applicant: int) -> Applicant:
        known = self._known.get(applicant)
        if known is not None:
            return known
        row = applicants.get(self._tx, applicant)
        assert row is not None
        return self._known.put(applicant, self._read(row))

    def born(self, applicant: int | None) -> date | None:
        """The birth date of an applicant; None takes as long and knows nobody."""
        row = applicants.get(self._tx, applicant or 0)
        sealed = self._seal(Form(full_name="-", birth_date="")) if row is None else row.fields
        return Form(birth_date=self._keys.open_json(sealed, FIELDS).get("birth_date", "")).born

    def of_person(self, person: int) -> list[Applicant]:
        """Those for whom this person acts and whose name is known."""
        found = [self._read(row) for row in applicants.of_person(self._tx, person)]
        return [applicant for applicant in found if applicant.form.full_name]

    def fill(self, applicant: int, **fields: str | tuple[str, ...]) -> Applicant:
        """Overwrite fields of the form; what is known of who they are follows."""
        before = self.get(applicant)
        form = replace(before.form, **fields)  # type: ignore[arg-type]
        applicants.change(self._tx, applicant, relation=before.relation, fields=self._seal(form), state=form.state,
                          changed_at=self._now)
        if not IDENTIFYING.isdisjoint(fields):
            applicants.identify(self._tx, self._office, applicant, known_by(form, self._keys))
        return self._known.put(applicant, replace(before, form=form))

    def skip(self, applicant: int, field: str) -> None:
        """They have none, or will not say."""
        form = self.get(applicant).form
        self.fill(applicant, **{field: ""}, skipped=(*form.skipped, field))

    def identities(self, applicant: int) -> Sequence[bytes]:
        return tuple(applicants.identities_of(self._tx, applicant).values())

    def known_by(self, applicant: int, **fields: str) -> Sequence[bytes]:
        """All that they would be recognized by with this change: the name too, for whoever had no number before."""
        form = replace(self.get(applicant).form, **fields)  # type: ignore[arg-type]
        return tuple({**known_by(form, self._keys), **_by_name(form, self._keys)}.values())

    def agree(self, applicant: int, person: int, relation: Relation, version: str) -> None:
        """The person agrees to the notice for this applicant."""
        given_as = {"self": "self", "child": "parent", "other": "authorised"}[relation]
        if not applicants.has_consent(self._tx, applicant, version):
            applicants.consent(self._tx, self._office, applicant, person, given_as, version, self._now)

    def has_agreed(self, applicant: int, version: str) -> bool:
        return applicants.has_consent(self._tx, applicant, version)

    def _seal(self, form: Form) -> bytes:
        sealed = self._keys.seal_json({name: value for name, value in vars(form).items() if value}, FIELDS)
        _FORMS.put(sealed, form)
        return sealed

    def _read(self, row: Row) -> Applicant:
        form = _FORMS.look(row.fields)
        if form is None:
            form = self._open(row.fields)
            _FORMS.put(row.fields, form)
        return Applicant(row.id, row.person, row.relation, form)

    def _open(self, sealed: bytes) -> Form:
        kept = self._keys.open_json(sealed, FIELDS)
        known = {name: value for name, value in kept.items() if name in LINES}               # a newer program keeps more
        return Form(**{**known, "skipped": tuple(known.get("skipped", ()))})
