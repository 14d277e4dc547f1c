"""Words as values: `_("Held until {time}.", time=t)` is rendered once, at the edge, in its reader's language.

Nothing else can be shown to a person. Values that people typed are put in as they are and never read as a format.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any
from unicodedata import category

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_symbol
from babel.support import Translations

from bot.config import Money, Words

CATALOGUES = Path(__file__).parents[2] / "locales"
DOMAIN = "janji"

SAID = "{said}"
"""The msgid of what is shown as it was typed; it has no translation."""


@dataclass(frozen=True)
class Text:
    """A msgid of the catalogue with its values; `plural` where the words depend on the value `n`."""

    msgid: str
    values: tuple[tuple[str, Value], ...] = ()
    plural: str = ""


@dataclass(frozen=True)
class Joined:
    """Texts one after the other; `between=None`: as a list in a sentence ("a, b, and c")."""

    parts: tuple[Showable, ...]
    between: str | None = "\n"


Showable = Text | Joined | Words
Value = str | int | date | time | Decimal | Money | Words | Text | Joined


def _(msgid: str, /, **values: Value) -> Text:
    """Words of the program itself, with what they name."""
    return Text(msgid, tuple(values.items())) if values else _alone(msgid)


@cache
def _alone(msgid: str) -> Text:
    """Most name nothing, and there are as many of them as the program has."""
    return Text(msgid)


def counted(one: str, many: str, /, n: int, **values: Value) -> Text:
    """Words that depend on a number: `counted("{n} page", "{n} pages", n=3)`."""
    return Text(one, (("n", n), *values.items()), plural=many)


def said(words: str) -> Text:
    """What a person or an officer typed, as it is."""
    return Text(SAID, (("said", words),))


def lines(parts: Iterable[Showable]) -> Joined:
    """Texts under one another."""
    return Joined(tuple(parts))


def paragraphs(parts: Iterable[Showable]) -> Joined:
    """Texts with an empty line between them."""
    return Joined(tuple(parts), between="\n\n")


def listed(parts: Iterable[Showable]) -> Joined:
    """Texts as a list in a sentence."""
    return Joined(tuple(parts), between=None)


class Catalogues:
    """The gettext catalogues of the program's own words, one for each language, read at first use."""

    def __init__(self, folder: Path = CATALOGUES) -> None:
        self._folder = folder
        self._read: dict[str, NullTranslations] = {}

    def __getitem__(self, language: str) -> NullTranslations:
        found = self._read.get(language)
        if found is None:
            found = self._read[language] = Translations.load(self._folder, [language], DOMAIN)
        return found


DEFAULT_CATALOGUES = Catalogues()


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")     # a language that CLDR doesn't know (the test's `xx`) borrows the formats of English


DATE_PATTERNS: Mapping[str, Text] = {
    "": _("EEEE d MMMM y"),
    "day": _("EEEE d MMMM"),
    "short": _("EEE d MMM"),
    "plain": _("d MMMM y"),
    "weekday": _("EEEE"),
}
TIME_PATTERN = _("h:mm a")
"""CLDR patterns; each language's catalogue has its own."""


@lru_cache(maxsize=4096)
def pieces(words: str) -> tuple[tuple[str, str | None, str], ...]:
    """Words taken apart, once: what stands there, then a value and how it is written."""
    return tuple((literal, name, spec or "") for literal, name, spec, _conversion in string.Formatter().parse(words))


class Speech:
    """One language: its words, and how it writes dates, times, numbers and money."""

    def __init__(self, language: str, catalogues: Catalogues = DEFAULT_CATALOGUES) -> None:
        self.language = language
        self.locale = _locale(language)
        self._translations = catalogues[language]
        self._fixed: dict[str, str] = {}

    def render(self, text: Showable | str) -> str:
        """The words, in this language."""
        if type(text) is Text and not text.values:           # most of all that is said
            fixed = self._fixed.get(text.msgid)
            if fixed is None:
                fixed = self._fixed[text.msgid] = self.filled(self.words(text), {})
            return fixed
        match text:
            case str():
                return text
            case Words():
                return text.in_language(self.language)
            case Joined(parts, None):
                return format_list([self.render(part) for part in parts], locale=self.locale)
            case Joined(parts, between):
                return str(between).join(self.render(part) for part in parts)
            case Text(values=values):
                return self.filled(self.words(text), dict(values))

    def filled(self, words: str, values: Mapping[str, Value]) -> str:
        """Words with these values in their places."""
        return "".join(literal if name is None else literal + self.format_field(values[name], spec)
                       for literal, name, spec in pieces(words))

    def words(self, text: Text) -> str:
        """The words of a text, its values not yet in their places."""
        if text.msgid == SAID:
            return text.msgid
        if text.plural:
            return self._translations.ngettext(text.msgid, text.plural, int(dict(text.values)["n"]))  # type: ignore[arg-type]
        return self._translations.gettext(text.msgid)

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value inside a text: `{day}`, `{day:short}`, `{time}`, `{fee}`, `{name}`."""
        match value:
            case Text() | Joined() | Words():
                return self.render(value)
            case datetime():
                raise TypeError("a text shows a date and a time of a place, not an instant")
            case date():
                return self._date(value, format_spec)
            case time():
                return self._time(value)
            case Money():
                return self._money(value)
            case int() | Decimal():
                return self._number(value)
            case _:
                return str(value)

    def _money(self, money: Money) -> str:
        """`$20`, but `IDR 1,000,000`: CLDR parts a symbol that ends in a letter from the digits."""
        gap = "" if category(get_currency_symbol(money.currency, self.locale)[-1]) == "Sc" else "\N{NO-BREAK SPACE}"
        decimals = "" if money.amount == money.amount.to_integral_value() else ".00"
        shape = f"¤{gap}#,##0{decimals}"
        return format_currency(money.amount, money.currency, shape, locale=self.locale, currency_digits=False)

    @lru_cache(maxsize=2048)  # noqa: B019  (Babel takes 15 µs a date; a process has a handful of languages, kept for ever)
    def _date(self, day: date, spec: str) -> str:
        return format_date(day, self.render(DATE_PATTERNS[spec]), locale=self.locale)

    @lru_cache(maxsize=512)  # noqa: B019
    def _number(self, number: int | Decimal) -> str:
        return format_decimal(number, locale=self.locale)

    @lru_cache(maxsize=512)  # noqa: B019
    def _time(self, moment: time) -> str:
        return format_time(moment, self.render(TIME_PATTERN), locale=self.locale).replace("AM", "am").replace("PM", "pm")


@lru_cache(maxsize=32)
def speech(language: str, catalogues: Catalogues = DEFAULT_CATALOGUES) -> Speech:
    """The speech of a language, made once."""
    return Speech(language, catalogues)
