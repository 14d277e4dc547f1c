"""All there is to talk about: what the engine is given."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.graph import Flows, Offer
from bot.conversation.step import AnyStep
from bot.conversation.text import Showable, _
from bot.desk.desk import Desk
from bot.flows.booking import Confirm
from bot.flows.by_code import AskBirthDate, by_its_code
from bot.flows.changing import ConfirmChange
from bot.flows.coming import REMINDER_CHOICES, TYPED_FOR, CantCome, Coming, coming, send_papers
from bot.flows.costs import Costs, asked_costs
from bot.flows.feedback import STAR_CHOICES, MoreWords, stars
from bot.flows.links import ComeFor, by_link, for_service
from bot.flows.menu import Menu
from bot.flows.my_visits import MyVisits, the_visit
from bot.flows.office import Help, OfficeInfo
from bot.flows.officer import REPLY_CHOICES, WithOfficer, answer_officer, call_officer, hears, reply
from bot.flows.photos import WhichPaper, for_files
from bot.flows.private import keep_paper, wanted_paper
from bot.flows.pushes import PUSHES
from bot.flows.reaching import OFFERS, AskAddress, ask_address
from bot.flows.reminding import REMINDING
from bot.flows.requirements import changed, has_changed
from bot.flows.templates import TEMPLATES
from bot.flows.visit_meant import asked_visit, for_visit
from bot.flows.visits import SendPapers, Visit
from bot.flows.welcome import ChooseLanguage


def returning(desk: Desk, steps: Sequence[AnyStep]) -> Sequence[Showable]:
    """That a time which was held is not held any more."""
    held = any(isinstance(step, Confirm | ConfirmChange) for step in steps)
    lapsed = held and not isinstance(steps[-1], Confirm) and desk.holds.of(desk.person.id) is None
    return (_("The time that I held for you has been given back; we'll look for one again."),) if lapsed else ()


FLOWS = Flows(
    root=Menu,
    asides={
        "help": lambda desk: Help(),
        "language": lambda desk: ChooseLanguage(),
        "officer": call_officer,
        "to-officer": answer_officer,
        "status": the_visit,
    },
    recognises=by_its_code,
    asked=lambda desk, text, words, steps: asked_costs(desk, text, words, steps) or asked_visit(desk, text, words, steps),
    named=lambda desk, text, words, steps: for_visit(desk, text, words, steps) or for_service(desk, text, words, steps),
    by_link=by_link,
    topics={"office": lambda desk: OfficeInfo(), "costs": lambda desk: Costs(), "alter": the_visit},
    aside_steps=(Help, ChooseLanguage, WithOfficer, MyVisits, OfficeInfo, Costs, WhichPaper, Coming, CantCome, Visit,
                 SendPapers, MoreWords, AskAddress, AskBirthDate, ComeFor),
    for_files=for_files,
    wanted=wanted_paper,
    for_given=keep_paper,
    returning=returning,
    changed=changed, has_changed=has_changed,
    pushes=PUSHES,
    templates=TEMPLATES,
    reminding=REMINDING,
    offers={
        **{name: Offer(choices, ask_address) for name, choices in OFFERS.items()},
        "feedback": Offer(STAR_CHOICES, stars),
        "coming": Offer(REMINDER_CHOICES, coming, also=TYPED_FOR),
        "papers": Offer({"send": _("Send papers")}, send_papers),
        "reply": Offer(REPLY_CHOICES, reply, hears),
    },
)
