"""A line that is named together with its new value: "nama salah, harusnya Siti", "my birth place is Medan, not Binjai"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.conversation.sentences import Answer, in_part, standing
from bot.conversation.words import WordLists, plain


@dataclass(frozen=True)
class Correction:
    """`named`: the words in which the line's name stands; `value`: those that may be its new value. `sure`: they say that
    it follows, so whoever mistypes it is told what is wrong with it."""

    named: str
    value: str
    sure: bool = False


def correction(text: str, words: WordLists) -> Correction | None:
    """What a sentence says a line should be; None where it only says that it is wrong."""
    parted = _parted(text, words)
    value = without_polite_end(_without_denied(parted.value, words), words)
    denies = words.has(" ".join(plain(value).split()[:1]), "negation")
    says_nothing = not words.without(value, "mistaken") if parted.sure else words.has(value, "mistaken")
    if denies or says_nothing:
        return None
    return Correction(parted.named, value, parted.sure)


def _parted(text: str, words: WordLists) -> Correction:
    """Before and after what says that a value follows; where the name comes after it, it may begin the value, as it does
    where nothing says so: readers know a value that is introduced ("nama saya Siti")."""
    found = _after("instead", text, words) or _after("rather", text, words)
    if found is not None and found.group("before").strip():
        return Correction(found.group("before"), found.group("after"), sure=True)
    found = found or _after("mistaken", text, words) or _after("changing", text, words)
    if found is None:
        return Correction(text, text)
    named = found.group("before").strip() or found.group("after")
    return Correction(named, found.group("after"))


def _after(meaning: str, text: str, words: WordLists) -> re.Match[str] | None:
    """The text parted at words of a list. Something is said rather than something else only after a denial; and what is
    wrong is followed by its correction only where that has figures: "salah ketik" says no name."""
    found = _parting(words, meaning).match(text)
    if found is None or (meaning == "rather" and not words.has(found.group("before"), "negation")):
        return None
    return None if meaning == "mistaken" and not any(map(str.isdigit, found.group("after"))) else found


@lru_cache(maxsize=16)
def _parting(words: WordLists, meaning: str) -> re.Pattern[str]:
    listed = "|".join(re.escape(word) for word in sorted(words.meanings.get(meaning, ()), key=len, reverse=True))
    return re.compile(rf"(?P<before>.*?)(?<!\w)(?:(?:{listed})(?!\w)[\s,:=]*)+(?P<after>.*)", re.IGNORECASE | re.DOTALL)


@lru_cache(maxsize=4)
def _denied(words: WordLists) -> re.Pattern[str]:
    listed = "|".join(re.escape(word) for word in words.meanings.get("negation", ()))
    return re.compile(rf"(?<=\S)[\s,.;-]+(?:{listed})\s.*", re.IGNORECASE | re.DOTALL)


def _without_denied(value: str, words: WordLists) -> str:
    """Without what it is not: "Medan, not Binjai"."""
    return _denied(words).sub("", value.strip())


def without_polite_end(value: str, words: WordLists) -> str:
    """Without what is only said to the reader. In small letters: "Bang" may be a name."""
    parts = value.split(" ")
    while parts and (not parts[-1].strip(" ,.!") or parts[-1].strip(" ,.!") in words.meanings.get("polite", ())):
        parts.pop()
    return " ".join(parts).strip(" ,!")


def line_named(named: str, choices: Sequence[Answer], words: WordLists) -> int | None:
    """The only one of these whose name the words begin with; the more of them it has the better ("nomor hp" is no passport's
    number)."""
    parts = plain(named).split()
    for number in range(len(parts), 0, -1):
        said = " ".join(parts[:number])
        found = standing(said, choices, words) or in_part(said, choices, words)
        if found:
            return found[0] if len(found) == 1 else None
    return None
