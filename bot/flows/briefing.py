"""What officers are told of somebody's answers: in the office's first language, beside the chat, not shown to the person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.conversation.text import Showable, lines, said, speech
from bot.desk.applicants import Form
from bot.desk.desk import Desk


def for_officers(desk: Desk, text: Showable) -> str:
    return speech(desk.settings.office.languages[0]).render(text)


def home_in_words(desk: Desk, form: Form) -> str:
    """“Orange, California”; empty where it is not known."""
    state = desk.settings.jurisdiction.states.get(form.state)
    return "" if state is None else ", ".join(filter(None, (form.county, state.name)))


def answers_in_words(desk: Desk, service: str, answers: Mapping[str, str], form: Form) -> Iterator[tuple[Showable, Showable]]:
    """Question and answer, in their order."""
    if service not in desk.settings.services:
        return
    for key, answer in desk.catalogue.given(service, answers).items():
        question = desk.settings.questions[key]
        option = question.options.get(answer)
        yield question.text, said(home_in_words(desk, form) or answer) if option is None else option.label


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
