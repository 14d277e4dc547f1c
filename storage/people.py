"""Persons, the addresses that reach them, and where each is in the conversation."""

from __future__ import annotations

import base64
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update

from storage.database import Transaction
from storage.recent import Recent
from storage.statement import Row, Statement
from storage.tables import addresses, conversations, people

_FIND = Statement(lambda insert: select(addresses.c.person).where(
    addresses.c.office == bindparam("office"),
    addresses.c.account == bindparam("account"),
    addresses.c.address == bindparam("address")))

_ADD_PERSON = Statement(
    lambda insert: insert(people).returning(people.c.id),
    sets=("office", "language_guess", "timezone", "made_at", "seen_at"))

_ADD_ADDRESS = Statement(
    lambda insert: insert(addresses).on_conflict_do_nothing().returning(addresses.c.person),
    sets=("office", "account", "address", "person", "made_at"))

_GET = Statement(lambda insert: select(people).where(people.c.id == bindparam("person")).with_for_update())

_OF_ADDRESS = Statement(lambda insert: select(people).join(addresses, addresses.c.person == people.c.id).where(
    addresses.c.office == bindparam("office"), addresses.c.account == bindparam("account"),
    addresses.c.address == bindparam("address")).with_for_update(of=people))

_SEEN = Statement(lambda insert: update(people).where(people.c.id == bindparam("person")), sets=("seen_at",))
_LANGUAGE = Statement(lambda insert: update(people).where(people.c.id == bindparam("person")), sets=("language",))
_GUESS = Statement(lambda insert: update(people).where(people.c.id == bindparam("person")), sets=("language_guess",))
_NOTICE = Statement(lambda insert: update(people).where(people.c.id == bindparam("person")),
                    sets=("notice_version", "noticed_at"))
_REMINDERS = Statement(lambda insert: update(people).where(people.c.id == bindparam("person")), sets=("reminders",))
_TIMEZONE = Statement(lambda insert: update(people).where(people.c.id == bindparam("person")), sets=("timezone",))

_CONVERSATION = Statement(lambda insert: select(conversations).where(
    conversations.c.person == bindparam("person")).with_for_update())

_KEEP = ("person", "office", "stack", "shown", "release", "misses", "turned_at")
_KEEP_CONVERSATION = Statement(
    lambda insert: (put := insert(conversations)).on_conflict_do_update(
        index_elements=["person"], set_={name: put.excluded[name] for name in _KEEP[2:]}),
    sets=_KEEP)


def find_or_add(tx: Transaction, office: str, account: str, address: str, language: str, timezone: str | None,
                now: datetime) -> int:
    """The person whom this address reaches; a new one for a new address."""
    found = tx.first(_FIND, office=office, account=account, address=address)
    if found is not None:
        return int(found.person)
    added = tx.first(_ADD_PERSON, office=office, language_guess=language, timezone=timezone, made_at=now, seen_at=now)
    assert added is not None
    if tx.first(_ADD_ADDRESS, office=office, account=account, address=address, person=added.id, made_at=now) is None:
        found = tx.first(_FIND, office=office, account=account, address=address)     # another turn was first
        assert found is not None
        return int(found.person)
    return int(added.id)


def who_wrote(tx: Transaction, office: str, account: str, address: str, language: str, timezone: str | None,
              now: datetime) -> Row:
    """The row of whom this address reaches, locked as `get` does; a new person's for a new address."""
    found = tx.first(_OF_ADDRESS, office=office, account=account, address=address)
    return found if found is not None else get(tx, find_or_add(tx, office, account, address, language, timezone, now))


_PROVEN = Statement(lambda insert: update(people).where(people.c.id == bindparam("person")), sets=("proven_at",))


def add_proven(tx: Transaction, office: str, person: int, account: str, address: str, now: datetime) -> None:
    """One more address of this person, confirmed by themselves."""
    tx.first(_ADD_ADDRESS, office=office, account=account, address=address, person=person, made_at=now)
    tx.rows(_PROVEN, person=person, proven_at=now)


_THIS_ADDRESS = (addresses.c.office == bindparam("of_office"), addresses.c.account == bindparam("of_account"),
                 addresses.c.address == bindparam("of_address"))
_REACHED = Statement(lambda insert: select(
    addresses.c.wrote_at, func.coalesce(people.c.language, people.c.language_guess).label("language"),
).join(people, people.c.id == addresses.c.person).where(*_THIS_ADDRESS))
_SET_WROTE = Statement(lambda insert: update(addresses).where(*_THIS_ADDRESS), sets=("wrote_at",))


def reached(tx: Transaction, office: str, account: str, address: str) -> Row | None:
    """Whom an address reaches: `language`, and `wrote_at`, when they last wrote here on a channel for which that counts
    (`Sender.opens_window`)."""
    return tx.first(_REACHED, of_office=office, of_account=account, of_address=address)


def set_wrote(tx: Transaction, office: str, account: str, address: str, at: datetime | None) -> None:
    """They wrote at this moment; None: the channel says that it was too long ago."""
    tx.rows(_SET_WROTE, of_office=office, of_account=account, of_address=address, wrote_at=at)


_ADDRESSES = Statement(lambda insert: select(addresses.c.account, addresses.c.address).where(
    addresses.c.office == bindparam("of_office"), addresses.c.person == bindparam("whose")).order_by(addresses.c.id.desc()))


def addresses_of(tx: Transaction, office: str, person: int) -> list[Row]:
    """Each `account` and `address` of this person, the newest first."""
    return tx.rows(_ADDRESSES, of_office=office, whose=person)


_FORGET_ADDRESS = Statement(lambda insert: delete(addresses).where(
    addresses.c.office == bindparam("office"), addresses.c.account == bindparam("account"),
    addresses.c.address == bindparam("address")))


def forget_address(tx: Transaction, office: str, account: str, address: str) -> None:
    """This address reaches nobody any more; what was booked stays booked."""
    tx.rows(_FORGET_ADDRESS, office=office, account=account, address=address)


_ANYBODY = Statement(lambda insert: select(people.c.id).limit(1))


def anybody(tx: Transaction) -> bool:
    """Whether the database knows any person."""
    return tx.first(_ANYBODY) is not None


def find(tx: Transaction, office: str, account: str, address: str) -> int | None:
    """The person whom this address reaches, if any."""
    found = tx.first(_FIND, office=office, account=account, address=address)
    return None if found is None else int(found.person)


def get(tx: Transaction, person: int) -> Row:
    """The person's row, locked for this transaction: two messages of one person are taken one after the other."""
    row = tx.first(_GET, person=person)
    assert row is not None
    return row


def set_seen(tx: Transaction, person: int, now: datetime) -> None:
    tx.rows(_SEEN, person=person, seen_at=now)


def set_language(tx: Transaction, person: int, language: str) -> None:
    tx.rows(_LANGUAGE, person=person, language=language)


def set_language_guess(tx: Transaction, person: int, language: str) -> None:
    tx.rows(_GUESS, person=person, language_guess=language)


def set_notice(tx: Transaction, person: int, version: str | None, now: datetime) -> None:
    tx.rows(_NOTICE, person=person, notice_version=version, noticed_at=now)


def set_reminders(tx: Transaction, person: int, wants: bool) -> None:
    tx.rows(_REMINDERS, person=person, reminders=int(wants))


def set_timezone(tx: Transaction, person: int, timezone: str) -> None:
    tx.rows(_TIMEZONE, person=person, timezone=timezone)


SHOWN = "conversations.shown"

_RECENT: Recent[str, str] = Recent()
"""What was sealed, by that."""


def conversation(tx: Transaction, person: int) -> Row | None:
    """Where they are. Raises SealBroken."""
    row = tx.first(_CONVERSATION, person=person)
    if row is None or tx.keys is None or row.shown.startswith("{"):
        return row
    shown = _RECENT.take(row.shown) or tx.keys.open(base64.b64decode(row.shown), SHOWN).decode()
    return row._replace(shown=shown)


def keep_conversation(tx: Transaction, *, shown: str, **values: object) -> None:
    """The question as it was shown may say a name (a button with it), so it is sealed where the database has keys."""
    sealed = shown if tx.keys is None else base64.b64encode(tx.keys.seal(shown.encode(), SHOWN)).decode()
    _RECENT.put(sealed, shown)
    tx.rows(_KEEP_CONVERSATION, shown=sealed, **values)
