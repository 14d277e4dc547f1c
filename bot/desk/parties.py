"""A party: the applicants of one appointment, each with a service and the answers to its questions. A draft until booked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from bot.config import Missing
from bot.desk.catalogue import Catalogue
from bot.desk.remembered import Remembered
from storage import parties
from storage.database import Transaction
from storage.recent import Recent
from storage.sealed import Keys
from storage.statement import Row

ANSWERS = "members.answers"

_ANSWERS: Recent[bytes, Mapping[str, str]] = Recent()
"""By what was sealed."""

Told = Literal["papers", "fees"]
TOLD: tuple[Told, ...] = get_args(Told)


@dataclass(frozen=True)
class Member:
    """One of a party. `answers`: question key to option key; `rules`: fingerprints of the papers and fees that were told."""

    id: int
    party: int
    number: int
    applicant: int | None
    service: str | None
    answers: Mapping[str, str]
    rules: str


class Parties:
    """What steps do with parties."""

    def __init__(self, tx: Transaction, office: str, keys: Keys, catalogue: Catalogue, now: datetime) -> None:
        self._tx, self._office, self._keys, self._catalogue, self._now = tx, office, keys, catalogue, now
        self._known: Remembered[int, Member] = Remembered(tx)
        self._together: Remembered[int, Sequence[Member]] = Remembered(tx)

    def begin(self, person: int) -> int:
        """A new party of nobody yet."""
        return parties.add(self._tx, self._office, person, self._now)

    def booked(self, party: int) -> None:
        parties.set_state(self._tx, party, "booked")

    def add_member(self, party: int) -> int:
        self._together.forget(party)
        return parties.add_member(self._tx, self._office, party, self._seal({}))

    def member(self, member: int) -> Member:
        """Raises Missing when they were left out."""
        known = self._known.get(member)
        if known is not None:
            return known
        together = self._remember(parties.with_member(self._tx, member))
        if not together:
            raise Missing(f"member {member}")
        return next(one for one in together if one.id == member)

    def members(self, party: int) -> Sequence[Member]:
        """All that are there, in order."""
        known = self._together.get(party)
        if known is not None:
            return known
        return self._remember(parties.members_of(self._tx, party))

    def _remember(self, rows: Sequence[Row]) -> Sequence[Member]:
        """A whole party: where one of it is asked for, the others are next."""
        together = tuple(self._known.put(row.id, self._read(row)) for row in rows)
        return self._together.put(together[0].party, together) if together else ()

    def ready(self, party: int) -> Sequence[Member]:
        """Those whose service and form are known."""
        return [member for member in self.members(party) if member.applicant is not None and member.service is not None]

    def keep_only(self, party: int, members: Collection[int]) -> None:
        """Leave out all others."""
        for member in self.members(party):
            if member.id not in members:
                self.drop(member.id)

    def drop(self, member: int) -> None:
        self._known.clear()
        self._together.clear()
        parties.drop_member(self._tx, member)

    def leave(self, party: int, applicant: int) -> None:
        """This applicant no longer comes with the party."""
        for member in self.members(party):
            if member.applicant == applicant:
                self.drop(member.id)

    def set_service(self, member: int, service: str) -> None:
        """Which service; answers to questions that it does not ask are left out."""
        kept = self.member(member)
        asked = {asked.question for asked in self._catalogue.settings.services[service].ask}
        answers = {key: value for key, value in kept.answers.items() if key in asked}
        self.told(replace(kept, service=service, answers=answers))

    def set_answer(self, member: int, question: str, answer: str) -> None:
        """One answer. Those to questions that come after it in the service are asked again, unless it was asked for the first
        time: then they were given in another service, to the very same questions."""
        kept = self.member(member)
        assert kept.service is not None
        order = [asked.question for asked in self._catalogue.settings.services[kept.service].ask]
        is_again = question in order and question in kept.answers
        before = set(order[:order.index(question)]) if is_again else set(order)
        answers = {key: value for key, value in kept.answers.items() if key in before}
        self.told(replace(kept, answers={**answers, question: answer}))

    def take_over(self, member: int, kept: int) -> None:
        """The applicant and the answers of another one, who was being prepared before; all are told anew."""
        other = self.member(kept)
        self.told(replace(self.member(member), applicant=other.applicant, service=other.service, answers=other.answers))

    def forget_answers(self, member: int) -> None:
        """All is asked once more."""
        self.told(replace(self.member(member), answers={}))

    def put_aside(self, person: int, member: int) -> None:
        """What was answered for one who leaves this party is kept for another time."""
        kept = self.member(member)
        apart = self.add_member(self.begin(person))
        self.told(replace(self.member(apart), applicant=kept.applicant, service=kept.service, answers=kept.answers))

    def drop_drafts(self, person: int, booked: Collection[tuple[int | None, str | None]]) -> None:
        """What was prepared for these applicants and services, and is booked now."""
        for draft in self.drafts(person):
            if (draft.applicant, draft.service) in booked:
                self.drop(draft.id)

    def set_applicant(self, member: int, applicant: int) -> None:
        self._keep(replace(self.member(member), applicant=applicant))

    def told_otherwise(self, member: Member) -> Sequence[Told]:
        """What is not as the person was told of this one; nothing before all questions are answered, for then nothing was."""
        catalogue, service = self._catalogue, member.service or ""
        if service not in catalogue.settings.services or catalogue.next_question(service, member.answers) is not None:
            return ()
        now = self._fingerprints(member)
        return [what for what, was, is_now in zip(TOLD, member.rules.split(), now, strict=False) if was != is_now]

    def told(self, member: Member) -> None:
        """They are told what holds now."""
        self._keep(replace(member, rules=" ".join(self._fingerprints(member))))

    def _fingerprints(self, member: Member) -> tuple[str, str]:
        today = self._now.astimezone(ZoneInfo(self._catalogue.settings.office.timezone)).date()
        return self._catalogue.told(member.service or "", member.answers, today)

    def drafts(self, person: int) -> Sequence[Member]:
        """Members of parties that this person has not booked."""
        return [self._read(row) for row in parties.drafts_of(self._tx, person)]

    def newest_drafts(self, person: int) -> Sequence[Member]:
        """Of each applicant and service the last of them: who answered anew means these answers."""
        return list({(one.applicant, one.service): one for one in self.drafts(person)}.values())

    def seal_answers(self, answers: Mapping[str, str]) -> bytes:
        return self._keys.seal_json(dict(answers), "cases.answers")

    def _seal(self, answers: Mapping[str, str]) -> bytes:
        sealed = self._keys.seal_json(dict(answers), ANSWERS)
        _ANSWERS.put(sealed, answers)
        return sealed

    def _keep(self, member: Member) -> None:
        parties.set_member(self._tx, member.id, applicant=member.applicant, service=member.service,
                           answers=self._seal(member.answers), rules=member.rules)
        self._known.put(member.id, member)
        together = self._together.get(member.party)
        if together is not None:
            self._together.put(member.party, tuple(member if one.id == member.id else one for one in together))

    def _read(self, row: Row) -> Member:
        answers = _ANSWERS.look(row.answers)
        if answers is None:
            answers = self._keys.open_json(row.answers, ANSWERS)
            _ANSWERS.put(row.answers, answers)
        return Member(row.id, row.party, row.number, row.applicant, row.service, answers, row.rules)
