"""What is kept is destroyed in time, and what is still needed is not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, func, insert, select
from structlog.testing import capture_logs

from bot import config_file
from bot.clock import HandClock
from bot.config import Settings
from bot.flows.welcome import kept_days
from bot.retention import Retention
from storage import clearings, contents, receipts, retention
from storage.database import Database, Transaction
from storage.files import FileStore
from storage.sealed import Keys
from storage.statement import Row
from storage.tables import metadata
from storage.writer import run_again
from tests.desk.small import KEYS, NOW
from tests.journeys import parts
from tests.journeys.driver import ZONE, Chat, Journey
from tests.prepared import new_database

SETTINGS = config_file.load(Path(__file__).parents[1] / "config.yaml", {})
DATABASES = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


def clean_up(office: Journey) -> Sequence[Mapping[str, object]]:
    """The daily job, as the application runs it; what it logged."""
    app = office.app
    with capture_logs() as logged:
        asyncio.run(Retention(app.settings, app.store, app.clock, app.write).run())
    return logged


def rows(office: Journey, *tables: str) -> dict[str, int]:
    """How many rows each of these tables has, or every table with any."""
    with office.app.database.reading() as tx:
        counted = {name: tx.execute(select(func.count()).select_from(table)).scalar_one()
                   for name, table in metadata.tables.items() if not tables or name in tables}
    return {name: count for name, count in counted.items() if count or tables}


def through_a_channel(office: Journey) -> None:
    """What is written down of a template, of a message that went, and of one that is to be deleted there."""
    now, key = office.clock.now(), office.app.office.key
    with office.app.database.transaction() as tx:
        contents.keep(tx, office=key, account="whatsapp", name="visit_today", language="en", reference="HX1", digest="d",
                      category="UTILITY", state="approved", problem=None, at=now)
        receipts.add(tx, office=key, account="whatsapp", reference="SM1", row=1, at=now)
        clearings.add(tx, office=key, account="whatsapp", reference="/Messages/SM1.json", now=now)


def files_on_disk(office: Journey) -> int:
    return sum(path.is_file() for path in (office.folder / "files").rglob("*"))


def booked_with_papers(office: Journey, name: str, nik: str) -> Chat:
    """From hello to a code, a photo for the first paper, and a word with an officer."""
    chat = office.person(name)
    parts.start(chat)
    parts.renewal(chat)
    parts.form(chat, nik=nik, passport=f"C{nik[-7:]}")
    parts.book(chat)
    chat.picks("papers")
    chat.picks_nth(0)
    chat.sends(2)
    chat.says("officer")
    chat.says("Is my photo good?")
    chat.sends()
    office.officer_writes(chat, "It is.")
    office.officer_closes(chat)
    return chat


# --- the rules ----------------------------------------------------------------------------------------------------------


def test_every_table_has_a_rule_that_can_be_followed() -> None:
    assert set(SETTINGS.retention.tables) == set(metadata.tables)
    assert list(retention.unusable(SETTINGS.retention.tables)) == []
    followed = set(retention.SINCE) | {one.child for one in retention.BELONGS} | retention.ALONE
    assert followed == set(metadata.tables.values())


def test_a_table_without_a_rule_is_named_each_day(tmp_path: Path) -> None:
    office = Journey(tmp_path, JANJI_RETENTION__TABLES="{people: 30}")
    [named] = [line["tables"] for line in clean_up(office) if line["event"] == "rules_left_out"]
    office.close()
    assert set(str(named).split()) == set(metadata.tables) - {"people"}


def test_where_nothing_is_said_of_retention_the_examples_rules_hold(tmp_path: Path) -> None:
    office = Journey(tmp_path, JANJI_RETENTION__TABLES="{}")
    dewi = booked_with_papers(office, "Dewi", "3578015708900002")
    assert kept_days_said(dewi) == 365
    assert office.app.settings.retention.rules == SETTINGS.retention.tables
    office.clock.advance(days=400)
    clean_up(office)
    assert rows(office, "applicants", "cases", "files") == {"applicants": 0, "cases": 0, "files": 0}
    office.close()


def test_nothing_that_shows_what_an_applicant_said_outlives_the_promise_of_the_notice() -> None:
    rules = SETTINGS.retention.tables
    promised = rules["applicants"]
    assert isinstance(promised, int)
    for name in ("conversations", "chat_lines", "outbox", "offers", "parties", "appointments", "cases", "files"):
        days = rules[name]
        assert isinstance(days, int) and days <= promised, name
    for name in ("identities", "members", "active_cases", "papers"):
        assert rules[name] == "with-parent"


# --- a year later -------------------------------------------------------------------------------------------------------


def test_a_year_later_the_database_is_empty_of_persons_but_for_those_who_still_come(office: Journey) -> None:
    booked_with_papers(office, "Dewi", "3578015708900002")
    through_a_channel(office)
    unfinished = office.person("Agus")
    parts.start(unfinished)
    unfinished.says("Los Angeles, California")
    office.wait(days=367)
    budi = booked_with_papers(office, "Budi", "3578011708900003")
    with office.app.database.reading() as tx:
        person = budi.id(tx)
    full = rows(office)
    assert set(full) >= set(metadata.tables) - {  # or it shows little
        "chat_lines", "fetches", "holds", "tries", "leases", "links", "stages",
        "mailboxes"}
    assert files_on_disk(office) == 6

    logged = clean_up(office)

    with office.app.database.reading() as tx:
        for name in ("applicants", "appointments", "threads", "conversations", "outbox", "files", "offers"):
            assert {row.person for row in every(tx, metadata.tables[name])} <= {person}, name
    assert rows(office, "applicants", "identities", "members", "parties", "appointments", "cases", "active_cases", "papers",
                "threads") == {"applicants": 1, "identities": 2, "members": 1, "parties": 1, "appointments": 1, "cases": 1,
                               "active_cases": 2, "papers": 2, "threads": 1}
    assert rows(office, "receipts", "clearings", "contents") == {"receipts": 0, "clearings": 0, "contents": 1}
    assert rows(office, "seats")["seats"] > 0
    assert rows(office, "files") == {"files": 3}
    assert files_on_disk(office) == 3
    assert [line["applicants"] for line in logged] == [2]
    budi.says("status")
    assert "Dewi Lestari" in budi.last().text                                     # who still comes is still known here

    assert set(clean_up(office)[0]) == {"event", "log_level"}                     # a second run finds nothing


def every(tx: Transaction, table: Table) -> list[Row]:
    return list(tx.execute(select(table)))


def test_two_years_later_nobody_is_left(office: Journey) -> None:
    booked_with_papers(office, "Dewi", "3578015708900002")
    office.wait(days=800)
    clean_up(office)
    kept = rows(office)
    assert set(kept) <= {"consents", "holiday_dates", "leases"}                   # that they agreed, and to what: numbers
    assert files_on_disk(office) == 0
    office.wait(days=1825)
    clean_up(office)
    assert "consents" not in rows(office)


def test_the_promise_of_the_notice_is_kept_to_the_day(office: Journey) -> None:
    dewi = booked_with_papers(office, "Dewi", "3578015708900002")
    with office.app.database.reading() as tx:
        [applicant] = every(tx, metadata.tables["applicants"])
    assert kept_days_said(dewi) == 365
    office.wait(days=364, hours=22)
    clean_up(office)
    assert rows(office, "applicants", "identities") == {"applicants": 1, "identities": 2}
    office.wait(hours=4)
    assert office.clock.now() - applicant.changed_at < timedelta(days=366)
    clean_up(office)
    gone = rows(office, "applicants", "identities", "members", "cases", "papers", "files", "active_cases")
    assert set(gone.values()) == {0}
    assert files_on_disk(office) == 0


def kept_days_said(chat: Chat) -> int:
    said = next(message.text for message in chat.heard if "destroyed" in message.text)
    return next(int(word) for word in said.split() if word.isdigit())


def test_a_later_paper_or_booking_is_a_change_too(office: Journey) -> None:
    dewi = booked_with_papers(office, "Dewi", "3578015708900002")
    office.wait(days=300)
    dewi.says("hello")
    with office.app.database.reading() as tx:
        [applicant] = every(tx, metadata.tables["applicants"])
    dewi.picks("later")
    dewi.says("menu")
    dewi.picks("book", parts.known(applicant.id), "passport-renewal")
    office.wait(days=100)
    clean_up(office)
    assert rows(office, "applicants", "parties") == {"applicants": 1, "parties": 1}
    office.wait(days=366)
    clean_up(office)
    assert rows(office, "applicants", "parties") == {"applicants": 0, "parties": 0}


def test_pages_that_were_taken_back_go_within_days(office: Journey) -> None:
    dewi = office.person("Dewi")
    parts.booked(dewi)
    dewi.picks("papers")
    dewi.picks_nth(0)
    dewi.sends(2)
    dewi.picks("again")
    dewi.sends(1)
    office.wait(days=3)
    clean_up(office)
    assert rows(office, "files", "papers") == {"files": 1, "papers": 1}
    assert files_on_disk(office) == 1


def test_a_chat_that_was_ended_on_its_device_can_be_read_by_nobody_the_next_day(office: Journey) -> None:
    from storage import chat_lines, people

    with office.app.database.transaction() as tx:
        for address in ("here", "ended"):
            people.find_or_add(tx, "kjri-la", "web", address, "en", None, office.clock.now())
            chat_lines.add(tx, office.app.office.keys, office="kjri-la", account="web", address=address, sender="me",
                           body={"text": "x", "pressed": None}, event="e", at=office.clock.now())
        people.forget_address(tx, "kjri-la", "web", "ended")
    clean_up(office)
    with office.app.database.reading() as tx:
        assert [row.address for row in every(tx, metadata.tables["chat_lines"])] == ["here"]


def test_a_reminder_that_is_still_to_go_stays(office: Journey) -> None:
    parts.booked(office.person("Dewi"))
    before = unsent(office)
    office.clock.set(datetime(2026, 11, 24, 23, 0, tzinfo=ZONE))
    clean_up(office)
    assert unsent(office) == before > 0


def unsent(office: Journey) -> int:
    outbox = metadata.tables["outbox"]
    with office.app.database.reading() as tx:
        return int(tx.execute(select(func.count()).select_from(outbox).where(outbox.c.state == "due")).scalar_one())


# --- on both databases ----------------------------------------------------------------------------------------------------


@DATABASES
def test_many_rows_go_in_short_transactions_and_the_rest_stays(database_url: str, tmp_path: Path) -> None:
    database = new_database(database_url)
    old, young = NOW - timedelta(days=500), NOW - timedelta(days=10)
    with database.transaction() as tx:
        for table in ("events", "tries"):
            values = [{"office": "kjri-la", "person": 1, "account": "web", "event": str(number), "kind": "typed", "what": "x",
                       "at": old if number % 2 else young} for number in range(2 * retention.CHUNK + 20)]
            names = metadata.tables[table].columns.keys()
            tx.execute(insert(metadata.tables[table]).values(
                [{key: value for key, value in row.items() if key in names} for row in values]))
        tx.execute(insert(metadata.tables["tries"]).values(office="another", what="x", at=old))
    worked = run(database, SETTINGS, KEYS, tmp_path)
    assert worked["events"] == worked["tries"] == retention.CHUNK + 10
    with database.reading() as tx:
        assert {row.at for row in every(tx, metadata.tables["events"])} == {young}
        assert {row.office for row in every(tx, metadata.tables["tries"]) if row.at == old} == {"another"}
    database.close()


def run(database: Database, settings: Settings, keys: Keys, folder: Path) -> Mapping[str, int]:
    async def write(work: object) -> object:
        return run_again(database, work)  # type: ignore[arg-type]

    with capture_logs() as logged:
        asyncio.run(Retention(settings, FileStore(folder, keys), HandClock(NOW), write).run())
    return logged[-1]


def test_the_notice_says_what_the_rule_says(office: Journey) -> None:
    from bot.desk.desk import Desk
    from bot.desk.people import person_of
    from storage import people

    with office.app.database.transaction() as tx:
        person = person_of(people.get(tx, office.person("Dewi").id(tx)), ("en",))
        assert kept_days(Desk(office.app.office, tx, office.clock.now(), person)) == SETTINGS.retention.tables["applicants"]
