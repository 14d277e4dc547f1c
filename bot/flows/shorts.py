"""What is said unasked as a short text, for where each character costs: 160 plain ones a part, and three parts at most.

Characters that GSM's alphabet lacks (typographic quotation marks, dashes, emoji) would halve that: none are used.
"""

from __future__ import annotations

from datetime import date

from bot.conversation.text import Showable, Text, _, said
from bot.desk.desk import Desk


def place(desk: Desk, key: str) -> Showable:
    """Where it is; its key alone, where the office no longer has it."""
    place = desk.settings.places.get(key)
    return said(key) if place is None else _("{name}, {address}", name=place.name, address=place.address)


def code(code: str, minutes: int) -> Text:
    return _("Your code is {code}. Type it into the chat within {minutes} minutes. Not you? Then ignore this.",
             code=code, minutes=minutes)


def visit_booked(when: Showable, place: Showable, code: str) -> Text:
    return _("Your visit is booked: {when}, {place}. Code {code}. Bring the original papers.",
             when=when, place=place, code=code)


def visit_tomorrow(when: Showable, place: Showable, code: str) -> Text:
    return _("Your visit is tomorrow: {when}, {place}. Code {code}. Bring the original papers.",
             when=when, place=place, code=code)


def visit_today(when: Showable, place: Showable, code: str) -> Text:
    return _("Your visit is today: {when}, {place}. Code {code}. Bring the original papers.", when=when, place=place, code=code)


def papers_missing(when: Showable, code: str) -> Text:
    return _("Papers are still missing for your visit on {when}, code {code}. Please send photos of them in the chat.",
             when=when, code=code)


def code_tried(code: str) -> Text:
    return _("Somebody tried the code of your visit, {code}, with a wrong date of birth. Nothing was shown. Not your family? "
             "Tell an officer.", code=code)


def booked_again(code: str) -> Text:
    return _("Somebody else filled in a form for an applicant of your visit, code {code}. Your visit is unchanged. Not your "
             "family? Tell an officer.", code=code)


def stage_moved(code: str, stage: Showable) -> Text:
    return _("News of your application with code {code}: {stage}.", code=code, stage=stage)


def document_ready(code: str, place: Showable, until: date | None) -> Text:
    if until is None:
        return _("Your document with code {code} is ready. Collect it at {place}. Hours and what to bring: in the chat.",
                 code=code, place=place)
    return _("Your document with code {code} is ready. Collect it by {day} at {place}. Hours and what to bring: in the chat.",
             code=code, day=until, place=place)
