"""The person of a turn: who they are to us, in which language, and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage import people
from storage.database import Transaction
from storage.statement import Row


@dataclass
class Person:
    """Someone on a channel. `language` is theirs, or the guess until they chose."""

    id: int
    language: str
    chose_language: bool
    timezone: str | None
    notice_version: str | None
    proven: bool
    reminders: bool


def person_of(row: Row, languages: tuple[str, ...]) -> Person:
    """The person in a row of `people`; a language that the office no longer has gives way to the first."""
    language = row.language or row.language_guess
    return Person(
        id=row.id,
        language=language if language in languages else languages[0],
        chose_language=row.language in languages,
        timezone=row.timezone,
        notice_version=row.notice_version,
        proven=row.proven_at is not None,
        reminders=bool(row.reminders),
    )


class People:
    """Changes to a person."""

    def __init__(self, tx: Transaction, office: str, now: datetime) -> None:
        self._tx = tx
        self._office = office
        self._now = now

    def choose_language(self, person: Person, language: str) -> None:
        """From now on everything is said in this language."""
        people.set_language(self._tx, person.id, language)
        person.language, person.chose_language = language, True

    def guess_language(self, person: Person, language: str) -> None:
        """So it seems, until they choose one."""
        people.set_language_guess(self._tx, person.id, language)
        person.language = language

    def agree(self, person: Person, version: str | None) -> None:
        """They agreed to this version of the notice; None: they withdrew."""
        people.set_notice(self._tx, person.id, version, self._now)
        person.notice_version = version

    def wants_reminders(self, person: Person, wants: bool) -> None:
        """Whether what they may do without is said unasked."""
        people.set_reminders(self._tx, person.id, wants)
        person.reminders = wants

    def lives_in(self, person: Person, timezone: str) -> None:
        """The zone whose nights are theirs."""
        people.set_timezone(self._tx, person.id, timezone)
        person.timezone = timezone
