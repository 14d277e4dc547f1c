"""The form of one applicant: one question at a time, reviewed at the end, each line changeable. Ends with the applicant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Literal, get_args

from bot.config import FormField
from bot.conversation import readers
from bot.conversation.prompts import Ask, Line, OneOf, Option, Reader, Review, Say
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, Text, _, said
from bot.desk.applicants import Applicant, Form
from bot.desk.desk import Desk
from bot.desk.parties import Member

ALIKE = 0.7
"""Share of letters that a corrected name has in common with the one that was booked (difflib's ratio)."""

SKIP = ""
"""The answer of whoever has none, or will not say."""


@dataclass(frozen=True)
class Field:
    """How one line of the form is asked, read and shown. `skip`: the label of the button for having none, and
    `also_skip` what people type for it."""

    label: Text
    body: Text
    reader: Reader[str]
    example: Text
    skip: Text | None = None
    also_skip: tuple[str, ...] = ()
    sensitive: bool = False
    kind: Literal["text", "date", "number"] = "text"


FIELDS: dict[FormField, Field] = {
    "full_name": Field(
        _("Full name"),
        _("What is the full name, as it stands in the passport or birth certificate? A single name is fine; leave out "
          "titles."),
        readers.a_name, _("Please type the full name, such as Dewi Lestari.")),
    "other_name": Field(
        _("Name on US papers"),
        _("A single name is often written differently on US papers, such as “FNU Suharto”. How is it written there?"),
        readers.a_name, _("Please type the name as US papers show it, or press the button."), skip=_("The same, or none")),
    "birth_place": Field(
        _("Place of birth"), _("What is the place of birth? A town or regency."),
        readers.a_birth_place, _("Please type the place of birth, such as Surabaya.")),
    "birth_date": Field(
        _("Date of birth"), _("What is the date of birth? Day, month, year."),
        readers.a_birth_date, _("Please type the date of birth, such as 17 August 1990."), kind="date"),
    "nik": Field(
        _("NIK"), _("What is the NIK? Its 16 digits are on the KTP (identity card), and in the Kartu Keluarga (family card) "
                    "beside the name."),
        readers.a_nik, _("Please type the 16 digits of the NIK, or press the button."),
        skip=_("No NIK, or not at hand"), also_skip=(
            "tidak punya nik", "ga punya nik", "gak punya nik", "belum punya nik", "tidak punya ktp", "ga punya ktp",
            "gak punya ktp", "belum punya ktp", "no nik", "don't have a nik", "no ktp", "don't have a ktp"),
        sensitive=True, kind="number"),
    "passport_number": Field(
        _("Passport number"), _("What is the number of the present passport, or of the last one?"),
        readers.a_passport_number, _("Please type the passport number, or press the button."),
        skip=_("No passport, or not at hand"), also_skip=(
            "tidak punya paspor", "ga punya paspor", "gak punya paspor", "belum punya paspor", "no passport",
            "don't have a passport"), sensitive=True),
    "address": Field(
        _("Address"), _("What is the home address in the United States? Street, city and ZIP code."),
        readers.an_address, _("Please type street, city and ZIP code."), sensitive=False),
    "phone": Field(
        _("Phone"), _("May we have a phone number, in case the office must reach you quickly? You may leave it out."),
        readers.a_phone, _("Please type a phone number with its area code, or press the button."),
        skip=_("Leave it out")),
}

CHILD_NIK = _("What is the child's NIK? Its 16 digits are in the Kartu Keluarga (family card) beside the name, and on the "
              "KIA (child's identity card) if there is one.")
"""Children under 17 have no KTP."""

STORED: dict[FormField, str] = {"address": "street"}
"""Where a field's value is kept, when not under its own name."""


def value_of(form: Form, field: FormField) -> str:
    value = getattr(form, STORED.get(field, field))
    assert isinstance(value, str)
    return value


def is_filled(form: Form, field: FormField) -> bool:
    return bool(value_of(form, field)) or field in form.skipped


def shown(form: Form, field: FormField) -> Showable:
    """A line as it is said back: numbers masked but for their end."""
    value = value_of(form, field)
    if not value:
        return _("not given")
    if field == "birth_date":
        return _("{day:plain}", day=date.fromisoformat(value))
    if field in ("nik", "passport_number"):
        return said("•" * (len(value) - 3) + value[-3:])
    if field == "address" and form.state:
        return said(f"{value} ({', '.join(part for part in (form.county, form.state) if part)})")
    return said(value)


def fields_of(desk: Desk, member: Member) -> tuple[FormField, ...]:
    """The lines of this applicant's form. A single name may have a second shape: SEVIS puts it in the surname field,
    other US papers add "FNU"."""
    assert member.service is not None
    return lines_of(desk.settings.services[member.service].form, desk.applicants.get(_applicant(member)).form)


def lines_of(fields: tuple[FormField, ...], form: Form) -> tuple[FormField, ...]:
    """The office's lines, with the second shape of a name after a single one."""
    if " " in form.full_name or not form.full_name:
        return fields
    return tuple(line for field in fields for line in ((field, "other_name") if field == "full_name" else (field,)))


def about(desk: Desk, member: Member) -> str:
    """The applicant's name, where there are several to tell apart."""
    applicant = desk.applicants.get(_applicant(member))
    alone = len(desk.parties.members(member.party)) == 1 and applicant.relation == "self"
    return "" if alone else applicant.name


def _applicant(member: Member) -> int:
    assert member.applicant is not None
    return member.applicant


def nik_birth(nik: str) -> str:
    """Day and month that a NIK carries as `MM-DD`; a woman's day is 40 higher (PP 37/2007, article 37)."""
    day = int(nik[6:8])
    return f"{nik[8:10]}-{day - 40 if day > 40 else day:02}"


def nik_disagrees(form: Form) -> bool:
    """A NIK outlives corrections of a birth date, so this is worth a question, never a refusal."""
    return bool(form.nik and form.birth_date) and (
        nik_birth(form.nik) != form.birth_date[5:] or form.nik[10:12] != form.birth_date[2:4])


def next_in_form(desk: Desk, member: int) -> AskField | ReviewForm:
    """The first line that is not filled in; the review when all are."""
    kept = desk.parties.member(member)
    form = desk.applicants.get(_applicant(kept)).form
    for field in fields_of(desk, kept):
        if not is_filled(form, field):
            return AskField(member=member, field=field)
    return ReviewForm(member=member)


class AgreeFor(Step[bool, int]):
    """Whether they may give this applicant's data: a parent for a child, or asked to by the other."""

    member: int

    def ask(self, desk: Desk, /) -> OneOf[bool]:
        applicant = desk.applicants.get(_applicant(desk.parties.member(self.member)))
        if applicant.relation == "child":
            body = _("The form holds a child's data. As a parent or guardian, do you agree that we keep it as our notice "
                     "says?")
        else:
            body = _("The form holds another person's data. Did they ask you to arrange this, and agree that we keep it "
                     "as our notice says?")
        return OneOf(body, (Option(True, _("Yes, I agree"), also=("@yes",)), Option(False, _("No"), also=("@no",))),
                     about=applicant.name)

    def answer(self, desk: Desk, value: bool, /) -> AskField | ReviewForm | NotAgreed:
        if not value:
            return NotAgreed(member=self.member)
        applicant = desk.applicants.get(_applicant(desk.parties.member(self.member)))
        desk.applicants.agree(applicant.id, desk.person.id, applicant.relation, desk.settings.notice.version)
        return next_in_form(desk, self.member)


class NotAgreed(Step[Literal["on"], int]):
    """Without that nothing is kept of them; the person may think again."""

    member: int

    def ask(self, desk: Desk, /) -> Say:
        return Say(_("Then I do not ask for that person's data. They can write to us themselves, or you can ask for an "
                     "officer."), next=_("Ask me again"), words=("officer",))

    def answer(self, desk: Desk, value: Literal["on"], /) -> AgreeFor:
        return AgreeFor(member=self.member)


class AskField(Step[str, int]):
    """One line of the form. `change`: it was asked again from the review."""

    member: int
    field: FormField
    change: bool = False

    def ask(self, desk: Desk, /) -> Ask[str]:
        member = desk.parties.member(self.member)
        field, fields = FIELDS[self.field], fields_of(desk, member)
        skip = () if field.skip is None else (Option(SKIP, field.skip, also=("@no", "skip", "lewati", *field.also_skip)),)
        options = (*same_as(desk, member, self.field), *skip)
        is_child = desk.applicants.get(_applicant(member)).relation == "child"
        body = CHILD_NIK if is_child and self.field == "nik" else field.body
        return Ask(body, field.reader, field.example, options, sensitive=field.sensitive, kind=field.kind,
                   about=about(desk, member),
                   progress=(fields.index(self.field) + 1, len(fields)) if self.field in fields and not self.change else None)

    def answer(self, desk: Desk, value: str, /) -> AskField | CheckNik | ReviewForm | AgreeFor:
        applicant = part_from_booked(desk, desk.parties.member(self.member), self.field, value)
        if value == SKIP and FIELDS[self.field].skip is not None:
            desk.applicants.skip(applicant.id, self.field)
        else:
            applicant = desk.applicants.fill(applicant.id, **{STORED.get(self.field, self.field): value})
        if self.change and not has_agreed(desk, applicant):
            return AgreeFor(member=self.member)
        if value and self.field in ("nik", "birth_date") and nik_disagrees(applicant.form):
            return CheckNik(member=self.member)
        return ReviewForm(member=self.member) if self.change else next_in_form(desk, self.member)


def part_from_booked(desk: Desk, member: Member, field: FormField, value: str) -> Applicant:
    """The applicant whose line this changes. A booked place can't be passed on: when the change makes somebody else of
    one who has a visit to come, it is made to a new applicant, and the visit stays as it is."""
    applicant = desk.applicants.get(_applicant(member))
    if not would_pass_on(desk, applicant.id, field, value):
        return applicant
    other = desk.applicants.get(desk.applicants.add(desk.person.id, applicant.relation, applicant.form))
    desk.parties.set_applicant(member.id, other.id)
    if other.relation == "self":
        desk.applicants.agree(other.id, desk.person.id, "self", desk.settings.notice.version)
    return other


def would_pass_on(desk: Desk, applicant: int, field: FormField, value: str) -> bool:
    """Whether with that change a visit to come would be somebody else's than it was booked for: known by none of the same,
    or with another name or birth date than a slip of the pen explains (a number that nobody looked at proves nothing)."""
    if desk.appointments.is_expected(applicant) and is_another(desk.applicants.get(applicant).form, field, value):
        return True
    return desk.appointments.expects_another(
        applicant, desk.applicants.known_by(applicant, **{STORED.get(field, field): value}))


def is_another(form: Form, field: FormField, value: str) -> bool:
    """Whether a corrected name or birth date is more than a correction: few letters alike, or two of day, month and year."""
    before = value_of(form, field)
    if field == "full_name" and before and value:
        return SequenceMatcher(None, before.casefold(), value.casefold()).ratio() < ALIKE
    if field == "birth_date" and before and value:
        return sum(one != other for one, other in zip(before.split("-"), value.split("-"), strict=True)) > 1
    return False


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
        form = desk.applicants.get(_applicant(member)).form
        return OneOf(
            _("The NIK points to another birth date than {day:plain}. That happens when a date was corrected later, and "
              "is fine. Are both typed correctly?", day=date.fromisoformat(form.birth_date)),
            (Option("right", _("Both are correct"), also=("@yes",)),
             Option("nik", _("Change the NIK")),
             Option("birth_date", _("Change the birth date"))),
            about=about(desk, member))

    def answer(self, desk: Desk, value: Literal["right", "nik", "birth_date"], /) -> AskField | ReviewForm:
        if value == "right":
            return next_in_form(desk, self.member)
        return AskField(member=self.member, field=value, change=True)


class ReviewForm(Step[FormField | Literal["submit"], int]):
    """All that was filled in; each line can be changed."""

    member: int

    def ask(self, desk: Desk, /) -> Review[FormField | Literal["submit"]]:
        member = desk.parties.member(self.member)
        form = desk.applicants.get(_applicant(member)).form
        lines: tuple[Line[FormField | Literal["submit"]], ...] = tuple(
            Line(FIELDS[field].label, shown(form, field), field) for field in fields_of(desk, member))
        return Review(_("Please check. Is everything right?"), lines,
                      Option("submit", _("Yes, all is right"), also=("@yes",)), about=about(desk, member))

    def answer(self, desk: Desk, value: FormField | Literal["submit"], /) -> AskField | Done[int]:
        if value in get_args(FormField):
            return AskField(member=self.member, field=value, change=True)  # type: ignore[arg-type]
        left = next_in_form(desk, self.member)
        return left if isinstance(left, AskField) else Done(self.member)


def first_of_form(desk: Desk, member: int) -> AgreeFor | AskField | ReviewForm:
    """Where an applicant's form begins: with the consent, if it is not theirs to give."""
    if has_agreed(desk, desk.applicants.get(_applicant(desk.parties.member(member)))):
        return next_in_form(desk, member)
    return AgreeFor(member=member)


def has_agreed(desk: Desk, applicant: Applicant) -> bool:
    """Whether the notice was agreed to for them; for themselves people do at the very first."""
    return applicant.relation == "self" or desk.applicants.has_agreed(applicant.id, desk.settings.notice.version)
