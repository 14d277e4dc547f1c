"""Whether a template would be taken for approval: WhatsApp's rules for its body, in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.checking.report import Fault
from bot.conversation.graph import Template
from bot.conversation.templates import body_of, values_of
from bot.conversation.text import Catalogues, Speech

LONGEST = 1024
"""Characters of a body (Meta, message templates)."""

NAME = re.compile(r"[a-z0-9_]{1,512}")
PLACE = re.compile(r"\{\{\d+\}\}")
SIDE_BY_SIDE = re.compile(r"\}\}\W*\{\{")
AT_AN_END = re.compile(r"^\W*\{\{|\}\}\W*$")


def wrong_templates(templates: Mapping[str, Template], languages: Sequence[str], catalogues: Catalogues) -> Iterator[Fault]:
    """What would be sent back."""
    for name, template in templates.items():
        where = f"the template “{name}”"
        if template.sample.name != name or not NAME.fullmatch(name):
            yield Fault(where, "a name has lower-case letters, digits and underscores", "Rename it")
        for language in languages:
            speech = Speech(language, catalogues)
            body = body_of(speech, template.sample.text)
            for what, to_do in _wrong(body, values_of(speech, template.sample.text)):
                yield Fault(where, f"{what} in “{language}”", to_do)


def _wrong(body: str, samples: Sequence[str]) -> Iterator[tuple[str, str]]:
    if AT_AN_END.search(body):
        yield "it begins or ends with a value", "Put words around it"
    if SIDE_BY_SIDE.search(body):
        yield "two values stand side by side", "Put words between them"
    if len(body) > LONGEST:
        yield f"it has {len(body)} characters of at most {LONGEST}", "Shorten it"
    if len(set(PLACE.findall(body))) != len(samples):
        yield f"{len(samples)} samples for {len(set(PLACE.findall(body)))} places", "Give each value a sample"
    if "\n\n\n" in body or "    " in body or "\t" in body:
        yield "it has a tab, or a run of spaces or empty lines", "Write it on lines with single spaces"
