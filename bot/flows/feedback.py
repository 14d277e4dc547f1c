"""After it was collected: how it was, in stars, and in words for whoever likes."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.graph import Push
from bot.conversation.prompts import Ask, Note, Option, Reading
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, Text, _, counted, paragraphs
from bot.desk.desk import Desk
from bot.desk.feedback import STARS
from bot.flows import templates

OPEN_FOR = timedelta(days=14)
"""How long its stars can be pressed."""

STAR_CHOICES: dict[str, Text] = {str(number): counted("{n} star", "{n} stars", n=number) for number in range(1, STARS + 1)}


def how_was_it(desk: Desk, subject: str) -> Push | None:
    """Dropped when it was not collected after all, or the visit is still to come."""
    _visit, number, row = subject.split(":")
    case = desk.cases.get(int(number))
    if case is None or not case.active or str(case.row) != row or case.starts_at > desk.now:
        return None
    return Push(_("Thank you for coming to the passport and visa desk. How was it for you? One star is the least, five the "
                  "most. The office reads every answer."),
                "feedback", case.code, desk.now + OPEN_FOR, templates.how_was_it(case.code))


class MoreWords(Step[str, None]):
    """The stars are kept; whoever likes says more."""

    thread: int
    stars: int

    def ask(self, desk: Desk, /) -> Ask[str]:
        def anything(text: str, reading: Reading) -> str:
            return text

        body = _("Thank you. What was good, and what should be better? Please write it, or choose below.")
        if self.stars <= 2:
            body = _("Thank you for saying so. What should be better? Please write it, or choose below.")
        return Ask(body, anything, _("Please write what you would like to say, or choose below."),
                   (Option("", _("That is all"), also=("@no", "cukup")),), words=("officer",))

    def answer(self, desk: Desk, value: str, /) -> Done[None]:
        if value:
            desk.feedback.words(self.thread, value)
        return Done(None, said=(Note(_closing(desk)),))


def _closing(desk: Desk) -> Showable:
    thanks = _("Thank you. The office reads it.")
    link = desk.settings.feedback.link
    if not link:
        return thanks
    return paragraphs((thanks, _("Praise and complaints can also be left here: {link}", link=link)))


def stars(desk: Desk, subject: str, choice: str) -> MoreWords:
    """A star was pressed: it is kept at once."""
    return MoreWords(thread=desk.feedback.stars(desk.person.id, int(choice), subject), stars=int(choice))
