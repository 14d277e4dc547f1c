"""Visits that were booked, without the chat that books them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.desk.applicants import Applicants, Form
from storage import bookings, outbox, people
from tests.journeys.driver import Chat, Journey

ZONE = ZoneInfo("America/Los_Angeles")


def visit(chat: Chat, code: str, *names: str, service: str = "passport-renewal", days: float = -1) -> int:
    """A visit of these applicants at half past nine, so many days from the office's present day; its id."""
    office: Journey = chat.journey
    app, now = office.app, office.clock.now()
    starts = datetime.combine((now + timedelta(days=days)).astimezone(ZONE).date(), datetime.min.time(), ZONE)
    starts = starts.replace(hour=9, minute=30)
    with app.database.transaction() as tx:
        person = chat.id(tx)
        people.set_timezone(tx, person, chat.sender.timezone)
        appointment = bookings.add_appointment(
            tx, office=app.office.key, code=code, person=person, party=0, place="counter", day=starts.date().isoformat(),
            time="09:30", timezone=ZONE.key, starts_at=starts, minutes=30, applicants=len(names), people=len(names),
            made_at=now)
        assert appointment is not None
        for name in names:
            applicants = Applicants(tx, app.office.key, app.office.keys, now)
            applicant = applicants.add(person, "self", Form(full_name=name, birth_date="1990-08-17", phone="2135550100"))
            bookings.add_case(tx, office=app.office.key, appointment=appointment, applicant=applicant, service=service,
                              pool="", answers=app.office.keys.seal_json({}, "cases.answers"), rules="", made_at=now)
    return appointment


def remind(chat: Chat, code: str, *kinds: str) -> None:
    """Put reminders of that visit that are due now."""
    office: Journey = chat.journey
    now = office.clock.now()
    with office.app.database.transaction() as tx:
        row = bookings.by_code(tx, office.app.office.key, code)
        assert row is not None
        for kind in kinds:
            outbox.put_push(tx, office=office.app.office.key, person=row.person, account=office.account,
                            address=chat.name, kind=kind, subject=f"{row.id}:{row.version}", due_at=now, now=now)
