"""The database, the key file, what is kept for how long, and the files' folder."""

from __future__ import annotations

import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.doctor.patient import Finding, Patient
from storage import key_check, leases, people
from storage.database import Database, Unreachable
from storage.migrations import HEAD, stored_revision

FREE_BYTES, FREE_SHARE = 1_000_000_000, 0.05
"""Less of the disk is too little."""


def database(patient: Patient) -> Iterator[Finding]:
    if patient.database is None:
        yield Finding("note", "database", "not there yet; the first start makes it: make run.")
        return
    kind = "SQLite" if patient.database.is_sqlite else "PostgreSQL"
    try:
        stored = stored_revision(patient.database)
        if stored == HEAD:
            _write(patient.database, patient.clock.now())
    except Unreachable as problem:
        yield Finding("WRONG", "database", f"{kind} can't be used: {str(problem.orig).splitlines()[0]}. Look at database.url.")
        return
    if stored == HEAD:
        yield Finding("ok", "database", f"{kind}, with the tables of this release, takes a write.")
    elif stored is not None and stored > HEAD:
        yield Finding("WRONG", "database", "a newer release has changed it. Start that release.")
    else:
        yield Finding("WRONG", "database", "not brought up to this release. Start Janji again: it does so at its start.")


def _write(database: Database, now: datetime) -> None:
    """Something that leaves nothing behind."""
    with database.transaction() as tx:
        leases.take(tx, "doctor", "doctor", 1, now)
        leases.release(tx, "doctor", "doctor")


def key_file(patient: Patient) -> Iterator[Finding]:
    path = Path(patient.settings.keys.file)
    if not path.exists():
        if _has_people(patient):
            yield Finding("WRONG", "key", f"{path} is missing, and the database holds what it sealed. Put the saved copy back.")
        return
    if patient.keys is None:
        yield Finding("WRONG", "key", f"{path} can't be read as a key file. Put the saved copy there.")
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield Finding("WRONG", "key", f"{path} can be read by others (mode {mode:04o}): chmod 600 {path}")
    if not _fits(patient):
        yield Finding("WRONG", "key", f"{path} is of another installation: it opens nothing of this database.")
    elif not mode & 0o077:
        yield Finding("ok", "key", f"{path} is for its owner alone, and fits the database.")
    yield from _place_of_key(patient, path.resolve())


def _place_of_key(patient: Patient, path: Path) -> Iterator[Finding]:
    """Whoever gets a copy of the data must not get the key with it."""
    if path == patient.default_keys.resolve():
        yield Finding("note", "key", "it lies where the first start made it, beside the data. Save a copy elsewhere; before "
                                     "the office goes on the internet it has to leave this folder (keys.file), or a copy of "
                                     "the data is a copy of the key.")
    elif _is_beside_data(patient, path):
        yield Finding("WRONG", "key", f"{path} lies beside the data, so that a copy of them is a copy of the key. Move it to a "
                                      "folder of its own (keys.file).")


def _is_beside_data(patient: Patient, path: Path) -> bool:
    database = patient.database
    with_database = (database is not None and database.is_sqlite
                     and path.parent == Path(database.engine.url.database or "").resolve().parent)
    return with_database or path.is_relative_to(Path(patient.settings.files.folder).resolve())


def _has_people(patient: Patient) -> bool:
    if patient.database is None or stored_revision(patient.database) is None:
        return False
    with patient.database.reading() as tx:
        return people.anybody(tx)


def _fits(patient: Patient) -> bool:
    if patient.database is None or patient.keys is None or stored_revision(patient.database) is None:
        return True
    with patient.database.reading() as tx:
        return key_check.fits(tx, patient.keys)


def retention(patient: Patient) -> Iterator[Finding]:
    kept = patient.settings.retention
    if kept.left_out:
        yield Finding("note", "retention", f"config.yaml has no rule for {', '.join(kept.left_out)}: Janji's own hold, and "
                                           f"what an applicant gave is destroyed after {kept.rules['applicants']} days. Write "
                                           "the office's into retention.tables (docs/office.md).")


def files(patient: Patient) -> Iterator[Finding]:
    folder = Path(patient.settings.files.folder)
    there = next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"x")
    except OSError as problem:
        yield Finding("WRONG", "files", f"{folder} takes no file: {problem.strerror}. Papers can't be kept.")
        return
    disk = shutil.disk_usage(there)
    free = f"{disk.free / 1e9:.1f} GB free ({100 * disk.free // disk.total} %)"
    if disk.free < FREE_BYTES or disk.free < FREE_SHARE * disk.total:
        yield Finding("WRONG", "files", f"only {free} at {folder}. Make room before the disk is full.")
    else:
        yield Finding("ok", "files", f"{folder} takes files; {free}.")
