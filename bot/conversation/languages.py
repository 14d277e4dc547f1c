"""Which of the office's languages somebody writes: by the words that are typed, or said of the services, in it alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import lru_cache

from bot.config import Service, Settings
from bot.conversation.events import Sender, Typed, What
from bot.conversation.text import CATALOGUES
from bot.conversation.words import plain, word_lists
from bot.desk.desk import Desk

SURE = 2
"""Other words must be more than so many times those of the office's first language: into that people mix what they read."""


def spoken(text: str, settings: Settings) -> str | None:
    """The language of a text; None: nothing in it tells."""
    first, *others = settings.office.languages
    known = {language: _typed(language) | _said(settings.services.values(), language) for language in (first, *others)}
    found: Counter[str] = Counter()
    for word in filter(str.isalpha, re.split(r"[\s-]+", plain(text))):
        having = [language for language, words in known.items() if word in words]
        found.update(having if len(having) == 1 else ())
    best = max(others, key=lambda language: found[language], default=first)
    if found[best] > SURE * found[first]:
        return best
    return first if found[first] else None


def listen(desk: Desk, sender: Sender, what: What) -> bool:
    """Speak as they do to whoever has chosen no language, where the channel knows none of them. Whether that is another
    one than before."""
    known = desk.person.chose_language or sender.language_guess in desk.settings.office.languages
    language = None if known or not isinstance(what, Typed) else spoken(what.text, desk.settings)
    if language in (None, desk.person.language):
        return False
    desk.people.guess_language(desk.person, str(language))
    return True


@lru_cache(maxsize=8)
def _typed(language: str) -> frozenset[str]:
    """The words of its lists."""
    lists = word_lists(CATALOGUES, (language,)).meanings.values()
    return frozenset(word for words in lists for typed in words for word in typed.split())


def _said(services: Collection[Service], language: str) -> frozenset[str]:
    said = (words.root.get(language, "") for one in services for words in (one.name, one.short, one.about) if words is not None)
    return frozenset(word for words in said for word in plain(words).split())
