"""What people type for the things that work everywhere: lists in `locales/<language>/words.yaml`, read in all languages
at once, because people mix them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import yaml

BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF])
"""Marks that turn the direction of what stands after them; they could make a message read as another one."""


KEPT = "\n\u200c\u200d"
"""Line ends, and the joiners that some scripts and emoji are written with."""

DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode's categories of control, format, surrogate, private and unassigned signs."""


SHORT = 9
"""Words of a message that is short enough to be about the one of them that is known."""


MARKS = 30
"""Over one letter, at most (Unicode's annex 15, 13: no script has more). To order them takes the square of their number."""


def clean(text: str) -> str:
    """Text as it may be kept: without control characters and direction marks, line ends as `\\n`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(BIDI)
    text = "".join(sign for sign in text if sign in KEPT or unicodedata.category(sign) not in DROPPED)
    return unicodedata.normalize("NFC", text if text.isascii() else "".join(_with_few_marks(text))).strip()


def _with_few_marks(text: str) -> Iterator[str]:
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.category(sign)[0] == "M" else 0     # by their class, some that are two were none
        if marks <= MARKS:
            yield sign


COMPARED = 300
"""Signs of a text that are compared. No label is half as long; to look for words in the rest would only take time, and a
message may be as long as thirteen of these."""


def plain(text: str) -> str:
    """Text as it is compared: small letters, single spaces, no marks around words, no apostrophes in them."""
    return _plain(text if len(text) <= COMPARED else " ".join(text.split())[:COMPARED])


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    text = re.sub(r"(?<=\w)['’‘ʼ`](?=\w)", "", unicodedata.normalize("NFKC", text).casefold())
    marked = re.sub(r"[^\w\s+:/@.👍-]", " ", text)
    return " ".join(re.sub(r"[.]+(?=\s|$)", " ", marked).split())[:COMPARED]     # NFKC makes 18 signs of one


@dataclass(frozen=True, eq=False)
class WordLists:
    """`meanings["back"]` are the words for going back, as `plain` gives them, in every language of the office."""

    meanings: Mapping[str, frozenset[str]]

    def means(self, text: str, meaning: str) -> bool:
        return plain(text) in self.meanings.get(meaning, frozenset())

    def reserved(self, text: str, meanings: Iterable[str]) -> str | None:
        """Which of these meanings the whole text has."""
        wanted = plain(text)
        return next((meaning for meaning in meanings if wanted in self.meanings.get(meaning, frozenset())), None)

    def is_sentence(self, text: str) -> bool:
        """Whether a word stands in it that no name has."""
        return not self.meanings.get("sentence", frozenset()).isdisjoint(plain(text).split())

    def has_doubt(self, text: str) -> bool:
        """Whether something stands in it after which a yes or no is none: "ya tapi", "ga apa apa"."""
        return self.has(text, "doubt")

    def is_denied(self, before: str) -> bool:
        """Whether what comes after these words is denied by them: "bukan amerika", "ga ada fotokopi"."""
        parts = before.split()
        while parts and parts[-1] in self.meanings.get("denied-with", frozenset()):
            parts.pop()
        return not self.meanings.get("negation", frozenset()).isdisjoint(parts[-1:])

    def calls_officer(self, text: str) -> bool:
        """Whether it is a few words, one of which is an officer's: "minta petugas dong". An address may have one too. A "ga"
        at the end asks, and denies nothing: "ada petugas ga?"."""
        parts = plain(text).split()
        named = not self.meanings.get("officers", frozenset()).isdisjoint(parts)
        denied = not self.meanings.get("negation", frozenset()).isdisjoint(self.without_filler(text).split()[:-1])
        return named and not denied and len(parts) <= SHORT and not any(sign.isdigit() for sign in text)

    def begins(self, text: str, meaning: str) -> bool:
        """Whether it begins with words of a list."""
        return any(f"{plain(text)} ".startswith(f"{word} ") for word in self.meanings.get(meaning, frozenset()))

    def switches_to(self, text: str, language: str) -> bool:
        """Whether a sentence asks for this language, and says nothing else: "ganti ke bahasa indo dong"."""
        before, named, after = self._parted(plain(text), f"called-{language}")
        denied = not self.meanings.get("negation", frozenset()).isdisjoint(before.split())
        return bool(named) and not denied and not self.without(f"{before} {after}", "switching")

    def _parted(self, text: str, meaning: str) -> tuple[str, str, str]:
        """What stands before the words of a list, they, and what comes after; empty words: they don't stand in it."""
        found = _standing(self, meaning).search(text)
        return (text, "", "") if found is None else (text[:found.start()], found.group(), text[found.end():])

    @cached_property
    def idle(self) -> frozenset[str]:
        """The words that say nothing of what a sentence is about: those of yes and no, and what stands beside them. To go on
        is something: "ok lanjut" does not say that a parent is a foreigner."""
        return self._words_of("yes", "no", "affirming", "small", "negation", "idle") - self.onward

    @cached_property
    def onward(self) -> frozenset[str]:
        """The words for going on."""
        return self._words_of("on")

    def _words_of(self, *lists: str) -> frozenset[str]:
        return frozenset(word for name in lists for words in self.meanings.get(name, ()) for word in words.split())

    def without_filler(self, text: str) -> str:
        """The text as it is compared, without the words that may stand beside a day or a time."""
        filler = self.meanings.get("filler", frozenset())
        return " ".join(word for word in plain(text).split() if word not in filler)

    def without_polite(self, text: str) -> str:
        """A wish without what is only said around it; empty where there is nothing else."""
        return self.without(text, "polite")

    def without(self, text: str, meaning: str) -> str:
        """The text as it is compared, without the words of a list."""
        return " ".join(_standing(self, meaning).sub(" ", plain(text)).split())

    def has(self, text: str, meaning: str) -> bool:
        """Whether words of a list stand in it."""
        return _standing(self, meaning).search(plain(text)) is not None

    def in_figures(self, text: str) -> str:
        """A number of a list that was said in words; else the text."""
        return self.reserved(text, "123456") or text

    def is_question(self, text: str) -> bool:
        """Whether it asks something rather than answers: it ends in a question mark or begins as questions do."""
        return text.rstrip().endswith("?") or f"{plain(text)} ".startswith(self._questions)

    def told(self, text: str) -> str:
        """What it says beside what it asks: "paspor saya habis, bagaimana ya?". What is only supposed is not said."""
        if not self.is_question(text):
            return text
        clauses = re.findall(r"[^.,;:!?\n]+\??", text)
        return ", ".join(clause for clause in clauses if not self.is_question(clause.strip()) and not self.has_doubt(clause))

    @cached_property
    def _questions(self) -> tuple[str, ...]:
        return tuple(f"{word} " for word in self.meanings.get("question", frozenset()))


@lru_cache(maxsize=64)
def _standing(lists: WordLists, meaning: str) -> re.Pattern[str]:
    """Finds the words of a list where they stand as words, the longest first."""
    words = sorted(lists.meanings.get(meaning, frozenset()), key=len, reverse=True)
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, words))})(?!\S)" if words else r"(?!)")


@lru_cache(maxsize=8)
def word_lists(folder: Path, languages: tuple[str, ...]) -> WordLists:
    """The lists of these languages, merged."""
    meanings: dict[str, set[str]] = {}
    for language in languages:
        path = folder / language / "words.yaml"
        if path.exists():
            read = yaml.load(path.read_text(), Loader=yaml.CBaseLoader)  # noqa: S506 (it makes strings alone: "on" is a word)
            for meaning, words in read.items():
                meanings.setdefault(meaning, set()).update(map(plain, words))
    return WordLists({meaning: frozenset(words - {""}) for meaning, words in meanings.items()})
