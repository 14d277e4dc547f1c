"""Papers that come from a private page, whatever the chat asks by then."""

from __future__ import annotations

from pydantic import ValidationError

from bot.conversation.graph import Wanted
from bot.conversation.prompts import Files
from bot.conversation.text import Showable, _
from bot.desk.desk import Desk
from bot.desk.limits import room_for_files
from bot.flows.papers import File, Paper, applicant_name, files_of, please_send


def wanted_paper(desk: Desk, subject: str) -> Wanted | None:
    """The paper that a page is for; None: nobody asks for it any more."""
    paper = _paper(desk, subject)
    if paper is None:
        return None
    requirement = desk.settings.requirements[paper.requirement]
    return Wanted(please_send(requirement), applicant_name(desk, paper.applicant))


def keep_paper(desk: Desk, subject: str, files: Files) -> Showable | None:
    """Keep pages of a paper that the chat does not ask for just now."""
    paper = _paper(desk, subject)
    if paper is None:
        return None
    if not room_for_files(desk):
        return _("Today's limit for files is reached, so I did not keep this one. What you sent before is kept; please send "
                 "the rest tomorrow.")
    desk.papers.receive(desk.person.id, paper.applicant, paper.service, paper.requirement, files.keys)
    return _("✅ Kept as: *{name}*", name=desk.settings.requirements[paper.requirement].name)


def _paper(desk: Desk, subject: str) -> Paper | None:
    kind, _colon, rest = subject.partition(":")
    applicant, _colon, rest = rest.partition(":")
    service, _colon, requirement = rest.partition(":")
    if kind != "paper":
        return None
    try:
        paper = Paper.model_validate({"applicant": applicant, "service": service, "requirement": requirement})
    except ValidationError:
        return None
    file = File(applicant=paper.applicant, service=paper.service)
    answers = files_of(desk).get(file)
    if answers is None:
        return None
    needed = {one.key for one in desk.papers.wanted(file.applicant, file.service, answers)}
    return paper if paper.requirement in needed else None
