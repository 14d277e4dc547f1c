"""Who ticks, and what has not been sent: counts and reasons, no words and nobody's address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.doctor.patient import Finding, Patient
from bot.ticking import LEASE, process_here, started_at
from storage import leases, outbox
from storage.migrations import HEAD, stored_revision

LATE = timedelta(minutes=2)
"""What is due longer than this is not on its way."""


def ticks(patient: Patient) -> Iterator[Finding]:
    if patient.database is None or stored_revision(patient.database) != HEAD:
        return
    with patient.database.reading() as tx:
        lease = leases.get(tx, LEASE)
    if lease is None or lease.until <= patient.clock.now():
        since = f" since {patient.local(lease.until)}" if lease is not None else ""
        yield Finding("WRONG", "ticks", f"Janji doesn't run{since}: reminders don't go, and nothing is tried again. Start it.")
        return
    process = process_here(lease.holder)
    started = started_at(process) if process is not None else None
    since = f", which runs since {patient.local(started)}" if started is not None else ""
    where = f"process {process} of this machine{since}" if process is not None else "a process of another machine"
    yield Finding("ok", "ticks", f"by {where}.")


def messages(patient: Patient) -> Iterator[Finding]:
    if patient.database is None or stored_revision(patient.database) != HEAD:
        return
    now = patient.clock.now()
    with patient.database.reading() as tx:
        due, oldest = outbox.depth(tx, now)
        stuck = outbox.stuck(tx)
    if oldest is not None and now - oldest > LATE:
        yield Finding("WRONG", "outbox", f"{due} due, the oldest since {patient.local(oldest)}. Look at ticks and the channels "
                                         "above, and at “not_sent” in the log.")
    else:
        yield Finding("ok", "outbox", f"{due} due.")
    for row in stuck:
        said = f"{row.rows} {row.state}: {row.account}, {row.kind}, {row.problem or 'no reason kept'}"
        if row.state == "parked":
            yield Finding("WRONG", "outbox", f"{said}. See: janji outbox list")
        else:
            yield Finding("note", "outbox", f"{said}. They go when their person writes.")
