"""What many tests begin with, made once a process: an empty office's database, and the configuration as it was read."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from sqlalchemy import event as on

from bot import config_file
from bot.config import DatabaseSettings, KeySettings, Settings
from bot.desk import holidays
from storage.database import Database
from storage.migrations import bring_up


def office(folder: Path, config: Path, today: date, settings: Mapping[str, str]) -> Settings:
    """The settings of an office that keeps everything in `folder`, its database migrated."""
    loaded = _loaded(config, config.stat().st_mtime_ns, tuple(sorted(settings.items())))
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


def in_a_hurry(database: Database) -> Database:
    """Its commits need not outlive the machine: a tenth of a journey's time is waiting for the disk."""
    if database.is_sqlite:
        database.close()
        on.listen(database.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    return database


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
