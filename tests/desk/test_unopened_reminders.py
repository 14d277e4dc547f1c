"""Nobody is reminded of a visit that the configuration no longer opens, or that is behind them already."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.desk.cases import Cases
from bot.desk.reminders import EVENING, HOURS, PAPERS
from storage.tables import outbox
from tests.journeys.driver import ROOT, Chat, Journey
from tests.journeys.parts import greet
from tests.visits import remind, visit

CODE = "K7M-4TD"
FRIDAY = "2026-11-27"
KINDS = (PAPERS, EVENING, HOURS)


@pytest.fixture
def dewi(office: Journey) -> Chat:
    chat = office.person("Dewi")
    greet(chat)
    visit(chat, CODE, "Dewi Lestari", days=3)
    remind(chat, CODE, *KINDS)
    chat.heard.clear()
    return chat


def became(office: Journey) -> dict[str, tuple[str, str | None]]:
    office.deliver()
    with office.app.database.reading() as tx:
        rows = tx.execute(select(outbox.c.kind, outbox.c.state, outbox.c.problem).where(outbox.c.kind.in_(KINDS))).all()
    return {row.kind: (row.state, row.problem) for row in rows}


def test_a_visit_at_an_open_time_is_reminded_of(office: Journey, dewi: Chat) -> None:
    assert became(office) == dict.fromkeys(KINDS, ("sent", None))


@pytest.mark.parametrize("setting", [
    {"JANJI_PLACES__COUNTER__CLOSURES": f"[{FRIDAY}]"}, {"JANJI_PLACES__COUNTER__WEEK": "{friday: [13:00-15:00]}"}])
def test_nobody_is_invited_to_a_day_that_was_closed_since(
    office: Journey, dewi: Chat, setting: dict[str, str],
) -> None:
    office.restart(ROOT / "config.yaml", **setting)
    assert became(office) == dict.fromkeys(KINDS, ("dropped", "not opened any more"))
    assert dewi.heard == []


def test_nobody_is_reminded_of_a_visit_when_the_case_is_past_it(office: Journey, dewi: Chat) -> None:
    with office.app.database.transaction() as tx:
        cases = Cases(tx, office.app.settings, office.clock.now())
        for one in cases.plan([CODE], "verification", early=True)[0]:
            cases.move(one)
    assert became(office) == dict.fromkeys(KINDS, ("dropped", "no longer true"))
