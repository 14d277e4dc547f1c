"""A visit from "who needs a service?" to a code. Ends with the appointment, or None."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from bot.conversation.message import Attachment
from bot.conversation.prompts import Line, Note, OneOf, Option, Review
from bot.conversation.step import Done, Step
from bot.conversation.text import Text, _, counted, lines, paragraphs, said
from bot.desk.appointments import Already, Appointment, Gone, Member
from bot.desk.desk import Desk
from bot.flows.form import AgreeFor, AskField, ReviewForm, first_of_form
from bot.flows.office import as_sure
from bot.flows.party import WhoIsNext, applicant_of, has_visit_in_words
from bot.flows.times import (
    At,
    ChooseDay,
    ChooseNearest,
    ChoosePlace,
    at_slot,
    first_of_times,
    hold_of,
    take,
    when_in_words,
)


class BookVisit(Step[int | None, int | None]):
    """Who comes, and for what. `service`: what was asked for in words."""

    service: str = ""

    def ask(self, desk: Desk, /) -> WhoIsNext:
        return WhoIsNext(service=self.service)

    def answer(self, desk: Desk, value: int | None, /) -> TakeTime | Done[int | None]:
        return Done(None) if value is None else TakeTime(party=value)


class TakeTime(Step[int | None, int | None]):
    """A place, a day and a time, held for some minutes. `after`: the time that was wanted and is gone."""

    party: int
    after: At | None = None

    def ask(self, desk: Desk, /) -> ChoosePlace | ChooseDay | ChooseNearest:
        if self.after is not None:
            return ChooseNearest(party=self.party, at=self.after)
        return first_of_times(desk, self.party)

    def answer(self, desk: Desk, value: int | None, /) -> Confirm | Done[int | None]:
        held = None if value is None else hold_of(desk, value)
        return Done(None) if held is None else Confirm(party=self.party, hold=held.id, at=at_slot(held.slot))


class Confirm(Step[Literal["book", "time"] | int, int | None]):
    """The whole of it once more, while the time is held. A line's answer is the member whose form it changes."""

    party: int
    hold: int
    at: At

    def ask(self, desk: Desk, /) -> Review[Literal["book", "time"] | int]:
        place = desk.settings.places[self.at.place]
        where = as_sure(_("📍 {name}: {address}", name=place.name, address=place.address), place.address_fact)
        kept = hold_of(desk, self.hold)
        held: Text = _("The minutes for which I held this time are over. I can still try to book it, if nobody took it.")
        if kept is not None:
            left = -(-(kept.lapses_at - desk.now) // timedelta(minutes=1))
            held = counted("I hold this time for you for {n} minute. Shall I book it?",
                           "I hold this time for you for {n} minutes. Shall I book it?", n=left)
        when: Line[Literal["book", "time"] | int] = Line(_("Time"), when_in_words(desk, self.at.slot()), "time")
        people: tuple[Line[Literal["book", "time"] | int], ...] = tuple(
            Line(said(applicant_of(desk, member.id).full_name), desk.settings.services[member.service or ""].name, member.id)
            for member in desk.parties.ready(self.party))
        return Review(paragraphs((held, where)), (when, *people),
                      Option("book", _("Book it"), also=("@yes", "pesan", "book")), hold=self.hold)

    def answer(self, desk: Desk, value: Literal["book", "time"] | int, /,
               ) -> TakeTime | CorrectForm | HasOne | Done[int | None]:
        if value == "time":
            return TakeTime(party=self.party)
        if isinstance(value, int):
            return CorrectForm(party=self.party, hold=self.hold, at=self.at, member=value)
        return book(desk, self.party, self.hold, self.at)


def book(desk: Desk, party: int, hold: int, at: At) -> TakeTime | HasOne | Done[int | None]:
    """Make the hold an appointment."""
    if hold_of(desk, hold) is None:                          # it lapsed: the same time again, if nobody took it
        again = take(desk, party, at)
        if not isinstance(again, Done) or again.value is None:
            return TakeTime(party=party, after=at)
        hold = again.value
    booked = desk.appointments.book(desk.person.id, hold, [member_of(desk, member.id) for member in desk.parties.ready(party)])
    if isinstance(booked, Gone):
        return TakeTime(party=party, after=at)
    if isinstance(booked, Already):
        return HasOne(party=party, hold=hold, at=at, applicant=booked.applicant, appointment=booked.appointment)
    desk.parties.booked(party)
    desk.reminders.unschedule_hold(hold)
    desk.reminders.schedule(booked)
    return Done(booked.id, said=booked_in_words(desk, booked))


def member_of(desk: Desk, member: int) -> Member:
    """One of a party, as the appointments take it."""
    kept = desk.parties.member(member)
    assert kept.applicant is not None and kept.service is not None
    return Member(kept.applicant, kept.service, desk.parties.seal_answers(kept.answers), kept.rules,
                  desk.applicants.identities(kept.applicant))


class CorrectForm(Step[int, int | None]):
    """A form is corrected before booking; the time stays held."""

    party: int
    hold: int
    at: At
    member: int

    def ask(self, desk: Desk, /) -> AgreeFor | AskField | ReviewForm:
        return first_of_form(desk, self.member)

    def answer(self, desk: Desk, value: int, /) -> Confirm:
        return Confirm(party=self.party, hold=self.hold, at=self.at)


class HasOne(Step[Literal["leave", "stop", "form"], int | None]):
    """This applicant has an appointment for this service: one is enough; changing it is offered."""

    party: int
    hold: int
    at: At
    applicant: int
    appointment: int | None

    def ask(self, desk: Desk, /) -> OneOf[Literal["leave", "stop", "form"]]:
        body = has_visit_in_words(desk, self.applicant, self.appointment)
        several = len(desk.parties.ready(self.party)) > 1
        options: list[Option[Literal["leave", "stop", "form"]]] = []
        if several:
            options.append(Option("leave", _("Book for the others")))
        options += [Option("form", _("Correct the form")), Option("stop", _("Stop here"))]
        return OneOf(body, tuple(options), words=("status", "officer"))

    def answer(self, desk: Desk, value: Literal["leave", "stop", "form"], /,
               ) -> Confirm | CorrectForm | TakeTime | Done[int | None]:
        mine = next((member.id for member in desk.parties.ready(self.party) if member.applicant == self.applicant), None)
        if value == "stop" or mine is None:
            desk.appointments.drop_hold(desk.person.id)
            return Done(None)
        if value == "form":
            return CorrectForm(party=self.party, hold=self.hold, at=self.at, member=mine)
        desk.parties.drop(mine)
        if not desk.parties.ready(self.party):
            desk.appointments.drop_hold(desk.person.id)
            return Done(None)
        again = take(desk, self.party, self.at)              # the same time, for fewer
        if not isinstance(again, Done) or again.value is None:
            return TakeTime(party=self.party, after=self.at)
        return Confirm(party=self.party, hold=again.value, at=self.at)


def booked_in_words(desk: Desk, appointment: Appointment, first: Text | None = None) -> tuple[Note, ...]:
    """The code, when and where, and what can be kept of it."""
    place = desk.settings.places[appointment.slot.place]
    subject = str(appointment.id)
    attachments = [Attachment("qr", subject, "QR"), Attachment("ics", subject, ".ics")]
    if place.map_url:
        attachments.append(Attachment("map", place.map_url, place.address))
    return (Note(paragraphs((
        first or _("✅ Booked. Your code is *{code}*.", code=appointment.code),
        lines((when_in_words(desk, appointment.slot),
               as_sure(_("📍 {name}: {address}", name=place.name, address=place.address), place.address_fact))),
        _("Please come at most {minutes} minutes early. You will not need the code by heart: I remind you, and it stands "
          "in the calendar file.", minutes=place.arrive_early))), tuple(attachments)),)
