"""What a person will read when their case is moved on, in their language, and how it reaches them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.channels.all import BY_ACCOUNT, called
from bot.channels.twilio.templates import can_be_sent
from bot.channels.unreached import LastRefusal, another_way, refused, unreached
from bot.conversation.graph import Approved
from bot.conversation.pushes import text_for
from bot.conversation.text import speech
from bot.conversation.words import clean
from bot.desk.cases import Move, OnTheWay
from bot.desk.desk import Desk
from bot.desk.whereto import proven, reaches
from bot.flows.stages import news
from storage import contents, people

LANGUAGES = {"id": "Indonesian", "en": "English"}


@dataclass(frozen=True)
class Seen:
    """The preview of one move. `silent`: this stage is not told; `unreached`: nobody gets it."""

    text: str
    how: Literal["told", "silent", "unreached"]


@dataclass(frozen=True)
class Way:
    """How it goes: by these approved words, where the channel takes no others now; `waits`: until when it does not go."""

    account: str
    approved: Approved | None = None
    waits: str = ""


def preview(desk: Desk, move: Move) -> Seen:
    """What would be said now."""
    case = move.case
    head = _head(desk, move)
    if not move.told:
        why = "They have read this stage last; nobody is told again." if move.known else "This stage is not told to anybody."
        return Seen(f"{head}\n  {why}", "silent")
    reached = reaches(desk.tx, desk.settings, case.person)
    if reached is None:
        return Seen(f"{head}\n  Nobody is reached: please phone (janji case show {case.name}).", "unreached")
    nobody = unreached(desk.tx, desk.settings, case.person)
    if nobody is not None:
        phone = clean(desk.applicants.get(case.applicant).form.phone) or f"(janji case show {case.name})"
        return Seen(f"{head}\n  Not reachable {refused_on(desk, nobody)}; please phone {phone}. They read it when they write "
                    "again.", "unreached")
    push = news(desk, move)
    way = _way(desk, case, reached, push.approved)
    text = speech(desk.person.language).render(text_for(push, way.account) if way.approved is None else way.approved.text)
    shown = "\n".join(f"  | {line}".rstrip() for line in clean(text).split("\n"))
    return Seen(f"{head}\n  {_how(desk, case, way)}:\n{shown}", "told")


def refused_on(desk: Desk, was: LastRefusal) -> str:
    """What a channel said, with the office's day."""
    return f"{was} on {was.at.astimezone(ZoneInfo(desk.settings.office.timezone)):%Y-%m-%d}"


def _head(desk: Desk, move: Move) -> str:
    case = move.case
    name = " ".join(clean(desk.applicants.get(case.applicant).full_name).split())
    notes = [f"{case.name}  {name}: {case.stage} → {move.to.key}"]
    if move.back:
        notes.append("This is back to an earlier stage.")
    if move.skips:
        notes.append(f"Skips {', '.join(move.skips)}.")
    asked_at = desk.cases.asked_at(case) if move.to.kind == "collected" and desk.person.reminders else None
    if asked_at is not None:
        zone = ZoneInfo(desk.person.timezone or case.timezone)
        notes.append(f"They are asked how it was: {asked_at.astimezone(zone):%Y-%m-%d %H:%M}.")
    if case.starts_at > desk.now:
        notes.append(f"The visit is still to come: {case.visit_at}.")
    return "\n  ".join(notes)


def _way(desk: Desk, case: OnTheWay, reached: tuple[str, str], approved: Approved | None) -> Way:
    """As delivery does it: what can't go there now goes by an address that they proved, or waits."""
    if refused(desk.tx, desk.office.key, case.person, *reached) is not None:
        return Way(another_way(desk.tx, desk.settings, case.person, reached[0]) or reached[0])
    alone = _approved_alone(desk, reached, approved)
    waits = _waits(desk, reached, alone)
    other = proven(desk.tx, desk.settings, case.person) if waits else []
    if other:
        return Way(other[0].account)
    return Way(reached[0], None if waits else alone, waits)


def _waits(desk: Desk, reached: tuple[str, str], approved: Approved | None) -> str:
    account, address = reached
    if account in BY_ACCOUNT and not BY_ACCOUNT[account].standing(desk.settings).is_on:
        return "when the channel is switched on again"
    if approved is None:
        return ""
    rows = contents.all_of(desk.tx, desk.office.key, account)
    row = next((one for one in rows if (one.name, one.language) == (approved.name, desk.person.language)), None)
    return "" if can_be_sent(row, address) else f"when they write again (the template {approved.name} is not approved)"


def _approved_alone(desk: Desk, reached: tuple[str, str], approved: Approved | None) -> Approved | None:
    """The approved words, where the channel takes no others now."""
    window = _window(reached[0])
    if window is None:
        return None
    row = people.reached(desk.tx, desk.office.key, *reached)
    wrote_at = None if row is None else row.wrote_at
    return approved if wrote_at is None or wrote_at < desk.now - window else None


def _window(account: str) -> timedelta | None:
    limits = BY_ACCOUNT[account].limits if account in BY_ACCOUNT else None
    return None if limits is None else limits.window


def _how(desk: Desk, case: OnTheWay, way: Way) -> str:
    channel = called(way.account)
    language = LANGUAGES.get(desk.person.language, desk.person.language)
    if way.waits:
        return f"By {channel}, in {language}, {way.waits}"
    if way.approved is not None:
        channel += f" (by the template {way.approved.name}; the rest when they reply)"
    elif _window(way.account):
        channel += " (as text)"
    due_at = desk.cases.due_at(case)
    zone = desk.person.timezone or case.timezone
    when = "at once" if due_at <= desk.now else f"after the night, {due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} there"
    return f"By {channel}, in {language}, {when}"
