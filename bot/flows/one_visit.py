"""One visit is enough for an applicant and a service: who has one is told so, and to others no more than they may know."""

from __future__ import annotations

from bot.conversation.text import Showable, Text, _, paragraphs, said
from bot.desk.desk import Desk
from bot.desk.reminders import AGAIN
from bot.flows.visit_words import warn_owner, when_of


def has_visit_in_words(desk: Desk, applicant: int, appointment: int) -> Showable:
    """That an applicant has an appointment, to whoever made it; to others only that this one can't be booked here."""
    name = said(desk.applicants.get(applicant).full_name)
    other = desk.appointments.get(appointment)
    if other is None or other.person != desk.person.id:
        return _("*{name}* can't be booked here again for this service. Whoever booked can change it, or an officer can "
                 "help.", name=name)
    return paragraphs((_("*{name}* already has an appointment for this service.", name=name),
                       _("It is on {when}, with code {code}. To change its time, type *status*.",
                         when=when_of(other), code=other.code)))


def count_stranger(desk: Desk, appointment_id: int) -> None:
    """Who fills in somebody else's applicant learns that these have a visit: it counts like a wrong code."""
    appointment = desk.appointments.get(appointment_id)
    if appointment is not None and appointment.person != desk.person.id:
        desk.lookup.failed(desk.person.id, appointment.code)
        warn_owner(desk, appointment, AGAIN)


def twice_here() -> Text:
    return _("This applicant is on this visit already, for the same service. Once is enough.")


def same(desk: Desk, one: int | None, other: int | None) -> bool:
    """Whether two rows are the same applicant."""
    if one is None or other is None:
        return False
    return one == other or bool(set(desk.applicants.identities(one)) & set(desk.applicants.identities(other)))
