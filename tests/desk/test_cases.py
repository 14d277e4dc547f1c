"""What becomes of news of a case until it is sent, and of the question how it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.desk.cases import FEEDBACK, Cases, Changed
from storage import bookings
from storage.tables import outbox, people
from tests.journeys.driver import ROOT, Chat, Journey
from tests.journeys.parts import greet
from tests.visits import visit

CODE = "K7M-4TD"


@pytest.fixture
def dewi(office: Journey) -> Chat:
    chat = office.person("Dewi")
    visit(chat, CODE, "Dewi Lestari")
    return chat


def move(office: Journey, stage: str, *names: str) -> None:
    with office.app.database.transaction() as tx:
        cases = Cases(tx, office.app.settings, office.clock.now())
        moves, _there, faults = cases.plan(names or [CODE], stage)
        assert not faults
        for one in moves:
            cases.move(one)


def texts(chat: Chat) -> list[str]:
    return [message.text.split("\n", 1)[0] for message in chat.heard]


def test_only_the_newest_stage_is_told(office: Journey, dewi: Chat) -> None:
    move(office, "sent")
    move(office, "printing")
    office.deliver()
    assert texts(dewi) == ["Your passport is being printed."]


def test_news_is_dropped_when_the_case_went_on_in_silence(office: Journey, dewi: Chat) -> None:
    move(office, "ready")
    move(office, "collected")
    office.deliver()
    assert texts(dewi) == []


def test_news_is_dropped_when_the_visit_was_cancelled(office: Journey, dewi: Chat) -> None:
    move(office, "received")
    with office.app.database.transaction() as tx:
        bookings.cancel(tx, "kjri-la", 1, office.clock.now())
    office.deliver()
    assert texts(dewi) == []


def test_nobody_is_woken_and_the_morning_brings_it(office: Journey, dewi: Chat) -> None:
    office.clock.advance(hours=12.5)                                       # half past nine in the evening
    move(office, "ready")
    office.deliver()
    assert texts(dewi) == []
    office.wait(hours=10.4)
    assert texts(dewi) == []
    office.wait(hours=0.2)                                                 # past eight
    assert texts(dewi) == ["Your passport is ready and can be collected."]


def test_the_night_is_that_of_the_person(office: Journey) -> None:
    leilani = office.person("Leilani", timezone="Pacific/Honolulu")        # seven in the morning there
    visit(leilani, CODE, "Leilani")
    move(office, "ready")
    office.deliver()
    assert texts(leilani) == []
    office.wait(hours=1.1)
    assert texts(leilani) == ["Your passport is ready and can be collected."]


def test_two_officers_at_once_move_it_once(office: Journey, dewi: Chat) -> None:
    with office.app.database.transaction() as tx:
        cases = Cases(tx, office.app.settings, office.clock.now())
        [first], _there, _faults = cases.plan([CODE], "ready")
        cases.move(first)
        with pytest.raises(Changed):
            cases.move(first)
    office.deliver()
    assert len(dewi.heard) == 1


@pytest.mark.parametrize("typed", ["K7M-4TD", "k7m4td", "K7M 4TD 1", "k7m-4td-1"])
def test_a_code_is_read_as_officers_type_it(office: Journey, dewi: Chat, typed: str) -> None:
    with office.app.database.reading() as tx:
        assert [case.name for case in Cases(tx, office.app.settings, office.clock.now()).named(typed)] == [CODE]


# --- how it was -------------------------------------------------------------------------------------------------------------

def test_a_family_is_asked_once_how_it_was(office: Journey) -> None:
    budi = office.person("Budi")
    visit(budi, CODE, "Budi", "Ani", "Cici")
    move(office, "collected", f"{CODE}-1", f"{CODE}-2")
    office.wait(days=2)
    move(office, "collected", f"{CODE}-3")
    office.wait(days=3)
    assert len([text for text in texts(budi) if "How was it" in text]) == 1


def test_whoever_wants_no_reminders_is_not_asked_but_hears_that_it_is_ready(office: Journey, dewi: Chat) -> None:
    with office.app.database.transaction() as tx:
        tx.execute(update(people).values(reminders=0))
    move(office, "ready")
    office.deliver()
    move(office, "collected")
    office.wait(days=3)
    assert texts(dewi) == ["Your passport is ready and can be collected."]


def test_nobody_is_asked_when_it_was_not_collected_after_all(office: Journey, dewi: Chat) -> None:
    move(office, "collected")
    move(office, "ready")
    office.wait(days=3)
    assert texts(dewi) == ["Your passport is ready and can be collected."]


def test_it_is_asked_at_ten_by_the_clock_of_the_person(office: Journey) -> None:
    leilani = office.person("Leilani", timezone="Pacific/Honolulu")
    visit(leilani, CODE, "Leilani")
    move(office, "collected")
    with office.app.database.reading() as tx:
        due_at = tx.execute(select(outbox.c.due_at).where(outbox.c.kind == FEEDBACK)).scalar_one()
    assert f"{due_at:%d %H:%M}" == "25 20:00"                              # UTC


# --- a stage that is gone ---------------------------------------------------------------------------------------------------

def test_a_stage_that_the_office_took_out_breaks_no_chat(office: Journey, tmp_path: Path) -> None:
    dewi = office.person("Dewi")
    greet(dewi)
    visit(dewi, CODE, "Dewi Lestari")
    move(office, "verification")
    config = tmp_path / "config.yaml"
    text = (ROOT / "config.yaml").read_text()
    config.write_text(text.replace("key: verification", "key: checking"))
    office.restart(config)
    heard = len(dewi.heard)
    office.deliver()
    assert len(dewi.heard) == heard, "news of a stage that is gone"
    dewi.picks("visits")
    assert "It has been in progress since Tuesday 24 November 2026. An officer can tell you more." in dewi.last().text
    with office.app.database.reading() as tx:
        cases = Cases(tx, office.app.settings, office.clock.now())
        assert [fault.why for fault in cases.plan([CODE], None)[2]] == ["gone"]
        assert [one.to.key for one in cases.plan([CODE], "ready")[0]] == ["ready"]
