"""Messages to be sent. A row is put in the transaction that causes it, and is the only truth about what was sent.

States: `due` (from `due_at` on; after a failure not before `again_at`), `sending` (leased by who sends it; free again
when the lease ends), `sent`, `waiting` (the channel takes it only after the person has written again, or is switched
off), `dropped` (no longer true, or nobody there), `parked` (could not be sent: look at it).

The order within a chat (one address of one channel account) is that of `due_at`, then `id`. A chat in which a row is
being sent, or waits after a failure, gives no other row: nothing overtakes. Chats do not wait for one another.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, Literal, NamedTuple

from sqlalchemy import Select, and_, bindparam, case, exists, func, literal_column, or_, select, text, true, update
from sqlalchemy.sql.expression import ColumnElement

from storage.database import Transaction
from storage.sealed import Keys
from storage.statement import Insert, Row, Statement
from storage.tables import Instant, addresses, events, outbox

ANSWER = "answer"
"""The kind of a row that was rendered when it was put; any other kind is a push, rendered when it is sent."""

BODY = "outbox.body"
"""What a body is sealed as."""

KNOCKED = "knocked"
"""The problem of a row that waits, and whose person was told that something does."""

TOLD = "told"
"""The problem of a row that waits, and whose person was told the gist of it."""

OFF = "channel off"
"""The problem of a row that waits until its channel is switched on again."""

LEASE = timedelta(seconds=40)
"""How long one who sends has for a turn's messages before another may take them."""

BATCH = 20
"""Rows of one chat that are taken at once at most."""


class OutboxRow(NamedTuple):
    """A row as it is sent. `body` is sealed; None for a push that was never rendered."""

    id: int
    office: str
    person: int
    account: str
    address: str
    kind: str
    subject: str
    body: bytes | None
    hold: int | None
    key: str | None
    cause: int | None
    due_at: datetime
    state: str
    tries: int


_COLUMNS = tuple(outbox.c[name] for name in OutboxRow._fields)
_NOW: ColumnElement[datetime] = bindparam("now", type_=Instant())
_HERE = and_(outbox.c.account == bindparam("account"), outbox.c.address == bindparam("address"))
_KEYED = text("key IS NOT NULL AND state = 'due'")


def _in(table: Any, *states: str) -> ColumnElement[bool]:
    """Its state is one of these: written out, and a single one by `=`, since SQLite uses a partial index only where the
    query says what the index says."""
    names: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in states]
    found: ColumnElement[bool] = table.c.state.in_(names) if len(names) > 1 else table.c.state == names[0]
    return found


_PUT = ("office", "person", "account", "address", "kind", "subject", "body", "hold", "key", "cause", "due_at", "state",
        "leased_until", "made_at")
_NEW = {"tries": 0}
_ANEW = ("account", "address", "kind", "subject", "body", "hold", "cause", "due_at", "made_at")


def _replace(insert: Insert) -> Any:
    new = insert(outbox)
    return new.on_conflict_do_update(
        index_elements=["office", "person", "key"], index_where=_KEYED,
        set_={name: new.excluded[name] for name in _ANEW} | {"tries": 0, "again_at": None, "problem": None},
    ).returning(outbox.c.id)


def _lease(insert: Insert) -> Any:
    """Leased to whoever puts it, unless something of another event waits to be sent in this chat, or is being sent."""
    other = outbox.alias("other")
    is_busy = exists().where(
        other.c.account == bindparam("of_account"), other.c.address == bindparam("of_address"),
        _in(other, "due", "sending"), other.c.due_at <= _NOW,
        or_(other.c.cause.is_(None), other.c.cause != bindparam("of_cause")))
    state = case((is_busy, literal_column("'due'")), else_=literal_column("'sending'"))
    return insert(outbox).values(state=state).returning(outbox.c.id, outbox.c.state)


_ADD = Statement(lambda insert: insert(outbox).returning(outbox.c.id), sets=_PUT)
_ADD_LEASED = Statement(_lease, sets=tuple(name for name in _PUT if name != "state"))
_ADD_OR_REPLACE = Statement(_replace, sets=_PUT)


def put_answers(tx: Transaction, keys: Keys, *, office: str, person: int, account: str, address: str,
                bodies: Iterable[tuple[bytes, int | None]], now: datetime, cause: int | None = None,
                at_once: bool = True) -> list[OutboxRow]:
    """A turn's rendered messages to one chat, in order: each a `Message.dump()` and the hold whose minutes it starts.

    Call it once for each chat of a turn. `at_once`: the caller runs this account's channel and hands the rows to
    `Delivery.hurry` right after the commit; they are leased to it here, which saves a transaction (unless something
    else of this chat is still to go first). Should the process die in between, they are sent when the lease ends.
    """
    rest: dict[str, Any] = {"state": "due", "leased_until": None}
    if at_once:
        rest = {"leased_until": now + LEASE, "of_account": account, "of_address": address, "of_cause": cause, "now": now}
    return [_put(tx, _ADD_LEASED if at_once else _ADD, office=office, person=person, account=account, address=address,
                 kind=ANSWER, subject="", body=keys.seal(body, BODY), hold=hold, key=None, cause=cause, due_at=now,
                 made_at=now, **rest)
            for body, hold in bodies]


def put_later(tx: Transaction, keys: Keys, *, office: str, person: int, account: str, address: str, body: bytes,
              due_at: datetime, key: str, now: datetime, cause: int | None = None) -> OutboxRow:
    """A rendered message that waits; an unsent one of this person with the same key is replaced."""
    return _put(tx, _ADD_OR_REPLACE, office=office, person=person, account=account, address=address, kind=ANSWER,
                subject="", body=keys.seal(body, BODY), hold=None, key=key, cause=cause, due_at=due_at, state="due",
                leased_until=None, made_at=now)


def put_push(tx: Transaction, *, office: str, person: int, account: str, address: str, kind: str, subject: str,
             due_at: datetime, now: datetime, key: str | None = None, hold: int | None = None,
             cause: int | None = None) -> OutboxRow:
    """What is rendered when it is sent; an unsent one of this person with the same key is replaced."""
    return _put(tx, _ADD if key is None else _ADD_OR_REPLACE, office=office, person=person, account=account,
                address=address, kind=kind, subject=subject, body=None, hold=hold, key=key, cause=cause, due_at=due_at,
                state="due", leased_until=None, made_at=now)


def _put(tx: Transaction, statement: Statement, **values: Any) -> OutboxRow:
    row = tx.first(statement, **values)
    assert row is not None
    return OutboxRow(*map((values | row._asdict() | _NEW).__getitem__, OutboxRow._fields))


_used = events.alias("used")
_REACHES = Statement(lambda _: select(addresses.c.account, addresses.c.address).where(
    addresses.c.office == bindparam("office"), addresses.c.person == bindparam("person"),
).order_by(
    select(func.max(_used.c.id)).where(_used.c.person == addresses.c.person, _used.c.account == addresses.c.account)
    .correlate(addresses).scalar_subquery().desc().nulls_last(), addresses.c.id.desc(),
).limit(1))


def reaches(tx: Transaction, office: str, person: int) -> tuple[str, str] | None:
    """The account and the address where this person wrote last: there a push finds them."""
    row = tx.first(_REACHES, office=office, person=person)
    return None if row is None else (row.account, row.address)


_CAUSED = Statement(lambda _: select(outbox.c.id).where(
    outbox.c.cause == bindparam("cause"), _in(outbox, "due", "sending")).limit(1))


def is_waiting(tx: Transaction, cause: int) -> bool:
    """Whether something that this event caused is still to be sent."""
    return tx.first(_CAUSED, cause=cause) is not None


# --- taken back before it was sent -----------------------------------------------------------------------------------

_KEYS = (outbox.c.office == bindparam("at_office"), outbox.c.person == bindparam("whose"), _in(outbox, "due"),
         outbox.c.key.is_not(None), outbox.c.key.startswith(bindparam("prefix"), autoescape=False))
_HAS_KEYS = Statement(lambda _: select(outbox.c.id).where(*_KEYS).limit(1))
_DROP_KEYS = Statement(lambda _: update(outbox).where(*_KEYS), sets=("state", "problem"))

_DROP_SUBJECT = Statement(lambda _: update(outbox).where(
    outbox.c.office == bindparam("at_office"), _in(outbox, "due"), outbox.c.kind == bindparam("of_kind"),
    outbox.c.subject == bindparam("about")), sets=("state", "problem"))


def drop_keys(tx: Transaction, office: str, person: int, prefix: str, problem: str) -> None:
    """Drop this person's unsent rows whose key begins so (no `%` or `_` in it). Each question asks for it, and few have
    any, so they are looked for first: a fifth of what an update costs that finds none."""
    if tx.first(_HAS_KEYS, at_office=office, whose=person, prefix=prefix) is not None:
        tx.rows(_DROP_KEYS, at_office=office, whose=person, prefix=prefix, state="dropped", problem=problem)


def drop_subject(tx: Transaction, office: str, kind: str, subject: str, problem: str) -> None:
    """Drop the unsent pushes of this kind about this subject, whoever they are for."""
    tx.rows(_DROP_SUBJECT, at_office=office, of_kind=kind, about=subject, state="dropped", problem=problem)


_REDIRECT = Statement(lambda _: update(outbox).where(
    outbox.c.office == bindparam("at_office"), outbox.c.person == bindparam("whose"), _in(outbox, "due"),
    outbox.c.kind == bindparam("of_kind")), sets=("account", "address"))


def redirect(tx: Transaction, office: str, person: int, kind: str, account: str, address: str) -> None:
    """This person's unsent pushes of a kind go there."""
    tx.rows(_REDIRECT, at_office=office, whose=person, of_kind=kind, account=account, address=address)


_SENT = Statement(lambda _: select(func.count().label("n")).where(
    outbox.c.person == bindparam("person"), _in(outbox, "sent"), outbox.c.account == bindparam("account"),
    outbox.c.sent_at > bindparam("since", type_=Instant())))


def sent_since(tx: Transaction, person: int, account: str, since: datetime) -> int:
    """How many messages this person got on a channel."""
    row = tx.first(_SENT, person=person, account=account, since=since)
    assert row is not None
    return int(row.n)


# --- taken for sending -----------------------------------------------------------------------------------------------

_DUE = and_(_in(outbox, "due"), or_(outbox.c.again_at.is_(None), outbox.c.again_at <= _NOW))
_LEFT = and_(_in(outbox, "sending"), outbox.c.leased_until <= _NOW)
_other = outbox.alias("other")
_BLOCKED = exists().where(
    _other.c.account == outbox.c.account, _other.c.address == outbox.c.address,
    _in(_other, "due", "sending"), _other.c.due_at <= _NOW, or_(
        and_(_in(_other, "sending"), _other.c.leased_until > _NOW),
        and_(_in(_other, "due"), _other.c.again_at > _NOW)))
_FREE = and_(_in(outbox, "due", "sending"), outbox.c.due_at <= _NOW, or_(_DUE, _LEFT), ~_BLOCKED)


def _waiting(one: bool) -> Select[Any]:
    """Chats of an account with something to send: those where someone waits for an answer (a hold's first) before
    those that are only reminded, then the longest due."""
    rank = func.min(case((outbox.c.hold.is_not(None), 0), (outbox.c.kind == ANSWER, 1), else_=2))
    return select(outbox.c.address).where(
        outbox.c.account == bindparam("account"), _FREE,
        outbox.c.address == bindparam("address") if one else true(),
    ).group_by(outbox.c.address).order_by(rank, func.min(outbox.c.due_at)).limit(bindparam("limit"))


_WAITING = Statement(lambda _: _waiting(one=False))
_WAITING_ONE = Statement(lambda _: _waiting(one=True))

# Whoever takes a chat's rows locks all of them first, in one order; what is then read is not older than the lock.
# (`SKIP LOCKED` here would take a chat's second row while another process takes its first.) SQLite has one writer.
_LOCK = Statement(lambda _: select(outbox.c.id).where(_HERE, _in(outbox, "due", "sending"))
                  .order_by(outbox.c.id).with_for_update())
_HEAD = Statement(lambda _: select(*_COLUMNS).where(_HERE, _FREE).order_by(outbox.c.due_at, outbox.c.id)
                  .limit(literal_column(str(BATCH))))
_LEASE = Statement(lambda _: update(outbox).where(outbox.c.id == bindparam("row")), sets=("state", "leased_until"))


def waiting(tx: Transaction, account: str, now: datetime, limit: int, address: str | None = None) -> list[str]:
    """The addresses of this account (or this one of them) to which something can be sent now."""
    if address is None:
        return [row.address for row in tx.rows(_WAITING, account=account, now=now, limit=limit)]
    return [row.address for row in tx.rows(_WAITING_ONE, account=account, address=address, now=now, limit=limit)]


def take(tx: Transaction, account: str, address: str, now: datetime) -> list[OutboxRow]:
    """Lease what comes next in this chat, in order: the messages of one event, or one push. Empty: nothing now."""
    tx.rows(_LOCK, account=account, address=address)
    rows = tx.rows(_HEAD, account=account, address=address, now=now)
    if not rows:
        return []
    first = rows[0]
    if first.cause is None or first.kind != ANSWER:
        rows = rows[:1]
    else:
        rows = list(takewhile(lambda row: row.kind == ANSWER and row.cause == first.cause, rows))
    for row in rows:
        tx.rows(_LEASE, row=row.id, state="sending", leased_until=now + LEASE)
    return [OutboxRow(*row) for row in rows]


# --- what became of it -----------------------------------------------------------------------------------------------

_ENDED = Statement(lambda _: update(outbox).where(outbox.c.id == bindparam("row"), _in(outbox, "sending"))
                   .returning(outbox.c.id), sets=("state", "problem", "sent_at", "leased_until"))
_SHOWN = Statement(lambda _: update(outbox).where(outbox.c.id == bindparam("row")), sets=("body",))
_newer = outbox.alias("newer")
_AGAIN = Statement(lambda _: update(outbox).where(
    outbox.c.id == bindparam("row"), _in(outbox, "sending"),
    ~exists().where(_newer.c.office == outbox.c.office, _newer.c.person == outbox.c.person,
                    _newer.c.key == outbox.c.key, _in(_newer, "due")),
).returning(outbox.c.id), sets=("state", "again_at", "tries", "problem", "leased_until"))


_ARRIVED = Statement(lambda _: update(outbox).where(outbox.c.id == bindparam("row"), _in(outbox, "sending")),
                     sets=("state", "problem", "sent_at", "leased_until"))


def mark_all_sent(tx: Transaction, rows: Iterable[tuple[int, datetime]]) -> None:
    """Each was handed to the channel, and when."""
    tx.each(_ARRIVED, ({"row": row, "state": "sent", "problem": None, "sent_at": at, "leased_until": None}
                       for row, at in sorted(rows)))         # in one order: another process may mark some of them too


def mark_sent(tx: Transaction, row: int, at: datetime) -> bool:
    """It was handed to the channel; False when that was known already."""
    return tx.first(_ENDED, row=row, state="sent", problem=None, sent_at=at, leased_until=None) is not None


def mark_dropped(tx: Transaction, row: int, problem: str) -> None:
    """It will not be sent: it is no longer true, or nobody is there."""
    tx.rows(_ENDED, row=row, state="dropped", problem=problem, sent_at=None, leased_until=None)


def mark_parked(tx: Transaction, row: int, problem: str) -> None:
    """It could not be sent and is not tried again by itself; the rows behind it go on."""
    tx.rows(_ENDED, row=row, state="parked", problem=problem, sent_at=None, leased_until=None)


def mark_again(tx: Transaction, row: OutboxRow, again_at: datetime | None, tries: int, problem: str | None) -> None:
    """Due again, at its old place in the chat, but not before `again_at`; dropped if it was replaced meanwhile."""
    kept = tx.first(_AGAIN, row=row.id, state="due", again_at=again_at, tries=tries, problem=problem, leased_until=None)
    if kept is None and row.key is not None:
        mark_dropped(tx, row.id, "replaced")


def mark_waiting(tx: Transaction, row: int, problem: str) -> None:
    """It goes when the person writes again (`wake`), or its channel is on again (`switched_on`); the rows behind it go on."""
    tx.rows(_ENDED, row=row, state="waiting", problem=problem, sent_at=None, leased_until=None)


def set_body(tx: Transaction, keys: Keys, row: int, body: bytes) -> None:
    """What a push said when it was rendered, for whoever shows the chat later."""
    tx.rows(_SHOWN, row=row, body=keys.seal(body, BODY))


# --- after it went, or when it may go ---------------------------------------------------------------------------------

_SAYS = (outbox.c.id, outbox.c.kind, outbox.c.subject)
_HELD = Statement(lambda _: select(*_SAYS).where(_HERE, _in(outbox, "waiting")).order_by(outbox.c.id.desc()))
_OFF = Statement(lambda _: select(*_SAYS).where(
    outbox.c.account == bindparam("account"), _in(outbox, "waiting"), outbox.c.problem == OFF).order_by(outbox.c.id.desc()))
_ONE = Statement(lambda _: select(*_COLUMNS).where(outbox.c.id == bindparam("row")))
_KNOCKED = Statement(lambda _: select(outbox.c.id).where(_HERE, _in(outbox, "waiting"), outbox.c.problem == KNOCKED).limit(1))
_DUE_AGAIN = Statement(lambda _: update(outbox).where(
    outbox.c.id == bindparam("row"), _in(outbox, "waiting", "sent"),
    ~exists().where(_newer.c.office == outbox.c.office, _newer.c.person == outbox.c.person,
                    _newer.c.key == outbox.c.key, _in(_newer, "due")),
).returning(outbox.c.id), sets=("state", "again_at", "tries", "problem", "sent_at"))
_REPLACED = Statement(lambda _: update(outbox).where(outbox.c.id == bindparam("row"), _in(outbox, "waiting")),
                      sets=("state", "problem"))
_FAILED = Statement(lambda _: update(outbox).where(outbox.c.id == bindparam("row"), _in(outbox, "waiting", "sent"))
                    .returning(*_COLUMNS), sets=("state", "problem"))


def wake(tx: Transaction, account: str, address: str) -> int:
    """The person wrote again: what waited for that is due, at its old place in the chat. How many rows."""
    return _wake(tx, tx.rows(_HELD, account=account, address=address))


def switched_on(tx: Transaction, accounts: Iterable[str]) -> int:
    """These channels are on: what waited for that is due. How many rows."""
    return sum(_wake(tx, tx.rows(_OFF, account=account)) for account in accounts)


def _wake(tx: Transaction, rows: Iterable[Row]) -> int:
    """The newest first: it takes the place of those before it with the same key, or that say the same."""
    woken, said = 0, set[tuple[str, str]]()
    for row in rows:
        push = (row.kind, row.subject)
        if push not in said and again(tx, row.id):
            woken += 1
            said |= {push} if row.kind != ANSWER else set()
        else:
            tx.rows(_REPLACED, row=row.id, state="dropped", problem="replaced")
    return woken


def again(tx: Transaction, row: int, again_at: datetime | None = None, tries: int = 0) -> bool:
    """What waited, or was sent and came back, is due again; False where a newer one stands in its place."""
    return tx.first(_DUE_AGAIN, row=row, state="due", again_at=again_at, tries=tries, problem=None,
                    sent_at=None) is not None


def get(tx: Transaction, row: int) -> OutboxRow | None:
    found = tx.first(_ONE, row=row)
    return None if found is None else OutboxRow(*found)


def has_knocked(tx: Transaction, account: str, address: str) -> bool:
    """Whether the person was told, since they last wrote, that something waits in this chat."""
    return tx.first(_KNOCKED, account=account, address=address) is not None


def mark_failed(tx: Transaction, row: int, problem: str, state: Literal["parked", "waiting", "dropped"] = "parked",
                ) -> OutboxRow | None:
    """It was taken and then could not be delivered: parked, where the desk sees it, unless it goes in another way. None:
    it was neither `sent` nor `waiting` (what said so did not arrive)."""
    failed = tx.first(_FAILED, row=row, state=state, problem=problem)
    return None if failed is None else OutboxRow(*failed)


# --- what the operator sees ------------------------------------------------------------------------------------------

_DEPTH = Statement(lambda _: select(func.count().label("rows"), func.min(outbox.c.due_at).label("oldest")).where(
    _in(outbox, "due", "sending"), or_(outbox.c.state == literal_column("'sending'"), outbox.c.due_at <= _NOW)))
_STUCK = Statement(lambda _: select(*_COLUMNS, outbox.c.problem).where(
    outbox.c.office == bindparam("office"), _in(outbox, "waiting", "parked"), outbox.c.state == bindparam("of_state"),
).order_by(outbox.c.id))


_STUCK_COUNT = Statement(lambda _: select(
    outbox.c.account, outbox.c.kind, outbox.c.state, outbox.c.problem, func.count().label("rows"),
).where(_in(outbox, "waiting", "parked")).group_by(outbox.c.account, outbox.c.kind, outbox.c.state, outbox.c.problem).order_by(
    outbox.c.account, outbox.c.kind, outbox.c.state, outbox.c.problem))
_LOOKED_AT = and_(outbox.c.id == bindparam("row"), outbox.c.office == bindparam("at_office"), _in(outbox, "waiting", "parked"))
_RETRY = Statement(lambda _: update(outbox).where(
    _LOOKED_AT, ~exists().where(_newer.c.office == outbox.c.office, _newer.c.person == outbox.c.person,
                                _newer.c.key == outbox.c.key, _in(_newer, "due")),
).returning(outbox.c.id), sets=("state", "due_at", "again_at", "tries", "problem", "sent_at"))
_DROP = Statement(lambda _: update(outbox).where(_LOOKED_AT).returning(outbox.c.id), sets=("state", "problem"))


def depth(tx: Transaction, now: datetime) -> tuple[int, datetime | None]:
    """How many rows should have gone, and since when the oldest of them waits."""
    row = tx.first(_DEPTH, now=now)
    assert row is not None
    return row.rows, row.oldest


def parked(tx: Transaction, office: str) -> list[Row]:
    """The rows that could not be sent, with `problem`."""
    return tx.rows(_STUCK, office=office, of_state="parked")


def held(tx: Transaction, office: str) -> list[Row]:
    """The rows that wait until their person writes again, with `problem`."""
    return tx.rows(_STUCK, office=office, of_state="waiting")


def stuck(tx: Transaction) -> list[Row]:
    """How many rows wait or are parked, by account, kind, state and `problem`."""
    return tx.rows(_STUCK_COUNT)


def retry(tx: Transaction, office: str, row: int, now: datetime) -> bool:
    """What waits or is parked is due now, behind what else is due in its chat; False where there is none, or a newer one
    stands in its place."""
    return tx.first(_RETRY, row=row, at_office=office, state="due", due_at=now, again_at=None, tries=0, problem=None,
                    sent_at=None) is not None


def drop(tx: Transaction, office: str, row: int, problem: str) -> bool:
    """What waits or is parked will not be sent; False where there is none."""
    return tx.first(_DROP, row=row, at_office=office, state="dropped", problem=problem) is not None
