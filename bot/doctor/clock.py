"""The clock, beside those of the servers that channels talk with anyway."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from bot.channels.all import CHANNELS
from bot.doctor.patient import Finding, Patient, get

MOST_SECONDS = 60
"""Further off, the clock is wrong."""


def clock(patient: Patient) -> Iterator[Finding]:
    zone = f"the office's time zone is {patient.settings.office.timezone}"
    servers = dict(filter(None, (one.server(patient.settings) for one in CHANNELS)))
    off = {name: seconds for name, url in servers.items() if (seconds := _off(patient, url)) is not None}
    if not off:
        yield Finding("note", "clock", f"{zone}; {patient.local(patient.clock.now())} there. Compared with nobody.")
        return
    name, seconds = min(off.items(), key=lambda one: max(0, abs(one[1]) - MOST_SECONDS))     # the first that agrees
    if abs(seconds) > MOST_SECONDS:
        way = "ahead of" if seconds > 0 else "behind"
        minutes = max(1, round(abs(seconds) / 60))
        yield Finding("WRONG", "clock", f"some {minutes} min {way} {name}'s. Set it by the network: "
                                        "timedatectl set-ntp true")
    else:
        yield Finding("ok", "clock", f"agrees with {name}'s; {zone}.")


def _off(patient: Patient, url: str) -> float | None:
    """Seconds that our clock is ahead of that server's; None where it doesn't say."""
    try:
        said = parsedate_to_datetime(get(url).date)
    except (OSError, ValueError):
        return None
    return (patient.clock.now() - said).total_seconds()
