"""Papers: what an applicant's case needs, what of it was sent, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.config import Requirement
from bot.desk.catalogue import Catalogue
from storage import papers
from storage.database import Transaction


@dataclass(frozen=True)
class Wanted:
    """A requirement of a case, and how many pages of it we have."""

    key: str
    requirement: Requirement
    pages: int

    @property
    def missing(self) -> bool:
        return self.requirement.upload and self.pages == 0


class Papers:
    """What steps do with papers. A page is kept as soon as it comes; it stays with the applicant."""

    def __init__(self, tx: Transaction, office: str, catalogue: Catalogue, now: datetime) -> None:
        self._tx, self._office, self._catalogue, self._now = tx, office, catalogue, now

    def wanted(self, applicant: int, service: str, answers: Mapping[str, str]) -> Sequence[Wanted]:
        """What this case needs that can be sent before the visit, in order."""
        have = papers.counts(self._tx, applicant, service)
        needed = self._catalogue.requirements(service, answers)
        requirements = self._catalogue.settings.requirements
        return [Wanted(key, requirements[key], have.get(key, 0)) for key in needed if requirements[key].upload]

    def missing(self, applicant: int, service: str, answers: Mapping[str, str]) -> Sequence[Wanted]:
        return [wanted for wanted in self.wanted(applicant, service, answers) if wanted.missing]

    def receive(self, person: int, applicant: int, service: str, requirement: str, files: Sequence[str]) -> int:
        """Place files that this person sent; the same page twice counts once. How many pages came new."""
        known = papers.pages(self._tx, applicant, service, requirement)
        digests = {bytes(page.digest) for page in known}
        number = max((page.page for page in known), default=0)
        limit = self._catalogue.settings.files.max_pages
        new = 0
        for key in files:
            file = papers.file_of(self._tx, key, person)
            if file is None or bytes(file.digest) in digests or number >= limit:
                continue
            number += 1
            digests.add(bytes(file.digest))
            papers.keep_file(self._tx, key)
            new += papers.add_page(self._tx, office=self._office, applicant=applicant, service=service,
                                   requirement=requirement, page=number, file=key, made_at=self._now)
        return new

    def pages(self, applicant: int, service: str, requirement: str) -> int:
        return papers.counts(self._tx, applicant, service).get(requirement, 0)

    def start_again(self, applicant: int, service: str, requirement: str) -> None:
        """Leave out the pages that were sent for this one."""
        papers.drop_pages(self._tx, applicant, service, requirement)
