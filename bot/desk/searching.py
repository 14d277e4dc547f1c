"""Cases by the day of their visit, or by part of a name: names are sealed, so each is opened and looked at."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from bot.desk.applicants import Applicants
from bot.desk.cases import OnTheWay


def on_day(cases: Iterable[OnTheWay], day: date) -> list[OnTheWay]:
    """Those whose visit is then by the place's clock, by the hour."""
    return sorted((case for case in cases if case.visit_at.startswith(day.isoformat())), key=lambda case: case.starts_at)


def called(cases: Iterable[OnTheWay], applicants: Applicants, typed: str) -> Iterator[OnTheWay]:
    """Those in whose applicant's names all of these words stand, or parts of them, with or without accents."""
    words = _plain(typed).split()
    for case in cases:
        form = applicants.get(case.applicant).form
        name = _plain(f"{form.full_name} {form.other_name}")
        if all(word in name for word in words):
            yield case


def _plain(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)).casefold()
