"""The outbox and the leases, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from storage import leases, outbox
from storage.database import Database, Transaction
from storage.outbox import OutboxRow
from storage.sealed import Keys

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Box:
    """The outbox, with what these tests don't care about filled in."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self.database, self.keys = database, keys

    def answers(self, tx: Transaction, *bodies: bytes, cause: int, address: str = "ani", now: datetime = NOW,
                at_once: bool = True) -> list[OutboxRow]:
        return outbox.put_answers(tx, self.keys, office="la", person=1, account="web", address=address,
                                  bodies=[(body, None) for body in bodies], now=now, cause=cause, at_once=at_once)

    def push(self, tx: Transaction, due_at: datetime, *, key: str | None = None, address: str = "ani",
             subject: str = "7:1") -> OutboxRow:
        return outbox.put_push(tx, office="la", person=1, account="web", address=address, kind="hours-before",
                               subject=subject, due_at=due_at, now=NOW, key=key)

    def take(self, tx: Transaction, now: datetime = NOW, address: str = "ani") -> list[bytes | str]:
        return [row.subject if row.body is None else self.keys.open(row.body, outbox.BODY)
                for row in outbox.take(tx, "web", address, now)]


@pytest.fixture
def box(database: Database, keys: Keys) -> Box:
    return Box(database, keys)


def test_a_turns_messages_are_leased_to_the_process_that_put_them(database: Database, box: Box) -> None:
    with database.transaction() as tx:
        rows = box.answers(tx, b"one", b"two", cause=1)
    assert [row.state for row in rows] == ["sending", "sending"]
    with database.transaction() as tx:
        assert box.take(tx, NOW + SECOND) == []
        assert outbox.waiting(tx, "web", NOW + SECOND, 10) == []


def test_after_a_crash_they_are_taken_when_the_lease_ends(database: Database, box: Box) -> None:
    with database.transaction() as tx:
        box.answers(tx, b"one", b"two", cause=1)
    later = NOW + outbox.LEASE
    with database.transaction() as tx:
        assert outbox.waiting(tx, "web", later, 10) == ["ani"]
        assert box.take(tx, later) == [b"one", b"two"]
        assert box.take(tx, later) == []


def test_a_second_turns_messages_do_not_overtake_the_first_ones(database: Database, box: Box) -> None:
    with database.transaction() as tx:
        first = box.answers(tx, b"first", cause=1)
    with database.transaction() as tx:
        second = box.answers(tx, b"second", cause=2)
        assert [row.state for row in second] == ["due"]
        assert box.take(tx) == []
    with database.transaction() as tx:
        assert outbox.mark_sent(tx, first[0].id, NOW)
        assert not outbox.mark_sent(tx, first[0].id, NOW)
        assert box.take(tx) == [b"second"]


def test_one_chat_does_not_wait_for_another(database: Database, box: Box) -> None:
    with database.transaction() as tx:
        box.answers(tx, b"first", cause=1)
        other = box.answers(tx, b"other", cause=2, address="budi")
    assert [row.state for row in other] == ["sending"]


def test_what_is_taken_together_is_of_one_event(database: Database, box: Box) -> None:
    with database.transaction() as tx:
        box.answers(tx, b"1a", b"1b", cause=1, at_once=False)
        box.answers(tx, b"2a", cause=2, at_once=False)
        box.push(tx, NOW)
        assert box.take(tx) == [b"1a", b"1b"]


def test_a_message_that_failed_keeps_its_place_and_holds_the_chat(database: Database, box: Box) -> None:
    with database.transaction() as tx:
        [first] = box.answers(tx, b"first", cause=1)
        box.answers(tx, b"second", cause=2)
        outbox.mark_again(tx, first, NOW + 5 * SECOND, 1, "later")
        assert box.take(tx, NOW + SECOND) == []
        assert outbox.waiting(tx, "web", NOW + SECOND, 10) == []
        assert box.take(tx, NOW + 5 * SECOND) == [b"first"]


def test_parked_messages_are_passed_over_and_listed(database: Database, box: Box) -> None:
    with database.transaction() as tx:
        [first] = box.answers(tx, b"first", cause=1)
        box.answers(tx, b"second", cause=2)
        outbox.mark_parked(tx, first.id, "too-long")
        assert box.take(tx) == [b"second"]
        assert [(row.id, row.problem) for row in outbox.parked(tx, "la")] == [(first.id, "too-long")]


def test_a_message_with_the_same_key_replaces_the_unsent_one(database: Database, box: Box, keys: Keys) -> None:
    def photo(tx: Transaction, number: int, at: datetime) -> None:
        outbox.put_later(tx, keys, office="la", person=1, account="web", address="ani", body=b"%d photos" % number,
                         due_at=at + 3 * SECOND, key="quiet", now=at, cause=number)

    with database.transaction() as tx:
        photo(tx, 1, NOW)
        photo(tx, 2, NOW + 2 * SECOND)
    with database.transaction() as tx:
        assert box.take(tx, NOW + 4 * SECOND) == []
        assert box.take(tx, NOW + 5 * SECOND) == [b"2 photos"]
        photo(tx, 3, NOW + 6 * SECOND)
        outbox.mark_again(tx, row_of(tx, 1), NOW + 7 * SECOND, 1, "later")        # the one that is being sent fails now
    with database.transaction() as tx:
        assert box.take(tx, NOW + 20 * SECOND) == [b"3 photos"]
        assert box.take(tx, NOW + 2 * outbox.LEASE) == [b"3 photos"]


def row_of(tx: Transaction, row: int) -> OutboxRow:
    return OutboxRow(row, "la", 1, "web", "ani", outbox.ANSWER, "", b"", None, "quiet", 2, NOW, "sending", 0)


def test_reminders_are_dropped_by_the_beginning_of_their_key_and_by_subject(database: Database, box: Box) -> None:
    with database.transaction() as tx:
        box.push(tx, NOW, key="appointment:1:evening", subject="1:1")
        box.push(tx, NOW, key="appointment:12:evening", subject="12:1")
        box.push(tx, NOW, key="hold:conversation", subject="5")
        outbox.drop_keys(tx, "la", 1, "appointment:1:", "no longer true")
        outbox.drop_subject(tx, "la", "hours-before", "5", "no longer true")
        assert box.take(tx) == ["12:1"]
        assert box.take(tx, NOW + outbox.LEASE / 2) == []


def test_someone_who_waits_for_an_answer_comes_before_reminders(database: Database, box: Box) -> None:
    with database.transaction() as tx:
        box.push(tx, NOW - 60 * SECOND, address="reminded")
        box.answers(tx, b"answer", cause=1, address="waiting", at_once=False)
        assert outbox.waiting(tx, "web", NOW, 10) == ["waiting", "reminded"]
        assert outbox.waiting(tx, "web", NOW, 1) == ["waiting"]
        assert outbox.waiting(tx, "web", NOW, 10, "reminded") == ["reminded"]
        assert outbox.waiting(tx, "telegram", NOW, 10) == []


def test_the_operator_sees_how_much_waits_and_since_when(database: Database, box: Box) -> None:
    with database.transaction() as tx:
        assert outbox.depth(tx, NOW) == (0, None)
        box.push(tx, NOW - 60 * SECOND)
        box.push(tx, NOW + 60 * SECOND)
        box.answers(tx, b"answer", cause=1)
        assert outbox.depth(tx, NOW) == (2, NOW - 60 * SECOND)


def test_the_body_is_not_readable_in_the_database(database: Database, box: Box, keys: Keys) -> None:
    with database.transaction() as tx:
        [row] = box.answers(tx, b"Nama Anda: Robert", cause=1)
        assert row.body is not None
        assert b"Robert" not in row.body
        outbox.set_body(tx, keys, row.id, b"Dewi")
        stored = tx.rows(outbox._HEAD, account="web", address="ani", now=NOW + outbox.LEASE)[0].body
    assert keys.open(stored, outbox.BODY) == b"Dewi"


def test_many_senders_take_each_row_once_and_in_order(database: Database, box: Box) -> None:
    """Eight threads sweep twelve chats; in each the rows come out in the order that they went in, each one once."""
    chats, rows_each = [f"chat{n}" for n in range(12)], 6
    with database.transaction() as tx:
        for number in range(rows_each):
            for chat in chats:
                box.push(tx, NOW - (rows_each - number) * SECOND, address=chat, subject=str(number))
    sent: list[tuple[str, str]] = []
    guard = threading.Lock()
    start = threading.Barrier(8)

    def sweep() -> None:
        start.wait()
        for _ in range(40):
            with database.reading() as tx:
                found = outbox.waiting(tx, "web", NOW, 50)
            if not found:
                with database.reading() as tx:
                    if outbox.depth(tx, NOW)[0] == 0:
                        return
            for chat in found:
                with database.transaction() as tx:
                    taken = outbox.take(tx, "web", chat, NOW)
                with guard:
                    sent.extend((chat, row.subject) for row in taken)
                with database.transaction() as tx:
                    for row in taken:
                        outbox.mark_sent(tx, row.id, NOW)

    threads = [threading.Thread(target=sweep) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for chat in chats:
        assert [subject for at, subject in sent if at == chat] == [str(number) for number in range(rows_each)]


def test_a_lease_has_one_holder_until_it_ends(database: Database) -> None:
    with database.transaction() as tx:
        assert leases.take(tx, "ticks", "a", 15, NOW)
        assert not leases.take(tx, "ticks", "b", 15, NOW + 14 * SECOND)
        assert leases.take(tx, "ticks", "a", 15, NOW + 14 * SECOND)
        assert not leases.take(tx, "ticks", "b", 15, NOW + 28 * SECOND)
        assert leases.take(tx, "ticks", "b", 15, NOW + 29 * SECOND)
        assert not leases.take(tx, "ticks", "a", 15, NOW + 29 * SECOND)
        assert leases.take(tx, "other", "a", 15, NOW)


def test_a_lease_that_is_given_back_is_free_at_once_and_only_its_holder_can(database: Database) -> None:
    with database.transaction() as tx:
        assert leases.take(tx, "ticks", "a", 15, NOW)
        leases.release(tx, "ticks", "b")
        assert not leases.take(tx, "ticks", "b", 15, NOW)
        leases.release(tx, "ticks", "a")
        assert leases.take(tx, "ticks", "b", 15, NOW)


def test_of_many_that_want_a_lease_at_once_one_gets_it(database: Database) -> None:
    got: list[str] = []
    start = threading.Barrier(8)

    def want(holder: str) -> None:
        start.wait()
        with database.transaction() as tx:
            if leases.take(tx, "ticks", holder, 15, NOW):
                got.append(holder)

    threads = [threading.Thread(target=want, args=(f"h{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def test_what_is_retried_goes_behind_what_is_due_and_never_beside_what_replaced_it(database: Database, box: Box) -> None:
    with database.transaction() as tx:
        old = box.push(tx, NOW, key="visit", subject="old")
        box.take(tx)
        outbox.mark_waiting(tx, old.id, "not approved")
        box.answers(tx, b"answer", cause=1, at_once=False)
        assert outbox.retry(tx, "la", old.id, NOW + SECOND)
        assert not outbox.retry(tx, "la", old.id, NOW + SECOND)
        assert box.take(tx, NOW + SECOND) == [b"answer"]
    with database.transaction() as tx:
        again = box.push(tx, NOW, key="other", address="budi")
        box.take(tx, address="budi")
        outbox.mark_parked(tx, again.id, "http 400")
        box.push(tx, NOW, key="other", address="budi")
        assert not outbox.retry(tx, "la", again.id, NOW)
        assert [(row.state, row.problem, row.rows) for row in outbox.stuck(tx)] == [("parked", "http 400", 1)]
        assert outbox.drop(tx, "la", again.id, "by hand: replaced")
        assert outbox.stuck(tx) == []
