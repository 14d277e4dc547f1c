"""Words that a channel approves before they are sent: a text with numbered places, and what goes into them."""

from __future__ import annotations

import re

from bot.conversation.graph import Approved
from bot.conversation.message import Template
from bot.conversation.text import Speech, Text, pieces

SPACE = re.compile(r"\s+")


def body_of(speech: Speech, text: Text) -> str:
    """A text as it is submitted: `{{1}}` where the first value stands in this language, and so on."""
    return _filled(speech, text)[0]


def values_of(speech: Speech, text: Text) -> tuple[str, ...]:
    """What goes into its places, each on one line, as WhatsApp wants it (no line break, tab, or run of spaces)."""
    return _filled(speech, text)[1]


def as_sent(speech: Speech, approved: Approved) -> Template:
    """An approved text with its values, in one language."""
    return Template(approved.name, speech.language, values_of(speech, approved.text), approved.knocks)


def _filled(speech: Speech, text: Text) -> tuple[str, tuple[str, ...]]:
    body: list[str] = []
    values: dict[tuple[str, str], str] = {}
    given = dict(text.values)
    for literal, name, spec in pieces(speech.words(text)):
        body.append(literal)
        if name is not None:
            values[name, spec] = SPACE.sub(" ", speech.format_field(given[name], spec)).strip() or "–"
            place = list(values).index((name, spec)) + 1
            body.append(f"{{{{{place}}}}}")
    return "".join(body), tuple(values.values())
