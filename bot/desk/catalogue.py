"""What the office's questions, rules and papers say about one case. No state, no clock: only the settings.

Answers are question key to option key. Those that are stored may be older than the settings: a key or an option that
is gone, and an answer to a question that would not be asked now, count as not given; a service that is gone asks,
needs and costs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256

from pydantic import BaseModel

from bot.config import Attend, Condition, Fee, FormField, Needed, Requirement, Service, Settings, VisitStep, Words
from bot.desk.homes import Homes

Answers = Mapping[str, str]
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
        self.homes = Homes(settings.jurisdiction)
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

    def possible(self, service: str, answers: Answers, question: str) -> tuple[str, ...]:
        """The answers that the question offers here: to say that one only visits, where a rule is about that."""
        asked = self.settings.questions[question]
        return tuple(answer for answer in asked.domain() if asked.kind != "residence" or answer != "visiting"
                     or self.rules_that_hold(service, {**answers, question: answer}))

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

    def _service(self, key: str) -> Service:
        return self.settings.services.get(key, _GONE)


TOLD = {"name", "kind", "copies", "detail", "why", "who", "amount", "fact"}
"""What people read of a paper, of who must come and of a fee."""


def _fingerprint(parts: Iterable[BaseModel]) -> str:
    told = [part.model_dump(mode="json", include=None if isinstance(part, Words) else TOLD) for part in parts]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _applies(condition: Condition | None, answers: Answers) -> bool:
    return condition is None or condition.holds(answers)
