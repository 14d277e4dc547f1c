"""Several people in one answer: "saya, istri, dan 2 anak". They are taken one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from bot.conversation.prompts import Reading, Refusal
from bot.conversation.text import Showable, _, paragraphs
from bot.conversation.words import WordLists, plain
from bot.desk.desk import Desk

MOST = 20
"""Nobody brings more: a larger number means something else."""

KINDS = ("kin-many", "kin", "together", "who-writes", "joining", "for-whom")
"""Lists of words: who of a family, all of them, the one who writes, and what may stand between."""


class Several(BaseModel):
    """More than one. `people`: how many; 0 where it is not said."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    people: int = 0


@dataclass(frozen=True)
class _Said:
    kind: str
    number: int = 0


def read_several(text: str, reading: Reading) -> Several | Refusal:
    """Takes only what names people, or their number, and says nothing else."""
    words = reading.words
    parts = plain(words.without_polite(text.replace("&", " + ").replace(",", " + "))).split()
    said = list(_kinds(parts, words))
    kinds = [one.kind for one in said]
    if "" in kinds or not {"kin", "kin-many", "together"} & set(kinds):
        return Refusal()
    people = _total(said) if "together" in kinds else _named(said)
    return Refusal() if people is None or people == 1 else Several(people=people)


def _kinds(parts: Sequence[str], words: WordLists) -> Iterator[_Said]:
    """What each word is, two at a time where they are one ("orang tua"); an empty kind says something else."""
    place = 0
    while place < len(parts):
        pair = " ".join(parts[place:place + 2])
        taken = 2 if len(parts) > place + 1 and words.reserved(pair, KINDS) else 1
        yield _kind(pair if taken == 2 else parts[place], words)
        place += taken


def _kind(word: str, words: WordLists) -> _Said:
    known = words.reserved(word, KINDS)
    if known is not None:
        together = words.reserved(word, ("all-2", "all-3", "all-4", "all-5", "all-6")) if known == "together" else None
        return _Said(known, int(together[-1]) if together else 0)
    number = word if word.isdecimal() else words.reserved(word, "123456")
    return _Said("number", int(number)) if number and int(number) <= MOST else _Said("")


def _total(said: Sequence[_Said]) -> int:
    """How many all of them are: "berempat", "4 orang", "family of four"; 0 where it is not said."""
    followed = zip(said, [*said[1:], _Said("")], strict=True)
    return max(one.number for one, after in followed if one.kind != "number" or not after.kind.startswith("kin"))


def _named(said: Sequence[_Said]) -> int | None:
    """How many are named one by one; 0 where some of them have no number, None where only one is, or it is not sure."""
    found, is_open, before = 0, False, _Said("")
    me = said[0].kind == "joining"                          # "sama istri": with whoever writes
    for one in said:
        number = before.number if before.kind == "number" else 0
        if one.kind.startswith("kin"):
            found, is_open = found + (number or 1), is_open or (one.kind == "kin-many" and not number)
        elif number:
            return None                                     # of whom it is, is not said
        elif one.kind == "who-writes":
            me = me or not before.kind.startswith("kin")    # "istri saya" only says whose
        before = one
    joined = any(one.kind == "joining" for one in said)
    if before.kind == "number" or not (joined or found > 1):
        return None
    return 0 if is_open else found + me


def who_is_first(desk: Desk, people: int) -> Showable:
    """They are several: whose turn it is."""
    first: Showable = _("All right, for {n} of you. We take one person at a time: who is first?", n=people) if people else _(
        "All right, for several of you. We take one person at a time: who is first?")
    most = desk.settings.booking.party
    too_many = (_("One appointment is for {n} applicants at most.", n=most),) if people > most else ()
    return paragraphs((*too_many, first))
