"""Where what is said unasked goes, for whoever is not in a chat then: an address that a code has proved."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.config import Settings
from bot.desk import cases, reminders
from storage import mailboxes, outbox, people, tries
from storage.database import Transaction
from storage.outbox import OutboxRow
from storage.sealed import Keys
from storage.statement import Row

EMAIL = "email"
"""The account of the channel that writes mails. Nothing can be answered there."""

SEALED_AS = "mailboxes.sealed"

CODE = "address-code"
"""The push with the code, to the address that it proves."""
CONFIRMED = "visit-confirmed"
"""The push that confirms a visit, for who would not find it in a chat again."""
OFFERED = "offer-address"
"""The push that asks for an address."""

MOVED = (reminders.PAPERS, reminders.EVENING, reminders.HOURS, reminders.GUESSED, reminders.AGAIN, cases.MOVED, cases.FEEDBACK)
"""What is said unasked, and of use without the chat."""

TRIES = 3
LASTING = timedelta(minutes=10)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mailbox:
    """An address of a person's. `instead`: notices go there rather than into the chat."""

    id: int
    account: str
    address: str
    code: str
    instead: bool


class Reaching:
    """A person's address for notices, on a turn's transaction. `network`: a keyed hash, or nothing."""

    def __init__(self, tx: Transaction, settings: Settings, keys: Keys, now: datetime, network: str = "") -> None:
        self._tx, self._settings, self._keys, self._now, self._network = tx, settings, keys, now, network
        self._office = settings.office.key

    @property
    def is_on(self) -> bool:
        """Whether notices can go by another way than a chat."""
        return self._settings.smtp.is_on

    def proven(self, person: int) -> Mailbox | None:
        """The address that they proved last."""
        row = mailboxes.proven(self._tx, self._office, person) if self.is_on else None
        return None if row is None else self._read(row)

    def get(self, mailbox: int) -> Mailbox | None:
        """An address, with its code while that holds."""
        row = mailboxes.get(self._tx, self._office, mailbox)
        return None if row is None else self._read(row)

    def send_code(self, person: int, address: str, instead: bool) -> int | None:
        """A new code for this address, sent there; the address's key. None: no more today."""
        counted = self._counted(person, address)
        if any(tries.count(self._tx, self._office, what, self._now - DAY) >= most for what, most in counted):
            return None
        for what, _most in counted:
            tries.add(self._tx, self._office, what, self._now)
        code = f"{secrets.randbelow(10 ** 6):06}"
        mailbox = mailboxes.put(
            self._tx, office=self._office, person=person, account=EMAIL, blind=self._keys.blind(address, SEALED_AS),
            sealed=self._keys.seal(address.encode(), SEALED_AS), code=self._keys.seal(code.encode(), SEALED_AS),
            code_until=self._now + LASTING, instead=instead, now=self._now)
        self._put(person, EMAIL, mailbox, CODE, str(mailbox))
        return mailbox

    def prove(self, person: int, mailbox: int, code: str) -> Literal["proven", "wrong", "over"]:
        """Whether this is the code; then the address is theirs, and `over` when no code holds any more."""
        row = mailboxes.get(self._tx, self._office, mailbox)
        if row is None or row.person != person or not (known := self._read(row).code):
            return "over"
        if not secrets.compare_digest(known, code):
            mailboxes.tried(self._tx, mailbox)
            return "wrong" if row.tries + 1 < TRIES else "over"
        mailboxes.prove(self._tx, mailbox, self._now)
        people.add_proven(self._tx, self._office, person, row.account, str(mailbox), self._now)
        if row.instead:
            for kind in MOVED:
                outbox.redirect(self._tx, self._office, person, kind, row.account, str(mailbox))
        return "proven"

    def confirm(self, person: int, subject: str) -> None:
        """Send the confirmation of a visit to the address that they proved."""
        mailbox = self.proven(person)
        if mailbox is not None and mailbox.instead:
            self._put(person, mailbox.account, mailbox.id, CONFIRMED, subject)

    def offer(self, person: int, subject: str) -> None:
        """Ask in the chat for an address, where there is none."""
        reached = outbox.reaches(self._tx, self._office, person)
        if self.is_on and reached is not None and self.proven(person) is None:
            outbox.put_push(self._tx, office=self._office, person=person, account=reached[0], address=reached[1], kind=OFFERED,
                            subject=subject, due_at=self._now, now=self._now, key=OFFERED)

    def _put(self, person: int, account: str, mailbox: int, kind: str, subject: str) -> None:
        outbox.put_push(self._tx, office=self._office, person=person, account=account, address=str(mailbox), kind=kind,
                        subject=subject, due_at=self._now, now=self._now, key=f"{kind}:{subject}")

    def _counted(self, person: int, address: str) -> list[tuple[str, int]]:
        """What is counted in a day, and how often it may be."""
        smtp = self._settings.smtp
        counted = [(f"codes:address:{self._keys.blind(address, 'tries.address').hex()}", smtp.address_codes_a_day),
                   (f"codes:person:{person}", smtp.person_codes_a_day)]
        return [*counted, (f"codes:network:{self._network}", smtp.network_codes_a_day)] if self._network else counted

    def _read(self, row: Row) -> Mailbox:
        holds = row.code is not None and row.code_until > self._now and row.tries < TRIES
        code = self._keys.open(row.code, SEALED_AS).decode() if holds else ""
        return Mailbox(row.id, row.account, self._keys.open(row.sealed, SEALED_AS).decode(), code, bool(row.instead))


def last_resort(tx: Transaction, settings: Settings, row: OutboxRow, now: datetime) -> str | None:
    """A push that its channel will not deliver goes to the address that the person proved; one that was for that address
    instead of the chat goes to the chat after all. The account, if there is one."""
    mailbox = mailboxes.proven(tx, settings.office.key, row.person) if settings.smtp.is_on else None
    if mailbox is None or row.kind not in MOVED:
        return None
    other: tuple[str, str] | None = (mailbox.account, str(mailbox.id))
    if row.account == EMAIL:
        other = outbox.reaches(tx, settings.office.key, row.person) if mailbox.instead else None
    if other is None or other[0] == row.account:
        return None
    outbox.put_push(tx, office=row.office, person=row.person, account=other[0], address=other[1], kind=row.kind,
                    subject=row.subject, due_at=now, now=now)
    return other[0]
