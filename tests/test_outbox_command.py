"""`janji outbox`: what could not be sent is seen, sent again or let go, by its number alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot import cli, outbox_command
from bot.app import App
from bot.watching import Watching
from storage import outbox, receipts
from storage.database import Transaction
from tests.journeys import parts
from tests.journeys.driver import Journey

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(office: Journey, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command in a process of its own, as good as."""
    def run(*arguments: str) -> tuple[int, str, str]:
        options = cli.parser().parse_args(["outbox", *arguments])
        app = App(office.app.settings, office.clock)
        code = outbox_command.run(app, options)
        app.writer.close()
        app.database.close()
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def stuck(office: Journey) -> tuple[int, int]:
    """A message that Dewi's channel refused, and one that waits until she writes."""
    dewi = office.person("Dewi")
    parts.greet(dewi)

    def put(tx: Transaction) -> tuple[int, int]:
        now = office.clock.now()
        rows = [outbox.put_push(tx, office=office.app.office.key, person=dewi.id(tx), account="chat", address="Dewi",
                                kind=kind, subject="1", due_at=now, now=now) for kind in ("officer-line", "thread-closed")]
        for row in rows:
            outbox.take(tx, "chat", "Dewi", now)
            (outbox.mark_parked if row.kind == "officer-line" else outbox.mark_waiting)(tx, row.id, "http 400")
        return rows[0].id, rows[1].id

    rows: tuple[int, int] = office.app.writer.submit(put).result()
    return rows


def state(office: Journey, row: int) -> str:
    with office.app.database.reading() as tx:
        found = outbox.get(tx, row)
    assert found is not None
    return found.state


def test_where_all_went_there_is_nothing_to_see(command: Command) -> None:
    assert command("list") == (0, "Nothing waits, and nothing is parked.\n", "")


def test_what_is_stuck_is_listed_without_words_and_without_whom(command: Command, stuck: tuple[int, int]) -> None:
    code, out, _err = command("list")
    first, second = out.splitlines()
    assert code == 0
    assert re.fullmatch(rf" +{stuck[0]}  since 2026-11-24 09:\d\d  chat +officer-line +parked +http 400", first)
    assert re.fullmatch(rf" +{stuck[1]}  since 2026-11-24 09:\d\d  chat +thread-closed +waiting +http 400", second)
    assert "Dewi" not in out


def test_what_is_retried_is_due_again(office: Journey, command: Command, stuck: tuple[int, int]) -> None:
    parked, waiting = stuck
    assert command("retry", str(parked), str(waiting)) == (0, f"{parked} is due again.\n{waiting} is due again.\n", "")
    assert [state(office, row) for row in stuck] == ["due", "due"]
    assert command("retry", str(parked)) == (1, "", f"{parked} neither waits nor is parked: it is due.\n")


def test_what_is_dropped_keeps_the_reason(office: Journey, command: Command, stuck: tuple[int, int]) -> None:
    parked, waiting = stuck
    assert command("drop", str(parked), "  ") == (1, "", "Say why: it stays with the message. No names.\n")
    assert command("drop", str(parked), "told by phone") == (0, f"{parked} is dropped.\n", "")
    assert [state(office, row) for row in stuck] == ["dropped", "waiting"]
    assert command("drop", str(parked), "again")[0] == 1
    assert str(waiting) in command("list")[1] and "told by phone" not in command("list")[1]


@pytest.mark.parametrize("what", [("retry", "999"), ("drop", "999", "why")])
def test_a_number_that_nobody_has(command: Command, what: tuple[str, ...]) -> None:
    assert command(*what) == (1, "", "There is no message 999.\n")


def test_what_is_stuck_and_what_came_back_is_counted_for_whoever_watches(office: Journey, stuck: tuple[int, int]) -> None:
    def fails(tx: Transaction) -> None:
        receipts.move(tx, office=office.app.office.key, account="whatsapp", reference="SM1", state="failed", problem="63049",
                      at=office.clock.now())

    office.app.writer.submit(fails).result()
    figures = Watching(office.app).figures().decode()
    assert 'janji_outbox_stuck{account="chat",state="parked"} 1.0' in figures
    assert 'janji_outbox_stuck{account="chat",state="waiting"} 1.0' in figures
    assert 'janji_came_back{account="whatsapp",code="63049"} 1.0' in figures
    assert b'state="parked"' not in office.app.metrics.text(0, None, office.clock.now())
