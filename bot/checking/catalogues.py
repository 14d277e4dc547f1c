"""The translations: each text there, with the same placeholders."""

from __future__ import annotations

import io
import string
from collections.abc import Iterator, Mapping, Sequence
from gettext import NullTranslations
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from bot.checking.report import Fault
from bot.checking.sources import SourceText
from bot.conversation.text import CATALOGUES, DATE_PATTERNS, DOMAIN, Catalogues

Placeholders = frozenset[str]
SHAPES = ", ".join(f"{{day:{shape}}}" for shape in DATE_PATTERNS if shape)
UPDATE = "`make messages` adds it; then write the words"


class Written(Catalogues):
    """Translations as the .po files have them, whether or not they were compiled."""

    def __init__(self, files: Mapping[str, Catalog]) -> None:
        super().__init__()
        self._files = files

    def __getitem__(self, language: str) -> NullTranslations:
        found = self._read.get(language)
        if found is None:
            compiled = io.BytesIO()
            if language in self._files:
                write_mo(compiled, self._files[language])
            compiled.seek(0)
            found = self._read[language] = Translations(compiled) if compiled.getbuffer() else NullTranslations()
        return found


def read_catalogues(languages: Sequence[str], folder: Path = CATALOGUES) -> dict[str, Catalog]:
    """The catalogues of these languages; one that has no file is empty."""
    found = {}
    for language in languages:
        path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        if path.exists():
            with path.open("rb") as file:
                found[language] = read_po(file)
        else:
            found[language] = Catalog()
    return found


def wrong_texts(texts: Sequence[SourceText], catalogues: Mapping[str, Catalog]) -> Iterator[Fault]:
    """Texts that lack a language, or whose placeholders differ from what the program puts in."""
    for text in texts:
        yield from _wrong_values(text)
    for used in {(text.msgid, text.plural): text for text in texts}.values():
        for language, catalogue in catalogues.items():
            yield from _wrong_translation(used, language, catalogue.get(used.msgid))


def _wrong_values(text: SourceText) -> Iterator[Fault]:
    """The program itself: a placeholder without a value breaks the message, a value without one is lost."""
    given = {*text.values, *(("n",) if text.plural else ())}
    wanted = _names(text.msgid) | _names(text.plural)
    if text.certain and wanted != given and not (text.plural and wanted | {"n"} == given):
        missing, left = ", ".join(sorted(wanted - given)) or "nothing", ", ".join(sorted(given - wanted)) or "nothing"
        yield Fault(text.where, f"the placeholders of “{_short(text.msgid)}” are not the values given to it: {missing} "
                                f"has no value, {left} has no placeholder", "Make them agree")
    for words in (text.msgid, text.plural):
        yield from _wrong_marks(text.where, words)


def _wrong_translation(text: SourceText, language: str, message: Message | None) -> Iterator[Fault]:
    where = f"locales/{language}/LC_MESSAGES/{DOMAIN}.po"
    if message is None or message.fuzzy or not all(_plurals(message)) or bool(text.plural) != message.pluralizable:
        why = "is marked fuzzy" if message is not None and message.fuzzy else f"is missing in “{language}”"
        yield Fault(where, f"the text “{_short(text.msgid)}” ({text.where}) {why}", UPDATE)
        return
    wanted = _names(text.msgid) | _names(text.plural)
    plurals = _plurals(message)
    for number, words in enumerate(plurals):
        names = _names(words)
        one = number < len(plurals) - 1 and wanted - names == {"n"}     # "one page" may do without the number
        if names != wanted and not (text.plural and one):
            yield Fault(where, f"the placeholders of “{_short(text.msgid)}” ({text.where}) differ in “{language}”: "
                               f"{_braces(names)} instead of {_braces(wanted)}", "Write the same ones")
        yield from _wrong_marks(where, words)


def _wrong_marks(where: str, words: str) -> Iterator[Fault]:
    """Anything in braces that is not a plain name, or a name with a known shape of date."""
    try:
        fields = list(string.Formatter().parse(words))
    except ValueError as problem:
        yield Fault(where, f"the braces in “{_short(words)}” can't be read: {problem}", "Write {name}; {{ is a brace")
        return
    for _literal, name, shape, conversion in fields:
        if name is not None and (not name.isidentifier() or conversion or shape not in DATE_PATTERNS):
            yield Fault(where, f"texts don't know the placeholder {{{name}{':' if shape else ''}{shape}}} in "
                               f"“{_short(words)}”", f"Write a plain name; of a date also {SHAPES}")


def _plurals(message: Message) -> tuple[str, ...]:
    words = message.string
    return (words,) if isinstance(words, str) else tuple(one or "" for one in words or ("",))


def _names(words: str) -> Placeholders:
    try:
        return frozenset(name for _words, name, _shape, _as in string.Formatter().parse(words) if name is not None)
    except ValueError:
        return frozenset()


def _braces(names: Placeholders) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"
