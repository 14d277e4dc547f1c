"""The menu: the floor of every conversation."""

from __future__ import annotations

from typing import Literal, Never

from bot.conversation.prompts import OneOf, Option
from bot.conversation.step import Step
from bot.conversation.text import Showable, _, counted
from bot.desk.desk import Desk
from bot.flows.booking import BookVisit
from bot.flows.by_code import AskBirthDate, visit_of
from bot.flows.my_visits import MyVisits, the_visit
from bot.flows.papers import missing_everywhere
from bot.flows.visits import SendPapers, Visit
from bot.flows.welcome import Agreed, Notice, Wanted, services_heard

Doing = Literal["book", "papers", "visits"]

TO_CANCEL = (
    "batalin", "batalin aja", "mau batalin", "mau batalin aja", "mau dibatalkan", "mau cancel", "cancel it", "cancel it please")
"""What means a visit where there is one: a bare "batal" only leaves what they are in the middle of."""


class Menu(Step[Doing | Agreed | Wanted | int | None, Never]):
    """What can be done here. Whoever has not agreed to the notice yet is welcomed first. `service` or `code`: what they
    had asked for then; it is gone on with."""

    service: str = ""
    code: str = ""

    def ask(self, desk: Desk, /) -> OneOf[Doing | Agreed | Wanted] | Notice | BookVisit | Visit | AskBirthDate:
        if not agreed(desk):
            return Notice(service=self.service, code=self.code)
        if self.service in desk.settings.services:
            return BookVisit(service=self.service)
        if self.code:
            return visit_of(desk, self.code)
        to_come = desk.appointments.of_person(desk.person.id)
        missing = missing_everywhere(desk) if to_come else 0
        papers: Showable = counted("{n} paper still missing", "{n} papers still missing", n=missing)
        book: Option[Doing | Agreed | Wanted] = Option(
            "book", _("Papers and booking"),
            also=("janji", "buat janji", "buat janji temu", "mau buat janji temu", "booking", "book", "book appointment",
                  "book an appointment", "appointment", "daftar", "syarat", "syaratnya apa aja", "requirements", "paspor",
                  "passport"), wide=True)
        visits: Option[Doing | Agreed | Wanted] = Option(
            "visits", _("My appointments"), also=(
                "janji saya", "appointments", "jadi belum", "jadi blm", "paspor saya jadi", "passport ready", "passport done",
                "ubah janji temu saya", "ganti jadwal", "ganti jadwal bisa", "mau jadwal ulang", "batal aja",
                "mau batalin janji", "batalkan janji", "change my appointment", "reschedule", "reschedule pls",
                "cancel my appointment", *(TO_CANCEL if to_come else ())))
        send: Option[Doing | Agreed | Wanted] = Option(
            "papers", _("Send papers"), detail=papers if missing else None,
            also=("kirim dokumen", "dokumen", "upload", "send documents", "documents", "missing document",
                  "missing documents", "dokumen yang kurang"))
        options = (send, visits, book) if missing else (book, visits, send)
        return OneOf(_("What can I do for you?"), options, heard=services_heard(desk), words=("officer", "language"))

    def answer(self, desk: Desk, value: Doing | Agreed | Wanted | int | None, /) -> Menu | Busy:
        if isinstance(value, Agreed):
            return Menu(service=value.service, code=value.code)
        if value is None or isinstance(value, int) or not agreed(desk):
            return Menu()
        if isinstance(value, Wanted):
            return Menu(code=value.code) if value.code else Busy(doing="book", service=value.service)
        return Busy(doing=value)


def agreed(desk: Desk) -> bool:
    """Whether they agreed to the notice as it is now."""
    return desk.person.notice_version == desk.settings.notice.version


class Busy(Step[int | None, Never]):
    """One thing from the menu; afterwards the menu again. `service`: what was asked for in words."""

    doing: Doing
    service: str = ""

    def ask(self, desk: Desk, /) -> BookVisit | SendPapers | MyVisits | Visit:
        match self.doing:
            case "book":
                return BookVisit(service=self.service)
            case "papers":
                return SendPapers()
            case "visits":
                return the_visit(desk)

    def answer(self, desk: Desk, value: int | None, /) -> Menu:
        return Menu()
