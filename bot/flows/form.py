"""The form of one applicant: one question at a time, reviewed at the end, each line changeable. Ends with the applicant."""

from __future__ import annotations

from typing import Literal, get_args

from bot.config import FormField
from bot.conversation.prompts import Ask, Choose, Line, OneOf, Option, Review, Say
from bot.conversation.step import Done, Step
from bot.conversation.text import _
from bot.desk.applicants import Applicant
from bot.desk.desk import Desk
from bot.desk.parties import Member
from bot.flows.addressed import about_member, applicant_of, member_is_you
from bot.flows.form_lines import (
    FIELDS,
    ask_about_nik,
    ask_line,
    is_filled,
    keep_line,
    lines_of,
    nik_disagrees,
    read_named,
    shown,
    value_of,
    would_pass_on,
)


def fields_of(desk: Desk, member: Member) -> tuple[FormField, ...]:
    """The lines of this applicant's form. A single name may have a second shape: SEVIS puts it in the surname field,
    other US papers add "FNU"."""
    assert member.service is not None
    return lines_of(desk.catalogue.form(member.service, member.answers), desk.applicants.get(applicant_of(member)).form)


def next_in_form(desk: Desk, member: int) -> AskField | ReviewForm:
    """The first line that is not filled in; the review when all are."""
    kept = desk.parties.member(member)
    form = desk.applicants.get(applicant_of(kept)).form
    for field in fields_of(desk, kept):
        if not is_filled(form, field):
            return AskField(member=member, field=field)
    return ReviewForm(member=member)


class AgreeFor(Step[bool, int]):
    """Whether they may give this applicant's data: a parent for a child, or asked to by the other."""

    member: int

    def ask(self, desk: Desk, /) -> OneOf[bool]:
        applicant = desk.applicants.get(applicant_of(desk.parties.member(self.member)))
        if applicant.relation == "child":
            body = _("This form holds a child's data. As a parent or guardian, do you agree that we keep it as our notice "
                     "says?")
        else:
            body = _("This form holds another person's data. Did they ask you to arrange this, and agree that we keep it as "
                     "our notice says?")
        return OneOf(body, (Option(True, _("Yes, I agree"), also=("@consent",), strict=True),
                            Option(False, _("No"), also=("@no",))), about=applicant.name)

    def answer(self, desk: Desk, value: bool, /) -> AskField | ReviewForm | NotAgreed:
        if not value:
            return NotAgreed(member=self.member)
        applicant = desk.applicants.get(applicant_of(desk.parties.member(self.member)))
        desk.applicants.agree(applicant.id, desk.person.id, applicant.relation, desk.settings.notice.version)
        return next_in_form(desk, self.member)


class NotAgreed(Step[Literal["on"], int]):
    """Without that nothing is kept of them; the person may think again."""

    member: int

    def ask(self, desk: Desk, /) -> Say:
        return Say(_("All right, I won't ask for that person's data. They (for a child, a parent) can write to us themselves, "
                     "or you can ask for an officer."), next=_("Ask me again"), words=("officer",))

    def answer(self, desk: Desk, value: Literal["on"], /) -> AgreeFor:
        return AgreeFor(member=self.member)


class AskField(Step[str, int]):
    """One line of the form. `change`: it was asked again from the review."""

    member: int
    field: FormField
    change: bool = False

    def ask(self, desk: Desk, /) -> Ask[str]:
        member = desk.parties.member(self.member)
        fields = fields_of(desk, member)
        counts = self.field in fields and not self.change
        return ask_line(desk, desk.applicants.get(applicant_of(member)), self.field, about=about_member(desk, member),
                        you=member_is_you(desk, member), options=same_as(desk, member, self.field),
                        progress=(fields.index(self.field) + 1, len(fields)) if counts else None)

    def answer(self, desk: Desk, value: str, /) -> AskField | CheckNik | ReviewForm | AgreeFor:
        applicant = part_from_booked(desk, desk.parties.member(self.member), self.field, value)
        applicant = keep_line(desk, applicant.id, self.field, value)
        if self.change and not has_agreed(desk, applicant):
            return AgreeFor(member=self.member)
        if value and self.field in ("nik", "birth_date") and nik_disagrees(applicant.form):
            return CheckNik(member=self.member)
        return ReviewForm(member=self.member) if self.change else next_in_form(desk, self.member)


def part_from_booked(desk: Desk, member: Member, field: FormField, value: str) -> Applicant:
    """The applicant whose line this changes. A booked place can't be passed on: when the change makes somebody else of
    one who has a visit to come, it is made to a new applicant, and the visit stays as it is."""
    applicant = desk.applicants.get(applicant_of(member))
    if not would_pass_on(desk, applicant.id, field, value):
        return applicant
    other = desk.applicants.get(desk.applicants.add(desk.person.id, applicant.relation, applicant.form))
    desk.parties.set_applicant(member.id, other.id)
    if other.relation == "self":
        desk.applicants.agree(other.id, desk.person.id, "self", desk.settings.notice.version)
    return other


def same_as(desk: Desk, member: Member, field: FormField) -> tuple[Option[str], ...]:
    """A family lives at one address: what was typed last for another is offered, so that it is typed once."""
    if field not in ("address", "phone"):
        return ()
    others = [one for one in desk.applicants.of_person(desk.person.id) if one.id != member.applicant]
    values = [value for one in others if (value := value_of(one.form, field))]
    return tuple(Option(value, _("Same as the last one"), also=("sama", "same")) for value in values[-1:])


class CheckNik(Step[Literal["right", "nik", "birth_date"], int]):
    """The NIK carries another birth date than the one typed: a question, since both may be right."""

    member: int

    def ask(self, desk: Desk, /) -> OneOf[Literal["right", "nik", "birth_date"]]:
        member = desk.parties.member(self.member)
        return ask_about_nik(desk.applicants.get(applicant_of(member)).form, about_member(desk, member))

    def answer(self, desk: Desk, value: Literal["right", "nik", "birth_date"], /) -> AskField | ReviewForm:
        if value == "right":
            return next_in_form(desk, self.member)
        return AskField(member=self.member, field=value, change=True)


FEW = 3
"""Lines that may have a button each beneath a review: with more of them the one that goes on is lost among them."""

CHANGE: Option[FormField | Literal["submit", "change"]] = Option(
    "change", _("Change something"), wide=True, also=(
        "ada yang salah", "ada yg salah", "masih salah", "tidak benar", "belum benar", "tidak semua", "belum semua",
        "not right", "not all", "not everything", "something is wrong", "tidak", "tdk", "gak", "ga", "gk", "nggak", "ngga",
        "enggak", "bukan", "belum", "blm", "belom", "no", "nope", "nah", "not yet", "wrong", "not correct", "incorrect"))


class ReviewForm(Step[FormField | Literal["submit", "change"], int]):
    """All that was filled in; each line can be changed."""

    member: int

    def ask(self, desk: Desk, /) -> Review[FormField | Literal["submit", "change"]]:
        member = desk.parties.member(self.member)
        form = desk.applicants.get(applicant_of(member)).form
        lines: tuple[Line[FormField | Literal["submit", "change"]], ...] = tuple(
            Line(FIELDS[field].label, shown(form, field), field, FIELDS[field].names) for field in fields_of(desk, member))
        return Review(_("Please check. Is everything right?"), lines,
                      Option("submit", _("Yes, it's all right"), also=("@yes",)), about=about_member(desk, member),
                      change=CHANGE if len(lines) > FEW else None, reads=read_named)

    def answer(self, desk: Desk, value: FormField | Literal["submit", "change"], /) -> AskField | ChangeWhat | Done[int]:
        if value == "change":
            return ChangeWhat(member=self.member)
        if value in get_args(FormField):
            return AskField(member=self.member, field=value, change=True)  # type: ignore[arg-type]
        left = next_in_form(desk, self.member)
        return left if isinstance(left, AskField) else Done(self.member)


class ChangeWhat(Step[FormField | Literal["none"], int]):
    """Which line of the form is not right."""

    member: int

    def ask(self, desk: Desk, /) -> Choose[FormField | Literal["none"]]:
        member = desk.parties.member(self.member)
        form = desk.applicants.get(applicant_of(member)).form
        return Choose(_("Which line?"),
                      tuple(Option(field, FIELDS[field].label, detail=shown(form, field), also=FIELDS[field].names)
                            for field in fields_of(desk, member)),
                      Option("none", _("It's all right"), also=("@yes", "@no")), about=about_member(desk, member),
                      reads=read_named)

    def answer(self, desk: Desk, value: FormField | Literal["none"], /) -> AskField | ReviewForm:
        if value == "none":
            return ReviewForm(member=self.member)
        return AskField(member=self.member, field=value, change=True)


def first_of_form(desk: Desk, member: int) -> AgreeFor | AskField | ReviewForm:
    """Where an applicant's form begins: with the consent, if it is not theirs to give."""
    if has_agreed(desk, desk.applicants.get(applicant_of(desk.parties.member(member)))):
        return next_in_form(desk, member)
    return AgreeFor(member=member)


def has_agreed(desk: Desk, applicant: Applicant) -> bool:
    """Whether the notice was agreed to for them; for themselves people do at the very first."""
    return applicant.relation == "self" or desk.applicants.has_agreed(applicant.id, desk.settings.notice.version)
