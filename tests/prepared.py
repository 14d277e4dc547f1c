"""What many tests begin with, made once a process: an empty office's database, and the configuration as it was read."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy import event as on

from bot import config_file
from bot.config import DatabaseSettings, KeySettings, Settings
from bot.desk import holidays
from storage.database import Database
from storage.migrations import bring_up
from storage.tables import metadata

M = TypeVar("M", bound=BaseModel)

ADDRESSES = ("JANJI_WEB__PORT", "JANJI_PUBLIC_URL", "JANJI_TELEGRAM__WEBHOOK_URL", "JANJI_TELEGRAM__API_BASE_URL",
             "JANJI_TWILIO__API_BASE_URL")
"""In these offices of tests differ that are alike in all else: to read the configuration anew for each takes as long as ten
turns."""

LOOPBACK = re.compile(r"(http://127\.0\.0\.1:)?\d+")


def office(folder: Path, config: Path, today: date, settings: Mapping[str, str]) -> Settings:
    """The settings of an office that keeps everything in `folder`, its database migrated."""
    own_addresses = {name: settings[name] for name in ADDRESSES if LOOPBACK.fullmatch(settings.get(name, ""))}
    alike = {**settings, **{name: re.sub(r"\d+$", "8000", address) for name, address in own_addresses.items()}}
    loaded = as_read(config, alike)
    for name, address in own_addresses.items():
        loaded = _with(loaded, name.removeprefix("JANJI_").lower().split("__"), address)
    files = loaded.files.model_copy(update={"folder": folder / "files"})
    own: dict[str, object] = {"keys": KeySettings(file=folder / "keys.json"), "files": files}
    if "JANJI_DATABASE__URL" not in settings:
        own["database"] = DatabaseSettings(url=f"sqlite:///{folder}/janji.db")
        migrated(folder / "janji.db", loaded.office.country, today)
    return loaded.model_copy(update=own)


def migrated(path: Path, country: str, today: date) -> None:
    """An SQLite file that is ready for this day, unless there is one: to make it takes a quarter of a second."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_template(country, today.year), path)


def new_database(url: str) -> Database:
    """With all tables, for tests that need no release's history."""
    database = Database(url)
    metadata.create_all(database.engine)
    return database


def in_a_hurry(database: Database) -> Database:
    """Its commits need not outlive the machine: a tenth of a journey's time is waiting for the disk."""
    if database.is_sqlite:
        database.close()
        on.listen(database.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    return database


def as_read(config: Path, settings: Mapping[str, str]) -> Settings:
    return _loaded(config, config.stat().st_mtime_ns, tuple(sorted(settings.items())))


def _with(model: M, path: list[str], value: str) -> M:
    name, *rest = path
    before = getattr(model, name)
    return model.model_copy(update={name: _with(before, rest, value) if rest else type(before)(value)})


@lru_cache(maxsize=32)
def _loaded(path: Path, _changed: int, environ: tuple[tuple[str, str], ...]) -> Settings:
    return config_file.load(path, dict(environ))


@lru_cache(maxsize=8)
def _template(country: str, year: int) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="janji-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = Database(f"sqlite:///{folder}/janji.db")
    bring_up(database)
    holidays.prepare(database, country, date(year, 1, 1))
    database.close()                                         # its write-ahead log goes into the one file
    return folder / "janji.db"
