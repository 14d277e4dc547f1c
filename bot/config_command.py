"""`janji config`: every setting, how sure each fact is, and the schema for editors."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from bot import config_file
from bot.config import Settings
from bot.config_file import FactRow, SettingRow

LEFT = 42
"""Characters of the left column of what `janji config` prints."""

SURE = {
    "example": "Placeholders: nobody could find these, the office has to fill them in",
    "dated": "Found, but old or about another post: shown with “check with the office”",
    "stated": "Found at a source, and nothing seen contradicts it",
}


def run(settings: Settings, path: Path, what: str) -> int:
    """Print what was asked for: show, facts or schema."""
    match what:
        case "schema":
            print(json.dumps(config_file.schema(), indent=1, ensure_ascii=False))
        case "facts":
            _print_facts(config_file.facts(settings))
        case _:
            _print_settings(path, config_file.describe(settings, os.environ))
    return 0


def _print_settings(path: Path, rows: Sequence[SettingRow]) -> None:
    """Each setting and its value; below them its variable and what it does."""
    print(f"Settings of {path}. A variable of the environment goes before the file, the file before the default.\n")
    for row in rows:
        print(f"{row.path:<{LEFT}} {row.value or '(empty)'}  [{row.origin}]")
        print(f"  {row.variable:<{LEFT - 2}} {row.description}".rstrip())


def _print_facts(rows: Sequence[FactRow]) -> None:
    """What is sure, what is not: each fact and what it says; below that where it comes from."""
    for sure, rows_of in groupby(rows, key=lambda row: row.sure):
        some = list(rows_of)
        print(f"{sure.upper()} ({len(some)}). {SURE[sure]}.\n")
        for row in some:
            print(f"  {row.path:<{LEFT}} {row.says}")
            print(f"  {'':<{LEFT}} {row.source}{f', {row.as_of}' if row.as_of else ''}")
        print()
