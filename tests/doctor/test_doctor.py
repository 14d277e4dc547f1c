"""`janji doctor`: what is well and what isn't, in a line each, with what to do. Whole outputs, before real servers."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote

import pytest

from bot import config_file, doctor_command
from bot.app import App
from bot.channels.whatsapp import ACCOUNT as WHATSAPP
from bot.clock import ShiftedClock
from bot.doctor import examine as examining
from bot.doctor.patient import Finding, Patient
from bot.flows.all import FLOWS
from storage import bookings, leases, outbox, people
from storage.database import Transaction
from tests.doctor.house import House, provision
from tests.fakes.servers import telegram_settings, twilio_settings
from tests.fakes.telegram import BotApi
from tests.fakes.twilio.server import Twilio
from tests.janji import CONFIG, Janji, until

OFF = ["note   address: public_url is not set: only this machine finds the chat page.",
       "note   telegram: off (docs/telegram.md).",
       "note   whatsapp: off (docs/whatsapp.md).",
       "note   e-mail: off (docs/office.md).",
       "note   sms: off (docs/office.md)."]


def test_before_the_first_start_it_is_short_and_makes_nothing(house: House) -> None:
    house.clock = ShiftedClock(datetime(2026, 11, 24, 17, tzinfo=UTC))
    assert house.doctor() == [
        "note   database: not there yet; the first start makes it: make run.",
        "ok     files: DIR/files takes files; 40.0 GB free (40 %).",
        "note   clock: the office's time zone is America/Los_Angeles; 2026-11-24 09:00 there. Compared with nobody.",
        *OFF, "", "Nothing is wrong."]
    assert list(house.folder.iterdir()) == []
    assert doctor_command.run(config_file.load(CONFIG, house.environment), house.clock, house.folder) == 0


def test_a_running_office_on_both_channels_is_well_and_a_stopped_one_is_not(
    house: House, bot_api: BotApi, twilio: Twilio, tmp_path: Path,
) -> None:
    janji = Janji(tmp_path)
    settings = telegram_settings(bot_api) | twilio_settings(twilio) | {
        "JANJI_PUBLIC_URL": janji.url, "JANJI_TELEGRAM__WEBHOOK_URL": janji.url}
    janji.environment |= settings | {"JANJI_KEYS__FILE": house.environment["JANJI_KEYS__FILE"]}
    provision(house, settings, twilio)
    janji.start()
    try:
        until(lambda: len(bot_api.commands) == 3)
        assert janji.process is not None
        until(lambda: house.about("ticks")[0].startswith("ok"))
        well = house.doctor(**settings)
        for word in ("short", "-" * 32, "é" * 16):
            with pytest.raises(HTTPError, match="404"):
                janji.get(f"/healthz/{quote(word)}")
    finally:
        janji.stop()
    since = well[14].partition("since ")[2]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d\.", since)
    count = len(FLOWS.templates)
    assert well == [
        "ok     database: SQLite, with the tables of this release, takes a write.",
        "ok     key: DIR/safe/keys.json is for its owner alone, and fits the database.",
        "ok     files: DIR/files takes files; 40.0 GB free (40 %).",
        "ok     clock: agrees with Telegram's; the office's time zone is America/Los_Angeles.",
        f"ok     address: {janji.url} is answered by this installation.",
        "ok     telegram: the token works; the bot is @janji_test_bot.",
        f"ok     telegram: brings messages to {janji.url}/telegram/webhook.",
        "ok     whatsapp: Twilio takes the account and its token.",
        (f"note   whatsapp: enter at Twilio, for the sender, both by POST: {janji.url}/whatsapp/webhook#rc=5&rp=all for "
         f"incoming messages, {janji.url}/whatsapp/status for statuses."),
        "ok     whatsapp: all buttons, lists and templates are made.",
        f"ok     whatsapp, id: {count} templates are approved.",
        f"ok     whatsapp, en: {count} templates are approved.",
        "note   e-mail: off (docs/office.md).",
        "note   sms: off (docs/office.md).",
        f"ok     ticks: by process {janji.process.pid} of this machine, which runs since {since}",
        "ok     outbox: 0 due.", "", "Nothing is wrong."]
    assert house.about("ticks", "address", **settings) == [
        f"WRONG  address: {janji.url} gives no answer (connection refused). Is Janji running, and the proxy?",
        "WRONG  ticks: Janji doesn't run: reminders don't go, and nothing is tried again. Start it."]
    command = janji.command("doctor")
    assert (command.returncode, command.stderr, command.stdout.splitlines()[-1]) == (1, "", "2 things are wrong.")


def test_nobody_ticks_any_more_and_messages_are_late_parked_and_waiting(house: House) -> None:
    then = datetime(2026, 11, 24, 17, tzinfo=UTC)

    def put(app: App, tx: Transaction) -> None:
        leases.take(tx, "ticks", "elsewhere 7 x", 15, then)
        for kind, mark, why in (
                ("ready", outbox.mark_parked, "twilio 63013"), ("officer-line", outbox.mark_waiting, "not approved"),
                ("evening-before", outbox.mark_waiting, outbox.OFF), ("hours-before", None, "")):
            row = outbox.put_push(tx, office=app.office.key, person=1, account=WHATSAPP, address="+1555", kind=kind,
                                  subject="1", due_at=then, now=then)
            if mark is not None:
                outbox.take(tx, WHATSAPP, "+1555", then)
                mark(tx, row.id, why)

    house.make(put)
    house.clock = ShiftedClock(then)
    assert house.about("ticks", "outbox") == [
        "ok     ticks: by a process of another machine.",
        "ok     outbox: 1 due.",
        "note   outbox: 1 waiting: whatsapp, evening-before, channel off. They go when the channel is switched on again.",
        "note   outbox: 1 waiting: whatsapp, officer-line, not approved. They go when their person writes.",
        "WRONG  outbox: 1 parked: whatsapp, ready, twilio 63013. See: janji outbox list"]
    house.clock = ShiftedClock(then + timedelta(minutes=3))
    assert house.about("ticks", "outbox")[:2] == [
        "WRONG  ticks: Janji doesn't run since 2026-11-24 09:00: reminders don't go, and nothing is tried again. Start it.",
        ("WRONG  outbox: 1 due, the oldest since 2026-11-24 09:00. Look at ticks and the channels above, and at “not_sent” "
        "in the log.")]


def test_what_takes_too_long_holds_nothing_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = threading.Event()

    def slow(_patient: Patient) -> Iterator[Finding]:
        yield Finding("ok", "slow", "begun.")
        ends.wait(60)

    monkeypatch.setattr(examining, "checks", lambda: [("slow", slow)])
    monkeypatch.setattr(examining.examine, "__defaults__", (0.1,))
    assert house.doctor() == ["ok     slow: begun.", "WRONG  slow: not done after 0 seconds.", "", "1 thing is wrong."]
    ends.set()


def test_a_visit_on_a_day_that_was_closed_since_is_named(house: House) -> None:
    then = datetime(2026, 11, 24, 17, tzinfo=UTC)

    def book(app: App, tx: Transaction) -> None:
        person = people.find_or_add(tx, app.office.key, "web", "x", "id", None, then)
        bookings.add_appointment(
            tx, office=app.office.key, code="K7M-4TD", person=person, party=0, place="counter", day="2026-11-30", time="09:30",
            timezone="America/Los_Angeles", starts_at=then + timedelta(days=6, minutes=30), minutes=30, applicants=1, people=1,
            made_at=then)

    house.make(book)
    house.clock = ShiftedClock(then)
    assert house.about("visits") == []
    assert house.about("visits", JANJI_PLACES__COUNTER__CLOSURES="[2026-11-30]") == [
        ("WRONG  visits: K7M-4TD, 2026-11-30 09:30, counter: closed then. Nobody is reminded of it: "
         "janji threads write K7M-4TD TEXT")]
