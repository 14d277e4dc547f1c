"""Where people live, as they type it, and who serves that place. No state, no clock: only the settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Literal

from bot.config import Jurisdiction

Residence = Literal["here", "elsewhere", "unsure"]

_ALSO_WORDS = frozenset({"hi", "ok", "in", "me", "or", "id", "ma", "pa", "de", "la", "ga"})   # a state only in capitals
_POSTCODE = re.compile(r"\b\d{5}(-\d{4})?\b")
_BEFORE = re.compile(r"^((saya|sy|aku|gue|gw|kami|kita|dia|i|we|i'm|im|baru|sudah|udah|sekarang|skrg|lagi|lg|just|now|have"
                     r"|recently|tinggal|tgl|tggl|domisili|pindah|lives?|living|moved|am|are|is|di|ke|in|at|to|kota|daerah) )+",
                     re.IGNORECASE)
_BESIDE = re.compile(r"([ ,]+(usa|us|u\.s\.a?\.?|amerika( serikat)?|united states|aja|saja|ya|kok|dong|deh|sih|nih|kak|pak|bu"
                     r"|min|sekarang|skrg|now|please))+$", re.IGNORECASE)
_LIES_IN = re.compile(r".+\b(?:di|d|ke|in|at|to) (.+)", re.IGNORECASE | re.DOTALL)
_NO_HOME = re.compile(r"(?:\b(?:tidak|tdk|tak|bukan|bkn|belum|blm|e?n?g?gak?|ga|not|never|dulu|dulunya|used)|n't) (?=\w)",
                      re.IGNORECASE)


class Homes:
    """`find_state` and `find_county` read what was typed, `residence` says whether this office serves it."""

    def __init__(self, jurisdiction: Jurisdiction) -> None:
        self._jurisdiction = jurisdiction

    def find_state(self, text: str) -> str | None:
        """The code of the state that the text names ("California", "calif", "CA", "Phoenix, AZ 85001", "Irvine")."""
        return next((found for said in _said(text) if (found := self._state_in(said))), None)

    def _state_in(self, text: str) -> str | None:
        whole, *parts = _parts(text)
        for part in parts:      # after a comma two letters are a state: "Baton Rouge, LA"; alone, LA is Los Angeles
            if found := self._state_coded(part) or self._state_named(part):
                return found
        return self._state_named(whole) or self._state_coded(whole) or self._state_beside(whole)

    def _state_beside(self, text: str) -> str | None:
        """The state at either end of a text without commas: "phoenix arizona", "california san diego", "los angeles ca".
        Two letters name one only beside a place that lies there, or where they can't be anything else."""
        halves = _halves(text)
        for before, after in halves:
            if found := self._state_called(after) or self._state_in_letters(after, before, last=True):
                return found
        for before, after in reversed(halves):
            found = self._state_called(before) or self._state_in_letters(before, after, last=False)
            if found and _plain(after) != "city":
                return found
        return None

    def _state_in_letters(self, letters: str, place: str, last: bool) -> str | None:
        code = letters.strip(" .").upper()
        if code not in self._jurisdiction.states:
            return None
        lies_there = self._state_called(place) == code or self.find_county(code, place) is not None
        alone = last and self._state_coded(letters) is not None and self._state_named(letters) is None
        return code if lies_there or alone else None

    def _state_called(self, text: str) -> str | None:
        """The state of that name."""
        plain = _plain(text)
        return next((code for code, state in self._jurisdiction.states.items()
                     if plain in map(_plain, (state.name, *state.also))), None)

    def _state_named(self, text: str) -> str | None:
        lies_in = [code for code in self._jurisdiction.states if self._county_called(code, text)]
        return self._state_called(text) or (lies_in[0] if len(lies_in) == 1 else None)

    def _state_coded(self, text: str) -> str | None:
        given = text.strip(" .")
        code = given.upper()
        sure = given == code or given.lower() not in _ALSO_WORDS
        return code if sure and code in self._jurisdiction.states else None

    def find_county(self, state: str, text: str) -> str | None:
        """The county of that state which the text names, or in which the city that it names lies."""
        return next((found for said in _said(text) for part in reversed(_parts(said))
                     for place in self._without_state(state, part)
                     for called in (place, *_ends_of_street(place)) if (found := self._county_called(state, called))), None)

    def _without_state(self, state: str, text: str) -> Iterator[str]:
        """The text, and what is left of it without the state at its end or its beginning."""
        yield text
        for before, after in _halves(text):
            if self._is_state(state, after):
                yield before
            if self._is_state(state, before):
                yield after

    def _is_state(self, state: str, text: str) -> bool:
        return text.strip(" .").upper() == state or self._state_called(text) == state

    def _county_called(self, state: str, text: str) -> str | None:
        """The county of that name, or in which the city of that name lies."""
        return self._counties.get((state, _plain(text)))

    @cached_property
    def _counties(self) -> Mapping[tuple[str, str], str]:
        """By state, and the name of the county or of a city in it; of two of one name it is the county."""
        states = self._jurisdiction.states.items()
        cities = {(key, _plain(city)): county for key, state in states for city, county in reversed(list(state.cities.items()))}
        return cities | {(key, _plain(county)): county for key, state in states for county in state.counties}

    def asks_county(self, state: str) -> bool:
        """Whether the county decides who serves that state."""
        entry = self._jurisdiction.states.get(state)
        return entry is not None and entry.mission == "ask-county"

    def residence(self, state: str | None, county: str | None = None) -> tuple[Residence, str | None]:
        """Whether this office serves that place, and the key of the mission that does, where it is another."""
        entry = self._jurisdiction.states.get(state or "")
        if entry is None:
            return "unsure", None
        mission = entry.mission
        if mission == "ask-county":
            mission = entry.counties.get(county or "", entry.other_counties)
        if mission in ("here", "unsure"):
            return ("here", None) if mission == "here" else ("unsure", None)
        return "elsewhere", mission


def _said(text: str) -> list[str]:
    """What may name a place: the text, and what stands behind its last "in" ("my house is in Irvine"). Where they do not live,
    or no longer, names none."""
    plain = _POSTCODE.sub("", text[:200]).strip()
    if _NO_HOME.search(plain):
        return []
    behind = _LIES_IN.fullmatch(plain)
    return [plain] if behind is None else [plain, behind[1]]


def _parts(text: str) -> list[str]:
    """The text as a whole, then what stands between its commas, from the end."""
    plain = _BESIDE.sub("", _BEFORE.sub("", text)).strip(" ,")
    return [plain, *reversed(plain.split(","))] if "," in plain else [plain]


def _ends_of_street(text: str) -> list[str]:
    """What the city may be in an address without commas: "1234 main st irvine"."""
    words = text.split()
    return [" ".join(words[-number:]) for number in (3, 2, 1)] if len(words) > 2 and text[0].isdigit() else []


def _halves(text: str) -> list[tuple[str, str]]:
    """All ways to part a text of a few words in two."""
    words = text.split()
    return [(" ".join(words[:number]), " ".join(words[number:])) for number in range(1, len(words))] if len(words) < 10 else []


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Letters only, without “county” or “state of”: what two spellings of the same name have in common."""
    words = re.sub(r"[\W_]+", " ", text.casefold()).split()
    return " ".join(word for word in words if word not in ("county", "parish", "state", "of", "negara", "bagian"))
