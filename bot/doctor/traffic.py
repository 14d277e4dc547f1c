"""Who ticks, what has not been sent, and which visits config.yaml no longer opens: no words and nobody's address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.desk.unopened import unopened
from bot.doctor.patient import Finding, Patient
from bot.ticking import LEASE, process_here, started_at
from storage import leases, outbox
from storage.migrations import HEAD, stored_revision

LATE = timedelta(minutes=2)
"""What is due longer than this is not on its way."""

NAMED = 5
"""Visits that are told one by one."""


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


def visits(patient: Patient) -> Iterator[Finding]:
    if patient.database is None or stored_revision(patient.database) != HEAD:
        return
    with patient.database.reading() as tx:
        found = list(unopened(tx, patient.settings, patient.clock.now()))
    for one in found[:NAMED]:
        booked, slot = one.appointment, one.appointment.slot
        yield Finding("WRONG", "visits", f"{booked.code}, {slot.day} {slot.time:%H:%M}, {slot.place}: {one.why}. "
                                         f"Nobody is reminded of it: janji threads write {booked.code} TEXT")
    if len(found) > NAMED:
        yield Finding("WRONG", "visits", f"{len(found) - NAMED} more like these. The start of janji run names all.")


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
            when = "the channel is switched on again" if row.problem == outbox.OFF else "their person writes"
            yield Finding("note", "outbox", f"{said}. They go when {when}.")
