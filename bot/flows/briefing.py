"""What officers are told of somebody's answers: in the office's first language, beside the chat, not shown to the person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.config import Missing
from bot.conversation.graph import Flows
from bot.conversation.prompts import Prompt
from bot.conversation.stack import Stack, Unreadable
from bot.conversation.text import Showable, lines, said, speech
from bot.desk.applicants import Form
from bot.desk.booked import Appointment
from bot.desk.desk import Desk
from bot.flows.form_lines import home_called
from bot.flows.papers import File, missing_in_words
from bot.flows.visit_words import active_cases, when_of
from storage import people


def for_officers(desk: Desk, text: Showable) -> str:
    return speech(desk.settings.office.languages[0]).render(text)


def answers_in_words(desk: Desk, service: str, answers: Mapping[str, str], form: Form, you: bool = False,
                     ) -> Iterator[tuple[Showable, Showable]]:
    """Question and answer, in their order; `you`: as they were asked of the applicant themselves."""
    if service not in desk.settings.services:
        return
    for key, answer in desk.catalogue.given(service, answers).items():
        question = desk.settings.questions[key]
        option = question.options.get(answer)
        home = said(home_called(desk, form.state, form.county) or answer)
        yield question.asked(you), home if option is None else option.label


def reason(desk: Desk, member: int, outcome: str) -> str:
    """Why a flow hands over: what for, where it ended, and all that was answered."""
    kept = desk.parties.member(member)
    service, ended = desk.settings.services.get(kept.service or ""), desk.settings.outcomes.get(outcome)
    form = Form() if kept.applicant is None else desk.applicants.get(kept.applicant).form
    parts: list[Showable] = [said(f"{kept.service}: {outcome}")] if service is None else [
        said(f"{for_officers(desk, service.name)}: {outcome}")]
    if ended is not None:
        parts.append(ended.text)
    parts += [said(f"• {for_officers(desk, question)} {for_officers(desk, answer)}")
              for question, answer in answers_in_words(desk, kept.service or "", kept.answers, form)]
    return for_officers(desk, lines(parts))


def of_person(desk: Desk, flows: Flows) -> Iterator[str]:
    """What the office knows of this person, a line each: what is open now, what they prepare, their visits."""
    question = open_question(desk, flows)
    if question:
        yield f"Asked now: {question.replace('*', '')}"
    for one in desk.parties.newest_drafts(desk.person.id):
        if one.service is not None and one.applicant is not None:
            yield from _applicant(desk, "Prepares: ", one.applicant, one.service, one.answers)
    for appointment in desk.appointments.of_person(desk.person.id):
        yield from _visit(desk, appointment)


def open_question(desk: Desk, flows: Flows) -> str:
    """The question that is open, or lies under the officers' thread: its first line, as the person reads it."""
    kept = people.conversation(desk.tx, desk.person.id)
    stack = Stack(flows, desk, Stack.read(kept.stack) if kept else [])
    for entry in reversed(stack.entries):
        if entry.name != "WithOfficer":
            try:
                asked = stack.load(entry).ask(desk)
            except (Unreadable, Missing):
                continue
            if isinstance(asked, Prompt):
                return speech(desk.person.language).render(asked.said).split("\n", 1)[0]
    return ""


def _visit(desk: Desk, appointment: Appointment) -> Iterator[str]:
    place = desk.settings.places.get(appointment.slot.place)
    name = appointment.slot.place if place is None else for_officers(desk, place.name)
    yield f"Visit {appointment.code}: {for_officers(desk, when_of(appointment))}, {name}"
    for case in active_cases(desk, appointment.id):
        yield from _applicant(desk, "  ", case.applicant, case.service, case.answers)
        if case.service in desk.settings.services:
            file = File(applicant=case.applicant, service=case.service)
            yield "    " + for_officers(desk, missing_in_words(desk, file, case.answers)).replace("\n", "\n    ")


def _applicant(desk: Desk, before: str, applicant: int, service: str, answers: Mapping[str, str]) -> Iterator[str]:
    form, known = desk.applicants.get(applicant).form, desk.settings.services.get(service)
    yield f"{before}{form.full_name or 'no name yet'}, {service if known is None else for_officers(desk, known.name)}"
    yield from (f"    {answer}" for answer in answered(desk, applicant, service, answers))


def answered(desk: Desk, applicant: int, service: str, answers: Mapping[str, str]) -> Iterator[str]:
    """A line each."""
    for question, answer in answers_in_words(desk, service, answers, desk.applicants.get(applicant).form):
        yield f"{for_officers(desk, question)} {for_officers(desk, answer)}"
