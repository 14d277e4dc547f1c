"""A visit from "who needs a service?" to a code. Ends with the appointment, or None."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Literal

from bot.conversation.message import Attachment
from bot.conversation.prompts import Line, Note, OneOf, Option, Review
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, Text, _, counted, lines, paragraphs, said
from bot.desk.booked import Already, Appointment, Gone, Member
from bot.desk.desk import Desk
from bot.desk.limits import booked_enough, count_booking
from bot.desk.reminders import subject_of
from bot.desk.slots import Slot
from bot.flows.at_place import At, at_slot, hold_of, needs_of, when_in_words
from bot.flows.form import AgreeFor, AskField, ReviewForm, first_of_form
from bot.flows.office import as_sure
from bot.flows.one_visit import count_stranger, has_visit_in_words, twice_here
from bot.flows.party import WhoIsNext
from bot.flows.party_words import FEWER, applicant_of, ask_who_is_out
from bot.flows.requirements import new_fees_in_words
from bot.flows.times import (
    ChooseDay,
    ChooseNearest,
    ChoosePlace,
    Crowd,
    TooManyHolds,
    first_of_times,
    take,
)
from bot.flows.typed_times import TO_CHANGE_DAY, TO_CHANGE_TIME, read_instead
from bot.flows.visit_words import active_cases, bring_in_words, too_often, when_of, where_of


class BookVisit(Step[int | None, int | None]):
    """Who comes, and for what. `service`: what was asked for in words."""

    service: str = ""

    def ask(self, desk: Desk, /) -> WhoIsNext:
        return WhoIsNext(service=self.service)

    def answer(self, desk: Desk, value: int | None, /) -> TakeTime | Done[int | None]:
        if value is None:
            return Done(None)
        enough = enough_in_words(desk, value)
        return TakeTime(party=value) if enough is None else Done(None, said=enough)


class TakeTime(Step[int | None, int | None]):
    """A place, a day and a time, held for some minutes. `after`: the time that was wanted and is gone; `crowd`: it is
    not gone, but these hold too many; `same`: another time is wanted than one on this day."""

    party: int
    after: At | None = None
    crowd: Crowd | None = None
    same: date | None = None

    def ask(self, desk: Desk, /) -> ChoosePlace | ChooseDay | ChooseNearest | TooManyHolds:
        if self.after is not None:
            if self.crowd is not None:
                return TooManyHolds(party=self.party, at=self.after, why=self.crowd)
            return ChooseNearest(party=self.party, at=self.after)
        return first_of_times(desk, self.party, self.same)

    def answer(self, desk: Desk, value: int | None, /) -> Confirm | Done[int | None]:
        held = None if value is None else hold_of(desk, value)
        return Done(None) if held is None else Confirm(party=self.party, hold=held.id, at=at_slot(held.slot))


Sure = Slot | Literal["book", "time", "fewer"] | int

TO_ALTER = (*TO_CHANGE_DAY, *TO_CHANGE_TIME, "siang aja", "siang saja", "sore aja", "sore saja", "pagi aja", "pagi saja",
            "lebih pagi", "lebih siang", "lebih sore", "yang siang", "yang sore", "yang pagi", "in the afternoon",
            "in the morning", "an earlier time", "a later time")
"""What people type who want to come at another time than they chose."""


class Confirm(Step[Sure, int | None]):
    """The whole of it once more, while the time is held. A line's answer is the member whose form it changes; a time is one
    that they want instead."""

    party: int
    hold: int
    at: At

    def ask(self, desk: Desk, /) -> Review[Sure]:
        place = desk.settings.places[self.at.place]
        where = as_sure(_("📍 {name}: {address}", name=place.name, address=place.address), place.address_fact)
        kept = hold_of(desk, self.hold)
        held: Text = _("I no longer hold this time for you. If nobody has taken it, I can still book it. Shall I try?")
        if kept is not None:
            left = -(-(kept.lapses_at - desk.now) // timedelta(minutes=1))
            held = counted("I'm holding this time for you for {n} minute. Shall I book it?",
                           "I'm holding this time for you for {n} minutes. Shall I book it?", n=left)
        when: Line[Sure] = Line(_("Time"), when_in_words(desk, self.at.slot()), "time", TO_ALTER)
        people: tuple[Line[Sure], ...] = tuple(
            Line(said(applicant_of(desk, member.id).full_name), desk.settings.services[member.service or ""].name, member.id)
            for member in desk.parties.ready(self.party))
        cases = [(member.service or "", member.answers) for member in desk.parties.ready(self.party)]
        return Review(paragraphs((held, where, *new_fees_in_words(desk, cases, self.at.slot().day))), (when, *people),
                      Option("book", _("Book it"), also=("@yes", "pesan", "book")), FEWER if len(people) > 1 else (),
                      hold=self.hold,
                      reader=partial(read_instead, desk, self.at.place, needs_of(desk, self.party), self.at.day))

    def answer(self, desk: Desk, value: Sure, /,
               ) -> Confirm | TakeTime | CorrectForm | LeaveOut | HasOne | Done[int | None]:
        if isinstance(value, Slot):
            again = held_again(desk, self.party, at_slot(value))
            return Confirm(party=self.party, hold=again, at=at_slot(value)) if isinstance(again, int) else again
        if value == "time":
            return TakeTime(party=self.party, same=self.at.day)
        if value == "fewer":
            return LeaveOut(party=self.party, hold=self.hold, at=self.at)
        if isinstance(value, int):
            return CorrectForm(party=self.party, hold=self.hold, at=self.at, member=value)
        return book(desk, self.party, self.hold, self.at)


def book(desk: Desk, party: int, hold: int, at: At) -> TakeTime | HasOne | Done[int | None]:
    """Make the hold an appointment."""
    if not desk.lookup.may_fill_in(desk.person.id):
        return HasOne(party=party, hold=hold, at=at)
    enough = enough_in_words(desk, party)
    if enough is not None:
        desk.holds.drop(desk.person.id)
        return Done(None, said=enough)
    if hold_of(desk, hold) is None:                          # it lapsed: the same time again, if nobody took it
        again = held_again(desk, party, at)
        if not isinstance(again, int):
            return again
        hold = again
    booked = desk.appointments.book(desk.person.id, hold, [member_of(desk, member.id) for member in desk.parties.ready(party)])
    if isinstance(booked, Gone):
        return TakeTime(party=party, after=at)
    if isinstance(booked, Already):
        if booked.appointment is not None:
            count_stranger(desk, booked.appointment)
        return HasOne(party=party, hold=hold, at=at, applicant=booked.applicant, appointment=booked.appointment)
    count_booking(desk, len(desk.parties.ready(party)))
    desk.parties.booked(party)
    desk.parties.drop_drafts(desk.person.id, {(member.applicant, member.service) for member in desk.parties.ready(party)})
    desk.reminders.unschedule_hold(hold)
    reminded = bool(desk.reminders.schedule(booked))
    desk.reaching.confirm(desk.person.id, subject_of(booked))
    if desk.fleeting:
        desk.reaching.offer(desk.person.id, subject_of(booked))
    return Done(booked.id, said=booked_in_words(desk, booked, reminded))


def enough_in_words(desk: Desk, party: int) -> tuple[Note, ...] | None:
    """Why this party is more than may be booked, and who can book more."""
    match booked_enough(desk, more=len(desk.parties.ready(party))):
        case "person":
            return (Note(_("One person can book for {most} applicants at a time, and this would be more. When some of the "
                           "visits are over you can book again. If you need more now, please ask an officer.",
                           most=desk.settings.limits.applicants_to_come)),)
        case "network":
            return (Note(_("Many appointments were booked from your network today. Please book tomorrow, or ask an officer "
                           "now.")),)
    return None


def held_again(desk: Desk, party: int, at: At) -> int | TakeTime:
    """A hold of the same time anew; or what to choose from, and why."""
    again = take(desk, party, at)
    if isinstance(again, Done) and again.value is not None:
        return again.value
    return TakeTime(party=party, after=at, crowd=again.why if isinstance(again, TooManyHolds) else None)


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


class LeaveOut(Step[int, int | None]):
    """Somebody does not come after all; the time stays held for the others, where it still fits."""

    party: int
    hold: int
    at: At

    def ask(self, desk: Desk, /) -> OneOf[int]:
        return ask_who_is_out(desk, [member.id for member in desk.parties.ready(self.party)])

    def answer(self, desk: Desk, value: int, /) -> Confirm | TakeTime:
        members = [member.id for member in desk.parties.ready(self.party)]
        if value not in members or len(members) == 1:
            return Confirm(party=self.party, hold=self.hold, at=self.at)
        return without(desk, self.party, value, self.at)


def without(desk: Desk, party: int, member: int, at: At) -> Confirm | TakeTime:
    """The time for fewer: held anew, since it takes less."""
    desk.parties.drop(member)
    again = held_again(desk, party, at)
    return Confirm(party=party, hold=again, at=at) if isinstance(again, int) else again


class HasOne(Step[Literal["leave", "stop", "form"], int | None]):
    """This applicant has an appointment for this service: one is enough; changing it is offered. Without an appointment
    they are in this party twice; without an applicant, this person tried it too often with other people's."""

    party: int
    hold: int
    at: At
    applicant: int | None = None
    appointment: int | None = None

    def ask(self, desk: Desk, /) -> OneOf[Literal["leave", "stop", "form"]]:
        if self.applicant is None:
            return OneOf(too_often(), (Option("stop", _("Stop here")),), words=("officer",))
        body: Showable = twice_here() if self.appointment is None else has_visit_in_words(
            desk, self.applicant, self.appointment)
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
            desk.holds.drop(desk.person.id)
            return Done(None)
        if value == "form":
            return CorrectForm(party=self.party, hold=self.hold, at=self.at, member=mine)
        if len(desk.parties.ready(self.party)) == 1:
            desk.holds.drop(desk.person.id)
            return Done(None)
        return without(desk, self.party, mine, self.at)


def booked_in_words(desk: Desk, appointment: Appointment, reminded: bool, first: Text | None = None) -> tuple[Note, ...]:
    """The code, when and where, and what can be kept of it. `reminded`: there is a reminder to come."""
    place = desk.settings.places.get(appointment.slot.place)
    cases = [(case.service, case.answers) for case in active_cases(desk, appointment.id)]
    subject = str(appointment.id)
    attachments = [Attachment("qr", subject, "QR"), Attachment("ics", subject, ".ics")]
    if place is not None and place.map_url:
        attachments.append(Attachment("map", place.map_url, place.address))
    return (Note(paragraphs((
        first or _("✅ Booked. Your code is *{code}*.", code=appointment.code),
        lines((when_of(appointment), where_of(desk, appointment))),
        *new_fees_in_words(desk, cases, appointment.day),
        bring_in_words(desk, appointment),
        *((invited_in_words(),) if len(cases) > 1 and first is None else ()),
        kept_in_words(desk, reminded))), tuple(attachments)),)


def invited_in_words() -> Text:
    """How the others of a party come to their own part: by the code, which shows nothing without a date of birth."""
    return _("Whoever comes with you can see their own part too: they send me this code in a chat of theirs, then their date "
             "of birth.")


def kept_in_words(desk: Desk, reminded: bool) -> Text:
    """Where reminders come, and what reminds whoever is not in this chat then."""
    if not desk.person.reminders:
        return _("Reminders are off (*START* brings them back): please note the time, or keep the calendar file.")
    if not reminded:
        return _("It's so soon that no reminder comes before it. Please note the time, or keep the calendar file.")
    mailbox = desk.reaching.proven(desk.person.id)
    if mailbox is not None and mailbox.instead:
        return _("The confirmation and my reminders go to {address}.", address=said(mailbox.address))
    if desk.fleeting:
        return _("My reminders come into this chat only while this page is open. The calendar file has the code too, and "
                 "reminds you in any case.")
    return _("My reminders come into this chat. The calendar file has the code too, and reminds you even when this chat is "
             "closed.")
