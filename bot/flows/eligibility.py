"""Whether this service, at this office, is the right one: the questions are data, these steps only ask them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.conversation.prompts import Ask, Choose, OneOf, Option, Reading, Refusal
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, _, paragraphs, said
from bot.desk.desk import Desk
from bot.flows.form import about
from bot.flows.office import as_sure


class Verdict(BaseModel):
    """How eligibility ended: `outcome` is None when the way to a booking is free."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    outcome: str | None = None


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
    kept = desk.parties.member(member)
    assert kept.service is not None
    first = desk.settings.services[kept.service].ask[0].question
    if desk.settings.questions[first].kind == "residence":
        return AskState(member=member, question=first)
    return AskQuestion(member=member, question=first)


class AskQuestion(Step[str, Verdict]):
    """One question of the configuration."""

    member: int
    question: str

    def ask(self, desk: Desk, /) -> OneOf[str]:
        question = desk.settings.questions.get(self.question)
        member = desk.parties.member(self.member)
        if question is None:
            return OneOf(_("The office no longer asks this question."), (Option("", _("Go on")),))
        body: Showable = question.text if question.why is None else paragraphs((question.text, question.why))
        return OneOf(body, tuple(Option(key, answer.label, also=answer.also) for key, answer in question.options.items()),
                     about=about(desk, member))

    def answer(self, desk: Desk, value: str, /) -> AskQuestion | AskState | NotHere | Done[Verdict]:
        if value:
            desk.parties.set_answer(self.member, self.question, value)
        return next_of(desk, self.member)


class AskState(Step[str, Verdict]):
    """In which state they live, typed: jurisdiction goes by state and county."""

    member: int
    question: str

    def ask(self, desk: Desk, /) -> Ask[str]:
        question = desk.settings.questions[self.question]

        def a_state(text: str, reading: Reading) -> str | Refusal:
            return desk.catalogue.find_state(text) or Refusal(
                _("I do not know that state. Please type its name or two letters, such as California or CA."))

        body: Showable = question.text if question.why is None else paragraphs((question.text, question.why))
        known = desk.applicants.of_person(desk.person.id)
        states = dict.fromkeys(one.form.state for one in known if one.form.state in desk.settings.jurisdiction.states)
        return Ask(body, a_state, _("Please type the state, such as California, Arizona or Hawaii."),
                   tuple(Option(state, said(desk.settings.jurisdiction.states[state].name)) for state in list(states)[:2]),
                   about=about(desk, desk.parties.member(self.member)))

    def answer(self, desk: Desk, value: str, /) -> AskCounty | AskQuestion | AskState | NotHere | Done[Verdict]:
        if desk.catalogue.asks_county(value):
            return AskCounty(member=self.member, question=self.question, state=value)
        return settle(desk, self.member, self.question, value, "")


class AskCounty(Step[str, Verdict]):
    """In which county, where two consulates share a state."""

    member: int
    question: str
    state: str

    def ask(self, desk: Desk, /) -> Choose[str]:
        state = desk.settings.jurisdiction.states[self.state]
        return Choose(_("{state} is served by two consulates. Which county do you live in?", state=state.name),
                      tuple(Option(county, said(county)) for county in state.counties),
                      Option("", _("Another county, or I am not sure"), also=("@no",)),
                      about=about(desk, desk.parties.member(self.member)))

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
    served, _mission = desk.catalogue.residence(state, county or None)
    desk.parties.set_answer(member, question, served)
    return next_of(desk, member)


class NotHere(Step[Literal["answers", "understood"], Verdict]):
    """It can't be done here, or not yet: why, and what to do instead."""

    member: int
    outcome: str

    def ask(self, desk: Desk, /) -> OneOf[Literal["answers", "understood"]]:
        outcome = desk.settings.outcomes.get(self.outcome)
        parts: list[Showable] = []
        if outcome is not None:
            parts.append(as_sure(outcome.text, outcome.fact))
            if outcome.mission:
                parts += self._mission(desk)
            if outcome.instead is not None:
                parts.append(outcome.instead)
            if outcome.link:
                parts.append(said(outcome.link))
        return OneOf(paragraphs(parts) if parts else _("The rules have changed since you answered."),
                     (Option("understood", _("Understood"), also=("ok", "oke", "@yes")),
                      Option("answers", _("Change my answers"))),
                     words=("officer",), about=about(desk, desk.parties.member(self.member)))

    def _mission(self, desk: Desk) -> list[Showable]:
        member = desk.parties.member(self.member)
        assert member.applicant is not None
        form = desk.applicants.get(member.applicant).form
        _served, key = desk.catalogue.residence(form.state, form.county or None)
        mission = desk.settings.jurisdiction.missions.get(key or "")
        if mission is None:
            return []
        name: Showable = as_sure(_("The one for where you live: {mission}", mission=mission.name), mission.fact)
        return [name, said(mission.contact)] if mission.contact else [name]

    def answer(self, desk: Desk, value: Literal["answers", "understood"], /) -> AskQuestion | AskState | Done[Verdict]:
        if value == "answers":
            return first_of_all(desk, self.member)
        return Done(Verdict(outcome=self.outcome))
