"""What this case needs, and how the visit goes: only what applies, as messages that can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.config import Fact, Requirement
from bot.conversation.prompts import Note, OneOf, Option
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, _, lines, paragraphs
from bot.desk.desk import Desk
from bot.flows.form import about
from bot.flows.office import footnoted

FORMS: Mapping[str, Showable] = {
    "original": _("original"),
    "copy": _("copy"),
    "original-and-copy": _("original and copy"),
    "show": _("to show"),
}


def requirement_line(requirement: Requirement) -> Showable:
    """One paper: its name, original or copy, how many, and why."""
    line: Showable = _("• *{name}* ({form})", name=requirement.name, form=FORMS[requirement.form])
    if requirement.copies > 1:
        line = _("• *{name}* ({form}, {n} copies)", name=requirement.name, form=FORMS[requirement.form], n=requirement.copies)
    if requirement.detail is not None:
        line = _("{line}: {detail}", line=line, detail=requirement.detail)
    if requirement.why is not None:
        line = _("{line} {why}", line=line, why=requirement.why)
    return line


def papers_in_words(desk: Desk, service: str, answers: Mapping[str, str]) -> Showable:
    """The papers to bring, and who must come."""
    needed = desk.catalogue.requirements(service, answers)
    parts: list[Showable] = [
        _("Papers for *{service}*. Bring them on the day; you can send photos of most of them here first:",
          service=desk.settings.services[service].name),
        lines(footnoted((requirement_line(requirement), requirement.fact) for requirement in needed.values()))]
    attend = desk.catalogue.attend(service, answers)
    if attend:
        parts.append(lines((_("Who must come in person:"),
                            *footnoted((_("• {who}", who=one.who), one.fact) for one in attend))))
    return paragraphs(parts)


def visit_in_words(desk: Desk, service: str, answers: Mapping[str, str]) -> Showable:
    """The steps of the visit, and how long each takes."""
    steps: list[tuple[Showable, Fact]] = []
    for number, step in enumerate(desk.catalogue.visit(service), 1):
        line: Showable = _("{number}. {step}", number=number, step=step.text)
        if step.minutes is not None:
            line = _("{number}. {step} (about {minutes} minutes)", number=number, step=step.text, minutes=step.minutes)
        steps.append((line, step.fact))
    return lines((_("How the visit goes:"), *footnoted(steps)))


def fees_in_words(desk: Desk, service: str, answers: Mapping[str, str]) -> Showable:
    """What is to be paid, how, and that nothing else is."""
    config = desk.settings.services[service]
    parts: list[tuple[Showable, Fact]] = []
    for fee in desk.catalogue.fees(service, answers, desk.today):
        line: Showable = (_("• {name}: {amount}", name=fee.name, amount=fee.amount) if fee.amount is not None
                          else _("• {name}: the office posts the amount", name=fee.name))
        parts.append((line, fee.fact))
    if config.pay is not None:
        parts.append((_("• How to pay: {how}", how=config.pay), config.pay_fact))
    if not config.fees:
        parts.append((_("• The office posts what this costs."), Fact(sure="example")))
    return paragraphs((lines((_("What it costs:"), *footnoted(parts))),
                       _("Nothing else is to be paid. If anyone asks you for more, tell us here.")))


class ShowRequirements(Step[Literal["on", "enough"], Literal["on", "enough"]]):
    """Papers, the visit, and the fee: three messages, then on to the form, or enough for now."""

    member: int

    def ask(self, desk: Desk, /) -> OneOf[Literal["on", "enough"]]:
        member = desk.parties.member(self.member)
        assert member.service is not None
        known = (member.service, member.answers)
        return OneOf(
            paragraphs((fees_in_words(desk, *known),
                        _("Shall we go on to the form? It takes about three minutes, and you can stop at any time."))),
            (Option("on", _("Go on to the form"), also=("@yes", "@on")),
             Option("enough", _("That is enough for now"), also=("@no",))),
            about=about(desk, member),
            before=(Note(papers_in_words(desk, *known)), Note(visit_in_words(desk, *known))))

    def answer(self, desk: Desk, value: Literal["on", "enough"], /) -> Done[Literal["on", "enough"]]:
        return Done(value)
