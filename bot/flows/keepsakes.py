"""What can be kept of an appointment: a QR of its code, and a calendar file with alarms."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from bot.conversation.text import _, lines, paragraphs, speech
from bot.desk.booked import Appointment
from bot.desk.desk import Desk
from bot.flows.visit_words import bring_in_words

MASK = 2
"""Of the eight patterns a code may be drawn with. To find the one that is thought best takes four times as long as all else,
and readers don't care: of 400 skewed, blurred and noisy pictures zxing read 206 with this one, 200 with the best."""

DOTS = 12
"""Of the picture, to a module of the code."""


def qr(appointment: Appointment, kind: Literal["svg", "png"] = "svg") -> bytes:
    """The code as a QR: in SVG without styles (a strict Content-Security-Policy shows it), or as a picture of 330 dots."""
    import segno

    made = segno.make(appointment.code, error="m", micro=False, mask=MASK)
    if kind == "png":
        return _png(made.matrix)
    out = io.BytesIO()
    made.save(out, kind="svg", scale=8, border=4, light="#fff", xmldecl=False)
    return out.getvalue()


def _png(modules: Sequence[bytearray]) -> bytes:
    """With four light modules around it, black on white, a bit a dot (RFC 2083): segno's own takes twenty times as long, which
    each booking would wait for."""
    side = bytes(4)
    above = [bytes(len(modules) + 8)] * 4
    rows = ["".join(("0" if dark else "1") * DOTS for dark in row)
            for row in (*above, *(side + row + side for row in modules), *above)]
    width = len(rows[0])
    drawn = [b"\0" + int(row.ljust(-(-width // 8) * 8, "1"), 2).to_bytes(-(-width // 8), "big") for row in rows]
    header = struct.pack(">IIBBBBB", width, len(rows) * DOTS, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in (
            (b"IHDR", header), (b"IDAT", zlib.compress(b"".join(line * DOTS for line in drawn))), (b"IEND", b"")))


def ics(desk: Desk, appointment: Appointment) -> bytes:
    """The visit for a calendar, by the place's clock, with an alarm the day before and two hours before (RFC 5545)."""
    from icalendar import Calendar, Event

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
    calendar = Calendar()
    calendar.add("prodid", "-//Janji//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    head, begins, rest = made.partition(b"BEGIN:VEVENT\r\n")
    said, ends, foot = rest.rpartition(b"END:VEVENT\r\n")
    alarms = _alarms(words.render(_("Your visit to the passport and visa desk")))
    return b"".join((head, _zone(appointment.timezone, starts.year), begins, said, alarms, ends, foot))


@lru_cache(maxsize=64)
def _zone(name: str, year: int) -> bytes:
    """A zone's clock in this year and the next, written once: it takes longer than the visit."""
    from icalendar import Timezone

    made: bytes = Timezone.from_tzid(name, first_date=date(year, 1, 1), last_date=date(year + 2, 1, 1)).to_ical()
    return made


@lru_cache(maxsize=64)
def _alarms(words: str) -> bytes:
    from icalendar import Alarm

    made = b""
    for before in (timedelta(days=1), timedelta(hours=2)):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words)
        alarm.add("trigger", -before)
        made += alarm.to_ical()
    return made
