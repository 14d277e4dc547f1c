"""What the doctor says of the database, the key file, the disk and the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import ShiftedClock
from storage import chat_lines, people
from storage.database import Transaction
from storage.migrations import migrate
from storage.sealed import make_keys
from tests.doctor.house import Disk, House
from tests.fakes.servers import telegram_settings
from tests.fakes.telegram import BotApi


def test_a_database_of_another_release_says_which_way_it_is_off(house: House) -> None:
    house.make()
    app = house.app()
    migrate(app.database, "0001")
    assert house.about("database") == [
        "WRONG  database: not brought up to this release. Start Janji again: it does so at its start."]
    with app.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert house.about("database", "ticks", "outbox") == [
        "WRONG  database: a newer release has changed it. Start that release."]
    app.database.close()
    app.writer.close()


def test_a_database_that_can_not_be_used_is_named_without_its_password(house: House) -> None:
    [line] = house.about("database", JANJI_DATABASE__URL="postgresql+psycopg://janji:geheim@127.0.0.1:9/janji")
    assert line.startswith("WRONG  database: PostgreSQL can't be used: ") and "geheim" not in line
    (house.folder / "janji.db").write_text("no database at all, and long enough to be read as one " * 100)
    assert house.about("database") == ["WRONG  database: could not be looked at: DatabaseError."]


def test_a_key_file_that_is_open_lost_spoilt_or_anothers(house: House, tmp_path: Path) -> None:
    def talk(app: App, tx: Transaction) -> None:
        now = app.clock.now()
        people.find_or_add(tx, app.office.key, "web", "somebody", "en", None, now)
        chat_lines.add(tx, app.office.keys, office=app.office.key, account="web", address="somebody", sender="me", body={},
                       event=None, at=now)

    house.make(talk)
    keys = tmp_path / "safe" / "keys.json"
    keys.chmod(0o640)
    assert house.about("key") == [
        "WRONG  key: DIR/safe/keys.json can be read by others (mode 0640): chmod 600 DIR/safe/keys.json"]
    keys.chmod(0o600)
    keys.rename(tmp_path / "default.json")
    assert house.about("key", JANJI_KEYS__FILE=f"{tmp_path}/default.json") == [
        "ok     key: DIR/default.json is for its owner alone, and fits the database.",
        ("note   key: it lies where the first start made it, beside the data. Save a copy elsewhere; before the office goes on "
         "the internet it has to leave this folder (keys.file), or a copy of the data is a copy of the key.")]
    assert house.about("key") == [
        "WRONG  key: DIR/safe/keys.json is missing, and the database holds what it sealed. Put the saved copy back."]
    make_keys(keys)
    assert house.about("key") == [
        "WRONG  key: DIR/safe/keys.json is of another installation: it opens nothing of this database."]
    keys.write_text("{}")
    assert house.about("key") == ["WRONG  key: DIR/safe/keys.json can't be read as a key file. Put the saved copy there."]


@pytest.mark.parametrize("place", ["keys.json", "files/keys.json"])
def test_a_key_file_beside_the_data_is_told_to_move(house: House, tmp_path: Path, place: str) -> None:
    (tmp_path / "files").mkdir()
    house.environment["JANJI_KEYS__FILE"] = f"{tmp_path}/{place}"
    house.make()
    assert house.about("key")[1:] == [
        (f"WRONG  key: DIR/{place} lies beside the data, so that a copy of them is a copy of the key. Move it to a folder of "
         "its own (keys.file).")]


def test_tables_without_a_rule_of_retention_are_named(house: House) -> None:
    assert house.about("retention") == []
    [line] = house.about("retention", JANJI_RETENTION__TABLES="{}")
    assert line.startswith("note   retention: config.yaml has no rule for people, addresses, mailboxes, ")
    assert "destroyed after 365 days" in line


def test_a_disk_that_is_almost_full(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Disk(100_000_000_000, 0, 4_900_000_000))
    assert house.about("files") == ["WRONG  files: only 4.9 GB free (4 %) at DIR/files. Make room before the disk is full."]
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Disk(5_000_000_000, 0, 900_000_000))
    assert house.about("files") == ["WRONG  files: only 0.9 GB free (18 %) at DIR/files. Make room before the disk is full."]


def test_a_clock_that_is_off_is_seen_by_what_a_channel_answers(house: House, bot_api: BotApi) -> None:
    house.clock = ShiftedClock(datetime.now(UTC) + timedelta(minutes=5))
    assert house.about("clock", **telegram_settings(bot_api)) == [
        "WRONG  clock: some 5 min ahead of Telegram's. Set it by the network: timedatectl set-ntp true"]
    bot_api.stop()
    [line] = house.about("clock", **telegram_settings(bot_api))
    assert line.startswith("note   clock: the office's time zone is America/Los_Angeles; ") and "nobody" in line
