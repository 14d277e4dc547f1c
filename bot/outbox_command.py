"""`janji outbox`: the messages that could not be sent, or wait for their person to write: ids, kinds and reasons, no words."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.app import App
from storage import outbox
from storage.statement import Row


def run(app: App, options: argparse.Namespace) -> int:
    """List, retry or drop. Exit code 1 where there is no such message."""
    match options.what:
        case "retry":
            return max(_retry(app, row) for row in options.rows)
        case "drop":
            return _drop(app, options.row, " ".join(options.reason.split()))
        case _:
            return _list(app)


def _list(app: App) -> int:
    with app.database.reading() as tx:
        rows = sorted((*outbox.parked(tx, app.office.key), *outbox.held(tx, app.office.key)), key=lambda row: int(row.id))
    if not rows:
        print("Nothing waits, and nothing is parked.")
    for row in rows:
        print(_line(row, _when(app, row.due_at)))
    return 0


def _line(row: Row, since: str) -> str:
    return f"{row.id:>6}  since {since}  {row.account:<9} {row.kind:<18} {row.state:<8} {row.problem or ''}".rstrip()


def _when(app: App, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(app.settings.office.timezone)):%Y-%m-%d %H:%M}"


def _retry(app: App, row: int) -> int:
    if app.writer.submit(partial(outbox.retry, office=app.office.key, row=row, now=app.clock.now())).result():
        print(f"{row} is due again.")
        return 0
    return _none_such(app, row)


def _drop(app: App, row: int, reason: str) -> int:
    if not reason:
        print("Say why: it stays with the message. No names.", file=sys.stderr)
        return 1
    if app.writer.submit(partial(outbox.drop, office=app.office.key, row=row, problem=f"by hand: {reason}")).result():
        print(f"{row} is dropped.")
        return 0
    return _none_such(app, row)


def _none_such(app: App, row: int) -> int:
    """Why nothing was done."""
    with app.database.reading() as tx:
        known = outbox.get(tx, row)
    if known is None or known.office != app.office.key:
        print(f"There is no message {row}.", file=sys.stderr)
    elif known.state in ("waiting", "parked"):
        print(f"{row} was replaced by a newer message, which is on its way: drop it.", file=sys.stderr)
    else:
        print(f"{row} neither waits nor is parked: it is {known.state}.", file=sys.stderr)
    return 1
