"""What is made at Twilio before it can be sent: three sets of buttons and ten lists a language, whose labels and ids are
values, and the templates that WhatsApp approves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.whatsapp.outgoing import ITEMS, REPLIES
from bot.conversation.graph import Template
from bot.conversation.templates import body_of, values_of
from bot.conversation.text import _, speech


@dataclass(frozen=True)
class Content:
    """One of them, in one language. `category` is empty for what needs no approval."""

    name: str
    language: str
    types: Mapping[str, Any]
    samples: tuple[str, ...]
    category: str = ""

    @property
    def digest(self) -> str:
        """Another one whenever its definition changes."""
        whole = json.dumps([self.types, self.samples, self.category], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()[:16]

    @property
    def friendly_name(self) -> str:
        """As it stands in Twilio's console."""
        return f"janji_{self.name}_{self.language}_{self.digest[:8]}"

    @property
    def variables(self) -> dict[str, str]:
        return {str(place): sample for place, sample in enumerate(self.samples, 1)}


def wanted(languages: Sequence[str], templates: Mapping[str, Template]) -> Iterator[Content]:
    """All that there should be."""
    for language in languages:
        for count in range(1, REPLIES + 1):
            yield _replies(language, count)
        for count in range(1, ITEMS + 1):
            yield _list(language, count)
        for template in templates.values():
            yield _template(language, template)


def _replies(language: str, count: int) -> Content:
    """Places: the body, then each button's label and id."""
    actions = [{"type": "QUICK_REPLY", "title": f"{{{{{2 * one}}}}}", "id": f"{{{{{2 * one + 1}}}}}"}
               for one in range(1, count + 1)]
    samples = [value for one in range(1, count + 1) for value in (f"Menu {one}", f"b{one}")]
    return Content(f"reply_{count}", language, {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}},
                   (_question(language), *samples))


def _list(language: str, count: int) -> Content:
    """Places: the body, the button that opens it, then each item's label and id."""
    items = [{"item": f"{{{{{2 * one + 1}}}}}", "id": f"{{{{{2 * one + 2}}}}}"} for one in range(1, count + 1)]
    samples = [value for one in range(1, count + 1) for value in (f"Menu {one}", f"b{one}")]
    return Content(f"list_{count}", language,
                   {"twilio/list-picker": {"body": "{{1}}", "button": "{{2}}", "items": items}},
                   (_question(language), speech(language).render(_("Choose")), *samples))


def _question(language: str) -> str:
    return speech(language).render(_("Please choose:"))


def _template(language: str, template: Template) -> Content:
    words, text = speech(language), template.sample.text
    return Content(template.sample.name, language, {"twilio/text": {"body": body_of(words, text)}}, values_of(words, text),
                   template.category)
