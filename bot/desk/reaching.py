"""Where what is said unasked goes, for whoever is not in a chat then: an address that a code has proved."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from bot.config import Settings
from bot.desk import cases, reminders, whereto
from storage import mailboxes, outbox, people, tries
from storage.database import Transaction
from storage.outbox import OutboxRow
from storage.sealed import Keys
from storage.statement import Row

Way = Literal["email", "sms"]
"""The account of a channel that only tells: nothing can be answered there."""
WAYS: tuple[Way, ...] = get_args(Way)
EMAIL, SMS = WAYS

SEALED_AS = "mailboxes.sealed"

CODE = "address-code"
"""The push with the code, to the address that it proves."""
CONFIRMED = "visit-confirmed"
"""The push that confirms a visit, for who would not find it in a chat again."""
OFFERED = "offer-address"
"""The push that asks for an address."""
UNDELIVERED = "address-lost"
"""The push that says, in the chat, that no code could be sent to an address."""

MOVED = (reminders.PAPERS, reminders.EVENING, reminders.HOURS, reminders.GUESSED, reminders.AGAIN, cases.MOVED)
"""What is said unasked, and of use without the chat."""
CHATTED = (*MOVED, cases.FEEDBACK, "officer-line", "thread-closed")
"""What is said unasked, and of use in any chat of the person's."""

BY_THE_DESK = (cases.MOVED, "officer-line")
"""What somebody at the desk did or wrote: they see it where it reaches nobody."""

LOST = "lost:"
"""The key of a push that goes another way begins so, with the accounts that did not deliver it."""

TRIES = 3
LASTING = timedelta(minutes=10)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mailbox:
    """An address of a person's. `instead`: notices go there rather than into the chat."""

    id: int
    person: int
    account: Way
    address: str
    code: str
    instead: bool


class Reaching:
    """A person's address for notices, on a turn's transaction. `network`: a keyed hash, or nothing."""

    def __init__(self, tx: Transaction, settings: Settings, keys: Keys, now: datetime, network: str = "") -> None:
        self._tx, self._settings, self._keys, self._now, self._network = tx, settings, keys, now, network
        self._office = settings.office.key

    @property
    def ways(self) -> tuple[Way, ...]:
        """By which notices can go, beside a chat."""
        return tuple(way for way in WAYS if way in self._settings.notices)

    def proven(self, person: int) -> Mailbox | None:
        """The address that they proved last."""
        rows = whereto.proven(self._tx, self._settings, person)
        return self._read(rows[0]) if rows else None

    def get(self, mailbox: int) -> Mailbox | None:
        """An address, with its code while that holds."""
        row = mailboxes.get(self._tx, self._office, mailbox)
        return None if row is None else self._read(row)

    def send_code(self, person: int, way: Way, address: str, instead: bool) -> int | None:
        """A new code for this address, sent there; the address's key. None: no more today."""
        counted = self._counted(person, way, address)
        if any(tries.count(self._tx, self._office, what, self._now - DAY) >= most for what, most in counted):
            return None
        for what, _most in counted:
            tries.add(self._tx, self._office, what, self._now)
        code = f"{secrets.randbelow(10 ** 6):06}"
        mailbox = mailboxes.put(
            self._tx, office=self._office, person=person, account=way, blind=self._keys.blind(address, SEALED_AS),
            sealed=self._keys.seal(address.encode(), SEALED_AS), code=self._keys.seal(code.encode(), SEALED_AS),
            code_until=self._now + LASTING, instead=instead, now=self._now)
        self._put(person, way, mailbox, CODE, str(mailbox))
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
            _redirect(self._tx, self._settings, person)
        return "proven"

    def confirm(self, person: int, subject: str) -> None:
        """Send the confirmation of a visit to the address that they proved."""
        mailbox = self.proven(person)
        if mailbox is not None and mailbox.instead:
            self._put(person, mailbox.account, mailbox.id, CONFIRMED, subject)

    def offer(self, person: int, subject: str) -> None:
        """Ask in the chat for an address, where there is none; a moment later, since what is booked is said first."""
        reached = outbox.reaches(self._tx, self._office, person)
        if self.ways and reached is not None and self.proven(person) is None:
            outbox.put_push(self._tx, office=self._office, person=person, account=reached[0], address=reached[1], kind=OFFERED,
                            subject=subject, due_at=self._now + timedelta(seconds=1), now=self._now, key=OFFERED)

    def _put(self, person: int, account: str, mailbox: int, kind: str, subject: str) -> None:
        outbox.put_push(self._tx, office=self._office, person=person, account=account, address=str(mailbox), kind=kind,
                        subject=subject, due_at=self._now, now=self._now, key=f"{kind}:{subject}")

    def _counted(self, person: int, way: Way, address: str) -> list[tuple[str, int]]:
        """What is counted in a day, and how often it may be."""
        limits = self._settings.notices[way]
        counted = [(f"codes:{way}", limits.codes_a_day),
                   (f"codes:{way}:address:{self._keys.blind(address, 'tries.address').hex()}", limits.address_codes_a_day),
                   (f"codes:{way}:person:{person}", limits.person_codes_a_day)]
        if self._network:
            counted.append((f"codes:{way}:network:{self._network}", limits.network_codes_a_day))
        return counted

    def _read(self, row: Row) -> Mailbox:
        holds = row.code is not None and row.code_until > self._now and row.tries < TRIES
        code = self._keys.open(row.code, SEALED_AS).decode() if holds else ""
        address = self._keys.open(row.sealed, SEALED_AS).decode()
        return Mailbox(row.id, row.person, row.account, address, code, bool(row.instead))


# --- what did not arrive ------------------------------------------------------------------------------------------------

def lost(tx: Transaction, settings: Settings, row: OutboxRow, now: datetime, gone: bool = False) -> str | None:
    """A push that its channel will not deliver goes another way, where the person has one. `gone`: nobody is there any more,
    or they want nothing there. The account by which it goes."""
    if gone and row.account in WAYS:
        mailboxes.forget(tx, int(row.address))
        _redirect(tx, settings, row.person)
    if row.kind == CODE:
        _say_undelivered(tx, settings, row, now)
        return None
    tried = [*_tried(row), row.account]
    way = next((way for way in _ways(tx, settings, row) if way[0] not in tried), None)
    if way is None:
        return None
    outbox.put_push(tx, office=row.office, person=row.person, account=way[0], address=way[1], kind=row.kind,
                    subject=row.subject, due_at=now, now=now, key=f"{LOST}{'+'.join(tried)}:{row.kind}:{row.subject}")
    return way[0]


def not_taken(tx: Transaction, settings: Settings, row: OutboxRow, now: datetime, state: str) -> tuple[str, str | None]:
    """The same of a push that its channel did not take, and that gets this state for it (`dropped`: nobody is there). The
    state after all: nothing waits for what goes another way."""
    instead = lost(tx, settings, row, now, gone=state == "dropped")
    if instead is not None:
        return "dropped" if state == "waiting" else state, instead
    if state != "dropped" or row.kind not in BY_THE_DESK:
        return state, None
    may_return = row.account not in WAYS and people.find(tx, row.office, row.account, row.address) is not None
    return "waiting" if may_return else "parked", None       # whoever unblocks the bot and writes reads it then


def _ways(tx: Transaction, settings: Settings, row: OutboxRow) -> Iterator[tuple[str, str]]:
    """Where a push of this kind may go: what they proved for it first, then their chats. (That a visit is booked was said
    in the chat.)"""
    if row.kind == CONFIRMED or row.kind in MOVED:
        yield from ((one.account, str(one.id)) for one in whereto.proven(tx, settings, row.person))
    if row.kind in CHATTED:
        yield from ((one.account, one.address) for one in people.addresses_of(tx, row.office, row.person)
                    if one.account not in WAYS)


def _tried(row: OutboxRow) -> list[str]:
    """The accounts that did not deliver it before."""
    return row.key.split(":")[1].split("+") if row.key is not None and row.key.startswith(LOST) else []


def _redirect(tx: Transaction, settings: Settings, person: int) -> None:
    """What waits to be said goes where it reaches them now."""
    reached = whereto.reaches(tx, settings, person)
    if reached is not None:
        for kind in MOVED:
            outbox.redirect(tx, settings.office.key, person, kind, *reached)


def _say_undelivered(tx: Transaction, settings: Settings, row: OutboxRow, now: datetime) -> None:
    """They wait for the code in the chat."""
    reached = outbox.reaches(tx, settings.office.key, row.person)
    if reached is not None:
        outbox.put_push(tx, office=row.office, person=row.person, account=reached[0], address=reached[1], kind=UNDELIVERED,
                        subject=row.subject, due_at=now, now=now, key=UNDELIVERED)
