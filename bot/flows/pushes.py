"""What is said unasked: reminders, an officer's answer, a warning. Each is checked when it is sent, and dropped when it is
no longer true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.conversation.graph import Approved, Push
from bot.conversation.text import Showable, Text, _, counted, lines, paragraphs, said
from bot.desk import cases, reaching, reminders
from bot.desk.desk import Desk
from bot.flows import shorts, templates
from bot.flows.at_place import when_in_words
from bot.flows.feedback import how_was_it
from bot.flows.for_officers import FOR_OFFICERS
from bot.flows.papers import File, missing_in_words
from bot.flows.reaching import address_code, address_lost, offer_address, visit_confirmed
from bot.flows.stages import stage_moved
from bot.flows.visit_words import bring_in_words, still_so, to_remind, when_of, where_of


def papers_missing(desk: Desk, subject: str) -> Push | None:
    """Which papers are still missing, by applicant."""
    found = to_remind(desk, subject)
    if found is None:
        return None
    appointment, cases_to_come = found
    missing: list[Showable] = []
    for case in cases_to_come:
        file = File(applicant=case.applicant, service=case.service)
        if desk.papers.missing(case.applicant, case.service, case.answers):
            name = said(desk.applicants.get(case.applicant).full_name)
            missing.append(lines((_("*{name}*", name=name), missing_in_words(desk, file, case.answers))))
    if not missing:
        return None
    when = when_of(appointment)
    first = _("Your visit is on {when}.", when=when)
    here = _("Send photos of them here, so that an officer can look at them before you travel.")
    there = _("Send photos of them in the chat, so that an officer can look at them before you travel.")
    return Push(paragraphs((first, *missing, here)), "papers", subject, appointment.starts_at,
                templates.papers_missing(when, appointment.code), title=_("Papers for your visit on {when}", when=when),
                told=paragraphs((first, *missing, there)), short=shorts.papers_missing(when, appointment.code))


def _coming(desk: Desk, subject: str, first: Text, approved: Callable[[Showable, str], Approved],
            short: Callable[[Showable, Showable, str], Text]) -> Push | None:
    found = to_remind(desk, subject)
    if found is None:
        return None
    appointment, _cases = found
    when = when_of(appointment)
    return Push(paragraphs((
        first,
        lines((when, where_of(desk, appointment), _("Code: *{code}*", code=appointment.code))),
        bring_in_words(desk, appointment))), "coming", subject, appointment.starts_at, approved(when, appointment.code),
        title=first, short=short(when, shorts.place(desk, appointment.slot.place), appointment.code))


def evening_before(desk: Desk, subject: str) -> Push | None:
    return _coming(desk, subject, _("A reminder: your visit to the passport and visa desk is tomorrow."),
                   templates.visit_tomorrow, shorts.visit_tomorrow)


def hours_before(desk: Desk, subject: str) -> Push | None:
    return _coming(desk, subject, _("A reminder: your visit to the passport and visa desk is today."),
                   templates.visit_today, shorts.visit_today)


def hold_lapsing(desk: Desk, subject: str) -> Push | None:
    """Shortly before a held time is given back."""
    held = desk.holds.of(desk.person.id)
    soon = timedelta(minutes=desk.settings.reminders.hold_minutes_before)
    if held is None or str(held.id) != subject or held.handed_at is None or held.lapses_at - desk.now > soon:
        return None                                         # another one, or its minutes begin to count later than was planned
    left = -(-(held.lapses_at - desk.now) // timedelta(minutes=1))
    return Push(counted("I'm holding {when} for you for {n} more minute. To keep it, please answer the question above.",
                        "I'm holding {when} for you for {n} more minutes. To keep it, please answer the question above.",
                        n=left, when=when_in_words(desk, held.slot)))


def officer_line(desk: Desk, subject: str) -> Push | None:
    """What an officer wrote."""
    line = desk.threads.line(int(subject))
    if line is None:
        return None
    return Push(paragraphs((_("👤 Officer:"), said(line.said))), "reply", subject, desk.now + timedelta(days=7),
                templates.answer_waiting())


def thread_closed(desk: Desk, subject: str) -> Push | None:
    return Push(_("The officer has closed this conversation. I'm the assistant again; for an officer, type *officer*."))


def code_guessed(desk: Desk, subject: str) -> Push | None:
    """Somebody tried the code of an appointment."""
    appointment = still_so(desk, subject)
    if appointment is None:
        return None
    return Push(_("Somebody tried to look up your visit with code {code}, but the date of birth did not match. Nothing was "
                  "shown. If it wasn't you or your family, tell an officer.", code=appointment.code),
                approved=templates.code_tried(appointment.code), short=shorts.code_tried(appointment.code))


def booked_again(desk: Desk, subject: str) -> Push | None:
    """Somebody else wanted to book for an applicant of an appointment."""
    appointment = still_so(desk, subject)
    if appointment is None:
        return None
    return Push(_("Somebody else filled in a form for an applicant of your visit with code {code}, for the same service. Your "
                  "visit is unchanged, and nothing of it was shown. If it wasn't you or your family, tell an "
                  "officer.", code=appointment.code), short=shorts.booked_again(appointment.code))


PUSHES = {
    reminders.PAPERS: papers_missing,
    reminders.EVENING: evening_before,
    reminders.HOURS: hours_before,
    reminders.HOLD: hold_lapsing,
    reminders.GUESSED: code_guessed,
    reminders.AGAIN: booked_again,
    cases.MOVED: stage_moved,
    cases.FEEDBACK: how_was_it,
    reaching.CODE: address_code,
    reaching.CONFIRMED: visit_confirmed,
    reaching.OFFERED: offer_address,
    reaching.UNDELIVERED: address_lost,
    "officer-line": officer_line,
    "thread-closed": thread_closed,
    **FOR_OFFICERS,
}
