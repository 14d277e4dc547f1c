"""Whether this service, at this office, is the right one: the questions are data, these steps only ask them."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.config import Missing, Mission, Question, Service
from bot.conversation.prompts import Ask, Note, OneOf, Option, Reading, Refusal
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, _, paragraphs, said
from bot.desk.desk import Desk
from bot.desk.parties import Member
from bot.flows.addressed import about_member, member_is_you
from bot.flows.briefing import reason
from bot.flows.form_lines import county_called, home_called
from bot.flows.officer import WithOfficer


class Verdict(BaseModel):
    """How eligibility ended: `outcome` is None when the way to a booking is free. `other`: another service instead, to be
    chosen; `service`: this one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    outcome: str | None = None
    other: bool = False
    service: str = ""


def next_of(desk: Desk, member: int) -> AskQuestion | AskState | NotHere | Done[Verdict]:
    """The next question that the answers leave open, or where they end."""
    kept = desk.parties.member(member)
    assert kept.service is not None
    outcome = desk.catalogue.outcome(kept.service, kept.answers)
    if outcome is not None:
        return NotHere(member=member, outcome=outcome)
    question = desk.catalogue.next_question(kept.service, kept.answers)
    if question is None:
        return Done(Verdict())
    if desk.settings.questions[question].kind == "residence":
        return AskState(member=member, question=question)
    return AskQuestion(member=member, question=question)


def first_question(desk: Desk, member: int) -> AskQuestion | AskState | NotHere:
    """Where the questions begin: at the first that is open, or at the first of all when none is."""
    first = next_of(desk, member)
    return first_of_all(desk, member) if isinstance(first, Done) else first


def first_of_all(desk: Desk, member: int) -> AskQuestion | AskState:
    """Raises Missing."""
    kept = desk.parties.member(member)
    assert kept.service is not None
    asked = desk.settings.services[kept.service].ask
    if not asked:                                           # another service was chosen since, which asks nothing
        raise Missing(kept.service)
    first = asked[0].question
    if desk.settings.questions[first].kind == "residence":
        return AskState(member=member, question=first)
    return AskQuestion(member=member, question=first)


def to_change(desk: Desk, member: int, question: str | None) -> AskQuestion | AskState:
    """A question that was answered, once more."""
    if question is None or question not in desk.settings.questions:
        return first_of_all(desk, member)
    if desk.settings.questions[question].kind == "residence":
        return AskState(member=member, question=question)
    return AskQuestion(member=member, question=question, again=True)


BEFORE = "@before"
"""Instead of an option, which is never called so."""


class AskQuestion(Step[str, Verdict]):
    """One question of the configuration. `again`: its answer, or one before it, is to be changed."""

    member: int
    question: str
    again: bool = False

    def ask(self, desk: Desk, /) -> OneOf[str]:
        question = desk.settings.questions.get(self.question)
        member = desk.parties.member(self.member)
        if question is None:
            return OneOf(_("This question is no longer asked."), (Option("", _("Go on")),))
        options = tuple(Option(key, answer.label, also=answer.also) for key, answer in question.options.items())
        if self.again and desk.catalogue.before(member.service or "", member.answers, self.question) is not None:
            options = (*options, Option(BEFORE, _("The answer before it"), also=("sebelumnya", "the one before")))
        return OneOf(asked_in_words(desk, member, question), options, about=about_member(desk, member))

    def answer(self, desk: Desk, value: str, /) -> AskQuestion | AskState | NotHere | Done[Verdict]:
        if value == BEFORE:
            kept = desk.parties.member(self.member)
            return to_change(desk, self.member, desk.catalogue.before(kept.service or "", kept.answers, self.question))
        question = desk.settings.questions.get(self.question)
        if question is not None and value in question.options:
            desk.parties.set_answer(self.member, self.question, value)
        return next_of(desk, self.member)


def asked_in_words(desk: Desk, member: Member, question: Question) -> Showable:
    """A question of the office, and why it asks."""
    asked = question.asked(member_is_you(desk, member))
    return asked if question.why is None else paragraphs((asked, question.why))


class Home(BaseModel):
    """Where they live: a state, and the county where it was named."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    state: str
    county: str = ""


VISITING = (Option[Literal["visiting"]]("visiting", _("Only visiting"), also=(
    "hanya berkunjung", "berkunjung", "cuma berkunjung", "visit", "visiting", "turis", "tourist", "wisata", "liburan",
    "on vacation", "on holiday", "tidak tinggal di sini", "nggak tinggal di sini", "i don't live here", "doesn't live here")),)


class AskState(Step[Home | Literal["elsewhere", "visiting"], Verdict]):
    """Where they live, typed as they would say it: jurisdiction goes by state and county. Of one party it is asked once:
    the others are only asked whether they live there too. `elsewhere`: they don't. Who only visits can say so, where a rule of
    the service is about that."""

    member: int
    question: str
    elsewhere: bool = False

    def ask(self, desk: Desk, /) -> Ask[Home | Literal["elsewhere", "visiting"]]:
        question = desk.settings.questions[self.question]
        states = desk.settings.jurisdiction.states
        example = _("Please type the city (or county) and the state, such as Irvine, California.")
        member = desk.parties.member(self.member)
        who = about_member(desk, member)
        possible = desk.catalogue.possible(member.service or "", member.answers, self.question)
        visiting = VISITING if "visiting" in possible else ()

        def a_home(text: str, reading: Reading) -> Home | Refusal:
            state = desk.catalogue.homes.find_state(text)
            if state is None:
                return Refusal(
                    _("I don't recognise that state. Please type its name or its two letters, such as California or CA. If "
                      "this is only a visit, type: only visiting.") if visiting else
                    _("I don't recognise that state. Please type its name or its two letters, such as California or CA."))
            return Home(state=state, county=desk.catalogue.homes.find_county(state, text) or "")

        home = None if self.elsewhere else self._home_of_party(desk)
        if home is not None:
            return Ask(_("Does this applicant live in {place} too?", place=said(home_called(desk, home.state, home.county))),
                       a_home, example, (Option(home, _("Yes, the same place"), also=("@yes", "sama", "same")),
                                 Option("elsewhere", _("No, elsewhere"), also=("@no",))), knows=True, about=who,
                       heard=visiting)
        homes = dict.fromkeys(Home(state=one.form.state, county=one.form.county)
                              for one in desk.applicants.of_person(desk.person.id) if one.form.state in states)
        known = tuple(Option(home, said(county_called(home.county) or states[home.state].name)) for home in list(homes)[:2])
        return Ask(asked_in_words(desk, member, question), a_home, example, known, knows=True, about=who,
                   heard=visiting)

    def _home_of_party(self, desk: Desk) -> Home | None:
        """Where the applicant before this one lives."""
        member = desk.parties.member(self.member)
        before = [one.applicant for one in desk.parties.ready(member.party) if one.number < member.number]
        form = desk.applicants.get(before[-1]).form if before and before[-1] is not None else None
        known = form is not None and form.state in desk.settings.jurisdiction.states
        return Home(state=form.state, county=form.county) if form is not None and known else None

    def answer(self, desk: Desk, value: Home | Literal["elsewhere", "visiting"], /,
               ) -> AskCounty | AskQuestion | AskState | NotHere | Done[Verdict]:
        if value == "elsewhere":
            return AskState(member=self.member, question=self.question, elsewhere=True)
        if value == "visiting":
            desk.parties.set_answer(self.member, self.question, value)
            return next_of(desk, self.member)
        if desk.catalogue.homes.asks_county(value.state) and not value.county:
            return AskCounty(member=self.member, question=self.question, state=value.state)
        return settle(desk, self.member, self.question, value.state, value.county)


class AskCounty(Step[str, Verdict]):
    """In which county, where two consulates share a state."""

    member: int
    question: str
    state: str

    def ask(self, desk: Desk, /) -> Ask[str]:
        def a_county(text: str, reading: Reading) -> str | Refusal:
            return desk.catalogue.homes.find_county(self.state, text) or Refusal(
                _("I don't recognise that city or county. If you are not sure, choose that below."))

        state = desk.settings.jurisdiction.states[self.state]
        return Ask(_("{state} is served by two consulates. In which city or county is the home?", state=state.name),
                   a_county, _("Please type the city or county, such as Irvine or Orange."),
                   (Option("", _("I'm not sure"), also=("@no",)),), knows=True,
                   about=about_member(desk, desk.parties.member(self.member)))

    def answer(self, desk: Desk, value: str, /) -> AskQuestion | AskState | NotHere | Done[Verdict]:
        return settle(desk, self.member, self.question, self.state, value)


def settle(desk: Desk, member: int, question: str, state: str, county: str,
           ) -> AskQuestion | AskState | NotHere | Done[Verdict]:
    """Keep where they live, and go on."""
    kept = desk.parties.member(member)
    assert kept.applicant is not None
    applicant = desk.applicants.fill(kept.applicant, state=state, county=county)
    if applicant.relation == "self" or desk.person.timezone is None:
        desk.people.lives_in(desk.person, desk.settings.jurisdiction.states[state].timezone)
    served, _mission = desk.catalogue.homes.residence(state, county or None)
    desk.parties.set_answer(member, question, served)
    return next_of(desk, member)


Ending = Literal["answers", "understood", "officer", "service", "go"]


class NotHere(Step[Ending, Verdict]):
    """It can't be done here, or not yet: why, and what to do instead. Where an officer has to decide, it is handed over."""

    member: int
    outcome: str

    def ask(self, desk: Desk, /) -> OneOf[Ending]:
        outcome = desk.settings.outcomes.get(self.outcome)
        parts: list[Showable] = []
        if outcome is not None:
            parts += outcome.said(member_is_you(desk, desk.parties.member(self.member)))
            mission = self._mission(desk) if outcome.mission else None
            if mission is not None:
                parts += [_("The one for that place: {mission}", mission=mission.name),
                          *([said(mission.contact)] if mission.contact else [])]
            if outcome.link:
                parts.append(said(outcome.link))
            facts = [None if outcome.officer else outcome.fact, outcome.instead_fact, None if mission is None else mission.fact]
            if any(fact is not None and fact.sure != "stated" for fact in facts):
                parts.append(_("This may have changed, so please check before you travel."))
            if outcome.officer:
                parts.append(_("I'll pass your answers on to the officers too, so they needn't ask again."))
        options, heard = self._ways_on(desk)
        return OneOf(paragraphs(parts) if parts else _("The rules have changed since you answered."), options, heard=heard,
                     words=() if self._for_officer(desk) else ("officer",),
                     about=about_member(desk, desk.parties.member(self.member)))

    def _ways_on(self, desk: Desk) -> tuple[tuple[Option[Ending], ...], tuple[Option[Ending], ...]]:
        """To press, and to type only."""
        understood: Option[Ending] = Option("understood", _("Understood"), also=("ok", "oke", "@yes"))
        answers: Option[Ending] = Option("answers", _("Change my answers"))
        another: Option[Ending] = Option("service", _("Another service"))
        service = self._instead(desk)
        if self._for_officer(desk):
            return (Option("officer", _("Talk to an officer")), understood, answers), ()
        if service is None:
            return (understood, another, answers), ()
        go: Option[Ending] = Option("go", service.short or service.name, also=("@yes", "@on", *service.also))
        return (go, another, answers), (replace(understood, also=("mengerti", "paham")),)

    def _instead(self, desk: Desk) -> Service | None:
        """The service that is right, where the office named one."""
        outcome = desk.settings.outcomes.get(self.outcome)
        return None if outcome is None else desk.settings.services.get(outcome.service or "")

    def _for_officer(self, desk: Desk) -> bool:
        outcome = desk.settings.outcomes.get(self.outcome)
        return outcome is not None and outcome.officer

    def _mission(self, desk: Desk) -> Mission | None:
        member = desk.parties.member(self.member)
        assert member.applicant is not None
        form = desk.applicants.get(member.applicant).form
        _served, key = desk.catalogue.homes.residence(form.state, form.county or None)
        return desk.settings.jurisdiction.missions.get(key or "")

    def answer(self, desk: Desk, value: Ending, /) -> AskQuestion | AskState | WithThisOfficer | Done[Verdict]:
        if value == "answers":
            kept = desk.parties.member(self.member)
            return to_change(desk, self.member, desk.catalogue.deciding(kept.service or "", kept.answers))
        if value == "officer":
            return WithThisOfficer(thread=self._hand_over(desk), outcome=self.outcome)
        if value == "understood" and self._for_officer(desk):
            self._hand_over(desk)
            return Done(Verdict(outcome=self.outcome), said=(Note(_(
                "The officers have your answers and write to you here. To add what you need, and by when, type *officer*.")),))
        outcome = desk.settings.outcomes.get(self.outcome)
        service = outcome.service or "" if value == "go" and outcome is not None else ""
        return Done(Verdict(outcome=self.outcome, other=value == "service", service=service))

    def _hand_over(self, desk: Desk) -> int:
        """The person's thread, with a line that tells the officers what it is about."""
        thread = desk.threads.open(desk.person.id, self.outcome)
        about_it = reason(desk, self.member, self.outcome)
        if all(line.said != about_it for line in desk.threads.lines(thread)):
            desk.threads.say(thread, "janji", about_it)
        return thread


class WithThisOfficer(Step[None, Verdict]):
    """An officer takes over where the questions ended."""

    thread: int
    outcome: str

    def ask(self, desk: Desk, /) -> WithOfficer:
        return WithOfficer(thread=self.thread, handed=True)

    def answer(self, desk: Desk, value: None, /) -> Done[Verdict]:
        return Done(Verdict(outcome=self.outcome))
