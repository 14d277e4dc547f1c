"""Status by code and birth date: shows one applicant, tells a guesser nothing, and tells the owner that somebody tried."""

from __future__ import annotations

import pytest

from bot.conversation import events
from bot.conversation.turn import take_turn
from bot.flows.all import FLOWS
from storage.database import Transaction
from storage.statement import Row, Statement
from tests.journeys.driver import Chat, Journey, sloppy
from tests.journeys.parts import booked, greet
from tests.visits import visit


def test_somebody_else_looks_up_a_code(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    code = booked(dewi)
    journey.lines.clear()
    journey.note("Dewi has booked for the next morning, and given Budi her code")
    budi = journey.person("Budi")
    greet(budi)
    budi.says("status")
    budi.picks("code")
    budi.says("K7M-4TD")
    budi.says("1 Jan 1990")
    wrong_code = budi.last().text
    budi.picks("again")
    budi.says(sloppy(code))
    budi.says("1 Jan 1990")
    assert budi.last().text == wrong_code, "a wrong date tells that the code is right"
    budi.picks("again")
    budi.says(code)
    budi.says(id="17 Agustus 1990", en="August 17 1990")
    budi.picks("on")
    journey.compare("status-by-code")


def test_the_only_visit_is_opened_at_once_and_after_cancelling_it_the_menu_comes(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.says("status")
    assert dewi.step == "Visit"
    dewi.picks("cancel", True)
    assert dewi.step == "Menu"
    dewi.says("status")
    assert dewi.step == "MyVisits", "somebody else may have booked for them"


@pytest.mark.parametrize("typed", ["{code}", "kode saya {code}"])
def test_ones_own_code_opens_the_visit_and_then_no_code_is_asked_for(journey: Journey, typed: str) -> None:
    dewi = journey.person("Dewi")
    greet(dewi)
    visit(dewi, "R4P-8WX", "Dewi Lestari", days=2)
    visit(dewi, "C9D-3HN", "Dewi Lestari", days=3)
    dewi.picks("visits", "code")
    dewi.says(typed.format(code="C9D-3HN"))
    assert dewi.step == "Visit"
    dewi.picks("done")
    assert dewi.step == "Menu"


def test_guessing_is_limited(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    code = booked(dewi)
    budi = journey.person("Budi")
    greet(budi)
    budi.says("status")
    heard = len(dewi.heard)
    for year in range(1980, 1990):
        budi.picks("code") if year == 1980 else budi.picks("again") if budi.step == "NotFound" else None
        budi.says(code)
        budi.says(f"1 Jan {year}")
        if len(budi.shown().choices) == 1:
            break
    assert budi.step == "NotFound"
    assert year == 1984, "the fifth date for one code is one too many for one chat in a day"
    assert journey.app.settings.office.phone.number in budi.last().text
    assert len(dewi.since(heard)) == 1, "the owner is told, once a day"
    budi.picks("done")
    budi.says("status")
    budi.picks("code")
    budi.says(code)
    budi.says("17 August 1990")
    assert len(budi.shown().choices) == 1, "not even the right date is looked at any more"
    dewi.says(code)
    assert dewi.step == "Visit", "whoever booked is never asked for a date"
    siti = journey.person("Siti")
    greet(siti)
    siti.says(code)
    siti.says("17 August 1990")
    assert siti.step == "Found", "what one chat tried keeps nobody else out"


def test_a_code_that_does_not_exist_takes_as_many_statements_as_a_wrong_date(
    journey: Journey, monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = booked(journey.person("Dewi"))
    asked: list[Statement] = []
    rows = Transaction.rows

    def counted(tx: Transaction, statement: Statement, **given: object) -> list[Row]:
        asked.append(statement)
        return rows(tx, statement, **given)

    monkeypatch.setattr(Transaction, "rows", counted)
    took = []
    for name, tried in (("Budi", code), ("Agus", "K7M-4TD")):
        guesser = journey.person(name)
        greet(guesser)
        guesser.says("status")
        guesser.picks("code")
        guesser.says(tried)
        took.append(answered_statements(guesser, asked))
    assert took[0] == took[1] > 0


def answered_statements(guesser: Chat, asked: list[Statement]) -> int:
    """Of the turn that takes a birth date, without its delivery."""
    app = guesser.journey.app
    event = events.Event(f"date of {guesser.name}", guesser.sender, events.Typed("1 Jan 1990"))
    asked.clear()
    with app.database.transaction() as tx:
        take_turn(tx, app.office, FLOWS, event, app.clock.now(), at_once=False)
    return len(asked)
