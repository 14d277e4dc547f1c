"""What a sentence says to a list of answers: their words that stand in it, a yes or no that leads it, a part of a label.

Each gives the places of all answers that it may mean; one is taken only where it is the only one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from bot.conversation.words import WordLists, plain


class Answer(Protocol):
    """A choice of the open question, as it was shown."""

    @property
    def label(self) -> str: ...
    @property
    def also(self) -> tuple[str, ...]: ...
    @property
    def inside(self) -> tuple[str, ...]: ...
    @property
    def wide(self) -> bool: ...
    @property
    def strict(self) -> bool: ...
    def has(self, words: str, /) -> bool: ...


def meant_by(text: str, choices: Sequence[Answer], words: WordLists, asked: str = "") -> list[int]:
    """The answers that a sentence may mean to what is `asked` (in each language; empty: it is not known). A word inside of a
    question is none."""
    wanted = plain(text)
    found = set() if words.is_question(text) else {*standing(wanted, choices, words), *led(wanted, choices, words, asked)}
    return sorted(found) or in_part(wanted, choices, words)


def standing(wanted: str, choices: Sequence[Answer], words: WordLists | None = None) -> list[int]:
    """Those whose words stand in it, and are not denied. "paspor hilang" says more than the "paspor" inside of it."""
    said = wanted.split()
    spans = [(place, start, end) for place, choice in enumerate(choices) for start, end in stretches(said, choice, words)]
    found = {place for place, start, end in spans if not any(
        other != place and first <= start and end <= last and last - first > end - start for other, first, last in spans)}
    return sorted({place for place in found if not choices[place].wide} or found)


def stretches(said: Sequence[str], choice: Answer, words: WordLists | None = None) -> list[tuple[int, int]]:
    """From which word on, and up to which, an answer's words stand among these: with whose it is, and when, between them
    ("paspor sy mau habis")."""
    between = frozenset[str]() if words is None else words.meanings.get("between", frozenset())
    return [(start, end) for word in choice.inside for parts in (word.split(),) for start, one in enumerate(said)
            if one == parts[0] and (end := _end(parts, said, start, between)) is not None
            and (words is None or not words.is_denied(" ".join(said[:start])))]


def as_ones_own(said: Sequence[str], choice: Answer, words: WordLists) -> tuple[str, ...]:
    """What of one's own these words speak of where the answer's stand among them: "paspor sy" in "paspor sy mau habis"."""
    mine = words.meanings.get("mine", frozenset())
    near = [said[max(start - 1, 0):end + 1] for start, end in stretches(said, choice, words)]
    pairs = {pair for part in near for pair in pairwise(part) if len(mine.intersection(pair)) == 1}
    things = {word for pair in pairs for word in pair} - mine
    return tuple(sorted(own for thing in things for one in mine for own in (f"{thing} {one}", f"{one} {thing}")))


def _end(parts: Sequence[str], said: Sequence[str], start: int, between: frozenset[str]) -> int | None:
    """After the last of these parts, where all of them follow each other from there on."""
    place = start + 1
    for part in parts[1:]:
        while said[place:place + 1] != [part]:
            if place >= len(said) or said[place] not in between:
                return None
            place += 1
        place += 1
    return place


def led(wanted: str, choices: Sequence[Answer], words: WordLists, asked: str = "") -> list[int]:
    """The answer that a sentence begins with, where only what affirms follows ("yes its all right", "udah cukup pak"); else
    the yes or no of a question that has both: "no just me". Doubt is never a yes."""
    parts = wanted.split()
    lead, meaning = _lead(parts, words)
    if words.has_doubt(wanted) or (meaning and _is_against(parts[lead:], meaning, words)):
        return []
    affirmed = _affirmed(parts, choices, words)
    if affirmed is not None or not meaning:
        return [] if affirmed is None else [affirmed]
    tells = bool(asked) if meaning == "yes" else words.begins(" ".join(parts[:lead]), "not-yet")
    if tells and _is_of_another(parts[lead:], choices, words, asked):
        return []
    no = _answers(choices, "no", words)
    yes = [place for place in _answers(choices, "yes", words) if place not in no]
    mine, alone = yes if meaning == "yes" else no, _first(" ".join(parts[:lead]), choices)
    is_other = alone is None and (words.onward.issuperset(parts[:lead]) or any(
        choices[place].strict or _only_tells(choices[place], parts[:lead], words) for place in mine))
    return mine if len(yes) == 1 and len(no) == 1 and alone in (None, *mine) and not is_other else []


def _only_tells(choice: Answer, lead: list[str], words: WordLists) -> bool:
    """Whether it says how something is ("Sudah"), so that nobody can agree to it."""
    agrees = words.reserved(" ".join(lead), ("agree",)) is not None
    return agrees and not words.begins(choice.label, "consent")


def _lead(parts: list[str], words: WordLists) -> tuple[int, str]:
    """How many words a yes or no at the beginning has, and which of the two it is."""
    leads = ((number, words.reserved(" ".join(parts[:number]), ("yes", "no"))) for number in range(len(parts), 0, -1))
    return next(((number, found) for number, found in leads if found), (0, ""))


def only_agrees(text: str, words: WordLists) -> bool:
    """Whether it is a yes or a no, and says nothing of what it is about."""
    parts = plain(text).split()
    lead, meaning = _lead(parts, words)
    return bool(meaning) and _matter(" ".join(parts[lead:]), words) <= words.onward


def _is_of_another(rest: list[str], choices: Sequence[Answer], words: WordLists, asked: str) -> bool:
    """Whether none of what follows a yes or a "not yet" is spoken of in the question: "sudah lapor polisi"."""
    said = _matter(" ".join(rest), words)
    if not said:
        return False
    spoken = _matter(plain(asked), words).union(*(
        _matter(told, words) for choice in choices for told in (plain(choice.label), *choice.also, *choice.inside)))
    return not any(_alike(one, other) for one in said for other in spoken)


def _matter(text: str, words: WordLists) -> set[str]:
    """The words of a text that say what it is about."""
    said = words.without_polite(words.without_filler(text)).split()
    return {word for word in said if len(word) > 1} - words.idle


ROOT = 4
"""Letters of a word at least that is known inside of another: "lapor" in "dilaporkan"."""


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= ROOT and (one in other or other in one))


def _is_against(rest: list[str], meaning: str, words: WordLists) -> bool:
    """Whether what follows a yes or no says the other."""
    against = ("yes",) if meaning == "no" else ("no", "negation")
    return any(word in words.meanings.get(list_, ()) for word in rest for list_ in against)


def _affirmed(parts: list[str], choices: Sequence[Answer], words: WordLists) -> int | None:
    """The answer whose words come first, with nothing but what affirms after them."""
    affirming = words.meanings.get("affirming", frozenset()) | words.meanings.get("idle", frozenset())
    for number in range(len(parts), 0, -1):
        place = _first(" ".join(parts[:number]), choices)
        if place is not None:
            return place if affirming.issuperset(parts[number:]) else None
    return None


def _first(said: str, choices: Sequence[Answer]) -> int | None:
    """The answer that these words are where nothing else is said: "udah" may say that it is enough."""
    return next((place for place, choice in enumerate(choices) if choice.has(said)), None)


def _answers(choices: Sequence[Answer], meaning: str, words: WordLists) -> list[int]:
    """Those that a bare word of this meaning names."""
    meant = words.meanings.get(meaning, frozenset())
    return [place for place, choice in enumerate(choices)
            if any(" " not in word and word in meant for word in (plain(choice.label), *choice.also, *choice.inside))]


def in_part(wanted: str, choices: Sequence[Answer], words: WordLists) -> list[int]:
    """Those in whose label all of it stands: "dewi aja" for Dewi Lestari; of several the one whose whole label was said.
    What a label denies has to be said."""
    changing = words.meanings.get("changing", frozenset())
    said = set(words.without_filler(wanted).split()) - words.meanings.get("small", frozenset())
    beside = " ".join(word for word in wanted.split() if word not in said)
    if words.has_doubt(beside) or not any(len(word) > 2 and not word.isdecimal() for word in said):
        return []
    labels = [set(re.findall(r"\w+", plain(choice.label))) for choice in choices]
    found = [place for place, label in enumerate(labels)
             if said <= (label if changing.isdisjoint(label) else label | changing)]
    whole = [place for place in found if labels[place] - changing <= set(wanted.split())]
    found = whole if len(whole) == 1 else found
    denied = words.meanings.get("negation", frozenset()) | words.meanings.get("no", frozenset())
    return [] if len(found) == 1 and not denied.isdisjoint(labels[found[0]] - said) else found
