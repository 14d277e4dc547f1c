"""A visit to come that a sentence at the menu is about: they can't come, want another time, or ask when it is."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.step import AnyStep
from bot.conversation.words import WordLists
from bot.desk.desk import Desk
from bot.flows.menu import Menu
from bot.flows.my_visits import MyVisits, the_visit
from bot.flows.visits import Visit


def for_visit(desk: Desk, text: str, words: WordLists, steps: Sequence[AnyStep]) -> Visit | MyVisits | None:
    """The visit that is meant, if there is any."""
    meant = isinstance(steps[-1], Menu) and words.has(text, "visit-meant") and desk.appointments.of_person(desk.person.id)
    return the_visit(desk) if meant else None
