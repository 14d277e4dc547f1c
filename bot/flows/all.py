"""All there is to talk about: what the engine is given."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.graph import Flows, Offer
from bot.conversation.step import AnyStep
from bot.conversation.text import Showable, _
from bot.desk.desk import Desk
from bot.flows.booking import Confirm
from bot.flows.menu import Menu
from bot.flows.office import Help, OfficeInfo
from bot.flows.officer import REPLY_CHOICES, WithOfficer, call_officer, reply
from bot.flows.papers import WhichPaper, for_files
from bot.flows.pushes import PUSHES
from bot.flows.visits import REMINDER_CHOICES, Coming, ConfirmChange, MyVisits, SendPapers, Visit, coming, send_papers
from bot.flows.welcome import ChooseLanguage


def returning(desk: Desk, steps: Sequence[AnyStep]) -> Sequence[Showable]:
    """What is no longer so for whoever comes back after a long pause."""
    changed: list[Showable] = []
    if any(isinstance(step, Confirm | ConfirmChange) for step in steps) and desk.appointments.held(desk.person.id) is None:
        changed.append(_("The time that I held for you has lapsed; we will look for one again."))
    if desk.parties.rules_changed(desk.person.id):
        changed.append(_("Fees or papers for your service have changed since. I will show you what holds now."))
    return changed


FLOWS = Flows(
    root=Menu,
    asides={
        "help": lambda desk: Help(),
        "language": lambda desk: ChooseLanguage(),
        "officer": call_officer,
        "status": lambda desk: MyVisits(),
    },
    topics={"office": lambda desk: OfficeInfo()},
    aside_steps=(Help, ChooseLanguage, WithOfficer, MyVisits, OfficeInfo, WhichPaper, Coming, Visit, SendPapers),
    for_files=for_files,
    returning=returning,
    pushes=PUSHES,
    offers={
        "coming": Offer(REMINDER_CHOICES, coming),
        "papers": Offer({"send": _("Send papers")}, send_papers),
        "reply": Offer(REPLY_CHOICES, reply),
    },
)
