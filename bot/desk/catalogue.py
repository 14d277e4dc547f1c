"""What the office's questions, rules and papers say about one case. No state, no clock: only the settings.

Answers are question key to option key. Those that are stored may be older than the settings: a key or an option that
is gone, and an answer to a question that would not be asked now, count as not given; a service that is gone asks,
needs and costs nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel

from bot.config import Attend, Condition, Fee, FormField, Needed, Requirement, Service, Settings, VisitStep, Words

Answers = Mapping[str, str]
Residence = Literal["here", "elsewhere", "unsure"]
_ALSO_WORDS = frozenset({"hi", "ok", "in", "me", "or", "id", "ma", "pa", "de", "la", "ga"})   # a state only in capitals
_BESIDE = re.compile(r"^((anak (saya|sy) |anaknya )|(saya|sy|aku|gue|gw|kami|kita|i|we|i'm|im) )?((baru|sudah|sekarang|just|now|have|recently) )*"
                     r"((tinggal|tgl|tggl|pindah|live|living|moved|am|are) )?((di|ke|in|at|to) )?((kota|daerah) )?"
                     r"|([ ,]+(usa|us|u\.s\.a?\.?|amerika( serikat)?|united states|aja|saja|ya|kok|dong|deh|kak|pak|bu"
                     r"|please))+$", re.IGNORECASE)
_GONE = Service(name=Words({}), ask=())     # of a case whose service is no longer in the settings


@dataclass(frozen=True)
class Standing:
    """Where a case stands: the answers that count, the questions that are or may yet be asked, the rules that hold, and the
    next question to ask were there no rules."""

    known: Mapping[str, str]
    pending: frozenset[str]
    rules: tuple[int, ...]
    first_open: str | None


class Catalogue:
    """Reads the settings for the steps: what to ask next, how it ends, what to bring, who comes, what it costs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._told = lru_cache(maxsize=1024)(self._fingerprints)
        self._stands = lru_cache(maxsize=1024)(self._look)  # each turn asks for it some three times, of the same answers

    # --- questions and where they end

    def _standing(self, service: str, answers: Answers) -> Standing:
        return self._stands(service, tuple(answers.items()))

    def _look(self, service: str, answers: tuple[tuple[str, str], ...]) -> Standing:
        entry, known = self._service(service), self._given(service, dict(answers))
        later = [asked for asked in entry.ask if asked.question not in known]
        open_: set[str] = set()
        for asked in later:
            if asked.when is None or asked.when.value(known, open_) is not False:
                open_.add(asked.question)
        return Standing(
            known, frozenset(open_),
            rules=tuple(number for number, rule in enumerate(entry.rules) if rule.when.value(known, open_)),
            first_open=next((asked.question for asked in later if _applies(asked.when, known)), None))

    def _given(self, service: str, answers: Answers) -> dict[str, str]:
        known: dict[str, str] = {}
        for asked in self._service(service).ask:
            answer = answers.get(asked.question)
            if answer in self.settings.questions[asked.question].domain() and _applies(asked.when, known):
                known[asked.question] = str(answer)
        return known

    def given(self, service: str, answers: Answers) -> Answers:
        """The answers that count, in the order of the questions."""
        return self._standing(service, answers).known

    def next_question(self, service: str, answers: Answers) -> str | None:
        """The key of the next question that these answers leave open; none when all is asked, or it is decided."""
        standing = self._standing(service, answers)
        return None if standing.rules else standing.first_open

    def outcome(self, service: str, answers: Answers) -> str | None:
        """The key of the outcome in which it ends, as soon as that is certain; none: it goes on, or to a booking."""
        entry, standing = self._service(service), self._standing(service, answers)
        if standing.rules:
            return entry.rules[standing.rules[0]].outcome
        return entry.unbookable if not entry.bookable and standing.first_open is None else None

    def deciding(self, service: str, answers: Answers) -> str | None:
        """The key of the question whose answer decided how it ends: of several the last."""
        entry, standing = self._service(service), self._standing(service, answers)
        asked = entry.rules[standing.rules[0]].when.asks() if standing.rules else standing.known
        return next((key for key in reversed(list(standing.known)) if key in asked), None)

    def before(self, service: str, answers: Answers, question: str) -> str | None:
        """The question that was answered before this one."""
        known = list(self.given(service, answers))
        place = known.index(question) if question in known else 0
        return known[place - 1] if place else None

    def pending(self, service: str, answers: Answers) -> frozenset[str]:
        """The questions that are, or may yet be, asked."""
        return self._standing(service, answers).pending

    def rules_that_hold(self, service: str, answers: Answers) -> tuple[int, ...]:
        """The numbers of the rules that hold, whatever is answered from here on; all should have the same outcome."""
        return self._standing(service, answers).rules

    # --- what follows from the answers

    def requirements(self, service: str, answers: Answers) -> dict[str, Requirement]:
        """What this case needs, by key, in the office's order."""
        known = self.given(service, answers)
        return {needed.requirement: self._needed(needed)
                for needed in self._service(service).requirements if _applies(needed.when, known)}

    def _needed(self, needed: Needed) -> Requirement:
        shared = self.settings.requirements[needed.requirement]
        return shared if needed.why is None else shared.model_copy(update={"why": needed.why})

    def attend(self, service: str, answers: Answers) -> tuple[Attend, ...]:
        """Who must come in person for this case."""
        known = self.given(service, answers)
        return tuple(one for one in self._service(service).attend if _applies(one.when, known))

    def form(self, service: str, answers: Answers) -> tuple[FormField, ...]:
        """The lines of the form that this case is asked for. Raises Missing where the service is gone."""
        known, entry = self.given(service, answers), self.settings.services[service]
        return tuple(line for line in entry.form if _applies(entry.form_when.get(line), known))

    def visit(self, service: str) -> tuple[VisitStep, ...]:
        """The steps of the visit, in order."""
        return self._service(service).visit

    def fees(self, service: str, answers: Answers, on: date) -> tuple[Fee, ...]:
        """What this case is charged on a day; an entry without an amount is posted by the office."""
        if service not in self.settings.services:
            return ()
        return self.settings.fee_in_force(service, self.given(service, answers), on)

    def people(self, party: Iterable[tuple[str, Answers]]) -> int:
        """How many people a party of (service, answers) brings into the room.

        The same parents accompany all their children, and a parent who needs a service too is already counted: so the
        largest number of companions that one applicant needs, less the applicants who come on their own account.
        """
        applicants, alone, companions = 0, 0, 0
        for service, answers in party:
            applicants += 1
            alone += not self._service(service).for_child
            companions = max(companions, sum(one.people for one in self.attend(service, answers)))
        return applicants + max(0, companions - alone)

    def minutes(self, services: Sequence[str]) -> int:
        """Minutes at the desk for a party with these services (one entry an applicant), the longest served first."""
        spans = [self._service(service).duration for service in services]
        more = sum(span.more for span in spans)
        return more + max((span.first - span.more for span in spans), default=0)

    def told(self, service: str, answers: Answers, on: date) -> tuple[str, str]:
        """Two fingerprints of what this case is told on a day: of its papers (and who must come), and of what it costs."""
        return self._told(service, tuple(self.given(service, answers).items()), on)

    def _fingerprints(self, service: str, answers: tuple[tuple[str, str], ...], on: date) -> tuple[str, str]:
        known, entry = dict(answers), self._service(service)
        papers = (*self.requirements(service, known).values(), *self.attend(service, known))
        costs = (*self.fees(service, known, on), *(() if entry.pay is None else (entry.pay,)))
        return _fingerprint(papers), _fingerprint(costs)

    # --- who serves where a person lives

    def find_state(self, text: str) -> str | None:
        """The code of the state that the text names ("California", "calif", "CA", "Phoenix, AZ 85001", "Irvine")."""
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
        if code not in self.settings.jurisdiction.states:
            return None
        lies_there = self._state_called(place) == code or self.find_county(code, place) is not None
        alone = last and self._state_coded(letters) is not None and self._state_named(letters) is None
        return code if lies_there or alone else None

    def _state_called(self, text: str) -> str | None:
        """The state of that name."""
        plain = _plain(text)
        return next((code for code, state in self.settings.jurisdiction.states.items()
                     if plain in map(_plain, (state.name, *state.also))), None)

    def _state_named(self, text: str) -> str | None:
        lies_in = [code for code in self.settings.jurisdiction.states if self._county_called(code, text)]
        return self._state_called(text) or (lies_in[0] if len(lies_in) == 1 else None)

    def _state_coded(self, text: str) -> str | None:
        given = text.strip(" .")
        code = given.upper()
        sure = given == code or given.lower() not in _ALSO_WORDS
        return code if sure and code in self.settings.jurisdiction.states else None

    def find_county(self, state: str, text: str) -> str | None:
        """The county of that state which the text names, or in which the city that it names lies."""
        return next((found for part in reversed(_parts(text)) for place in self._without_state(state, part)
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
        states = self.settings.jurisdiction.states.items()
        cities = {(key, _plain(city)): county for key, state in states for city, county in reversed(list(state.cities.items()))}
        return cities | {(key, _plain(county)): county for key, state in states for county in state.counties}

    def asks_county(self, state: str) -> bool:
        """Whether the county decides who serves that state."""
        entry = self.settings.jurisdiction.states.get(state)
        return entry is not None and entry.mission == "ask-county"

    def residence(self, state: str | None, county: str | None = None) -> tuple[Residence, str | None]:
        """Whether this office serves that place, and the key of the mission that does, where it is another."""
        entry = self.settings.jurisdiction.states.get(state or "")
        if entry is None:
            return "unsure", None
        mission = entry.mission
        if mission == "ask-county":
            mission = entry.counties.get(county or "", entry.other_counties)
        if mission in ("here", "unsure"):
            return ("here", None) if mission == "here" else ("unsure", None)
        return "elsewhere", mission

    def _service(self, key: str) -> Service:
        return self.settings.services.get(key, _GONE)


TOLD = {"name", "kind", "copies", "detail", "why", "who", "amount", "fact"}
"""What people read of a paper, of who must come and of a fee."""


def _fingerprint(parts: Iterable[BaseModel]) -> str:
    told = [part.model_dump(mode="json", include=None if isinstance(part, Words) else TOLD) for part in parts]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _applies(condition: Condition | None, answers: Answers) -> bool:
    return condition is None or condition.holds(answers)


def _parts(text: str) -> list[str]:
    """The text as a whole, then what stands between its commas, from the end; postcodes left out."""
    plain = _BESIDE.sub("", re.sub(r"\b\d{5}(-\d{4})?\b", "", text[:200]).strip()).strip(" ,")
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
