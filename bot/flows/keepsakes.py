"""What can be kept of an appointment: a QR of its code, and a calendar file with alarms."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.conversation.text import _, lines, paragraphs, speech
from bot.desk.appointments import Appointment
from bot.desk.desk import Desk
from bot.flows.visit_words import bring_in_words


def qr(appointment: Appointment, kind: Literal["svg", "png"] = "svg") -> bytes:
    """The code as a QR: in SVG without styles (a strict Content-Security-Policy shows it), or as a picture of 330 dots."""
    import segno

    out = io.BytesIO()
    made = segno.make(appointment.code, error="m", micro=False)
    if kind == "svg":
        made.save(out, kind="svg", scale=8, border=4, light="#fff", xmldecl=False)
    else:
        made.save(out, kind="png", scale=12, border=4)
    return out.getvalue()


def ics(desk: Desk, appointment: Appointment) -> bytes:
    """The visit for a calendar, by the place's clock, with an alarm the day before and two hours before (RFC 5545)."""
    from icalendar import Alarm, Calendar, Event

    words = speech(desk.person.language)
    place = desk.settings.places.get(appointment.slot.place)
    starts = datetime.combine(appointment.slot.day, appointment.slot.time, ZoneInfo(appointment.timezone))
    event = Event()
    event.add("uid", f"{appointment.code}@{desk.office.key}")
    event.add("sequence", appointment.version)
    event.add("dtstamp", desk.now)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=appointment.minutes))
    event.add("summary", words.render(_("Passport and visa desk, {office}", office=desk.settings.office.name)))
    if place is not None:
        event.add("location", place.address)
    event.add("description", words.render(paragraphs((
        _("Code: *{code}*", code=appointment.code),
        lines((bring_in_words(desk, appointment),
               _("To change or cancel, write *status* in the chat where you booked, or ask an officer.")))
    ))).replace("*", ""))
    for before in (timedelta(days=1), timedelta(hours=2)):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words.render(_("Your visit to the passport and visa desk")))
        alarm.add("trigger", -before)
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Janji//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    made: bytes = calendar.to_ical()
    return made
