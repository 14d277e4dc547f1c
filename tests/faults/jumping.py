"""Janji with a clock that jumps: it is off by as many seconds as stand in the file that JUMP names."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import cli
from bot.clock import SystemClock

JUMP = Path(os.environ["JUMP"])


def now(self: SystemClock) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=float(JUMP.read_text() or 0))


if __name__ == "__main__":
    SystemClock.now = now  # type: ignore[method-assign]
    sys.exit(cli.main())
