"""Who needs a service: one applicant after the other, each with a service, its questions, its papers and a form.

Ends with the party, or None when there is nobody to book for.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.config import Service
from bot.conversation.prompts import Choose, OneOf, Option
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, _, paragraphs, said
from bot.desk.desk import Desk
from bot.desk.parties import Member
from bot.flows.eligibility import AskQuestion, AskState, NotHere, Verdict, first_question, next_of
from bot.flows.form import AgreeFor, AskField, ReviewForm, first_of_form
from bot.flows.kept_answers import UseKept, kept_of
from bot.flows.one_visit import count_stranger, has_visit_in_words, same, twice_here
from bot.flows.party_words import FEWER, applicant_of, ask_who_is_out, name_of, party_in_words
from bot.flows.requirements import ShowRequirements
from bot.flows.several import Several, read_several, who_is_first
from bot.flows.visit_words import too_often


class Known(BaseModel):
    """Someone for whom this person filled in a form before."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    applicant: int


MYSELF = ("saya", "saya sendiri", "me", "myself", "aku", "for me", "just me", "buat saya", "untuk saya", "utk saya", "gue",
          "gw", "gua", "gue sendiri", "gw sendiri", "gua sendiri", "buat gue", "buat gw", "untuk gue", "paspor gue",
          "paspor gw", "sy", "sy sendiri", "aku sendiri", "diri sendiri", "buat sy", "untuk sy", "utk sy", "buat aku",
          "untuk aku", "utk aku", "saya dulu", "sy dulu", "aku dulu", "paspor sy", "paspor saya")

WITH = ("iya istri", "ya istri", "iya suami", "ya suami", "iya anak", "ya anak", "iya ibu", "iya ayah", "iya adik", "iya kakak",
        "yes add", "yes wife", "yes husband", "yes child", "yes son", "yes daughter", "yes mother", "yes father")
"""Who comes too, after a yes: alone they would not say whether they do."""

Who = Literal["self", "child", "other"]


class WhoIsNext(Step[Who | Known | Several, int | None]):
    """For whom the next service is. Not "how many come": each has their own papers. `members` are in the party already;
    whoever else is in it was gone back over, and leaves it. `service`: what was asked for in words; `several`: they said
    that they are."""

    one_place = True
    party: int | None = None
    members: tuple[int, ...] = ()
    service: str = ""
    several: Several | None = None

    def ask(self, desk: Desk, /) -> Choose[Who | Known | Several]:
        here = {desk.parties.member(member).applicant for member in self.members}
        wanted = desk.settings.services.get(self.service)
        everybody = desk.applicants.of_person(desk.person.id)
        for_child = wanted is not None and wanted.for_child
        known = [one for one in everybody if one.id not in here and not (for_child and one.relation == "self")]
        options: list[Option[Who | Known | Several]] = [Option(
            Known(applicant=one.id), said(one.full_name), also=MYSELF if one.relation == "self" else ()) for one in known[-6:]]
        if not for_child and not any(one.relation == "self" for one in everybody):
            options.append(Option("self", _("Myself"), also=MYSELF))
        body: Showable = _("Who is the service for?")
        if self.several is not None:
            body = who_is_first(desk, self.several.people)
        elif wanted is not None:
            body = _("*{service}*: who is it for?", service=wanted.name)
        elif self.party is not None:
            body = _("Who else needs a service at the same visit?")
        return Choose(
            body,
            options,
            Option("child", _("My child"), also=("anak", "anak saya", "anak gue", "anak gw", "anak gua",
                                                 "my son", "my daughter", "child", "kid")),
            Option("other", _("Somebody else"), also=(
                "orang lain", "istri", "suami", "istri saya", "suami saya", "wife", "husband", "other")),
            sentences=None if for_child else read_several)

    def answer(self, desk: Desk, value: Who | Known | Several, /,
               ) -> WhoIsNext | ChooseService | GoOnFrom | Questions | ReadRequirements | AnyoneElse:
        if isinstance(value, Several):
            return WhoIsNext(party=self.party, members=self.members, service=self.service, several=value)
        party = self.party if self.party is not None else desk.parties.begin(desk.person.id)
        desk.parties.keep_only(party, self.members)
        if len(self.members) >= desk.settings.booking.party:       # the office takes smaller parties since
            return AnyoneElse(party=party, members=self.members)
        applicant = value.applicant if isinstance(value, Known) else desk.applicants.add(desk.person.id, value)
        if desk.applicants.get(applicant).relation == "self":      # they agreed to the notice for themselves
            desk.applicants.agree(applicant, desk.person.id, "self", desk.settings.notice.version)
        member = desk.parties.add_member(party)
        desk.parties.set_applicant(member, applicant)
        return begin(desk, member, self.service) if self.service in desk.settings.services else ChooseService(member=member)


class ChooseService(Step[str, int | None]):
    """What they come for."""

    member: int

    def ask(self, desk: Desk, /) -> OneOf[str]:
        applicant = applicant_of(desk, self.member)

        def fits_first(item: tuple[str, Service]) -> bool:
            return item[1].for_child != (applicant.relation == "child")

        services = sorted(desk.settings.services.items(), key=fits_first)
        options = tuple(Option(key, service.short or service.name, detail=service.about, also=service.also)
                        for key, service in services)
        return OneOf(_("What is the visit for?"), options, about=name_of(applicant))

    def answer(self, desk: Desk, value: str, /) -> GoOnFrom | Questions | ReadRequirements:
        return begin(desk, self.member, value)


def begin(desk: Desk, member: int, service: str) -> GoOnFrom | Questions | ReadRequirements:
    """The questions of a service, after those that were answered before."""
    desk.parties.set_service(member, service)
    kept = kept_of(desk, member)
    return questions(desk, member) if kept is None else GoOnFrom(member=member, kept=kept)


def questions(desk: Desk, member: int) -> Questions | ReadRequirements:
    """The questions that are left; the papers, where all is answered."""
    return ReadRequirements(member=member) if isinstance(next_of(desk, member), Done) else Questions(member=member)


class GoOnFrom(Step[bool, int | None]):
    """They answered these questions before, and came no further."""

    member: int
    kept: int

    def ask(self, desk: Desk, /) -> UseKept:
        return UseKept(member=self.member, kept=self.kept)

    def answer(self, desk: Desk, value: bool, /) -> Questions | ReadRequirements:
        return questions(desk, self.member)


class Questions(Step[Verdict, int | None]):
    """The questions of the service decide whether it is the right one."""

    member: int

    def ask(self, desk: Desk, /) -> AskQuestion | AskState | NotHere:
        return first_question(desk, self.member)

    def answer(self, desk: Desk, value: Verdict, /,
               ) -> ReadRequirements | ChooseService | GoOnFrom | Questions | AnyoneElse | Done[int | None]:
        if value.outcome is None:
            return ReadRequirements(member=self.member)
        if value.service in desk.settings.services:
            return begin(desk, self.member, value.service)
        if value.other:
            return ChooseService(member=self.member)
        return leave_out(desk, self.member)


class ReadRequirements(Step[Literal["on", "enough"], int | None]):
    """What this case needs, before anything is filled in."""

    member: int

    def ask(self, desk: Desk, /) -> ShowRequirements:
        return ShowRequirements(member=self.member)

    def answer(self, desk: Desk, value: Literal["on", "enough"], /) -> FillForm | AnyoneElse | Done[int | None]:
        if value == "on":
            return FillForm(member=self.member)
        desk.parties.put_aside(desk.person.id, self.member)
        return leave_out(desk, self.member)


class FillForm(Step[int, int | None]):
    """The form of this applicant."""

    member: int

    def ask(self, desk: Desk, /) -> AgreeFor | AskField | ReviewForm:
        return first_of_form(desk, self.member)

    def answer(self, desk: Desk, value: int, /) -> AnyoneElse | TwiceHere | HasVisit:
        member = desk.parties.member(value)
        before = those_before(desk, member)
        for other in map(desk.parties.member, before):
            if other.service == member.service and same(desk, other.applicant, member.applicant):
                return TwiceHere(member=value)
        assert member.applicant is not None and member.service is not None
        if not desk.lookup.may_fill_in(desk.person.id):
            return HasVisit(member=value)
        booked = desk.appointments.expecting(member.service, desk.applicants.identities(member.applicant))
        if booked is not None:
            count_stranger(desk, booked)
            return HasVisit(member=value, appointment=booked)
        return AnyoneElse(party=member.party, members=(*before, member.id))


class TwiceHere(Step[Literal["leave", "form"], int | None]):
    """The same applicant, for the same service, is in this party already."""

    member: int

    def ask(self, desk: Desk, /) -> OneOf[Literal["leave", "form"]]:
        return OneOf(twice_here(),
                     (Option("leave", _("Leave it out")), Option("form", _("Correct the form"))))

    def answer(self, desk: Desk, value: Literal["leave", "form"], /) -> FillForm | AnyoneElse:
        return FillForm(member=self.member) if value == "form" else without(desk, self.member)


class HasVisit(Step[Literal["leave", "form"], int | None]):
    """This applicant has an appointment for this service: one is enough; changing it is offered. None: whoever tried this
    too often with other people's applicants is not told of any for a while."""

    member: int
    appointment: int | None = None

    def ask(self, desk: Desk, /) -> OneOf[Literal["leave", "form"]]:
        body: Showable = too_often() if self.appointment is None else has_visit_in_words(
            desk, applicant_of(desk, self.member).id, self.appointment)
        return OneOf(body,
                     (Option("leave", _("Leave it out")), Option("form", _("Correct the form"))), words=("status", "officer"))

    def answer(self, desk: Desk, value: Literal["leave", "form"], /) -> FillForm | AnyoneElse | Done[int | None]:
        return FillForm(member=self.member) if value == "form" else leave_out(desk, self.member)


class AnyoneElse(Step[Literal["more", "enough", "fewer"], int | None]):
    """One appointment may serve several applicants: `members` so far."""

    party: int
    members: tuple[int, ...]

    def ask(self, desk: Desk, /) -> OneOf[Literal["more", "enough", "fewer"]]:
        so_far = party_in_words(desk, self.members)
        fewer = FEWER if len(self.members) > 1 else ()
        enough = Option[Literal["more", "enough", "fewer"]](
            "enough", _("No, choose a time"), also=("@enough", "@no", "tidak, pilih waktu"))
        if len(self.members) >= desk.settings.booking.party:
            return OneOf(paragraphs((
                so_far,
                _("One appointment is for {n} applicants at most.", n=desk.settings.booking.party))),
                (Option("enough", _("Choose a time")), *fewer))
        return OneOf(paragraphs((so_far, _("Does anyone else need a service at the same visit?"))),
                     (enough, Option("more", _("Yes, one more"), also=("@yes", *WITH)), *fewer))

    def answer(self, desk: Desk, value: Literal["more", "enough", "fewer"], /) -> WhoIsNext | WhoIsOut | Done[int | None]:
        desk.parties.keep_only(self.party, self.members)
        if value == "fewer":
            return WhoIsOut(party=self.party, members=self.members)
        return WhoIsNext(party=self.party, members=self.members) if value == "more" else Done(self.party)


class WhoIsOut(Step[int, int | None]):
    """Who of the party does not come after all."""

    party: int
    members: tuple[int, ...]

    def ask(self, desk: Desk, /) -> OneOf[int]:
        return ask_who_is_out(desk, self.members)

    def answer(self, desk: Desk, value: int, /) -> AnyoneElse:
        members = tuple(member for member in self.members if member != value)
        desk.parties.keep_only(self.party, members)
        return AnyoneElse(party=self.party, members=members)


def those_before(desk: Desk, member: Member) -> tuple[int, ...]:
    """Who was in the party before this one. Whoever came after was gone back over."""
    return tuple(one.id for one in desk.parties.ready(member.party) if one.number < member.number)


def leave_out(desk: Desk, member: int) -> AnyoneElse | Done[int | None]:
    """Without this one: on with the others, if there are any."""
    others = without(desk, member)
    return others if others.members else Done(None)


def without(desk: Desk, member: int) -> AnyoneElse:
    """The party as it was before this one."""
    kept = desk.parties.member(member)
    others = those_before(desk, kept)
    desk.parties.keep_only(kept.party, others)
    return AnyoneElse(party=kept.party, members=others)
