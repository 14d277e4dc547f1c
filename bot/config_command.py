"""`janji config`: every setting, how sure each fact is, and the schema for editors."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from bot import config_file
from bot.config import Fee, Settings, Words
from bot.config_file import FactRow, SettingRow

LEFT = 42
"""Characters of the left column of what `janji config` prints."""

SURE = {
    "en": {
        "example": "EXAMPLE ({n}). Placeholders: nobody could find these, the office has to fill them in.",
        "dated": "DATED ({n}). Found, but old or about another post: shown with “check with the office”.",
        "stated": "STATED ({n}). Found at a source, and nothing seen contradicts it.",
    },
    "id": {
        "example": "CONTOH ({n}). Isian sementara: tidak ditemukan sumbernya, kantor perlu mengisinya.",
        "dated": "LAMA ({n}). Ada sumbernya, tetapi lama atau tentang perwakilan lain: dengan catatan “tanyakan ke kantor”.",
        "stated": "TERTULIS ({n}). Ada sumbernya, dan tidak ada yang membantahnya.",
    },
}


def run(settings: Settings, path: Path, what: str, language: str) -> int:
    """Print what was asked for: show, facts or schema."""
    match what:
        case "schema":
            print(json.dumps(config_file.schema(), indent=1, ensure_ascii=False))
        case "facts":
            _print_facts(config_file.facts(settings, language), SURE.get(language, SURE["en"]))
        case _:
            _print_settings(path, config_file.describe(settings, os.environ))
            _print_services(settings, language)
    return 0


def _print_settings(path: Path, rows: Sequence[SettingRow]) -> None:
    """Each setting and its value; below them its variable and what it does."""
    print(f"Settings of {path}. A variable of the environment goes before the file, the file before the default.\n")
    for row in rows:
        print(f"{row.path:<{LEFT}} {row.value or '(empty)'}  [{row.origin}]")
        print(f"  {row.variable:<{LEFT - 2}} {row.description}".rstrip())


def _print_services(settings: Settings, language: str) -> None:
    """Each service in a line, below it what it costs."""
    print("\nServices. What is asked, brought and charged stands in the file.\n")
    for key, service in settings.services.items():
        bookable = "bookable" if service.bookable else "not bookable"
        print(f"{key:<{LEFT}} {_in(service.name, language)}, {bookable}, {len(service.requirements)} papers")
        fees = (f"{_in(fee.name, language)} {_amount(fee)} from {fee.since}" for fee in service.fees)
        print(f"  {'fees':<{LEFT - 2}} {'; '.join(fees) or '(none)'}")


def _amount(fee: Fee) -> str:
    return f"{fee.amount.amount} {fee.amount.currency}" if fee.amount is not None else "(no amount)"


def _in(words: Words, language: str) -> str:
    return words.root.get(language) or next(iter(words.root.values()))


def _print_facts(rows: Sequence[FactRow], headings: Mapping[str, str]) -> None:
    """What is sure, what is not: each fact and what it says; below that where it comes from."""
    for sure, rows_of in groupby(rows, key=lambda row: row.sure):
        some = list(rows_of)
        print(f"{headings[sure].format(n=len(some))}\n")
        for row in some:
            print(f"  {row.path:<{LEFT}} {row.says}")
            print(f"  {'':<{LEFT}} {row.source}{f', {row.as_of}' if row.as_of else ''}")
        print()
