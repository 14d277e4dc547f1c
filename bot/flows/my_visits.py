"""The list of what is booked, over any question or from the menu."""

from __future__ import annotations

from typing import Literal

from bot.conversation.prompts import Choose, Option
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, _
from bot.desk.booked import Appointment
from bot.desk.desk import Desk
from bot.flows.by_code import AskCode
from bot.flows.visit_words import own
from bot.flows.visits import Visit, with_reminders


class MyVisits(Step[int | Literal["code", "done"], None]):
    """The appointments that this person made; others by code."""

    def ask(self, desk: Desk, /) -> Choose[int | Literal["code", "done"]]:
        visits = _visits(desk)
        options: list[Option[int | Literal["code", "done"]]] = [
            Option(visit.id, _("{day:short}, {hour}", day=visit.slot.day, hour=visit.slot.time),
                   detail=_("Code {code}", code=visit.code))
            for visit in visits]
        body: Showable = _("These are your appointments. Which one?") if visits else _(
            "There is no appointment from here at the moment. If somebody booked for you, I can look it up by its code.")
        return Choose(with_reminders(desk, body), options, Option("code", _("Look up a code"), also=("kode", "code")),
                      Option("done", _("Done"), also=("ok", "oke")))

    def answer(self, desk: Desk, value: int | Literal["code", "done"], /) -> Visit | AskCode | MyVisits | Done[None]:
        if value == "code":
            return AskCode()
        if value == "done":
            return Done(None)
        return Visit(appointment=value) if own(desk, value) else MyVisits()


def _visits(desk: Desk) -> list[Appointment]:
    """Those to come, and those after which a file is on its way, or was collected lately."""
    visits = {visit.id: visit for visit in desk.appointments.of_person(desk.person.id)}
    under_way = {case.appointment for case in desk.cases.of_person(desk.person.id)}
    older = [own(desk, number) for number in sorted(under_way - visits.keys())]
    return [*(visit for visit in older if visit is not None), *visits.values()]


def the_visit(desk: Desk) -> Visit | MyVisits:
    """The visit that is asked for, or is to be changed: the only one, or the list."""
    visits = _visits(desk)
    return Visit(appointment=visits[0].id) if len(visits) == 1 else MyVisits()
