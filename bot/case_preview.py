"""What a person will read when their case is moved on, in their language, and how it reaches them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from bot.channels.capabilities import WHATSAPP
from bot.conversation.graph import Approved
from bot.conversation.pushes import text_for
from bot.conversation.text import speech
from bot.conversation.words import clean
from bot.desk.cases import Move, OnTheWay
from bot.desk.desk import Desk
from bot.desk.whereto import reaches
from bot.flows.stages import news
from storage import people

CHANNELS = {"web": "web chat", "telegram": "Telegram", "whatsapp": "WhatsApp", "email": "e-mail", "sms": "SMS"}
LANGUAGES = {"id": "Indonesian", "en": "English"}


@dataclass(frozen=True)
class Seen:
    """The preview of one move. `silent`: this stage is not told; `unreached`: nobody gets it."""

    text: str
    how: Literal["told", "silent", "unreached"]


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
    push = news(desk, move)
    words, approved = speech(desk.person.language), _approved_alone(desk, reached, push.approved)
    text = words.render(text_for(push, reached[0]) if approved is None else approved.text)
    shown = "\n".join(f"  | {line}".rstrip() for line in clean(text).split("\n"))
    return Seen(f"{head}\n  {_how(desk, case, reached[0], approved)}:\n{shown}", "told")


def _head(desk: Desk, move: Move) -> str:
    case = move.case
    name = " ".join(clean(desk.applicants.get(case.applicant).full_name).split())
    notes = [f"{case.name}  {name}: {case.stage} → {move.to.key}"]
    if move.back:
        notes.append("This is back to an earlier stage.")
    if case.starts_at > desk.now:
        notes.append(f"The visit is still to come: {case.visit_at}.")
    return "\n  ".join(notes)


def _approved_alone(desk: Desk, reached: tuple[str, str], approved: Approved | None) -> Approved | None:
    """The approved words, where the channel takes no others now."""
    window = WHATSAPP.window if reached[0] == WHATSAPP.name else None
    if window is None:
        return None
    row = people.reached(desk.tx, desk.office.key, *reached)
    wrote_at = None if row is None else row.wrote_at
    return approved if wrote_at is None or wrote_at < desk.now - window else None


def _how(desk: Desk, case: OnTheWay, account: str, approved: Approved | None) -> str:
    channel = CHANNELS.get(account, account)
    if approved is not None:
        channel += f" (by the template {approved.name}; the rest when they reply)"
    elif account == "whatsapp":
        channel += " (as text)"
    language = LANGUAGES.get(desk.person.language, desk.person.language)
    due_at = desk.cases.due_at(case)
    zone = desk.person.timezone or case.timezone
    when = "at once" if due_at <= desk.now else f"after the night, {due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} there"
    return f"By {channel}, in {language}, {when}"
