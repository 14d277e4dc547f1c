"""What everything costs, asked from anywhere."""

from __future__ import annotations

from typing import Literal

from bot.config import Fact
from bot.conversation.prompts import Say
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, _, lines, paragraphs, said
from bot.desk.desk import Desk
from bot.flows.office import footnoted
from bot.flows.requirements import SURE, fee_line

BETWEEN: tuple[Showable, Fact] = (said(""), SURE)
"""An empty line: a heading right under a list is read as its last line."""


class Costs(Step[Literal["on"], None]):
    """Each service's fees, whatever its case, and how they are paid."""

    def ask(self, desk: Desk, /) -> Say:
        parts: list[tuple[Showable, Fact]] = []
        for key, service in desk.settings.services.items():
            fees = desk.settings.fee_in_force(key, None, desk.today)
            parts += [BETWEEN, (_("*{service}*", service=service.name), SURE), *((fee_line(fee), fee.fact) for fee in fees)]
            if not fees:
                parts.append((_("• The office posts what this costs."), Fact(sure="example")))
        ways = {str(one.pay.root): (_("• How to pay: {how}", how=one.pay), one.pay_fact)
                for one in desk.settings.services.values() if one.pay is not None}
        parts += [BETWEEN, *ways.values()]
        return Say(paragraphs((lines((_("What it costs:"), *footnoted(parts))),
                               _("Nothing else is to be paid. If anyone asks you for more, tell us here."))), next=_("Done"))

    def answer(self, desk: Desk, value: Literal["on"], /) -> Done[None]:
        return Done(None)
