"""What is said on a channel that takes only approved words, hours after a person wrote: each in words of its own.

WhatsApp's rules (Meta, message template guidelines): a body begins and ends with words, no two values stand side by side,
at most 1,024 characters, and each value has a sample. `janji flows check` holds them; `janji whatsapp provision` submits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from bot.conversation.graph import Approved, Template
from bot.conversation.text import Showable, _


def visit_tomorrow(when: Showable, code: str) -> Approved:
    return Approved("visit_tomorrow", _(
        "A reminder: your visit to the passport and visa desk is tomorrow, {when}. Your code is {code}. Please bring the "
        "original papers. Reply here if you can't come or have a question.", when=when, code=code))


def visit_today(when: Showable, code: str) -> Approved:
    return Approved("visit_today", _(
        "A reminder: your visit to the passport and visa desk is today, {when}. Your code is {code}. Please bring the "
        "original papers. Reply here if you can't come or have a question.", when=when, code=code))


def papers_missing(when: Showable, code: str) -> Approved:
    return Approved("papers_missing", _(
        "Papers are still missing for your visit on {when}, code {code}. Reply here, and we'll tell you which ones and how to "
        "send them.", when=when, code=code), knocks=True)


def code_tried(code: str) -> Approved:
    return Approved("code_tried", _(
        "Somebody tried to look up your visit with code {code} and typed a wrong date of birth. Nothing was shown. Reply here "
        "if it was not you or your family.", code=code))


def stage_moved(code: str, stage: Showable) -> Approved:
    return Approved("stage_moved", _(
        "There is news of your application with code {code}: it is now at the stage “{stage}”. Reply here to read what "
        "comes next.", code=code, stage=stage), knocks=True)


def passport_ready(code: str, place: Showable) -> Approved:
    return Approved("passport_ready", _(
        "Your document with code {code} is ready. It can be collected at {place}. Reply here, and we'll tell you the hours, "
        "what to bring and by when to come.", code=code, place=place), knocks=True)


def how_was_it(code: str) -> Approved:
    return Approved("how_was_it", _(
        "Your document with code {code} has been collected. How was the passport and visa desk for you? Reply here to "
        "give one to five stars.", code=code), knocks=True)


def answer_waiting() -> Approved:
    return Approved("answer_waiting", _(
        "An answer from the passport and visa desk is waiting for you. Reply to this message to read it."), knocks=True)


_WHEN = _("{day} at {hour} ({zone})", day=date(2026, 11, 30), hour=time(9), zone="Los Angeles")
_CODE = "K7M-4TD"

TEMPLATES: Mapping[str, Template] = {one.name: Template("UTILITY", one) for one in (
    visit_tomorrow(_WHEN, _CODE), visit_today(_WHEN, _CODE), papers_missing(_WHEN, _CODE), code_tried(_CODE),
    stage_moved(_CODE, _("printing")), passport_ready(_CODE, _("the counter")), how_was_it(_CODE), answer_waiting())}
"""Each with its category, and with samples of what stands in it."""
