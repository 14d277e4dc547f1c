"""Answers that were given before, and led to no booking: whoever comes back for the same goes on with them, or anew."""

from __future__ import annotations

from bot.conversation.prompts import OneOf, Option
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, _, lines, paragraphs
from bot.desk.desk import Desk
from bot.desk.parties import Member
from bot.flows.addressed import about_member, member_is_you
from bot.flows.briefing import answers_in_words

FEW = 1
"""So many answers more than there are already are sooner given again than asked about."""


def kept_of(desk: Desk, member: int) -> int | None:
    """Whoever was being prepared for the same service and is, or may be, the same applicant; the latest. What ended
    elsewhere than in a booking is no beginning."""
    one = desk.parties.member(member)
    assert one.service is not None
    here = len(desk.catalogue.given(one.service, one.answers))
    for other in reversed(desk.parties.drafts(desk.person.id)):
        given = desk.catalogue.given(one.service, other.answers) if other.service == one.service else {}
        if other.party != one.party and len(given) > here + FEW and _may_be_same(desk, one, other) and (
                desk.catalogue.outcome(one.service, given) is None):
            return other.id
    return None


def _may_be_same(desk: Desk, one: Member, other: Member) -> bool:
    """One row, or two of the same kind that have no names yet."""
    if one.applicant is None or other.applicant is None or one.applicant == other.applicant:
        return one.applicant == other.applicant
    mine, theirs = desk.applicants.get(one.applicant), desk.applicants.get(other.applicant)
    return mine.relation == theirs.relation and not mine.full_name and not theirs.full_name


class UseKept(Step[bool, bool]):
    """Whether they go on with the answers of before, which they read once more. Ends with whether they do."""

    member: int
    kept: int

    def ask(self, desk: Desk, /) -> OneOf[bool]:
        member, kept = desk.parties.member(self.member), desk.parties.member(self.kept)
        assert member.service is not None and kept.applicant is not None
        applicant = desk.applicants.get(kept.applicant)
        given = answers_in_words(desk, member.service, kept.answers, applicant.form, member_is_you(desk, member))
        answers: list[Showable] = [_("• {question} *{answer}*", question=question, answer=answer) for question, answer in given]
        same = applicant.relation == "self" or bool(applicant.full_name)
        return OneOf(paragraphs((
            _("Your answers for *{service}* are still here:", service=desk.settings.services[member.service].name),
            lines(answers),
            _("Shall we go on with them?") if same else _("If it is for the same person, shall we go on with them?"))),
            (Option(True, _("Yes, go on"), also=("@yes", "@on")), Option(False, _("Answer anew"), also=("@no",))),
            about=about_member(desk, member))

    def answer(self, desk: Desk, value: bool, /) -> Done[bool]:
        if value:
            desk.parties.take_over(self.member, self.kept)
        else:
            begin_anew(desk, self.member, self.kept)
        return Done(value)


def begin_anew(desk: Desk, member: int, kept: int) -> None:
    """Without any answer; and, where those of before were taken over already, for another one of the same kind."""
    applicant = desk.parties.member(kept).applicant
    desk.parties.forget_answers(member)
    if applicant is not None and applicant == desk.parties.member(member).applicant:
        one = desk.applicants.get(applicant)
        if one.relation != "self" and not one.full_name:
            desk.parties.set_applicant(member, desk.applicants.add(desk.person.id, one.relation))
