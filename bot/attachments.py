"""What goes with a message, made when it is asked for."""

from __future__ import annotations

from bot.channels.keepsakes import Kept
from bot.conversation.application import Application
from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.flows import keepsakes
from storage import people
from storage.database import Transaction


def keepsake(app: Application, tx: Transaction, person: int, kind: str, subject: str) -> Kept | None:
    """A QR (`qr` as SVG, `qr.png` as a picture) or a calendar file of one of this person's appointments."""
    if not (subject.isascii() and subject.isdecimal() and len(subject) < 19) or kind not in ("qr", "qr.png", "ics"):
        return None
    desk = Desk(app.office, tx, app.clock.now(), person_of(people.get(tx, person), app.office.settings.office.languages))
    appointment = desk.appointments.get(int(subject))
    if appointment is None or appointment.person != person or appointment.state != "booked":
        return None
    if kind == "qr":
        return Kept(keepsakes.qr(appointment), "image/svg+xml", f"{appointment.code}.svg")
    if kind == "qr.png":
        return Kept(keepsakes.qr(appointment, "png"), "image/png", f"{appointment.code}.png")
    return Kept(keepsakes.ics(desk, appointment), "text/calendar; charset=utf-8", f"{appointment.code}.ics")
