"""What this case needs, and how the visit goes: only what applies, as messages that can be kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from bot.config import Charge, Fact, Missing, Requirement
from bot.conversation.prompts import Note, OneOf, Option
from bot.conversation.step import AnyStep, Done, Step
from bot.conversation.text import Showable, _, lines, paragraphs
from bot.desk.desk import Desk
from bot.desk.parties import Member, Told
from bot.flows.addressed import about_member
from bot.flows.office import footnoted

KINDS: Mapping[str, Showable] = {
    "original": _("original"),
    "copy": _("copy"),
    "original-and-copy": _("original and copy"),
    "show": _("to show"),
}


SURE = Fact(sure="stated")


def requirement_line(requirement: Requirement) -> Showable:
    """One paper: its name, original or copy, how many, and why."""
    line: Showable = _("• *{name}* ({kind})", name=requirement.name, kind=KINDS[requirement.kind])
    if requirement.copies > 1:
        line = _("• *{name}* ({kind}, {n} copies)", name=requirement.name, kind=KINDS[requirement.kind], n=requirement.copies)
    if requirement.detail is not None:
        line = _("{line}. {detail}", line=line, detail=requirement.detail)
    if requirement.why is not None:
        line = _("{line}\n{why}", line=line, why=requirement.why)
    return line


def papers_in_words(desk: Desk, service: str, answers: Mapping[str, str]) -> Showable:
    """The papers to bring, and who must come."""
    needed = desk.catalogue.requirements(service, answers).values()
    attend = desk.catalogue.attend(service, answers)
    shown = footnoted((*((requirement_line(one), one.fact) for one in needed),
                       *((_("• {who}", who=one.who), one.fact) for one in attend)))
    papers, people, notes = shown[:len(needed)], shown[len(needed):len(needed) + len(attend)], shown[len(needed) + len(attend):]
    parts: list[Showable] = [
        _("Papers for *{service}*. Bring them on the day; you can send photos of most of them here first:",
          service=desk.settings.services[service].name), lines(papers)]
    if people:
        parts.append(lines((_("Who must come in person:"), *people)))
    return paragraphs([*parts, lines(notes)] if notes else parts)


def visit_in_words(desk: Desk, service: str, answers: Mapping[str, str]) -> Showable:
    """The steps of the visit, how long each takes, and how long it takes afterwards."""
    steps: list[tuple[Showable, Fact]] = []
    for number, step in enumerate(desk.catalogue.visit(service), 1):
        line: Showable = _("{number}. {step}", number=number, step=step.text)
        if step.minutes is not None:
            line = _("{number}. {step} (about {minutes} minutes)", number=number, step=step.text, minutes=step.minutes)
        steps.append((line, step.fact))
    config = desk.settings.services[service]
    steps.append((_("How long it then takes: {ready}", ready=config.ready), config.ready_fact) if config.ready is not None else
                 (_("How long it then takes: an officer tells you at the counter."), SURE))
    return lines((_("How the visit goes:"), *footnoted(steps)))


def fee_line(fee: Charge) -> Showable:
    """One fee: its amount, that it is free, or that the office posts it."""
    if fee.amount is None:
        return _("• {name}: posted by the office", name=fee.name)
    if not fee.amount.amount:
        return _("• {name}: free of charge", name=fee.name)
    return _("• {name}: {amount}", name=fee.name, amount=fee.amount)


def fees_in_words(desk: Desk, service: str, answers: Mapping[str, str]) -> Showable:
    """What is to be paid, how, and that nothing else is."""
    config = desk.settings.services[service]
    parts = [(fee_line(fee), fee.fact) for fee in desk.catalogue.fees(service, answers, desk.today)]
    if not config.fees:
        parts.append((_("• The office posts what this costs."), Fact(sure="example")))
    parts.append((_("• How to pay: {how}", how=config.pay), config.pay_fact) if config.pay is not None else
                 (_("• How to pay: please ask at the counter"), SURE))
    return paragraphs((lines((_("What it costs:"), *footnoted(parts))),
                       _("Nothing else is to be paid. If anyone asks you for more, tell us here.")))


def new_fees_in_words(desk: Desk, cases: Iterable[tuple[str, Mapping[str, str]]], on: date) -> tuple[Showable, ...]:
    """What is charged on the day of a visit, where that is not what is charged, and was said, today."""
    said: list[Showable] = []
    for service, answers in cases:
        then = desk.catalogue.fees(service, answers, on)
        if then != desk.catalogue.fees(service, answers, desk.today):
            said.append(lines((_("A new tariff applies on the day of your visit. *{service}* then costs:",
                                 service=desk.settings.services[service].name),
                               *footnoted((fee_line(fee), fee.fact) for fee in then))))
    return tuple(dict.fromkeys(said))


def has_changed(desk: Desk, steps: Sequence[AnyStep]) -> bool:
    """Whether the office has changed papers or fees since they were told at one of these steps."""
    return any(desk.parties.told_otherwise(member) for member in _members_told(desk, steps))


def changed(desk: Desk, steps: Sequence[AnyStep]) -> Sequence[Showable]:
    """The papers and the fees that the office has changed since they were told at one of these steps; told now."""
    said: list[Showable] = []
    for member in _members_told(desk, steps):
        otherwise = desk.parties.told_otherwise(member)
        if otherwise:
            said += [_changed(desk, what, member.service or "", member.answers) for what in otherwise]
            desk.parties.told(member)
    return tuple(dict.fromkeys(said))                       # two children may need the same


def _changed(desk: Desk, what: Told, service: str, answers: Mapping[str, str]) -> Showable:
    name = desk.settings.services[service].name
    if what == "papers":
        return paragraphs((_("The office has changed the papers for *{service}* since I told you.", service=name),
                           papers_in_words(desk, service, answers)))
    return paragraphs((_("The office has changed the fees for *{service}* since I told you.", service=name),
                       fees_in_words(desk, service, answers)))


def _members_told(desk: Desk, steps: Sequence[AnyStep]) -> Collection[Member]:
    return {member.id: member for step in steps for member in _members_at(desk, step)}.values()


def _members_at(desk: Desk, step: AnyStep) -> Sequence[Member]:
    """The party that a step is about."""
    party, member = getattr(step, "party", None), getattr(step, "member", None)
    try:
        party = desk.parties.member(member).party if member is not None else party
    except Missing:                                         # who was left out since
        return ()
    return () if party is None else desk.parties.members(party)


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
            (Option("on", _("Go on to the form"), also=("@yes", "@on", "isi form", "isi formulir", "lanjut form",
                     "fill in the form", "fill out the form", "fill the form", "the form")),
             Option("enough", _("Enough for now"), also=("@no",))),
            about=about_member(desk, member),
            before=(Note(papers_in_words(desk, *known)), Note(visit_in_words(desk, *known))))

    def answer(self, desk: Desk, value: Literal["on", "enough"], /) -> Done[Literal["on", "enough"]]:
        later = Note(_("All right. Come back to it under *Papers and booking* whenever you like; your answers are kept."))
        return Done(value, said=(later,) if value == "enough" else ())
