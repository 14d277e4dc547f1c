"""Sending papers before the visit: one requirement at a time, several pages each, any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.config import Missing, Requirement
from bot.conversation.prompts import AskFiles, Choose, Files, Option, Say
from bot.conversation.step import Done, Step
from bot.conversation.text import Joined, Showable, Text, _, counted, lines, paragraphs, said
from bot.desk.applicants import Applicant
from bot.desk.booked import Case
from bot.desk.desk import Desk
from bot.desk.limits import room_for_files
from bot.desk.papers import Wanted


class Paper(BaseModel):
    """A requirement of one applicant's service."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    applicant: int
    service: str
    requirement: str

    @property
    def private(self) -> str:
        """What its private page is about."""
        return f"paper:{self.applicant}:{self.service}:{self.requirement}"


class File(BaseModel):
    """One applicant's service: what its papers belong to."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    applicant: int
    service: str


def files_of(desk: Desk) -> Mapping[File, Mapping[str, str]]:
    """What this person can send papers for, with the answers that decide which: booked visits, then prepared ones."""
    found: dict[File, Mapping[str, str]] = {}
    for appointment in desk.appointments.of_person(desk.person.id):
        for case in desk.appointments.cases(appointment.id):
            if case.state == "active" and _is_open(desk, case):
                found[File(applicant=case.applicant, service=case.service)] = case.answers
    for draft in desk.parties.newest_drafts(desk.person.id):
        if draft.applicant is not None and draft.service is not None and desk.applicants.get(draft.applicant).full_name:
            found.setdefault(File(applicant=draft.applicant, service=draft.service), draft.answers)
    return {file: answers for file, answers in found.items() if file.service in desk.settings.services}


def _is_open(desk: Desk, case: Case) -> bool:
    """Whether its papers still matter: not once it is ready, or was collected."""
    stage = desk.cases.stages_of(case.service).get(case.stage)
    return stage is None or stage.kind == "step"


def wanted(desk: Desk, file: File) -> Sequence[Wanted]:
    """What that case needs, as far as it can be sent. Raises Missing when its visit was cancelled."""
    files = files_of(desk)
    if file not in files:
        raise Missing(f"papers of applicant {file.applicant}")
    return desk.papers.wanted(file.applicant, file.service, files[file])


def missing_everywhere(desk: Desk) -> int:
    """How many papers are missing in all that this person prepares."""
    return sum(len(desk.papers.missing(file.applicant, file.service, answers)) for file, answers in files_of(desk).items())


def applicant_name(desk: Desk, applicant: int) -> str:
    """Their first name, where there are several."""
    several = len({file.applicant for file in files_of(desk)}) > 1
    one: Applicant = desk.applicants.get(applicant)
    return one.name if several or one.relation != "self" else ""


def first_of_papers(desk: Desk) -> WhosePapers | ChoosePaper:
    files = list(files_of(desk))
    return ChoosePaper(file=files[0]) if len(files) == 1 else WhosePapers()


class WhosePapers(Step[File | Literal["later"], None]):
    """Whose papers, where there are several cases."""

    def ask(self, desk: Desk, /) -> Choose[File | Literal["later"]]:
        options: list[Option[File | Literal["later"]]] = []
        for file, answers in files_of(desk).items():
            left = len(desk.papers.missing(file.applicant, file.service, answers))
            service = desk.settings.services[file.service]
            state = counted("{service}: {n} paper missing", "{service}: {n} papers missing", n=left,
                            service=service.short or service.name)
            if not left:
                state = _("{service}: ✅ all here", service=service.short or service.name)
            options.append(Option(file, said(desk.applicants.get(file.applicant).full_name), detail=state))
        if not options:
            return Choose(_("There is nothing to send papers for now. Prepare a visit first, so that I know which papers you "
                            "need."), (), Option("later", _("Understood"), also=("ok", "oke")))
        return Choose(_("Whose papers do you want to send?"), options, Option("later", _("Later"), also=("nanti",)))

    def answer(self, desk: Desk, value: File | Literal["later"], /) -> ChoosePaper | Done[None]:
        return Done(None) if value == "later" else ChoosePaper(file=value)


class ChoosePaper(Step[str, None]):
    """Which paper next; missing ones first, then those that were sent."""

    file: File

    def ask(self, desk: Desk, /) -> Choose[str]:
        papers = sorted(wanted(desk, self.file), key=lambda one: not one.missing)
        left = sum(one.missing for one in papers)
        options = tuple(Option(one.key, one.requirement.short or one.requirement.name, detail=_choice(one),
                               also=one.requirement.also) for one in papers)
        later = Option("", _("Later") if left else _("Done"), also=(
            "nanti", "selesai", "done", "later", "that's it", "that's all", "sudah semua", "udah semua", "itu aja"))
        body: Text = counted("{n} paper is still missing. Which one are you sending now?",
                             "{n} papers are still missing. Which one are you sending now?", n=left)
        sent = tuple(one.requirement.short or one.requirement.name for one in papers if not one.missing)
        asked: Showable = paragraphs((body, _("Sent already: {papers}.", papers=Joined(sent, between=", ")))) if sent else body
        if not left:
            asked = _("All papers are here; an officer will look at them before your visit. Bring the originals. You can still "
                      "replace one:")
        return Choose(asked, options, later, about=applicant_name(desk, self.file.applicant))

    def answer(self, desk: Desk, value: str, /) -> SendPaper | ChoosePaper | Done[None]:
        if not value:
            return Done(None)
        if value not in {one.key for one in wanted(desk, self.file)}:
            return ChoosePaper(file=self.file)
        paper = Paper(applicant=self.file.applicant, service=self.file.service, requirement=value)
        return SendPaper(paper=paper, reopened=desk.papers.pages(paper.applicant, paper.service, paper.requirement) > 0)


def _choice(one: Wanted) -> Showable:
    return _("missing") if one.missing else counted("✅ {n} page sent; add or replace", "✅ {n} pages sent; add or replace",
                                                    n=one.pages)


Sending = Files | Literal["done", "again", "later"]

NEXT: Option[Sending] = Option("done", _("Next paper"), also=("lanjut", "selesai", "done", "next"))
AGAIN: Option[Sending] = Option(
    "again", _("Send this one again"), also=("kirim ulang", "ganti", "hapus", "send again", "replace", "delete", "remove"))
LATER: Option[Sending] = Option("later", _("Later"), also=("nanti", "nanti saja", "later"))
LEAVE: Option[Sending] = Option(
    "later", _("Leave it as it is"), also=("biarkan", "nanti", "nanti saja", "leave it", "later"))


class SendPaper(Step[Files | Literal["done", "again", "later"], None]):
    """Photos of one paper: several pages, in any number of messages. `instead`: what comes next takes the place of what
    was sent, which stays until then. `reopened`: its pages were sent earlier, and are looked at again."""

    paper: Paper
    instead: bool = False
    reopened: bool = False

    def ask(self, desk: Desk, /) -> AskFiles[Files | Literal["done", "again", "later"]]:
        requirement = desk.settings.requirements[self.paper.requirement]
        papers = wanted(desk, File(applicant=self.paper.applicant, service=self.paper.service))
        place = next((number for number, one in enumerate(papers, 1) if one.key == self.paper.requirement), 1)
        have = desk.papers.pages(self.paper.applicant, self.paper.service, self.paper.requirement)
        options: tuple[Option[Sending], ...]
        if self.instead or not have:
            body, options = please_send(requirement, have), (LATER,)
        elif self.reopened:
            body, options = _sent_before(requirement, have), (AGAIN, LEAVE)
        else:
            body, options = _received(requirement, have), (NEXT, AGAIN, LATER)
        return AskFiles(body, lambda files: files, options, about=applicant_name(desk, self.paper.applicant),
                        progress=(place, len(papers)), private=self.paper.private, identity=requirement.identity,
                        finished="done", more=bool(have) and not self.instead)

    def answer(self, desk: Desk, value: Files | Literal["done", "again", "later"], /,
               ) -> SendPaper | ChoosePaper | FullForToday | PapersComplete:
        paper, file = self.paper, File(applicant=self.paper.applicant, service=self.paper.service)
        if isinstance(value, Files):
            if not room_for_files(desk):
                return FullForToday(paper=paper)
            if self.instead:
                desk.papers.start_again(paper.applicant, paper.service, paper.requirement)
            desk.papers.receive(desk.person.id, paper.applicant, paper.service, paper.requirement, value.keys)
            return SendPaper(paper=paper)
        if value == "again":
            return SendPaper(paper=paper, instead=True)
        if value == "later":
            return ChoosePaper(file=file)
        left = next((one.key for one in wanted(desk, file) if one.missing), None)
        if left is None:
            return PapersComplete(file=file)
        return SendPaper(paper=Paper(applicant=file.applicant, service=file.service, requirement=left))


def please_send(requirement: Requirement, have: int = 0) -> Showable:
    hint: Showable = requirement.photo_hint or _("Lay it flat in daylight, without flash. The whole page should be in the "
                                                 "picture and easy to read.")
    pages: tuple[Showable, ...] = () if requirement.pages == 1 else (
        counted("It usually has {n} page.", "It usually has {n} pages.", n=requirement.pages),)
    kept: tuple[Showable, ...] = (_("What you sent before stays until then."),) if have else ()
    return paragraphs((_("Please send a photo or PDF of: *{name}*", name=requirement.name), hint, *pages, *kept))


def _sent_before(requirement: Requirement, have: int) -> Showable:
    return paragraphs((
        counted("You sent {n} page of *{name}*. What you send now is added to it.",
                "You sent {n} pages of *{name}*. What you send now is added to them.", n=have, name=requirement.name),
        _("Was it the wrong one? Send it again: what you send then takes its place.")))


def _received(requirement: Requirement, have: int) -> Showable:
    return paragraphs((
        counted("✅ {n} page of *{name}* received. Send more pages, or go on.",
                "✅ {n} pages of *{name}* received. Send more pages, or go on.", n=have, name=requirement.name),
        _("An officer will look at it before your visit.")))


class FullForToday(Step[Literal["on"], None]):
    """The day's limit of pages or bytes is reached."""

    paper: Paper

    def ask(self, desk: Desk, /) -> Say:
        return Say(_("Today's limit for files is reached. What you sent is kept; please send the rest tomorrow, or ask for an "
                     "officer."), words=("officer",))

    def answer(self, desk: Desk, value: Literal["on"], /) -> ChoosePaper:
        return ChoosePaper(file=File(applicant=self.paper.applicant, service=self.paper.service))


class PapersComplete(Step[Literal["on"], None]):
    """Nothing is missing any more; an officer decides whether it will do."""

    file: File

    def ask(self, desk: Desk, /) -> Say:
        return Say(_("✅ Your papers are complete, and an officer will look at them before your visit. Please bring the "
                     "originals on the day."), about=applicant_name(desk, self.file.applicant))

    def answer(self, desk: Desk, value: Literal["on"], /) -> WhosePapers | Done[None]:
        return WhosePapers() if missing_everywhere(desk) else Done(None)


def missing_in_words(desk: Desk, file: File, answers: Mapping[str, str]) -> Showable:
    """What is missing of a case, as a list."""
    left = desk.papers.missing(file.applicant, file.service, answers)
    if not left:
        return _("Papers: all here.")
    return lines((_("Papers still missing:"), *(_("• {paper}", paper=one.requirement.name) for one in left)))
