"""A booked visit in words: when, where, for whom, and what is missing. Also where the office took its place away since."""

from __future__ import annotations

from collections.abc import Sequence

from bot.config import Missing
from bot.config.stages import BOOKED
from bot.conversation.text import Showable, Text, _, lines, paragraphs, said
from bot.desk.booked import Appointment, Case
from bot.desk.cases import OnTheWay
from bot.desk.desk import Desk
from bot.desk.unopened import NotOpened, why_unopened
from bot.flows.at_place import on_the_clock
from bot.flows.office import as_sure
from bot.flows.papers import File, missing_in_words
from bot.flows.stages import pickups_in_words, stage_in_words

NO_LONGER_BOOKED = _("This appointment is no longer booked.")


def active_cases(desk: Desk, appointment: int) -> list[Case]:
    return [case for case in desk.appointments.cases(appointment) if case.state == "active"]


def own(desk: Desk, appointment_id: int) -> Appointment | None:
    """The appointment, while it is booked and this person's."""
    return if_own(desk, desk.appointments.get(appointment_id))


def still_booked(desk: Desk, appointment_id: int) -> Appointment:
    """The same. Raises Missing when it is not booked any more."""
    appointment = own(desk, appointment_id)
    if appointment is None:
        raise Missing(f"appointment {appointment_id}")
    return appointment


def if_own(desk: Desk, appointment: Appointment | None) -> Appointment | None:
    mine = appointment is not None and appointment.person == desk.person.id and appointment.state == "booked"
    return appointment if mine else None


def still_so(desk: Desk, subject: str) -> Appointment | None:
    """The appointment that a reminder is about, unless it was cancelled or moved since."""
    number, _colon, version = subject.partition(":")
    appointment = desk.appointments.get(int(number))
    if appointment is None or appointment.state != "booked" or str(appointment.version) != version:
        return None
    return appointment if appointment.starts_at > desk.now else None


def to_remind(desk: Desk, subject: str) -> tuple[Appointment, list[Case]] | None:
    """The same, with the cases that wait for it: none where officers have moved all on. Raises NotOpened."""
    appointment = still_so(desk, subject)
    if appointment is None:
        return None
    waiting = [case for case in active_cases(desk, appointment.id) if case.stage == BOOKED]
    if not waiting:
        return None
    if why_unopened(desk.tx, desk.settings, appointment):
        raise NotOpened
    return appointment, waiting


def warn_owner(desk: Desk, appointment: Appointment | None, kind: str) -> None:
    """Whoever booked is told that somebody else came near their visit; of each kind at most once a day."""
    if appointment is not None and appointment.state == "booked" and appointment.person != desk.person.id:
        desk.reminders.warn(appointment, kind)


def too_often() -> Text:
    return _("That has been tried several times. Please wait an hour, or ask an officer.")


def when_of(appointment: Appointment) -> Text:
    return on_the_clock(appointment.slot, appointment.timezone)


def where_of(desk: Desk, appointment: Appointment) -> Showable:
    place = desk.settings.places.get(appointment.slot.place)
    if place is None:
        return _("📍 The office no longer lists this place. Please ask an officer before you come.")
    return as_sure(_("📍 {name}: {address}", name=place.name, address=place.address), place.address_fact)


def bring_in_words(desk: Desk, appointment: Appointment) -> Text:
    place = desk.settings.places.get(appointment.slot.place)
    if place is None:
        return _("Bring the original papers.")
    return _("Bring the original papers. Please don't come more than {minutes} minutes early.", minutes=place.arrive_early)


def people_in_words(desk: Desk, cases: Sequence[Case]) -> Showable:
    """Who comes, and for what."""
    services = desk.settings.services
    return lines(tuple(
        _("• {name}: {service}", name=said(desk.applicants.get(case.applicant).full_name),
          service=services[case.service].name if case.service in services else said(case.service)) for case in cases))


def visit_in_words(desk: Desk, appointment: Appointment, cases: Sequence[Case]) -> Showable:
    """What is booked, what is missing, what comes next; after the visit, at which stage each applicant's file is."""
    place = desk.settings.places.get(appointment.slot.place)
    moved = {case.id: found for case in cases if case.stage != BOOKED and (found := desk.cases.get(case.id)) is not None}
    to_come = len(moved) < len(cases)
    first: list[Showable] = [_("*{code}*: {when}", code=appointment.code, when=when_of(appointment))]
    parts: list[Showable] = [lines((*first, where_of(desk, appointment)) if to_come else first)]
    parts += [_file_in_words(desk, case, moved.get(case.id)) for case in cases if case.service in desk.settings.services]
    parts += pickups_in_words(desk, list(moved.values()))
    if place is not None and to_come:
        parts.append(_("Next: bring the originals on the day, and please don't come more than {minutes} minutes early.",
                       minutes=place.arrive_early))
    return paragraphs(parts)


def _file_in_words(desk: Desk, case: Case, on_the_way: OnTheWay | None) -> Showable:
    """One applicant: the papers that are missing before the visit, the stage after it."""
    name, service = desk.applicants.get(case.applicant).full_name, desk.settings.services[case.service]
    state = None if on_the_way is None else stage_in_words(desk, on_the_way)
    if state is None:
        state = missing_in_words(desk, File(applicant=case.applicant, service=case.service), case.answers)
    return lines((_("*{name}*: {service}", name=said(name), service=service.name), state))
