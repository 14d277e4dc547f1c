"""What everything costs, or what a service does, asked from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from bot.config import Fact, Service, in_force
from bot.conversation.prompts import OneOf, Option
from bot.conversation.sentences import standing
from bot.conversation.shown import offered
from bot.conversation.step import AnyStep, Done, Step
from bot.conversation.text import Showable, _, lines, paragraphs, said
from bot.conversation.words import WordLists, plain
from bot.desk.desk import Desk
from bot.flows.links import ComeFor, is_under_way, services_in
from bot.flows.menu import Menu
from bot.flows.office import footnoted
from bot.flows.requirements import SURE, fee_line
from bot.flows.welcome import Notice, Refused

BETWEEN: tuple[Showable, Fact] = (said(""), SURE)
"""An empty line: a heading right under a list is read as its last line."""


class Costs(Step[Literal["on", "go"], None]):
    """The fees of these services, or of each, whatever its case, and how they are paid. `go`: this one can be gone on with;
    `amid`: they are in the middle of something else. `outcome`: where the case that they ask about ends."""

    services: tuple[str, ...] = ()
    outcome: str = ""
    go: str = ""
    amid: bool = False

    def ask(self, desk: Desk, /) -> OneOf[Literal["on", "go"]]:
        services = {key: service for key, service in desk.settings.services.items()
                    if key in self.services or not self.services}
        parts: list[tuple[Showable, Fact]] = []
        for key, service in services.items():
            parts += [BETWEEN, (_("*{service}*", service=service.name), SURE), *_costs_of(desk, key, service, self.outcome)]
        ways = {str(one.pay.root): (_("• How to pay: {how}", how=one.pay), one.pay_fact)
                for one in services.values() if one.pay is not None and one.bookable}
        parts += [BETWEEN, *ways.values()] if ways else []
        options: list[Option[Literal["on", "go"]]] = [Option("on", _("Done"), also=("ok", "oke", "selesai", "@no"))]
        if self.go in services:
            options.append(Option("go", _("Go on with this"), also=("@yes", *services[self.go].also)))
        here = any(service.bookable for service in services.values())
        return OneOf(paragraphs((lines((_("What it costs:"), *footnoted(parts))), *(
                         (_("Nothing else is to be paid. If anyone asks you for more, tell us here."),) if here else ()))),
                     tuple(options), page=True)

    def answer(self, desk: Desk, value: Literal["on", "go"], /) -> ComeFor | Menu | Done[None]:
        if value == "on":
            return Done(None)
        return ComeFor(service=self.go) if self.amid else Menu(service=self.go)


def _costs_of(desk: Desk, key: str, service: Service, outcome: str) -> list[tuple[Showable, Fact]]:
    """Its fees, and those of the outcome; of what is not done here, where it is, and is paid."""
    if not service.bookable and service.unbookable is not None:
        elsewhere = desk.settings.outcomes[service.unbookable]
        return [(elsewhere.text, elsewhere.fact)]
    ended = desk.settings.outcomes.get(outcome)
    charged = (*desk.settings.fee_in_force(key, None, desk.today), *in_force(() if ended is None else ended.fees, desk.today))
    by_amount = sorted(charged, key=lambda fee: fee.amount is None)     # what they come to in dollars is said after all of them
    fees: list[tuple[Showable, Fact]] = [(fee_line(fee), fee.fact) for fee in by_amount]
    return fees or [(_("• The office posts what this costs."), Fact(sure="example"))]


def asked_costs(desk: Desk, text: str, words: WordLists, steps: Sequence[AnyStep]) -> Costs | None:
    """The costs that a sentence asks about: those of the services that it names, else all."""
    asks = words.is_question(text) or words.has(text, "how-much")
    if not (words.means(text, "costs") or (asks and words.has(text, "cost"))):
        return None
    services, outcome = _case_in(desk, text, words)
    alone = services[0] if len(services) == 1 else ""
    return Costs(services=services, outcome=outcome, go="" if alone and is_under_way(desk, alone, steps) else alone,
                 amid=not isinstance(steps[-1], Menu | Notice | Refused))


def _case_in(desk: Desk, text: str, words: WordLists) -> tuple[tuple[str, ...], str]:
    """The services that a sentence names; or the one alone in which what it says is a case with fees of its own: a child's
    lost passport is neither a child's passport nor a lost one. "Paspor anak dan paspor hilang" are two."""
    services = services_in(desk, text, words)
    if len(services) == 1 or not words.has(text, "joining"):
        for key in services:
            for outcome in _outcomes_in(desk, key, text, words):
                if desk.settings.outcomes[outcome].fees:
                    return (key,), outcome
    return services, ""


def _outcomes_in(desk: Desk, service: str, text: str, words: WordLists) -> Iterator[str]:
    """Where the service ends for answers that stand in the text."""
    for asked in desk.settings.services[service].ask:
        for key, option in desk.settings.questions[asked.question].options.items():
            outcome = desk.catalogue.outcome(service, {asked.question: key})
            if outcome is not None and standing(plain(text), [offered("", option.also, words)], words):
                yield outcome
