"""What must be so after every turn, and what must be so at any time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from icalendar import Calendar
from sqlalchemy import select

from bot.config import Missing
from bot.conversation.message import Message
from bot.conversation.prompts import Ask, AskFiles, Prompt
from bot.conversation.stack import Entry, Stack
from bot.conversation.step import AnyStep, answer_type
from bot.desk import reaching, reminders
from bot.desk.desk import Desk
from bot.flows.keepsakes import ics, qr
from storage.outbox import OutboxRow
from storage.tables import appointments, cases, holds, outbox
from tests.desk.invariants import broken
from tests.walk.offices import foreign

UNIVERSAL = ("QR", ".ics")
"""What is called so in every language."""


# --- after a turn -----------------------------------------------------------------------------------------------------

def wrong_stack(stack: Stack, desk: Desk, before: Iterable[Entry], was_asked: bool,
                shown: tuple[Prompt[Any], AnyStep] | None) -> Iterator[str]:
    """Each step that was not there `before`, and each answer that the open one offers, comes back from the database as it
    went there. What was not asked in this turn may be gone. `shown` is what was asked last, and at which step: it need not be
    asked again."""
    if not stack.entries:
        return                                              # begun anew with the next event
    for entry in set(stack.entries).difference(before):
        step = stack.load(entry)
        if type(step).model_validate_json(step.model_dump_json()) != step:
            yield f"{step!r} comes back as another"
    top = stack.top
    try:
        asked = shown[0] if shown is not None and shown[1] == top else top.ask(desk)
    except Missing:
        if was_asked:
            yield f"{top!r} was asked, and is about something that is gone"
        return
    if isinstance(asked, Prompt):
        yield from _wrong_answers(top, asked)
    elif was_asked:
        yield f"{top!r} is open, but asks nothing"


def _wrong_answers(step: AnyStep, prompt: Prompt[Any]) -> Iterator[str]:
    adapter = answer_type(type(step))
    if not prompt.answers and not isinstance(prompt, Ask | AskFiles):
        yield f"{step!r} offers no answer"
    for option in prompt.answers:
        back = adapter.validate_python(adapter.dump_python(option.value, mode="json"))
        if back != option.value or type(back) is not type(option.value):
            yield f"{step!r} offers {option.value!r}, which comes back as {back!r}"


def leads_on(messages: Sequence[Message]) -> bool:
    """Whether there is something to press, or they are told what to type or send."""
    return any(message.options or message.words or message.expects in ("text", "date", "number", "files")
               for message in messages)


def wrong_words(messages: Sequence[Message], language: str) -> Iterator[str]:
    """Texts and buttons in another language, or in none."""
    for message in messages:
        buttons = (*message.options, *message.words)
        texts = [message.text, *(button.label for button in buttons), *(button.detail for button in buttons)]
        yield from filter(None, (foreign(text, language) for text in texts))
        if not message.text.strip():
            yield "an empty message"
        yield from (f"an attachment called {one.label!r}" for one in message.attachments
                    if one.kind != "map" and one.label not in UNIVERSAL)


def wrong_keepsakes(desk: Desk, messages: Sequence[Message]) -> Iterator[str]:
    """The calendar file of a booking, in its person's language."""
    for one in (one for message in messages for one in message.attachments if one.kind == "ics"):
        appointment = desk.appointments.get(int(one.subject))
        assert appointment is not None
        if not qr(appointment).startswith(b"<svg"):
            yield "the QR is no picture"
        calendar = Calendar.from_ical(ics(desk, appointment))
        [event] = calendar.walk("VEVENT")
        words = [event["summary"], event["description"], *(alarm["description"] for alarm in calendar.walk("VALARM"))]
        yield from filter(None, (foreign(str(word), desk.person.language) for word in words))
        if event.decoded("dtstart") != appointment.starts_at:
            yield f"the calendar file says {event.decoded('dtstart')}, the appointment {appointment.starts_at}"


def said_twice(messages: Sequence[Message]) -> Iterator[str]:
    """The same words twice for one event."""
    for text, count in Counter(message.text for message in messages).items():
        if count > 1:
            yield f"said {count} times: {text}"


def untrue(desk: Desk, row: OutboxRow) -> Iterator[str]:
    """A reminder, about to be sent, of something that was cancelled or moved."""
    number, _colon, version = row.subject.partition(":")
    if not version:
        return
    now = desk.tx.execute(select(appointments.c.state, appointments.c.version, appointments.c.starts_at)
                          .where(appointments.c.id == int(number))).one()
    if (now.state, str(now.version)) != ("booked", version) or now.starts_at <= desk.now:
        yield f"{row.kind} of an appointment that is {now.state}, version {now.version}, at {now.starts_at}: {row.subject}"


WARNINGS = (reminders.GUESSED, reminders.AGAIN)


ASKED_FOR = (reaching.CODE, reaching.CONFIRMED, reaching.UNDELIVERED)
"""What somebody may ask for again."""

ONCE_A_VISIT = (reminders.EVENING, reminders.HOURS)


def named(row: OutboxRow) -> tuple[object, ...]:
    """What is told once, in whichever way."""
    return row.person, row.kind, row.subject, "" if row.kind in ONCE_A_VISIT else row.key


def sent_again(desk: Desk, row: OutboxRow, before: dict[tuple[object, ...], datetime]) -> Iterator[str]:
    """What is pushed once only, about to be sent; a warning of strangers once a day. `before`: when each was made."""
    if row.kind in ASKED_FOR:
        return
    what = named(row)
    last, before[what] = before.get(what), desk.tx.execute(select(outbox.c.made_at).where(outbox.c.id == row.id)).scalar_one()
    if last is not None and (row.kind not in WARNINGS or before[what] - last < timedelta(days=1)):
        yield f"sent again: {what}"


# --- at any time --------------------------------------------------------------------------------------------------------

def wrong_anywhere(desk: Desk) -> Iterator[str]:
    """What must be so of the whole office. `desk` has the settings by which all was booked."""
    yield from broken(desk)
    yield from _two_holds(desk)
    yield from _passed_on(desk)
    yield from _nameless(desk)
    yield from _reminders_left(desk)


def _two_holds(desk: Desk) -> Iterator[str]:
    live = Counter(row.person for row in desk.tx.execute(select(holds.c.person).where(holds.c.lapses_at > desk.now)))
    yield from (f"person {person} has {count} live holds" for person, count in live.items() if count > 1)


def _passed_on(desk: Desk) -> Iterator[str]:
    """A visit to come that is now of an applicant who is known by nothing that it was booked under."""
    expected = desk.tx.execute(select(cases.c.applicant).distinct().join(
        appointments, appointments.c.id == cases.c.appointment).where(
        cases.c.state == "active", appointments.c.state == "booked", appointments.c.starts_at > desk.now)).scalars()
    yield from (f"a visit of applicant {one} was booked for another" for one in expected
                if desk.appointments.expects_another(one, desk.applicants.known_by(one)))


def _nameless(desk: Desk) -> Iterator[str]:
    """Somebody was booked whose form was not filled in."""
    rows = desk.tx.execute(select(cases.c.id, cases.c.applicant).where(cases.c.state == "active").order_by(
        cases.c.id.desc()).limit(20))
    yield from (f"case {row.id} is of nobody" for row in rows if not desk.applicants.get(row.applicant).full_name)


def _reminders_left(desk: Desk) -> Iterator[str]:
    """Reminders that wait for a visit that was cancelled or moved."""
    rows = desk.tx.execute(select(outbox.c.kind, outbox.c.subject).where(
        outbox.c.state == "due", outbox.c.key.startswith("appointment:"))).all()
    booked = {f"{row.id}:{row.version}" for row in desk.tx.execute(
        select(appointments.c.id, appointments.c.version).where(appointments.c.state == "booked"))}
    yield from (f"{row.kind} waits for {row.subject}" for row in rows if row.subject not in booked)


