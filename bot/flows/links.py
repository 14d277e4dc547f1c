"""Links that say what somebody comes for: `t.me/bot?start=passport-renewal` on a website or a poster, or a visit's code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.config import Service
from bot.conversation.graph import Linked
from bot.conversation.prompts import OneOf, Option
from bot.conversation.saying import to_the_menu
from bot.conversation.sentences import standing
from bot.conversation.shown import offered
from bot.conversation.step import AnyStep, Done, Step
from bot.conversation.text import Showable, _, paragraphs
from bot.conversation.words import WordLists, plain
from bot.desk.codes import read_code
from bot.desk.desk import Desk
from bot.flows.by_code import visit_of
from bot.flows.menu import Menu
from bot.flows.welcome import Wanted


def by_link(desk: Desk, link: str, steps: Sequence[AnyStep]) -> Linked | None:
    """A service by its key, or an appointment by its code; whatever else it says is no matter."""
    if link in desk.settings.services:
        return None if is_under_way(desk, link, steps) else Linked(Wanted(service=link), ComeFor(service=link))
    code = read_code(link)
    return None if code is None else Linked(Wanted(code=code), visit_of(desk, code))


def is_under_way(desk: Desk, service: str, steps: Sequence[AnyStep]) -> bool:
    """Whether they are filling in something for this service: they pressed the link once more to come back."""
    if any(getattr(step, "service", "") == service for step in steps):
        return True
    here = {(name, getattr(step, name, None)) for step in steps for name in ("party", "member")}
    return any(member.service == service and not here.isdisjoint({("party", member.party), ("member", member.id)})
               for member in desk.parties.drafts(desk.person.id))


def services_in(desk: Desk, text: str, words: WordLists, whole: bool = False) -> tuple[str, ...]:
    """The services that a sentence names. `whole`: by more than a word, unless that word is all of it."""
    def names(service: Service) -> tuple[str, ...]:
        known = (*service.also, *service.name.root.values(), *(() if service.short is None else service.short.root.values()))
        return tuple(name for name in known if not whole or " " in name or plain(name) == plain(text))

    keys = tuple(desk.settings.services)
    known = [offered("", names(service), words) for service in desk.settings.services.values()]
    return tuple(keys[place] for place in standing(plain(text), known, words))


def for_service(desk: Desk, text: str, words: WordLists, steps: Sequence[AnyStep]) -> ComeFor | None:
    """The only service that is named where something else is asked; a question is no wish yet."""
    named = () if words.is_question(text) else services_in(desk, text, words, whole=True)
    if len(named) != 1 or is_under_way(desk, named[0], steps):
        return None
    return ComeFor(service=named[0], typed=True)


class ComeFor(Step[Literal["go", "stay"], None]):
    """They came for a service, in the middle of something else. `typed`: they named it, and followed no link."""

    service: str
    typed: bool = False

    def ask(self, desk: Desk, /) -> OneOf[Literal["go", "stay"]]:
        return OneOf(self._body(desk), (
            Option("go", _("Yes, go there"), also=("@yes",)), Option("stay", _("Go on here"), also=("@no",))))

    def _body(self, desk: Desk) -> Showable:
        service = desk.settings.services.get(self.service)
        if service is None:
            return to_the_menu(desk)
        if not self.typed:
            return paragraphs((_("You came for: *{service}*.", service=service.name), to_the_menu(desk)))
        if desk.holds.of(desk.person.id) is None:
            return _("You seem to want: *{service}*. Shall we go there? What you filled in here is kept.", service=service.name)
        return _("You seem to want: *{service}*. Shall we go there? What you filled in here is kept; the time that is held for "
                 "you is given back.", service=service.name)

    def answer(self, desk: Desk, value: Literal["go", "stay"], /) -> Menu | Done[None]:
        return Menu(service=self.service) if value == "go" else Done(None)
