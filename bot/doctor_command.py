"""`janji doctor`: says what is well and what isn't, and what to do about it."""

from __future__ import annotations

from pathlib import Path

from bot.clock import Clock
from bot.config import Settings
from bot.doctor.examine import examine, report


def run(settings: Settings, clock: Clock, default_keys: Path) -> int:
    """1 where something is wrong."""
    found = examine(settings, clock, default_keys)
    for line in report(found):
        print(line)
    return 1 if any(finding.level == "WRONG" for finding in found) else 0
