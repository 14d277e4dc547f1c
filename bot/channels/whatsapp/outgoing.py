"""Our messages as WhatsApp shows them: texts of at most 1,600 characters, up to three buttons, or a list of up to ten.

Buttons and lists are contents that were made before (`contents.py`); their values may not hold a line break (Twilio, error
21656), so a short text of several lines becomes one, and of a longer one the last line stands above the buttons; what is
before goes first. Where there are more answers than a list takes, two of them would read the same, or the contents are not
there, the answers are numbered, and the engine knows the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.channels.capabilities import WHATSAPP
from bot.channels.cutting import shorten, split
from bot.conversation.message import Button, Message
from bot.conversation.text import Speech, _

REPLIES, ITEMS = WHATSAPP.buttons or 3, WHATSAPP.items or 10
TEXT, BODY = WHATSAPP.text or 1600, WHATSAPP.question or 1024
REPLY, ITEM = WHATSAPP.button or 20, WHATSAPP.item or 24

GLANCE, FEW = 400, 4
"""Characters, and lines, that are read as one line; of more, only the last line stands above the buttons."""

LISTED = ("•", "http", "📍", "¹", "²", "³")
"""A line that begins so is one of a list, a link, a place, or a note to one."""

STOPS = tuple(".?!:…")

FREELY = ("text", "date", "number")
"""Where this is expected, a number is an answer by itself, and no place in a list."""


@dataclass(frozen=True)
class Words:
    """A text alone."""

    body: str


@dataclass(frozen=True)
class Buttons:
    """A content by its name, with what goes into its places; `instead`: the same as numbered words."""

    name: str
    language: str
    values: tuple[str, ...]
    instead: tuple[Words, ...]


Part = Words | Buttons


def parts(message: Message, speech: Speech, has: frozenset[str]) -> list[Part]:
    """What to send for a message, in order. `has` are the contents that there are in this language."""
    text = whole_text(message)
    shown = WHATSAPP.shown(message)
    name = content_name(shown)
    labels = _labels(name, shown)
    if not shown or name not in has or len(set(labels)) < len(labels):       # no two may be cut to the same words
        return list(numbered(text, message, speech))
    above, asked = _above_and_line(text, speech)
    typed = () if len(shown) > len(message.options) else message.words
    line = f"{asked} {_typed(typed, speech)}" if typed and len(asked) + len(_typed(typed, speech)) < BODY else asked
    instead = tuple(numbered(asked, message, speech))
    return [*(Words(part) for part in split(above, TEXT)),
            Buttons(name, speech.language, _values(name, line, zip(labels, shown, strict=True), speech), instead)]


def whole_text(message: Message) -> str:
    """All that it says beside its answers."""
    return "\n\n".join(one for one in (message.text.strip() or "…", _details(message), _links(message)) if one)


def _typed(words: Sequence[Button], speech: Speech) -> str:
    return speech.render(_("You can also type: {words}", words=", ".join(f"*{one.label}*" for one in words)))


def content_name(shown: Sequence[Button]) -> str:
    """Three buttons with short labels, else a list; nothing where there are too many."""
    if len(shown) <= REPLIES and all(len(one.label) <= REPLY for one in shown):
        return f"reply_{len(shown)}"
    return f"list_{len(shown)}" if len(shown) <= ITEMS else ""


def _labels(name: str, shown: Sequence[Button]) -> list[str]:
    room = REPLY if name.startswith("reply") else ITEM
    return [shorten(" ".join(one.label.split()) or "…", room) for one in shown]


def _values(name: str, line: str, labelled: Iterable[tuple[str, Button]], speech: Speech) -> tuple[str, ...]:
    button = () if name.startswith("reply") else (speech.render(_("Choose")),)
    return (line, *button, *(value for label, one in labelled for value in (label, one.id)))


def _above_and_line(text: str, speech: Speech) -> tuple[str, str]:
    """What goes before, and the one line above the buttons."""
    lines = text.split("\n")
    below = 1 + max((number for number, line in enumerate(lines) if line.startswith(LISTED)), default=-1)
    short, last = _as_one(lines[below:]), _as_one(lines[max(below, len(lines) - 1):])
    if 0 < len(short) <= GLANCE and sum(map(bool, lines[below:])) <= FEW:
        return "\n".join(lines[:below]).strip(), short
    if 0 < len(last) <= BODY:
        return "\n".join(lines[:-1]).strip(), last
    return text, speech.render(_("Please choose:"))


def _as_one(lines: Sequence[str]) -> str:
    """One line; what ends without a stop is set apart."""
    *before, last = [said for line in lines if (said := " ".join(line.split()))] or [""]
    return " ".join((*(one if one.endswith(STOPS) else f"{one} ·" for one in before), last))


def numbered(text: str, message: Message, speech: Speech) -> Iterator[Words]:
    """The same for whoever has no buttons."""
    listed, typed = message.options, message.words
    if message.expects in FREELY:
        listed, typed = (), (*listed, *typed)
    lines = [f"{number}. {one.label}" for number, one in enumerate(listed, 1)]
    if listed:
        lines.append(speech.render(_("Reply with the number.")))
    if typed:
        lines.append(_typed(typed, speech))
    for part in split("\n\n".join(one for one in (text, "\n".join(lines)) if one), TEXT):
        yield Words(part)


def _details(message: Message) -> str:
    return "\n".join(f"• {one.label}: {one.detail}" for one in message.options if one.detail)


def _links(message: Message) -> str:
    return "\n".join(one.subject for one in message.attachments if one.kind in ("map", "link", "page"))
