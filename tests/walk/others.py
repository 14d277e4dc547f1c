"""What others do meanwhile: strangers take times, somebody else books for the same applicant, officers answer and cancel."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import select, update

from bot.conversation.events import Happened
from bot.desk.booked import Hold, Member
from bot.desk.cases import Cases
from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.desk.slots import Needs, Slot
from bot.flows.at_place import At
from bot.flows.booking import Confirm, HasOne
from bot.flows.changing import ConfirmChange
from bot.flows.times import ChooseDay, ChooseNearest, ChooseTime, TooManyHolds
from storage import outbox, people, tables
from storage.database import Transaction
from tests.walk.world import Someone, World


class Others:
    """Everybody who is not walking."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.random = world.random

    # --- strangers --------------------------------------------------------------------------------------------------------

    def rival(self, who: Someone) -> None:
        """Others take all that is left of a time that this person was offered; they give it back ten minutes later."""
        step = who.top
        answers = [choice.value for choice in who.shown.choices if choice.word is None and choice.value != "day"]
        wanted: list[Slot] = []
        proven = self.random.random() < (0.6 if who.booked else 0.15)
        match step:
            case Confirm() | ConfirmChange() | HasOne():        # but for what this person holds: so only once it lapsed
                self.world.clock.advance(minutes=13)
                wanted, proven = [step.at.slot()], True
            case ChooseDay():                                  # newcomers crowd a day, or somebody takes its first hour
                days = [answer for answer in answers if str(answer)[:1].isdigit()]
                wanted = [Slot(date.fromisoformat(day), time(9), step.place) for day in self.random.sample(days, len(days[:2]))]
            case ChooseTime() if hours := [answer for answer in answers if isinstance(answer, str) and ":" in answer]:
                wanted = [Slot(step.day, time.fromisoformat(self.random.choice(hours)), step.place)]
            case ChooseNearest():
                wanted = [At.model_validate(answer).slot() for answer in answers]
            case TooManyHolds() if self.random.random() < 0.5:
                wanted, proven = [step.at.slot()], True
            case TooManyHolds():
                self.world.clock.advance(minutes=13)
        with self.world.transaction() as tx:
            for slot in wanted:
                place = self.world.office.settings.places.get(slot.place)
                for group in place.groups.values() if place is not None else ():
                    for _seat in range(6):
                        self._rival(tx, slot, proven, self.random.choice(group.services))

    def _stranger(self, tx: Transaction, proven: bool) -> Desk:
        """The office as somebody sees it who is not of the walk."""
        self.world.events += 1
        now = self.world.clock.now()
        person = people.find_or_add(tx, self.world.office.key, "strangers", f"s{self.world.events}", "id", None, now)
        if proven:
            tx.execute(update(tables.people).where(tables.people.c.id == person).values(proven_at=now))
        languages = self.world.office.settings.office.languages
        return Desk(self.world.office, tx, now, person_of(people.get(tx, person), languages))

    def _rival(self, tx: Transaction, wanted: Slot, proven: bool, service: str) -> None:
        desk = self._stranger(tx, proven)
        person = desk.person.id
        needs = desk.holds.needs_of(person, Needs((service,), 1, 15))
        times = [wanted] if proven else desk.calendar.free_times(wanted.place, wanted.day, needs)
        if times:
            desk.holds.keep(person, desk.parties.begin(person), self.random.choice(times), needs)

    def double(self, who: Someone) -> None:
        """Somebody else books for one of this person's party, for the same service."""
        step = who.top
        if not isinstance(step, Confirm) or step.at.place not in self.world.office.settings.places:
            return
        with self.world.transaction() as tx:
            mine, other = self.world.know(tx, who, who.id), self._stranger(tx, proven=True)
            services, stranger = self.world.office.settings.services, other.person.id
            members = [one for one in mine.parties.ready(step.party) if one.service in services]
            if not members or (len(members) == 1 and self.random.random() < 0.5):
                return
            member = self.random.choice(members)
            assert member.applicant is not None and member.service is not None
            form = mine.applicants.get(member.applicant).form
            twin = other.applicants.fill(other.applicants.add(stranger, "other", form)).id
            needs = other.holds.needs_of(stranger, Needs((member.service,), 1, 15))
            times = other.calendar.nearest(step.at.slot(), needs)
            held = other.holds.keep(stranger, other.parties.begin(stranger), times[0], needs) if times else None
            if isinstance(held, Hold):
                answers = mine.parties.seal_answers(member.answers)
                other.appointments.book(stranger, held.id, [
                    Member(twin, member.service, answers, member.rules, other.applicants.identities(twin))])

    # --- officers -----------------------------------------------------------------------------------------------------------

    def officer(self) -> None:
        """An officer answers or closes a thread, or cancels a visit."""
        threads, visits = tables.threads.c, tables.appointments.c
        with self.world.transaction() as tx:
            waiting = tx.execute(select(threads.id, threads.person).where(threads.state == "open").order_by(threads.id)).all()
            booked = tx.execute(select(visits.id, visits.person).where(
                visits.state == "booked", visits.starts_at > self.world.clock.now(), visits.person.in_(self.world.ids()),
            ).order_by(visits.id)).all()
        kind = self.random.random()
        if waiting and kind < 0.9:
            thread = self.random.choice(waiting)
            (self.reply if kind < 0.55 else self.close)(thread.id, self.world.someone(thread.person))
        elif booked and kind < 0.3:
            visit = self.random.choice(booked)
            self.cancel(visit.id, self.world.someone(visit.person))

    def reply(self, thread: int, who: Someone) -> None:
        with self.world.transaction() as tx:
            said = self.random.choice(("Baik, kami cek dulu.", "Please\nbring it.", "*ok*"))
            line = self.world.know(tx, who, who.id).threads.say(thread, "officer", said)
            self._push(tx, who, "officer-line", str(line))
        self.world.deliver()

    def close(self, thread: int, who: Someone) -> None:
        with self.world.transaction() as tx:
            self.world.know(tx, who, who.id).threads.close(thread)
            self._push(tx, who, "thread-closed", str(thread))
        self.world.take(who, Happened("thread-closed", str(thread)), f"thread-closed:{thread}")
        self.world.deliver()

    def move_on(self) -> None:
        """Officers move on what was visited, mostly to the end; now and then back."""
        with self.world.transaction() as tx:
            cases = Cases(tx, self.world.office.settings, self.world.clock.now())
            visited = [case for case in cases.under_way() if case.starts_at <= self.world.clock.now()
                       and case.person in self.world.ids() and cases.stages_of(case.service).steps]
            for case in self.random.sample(visited, min(3, len(visited))):
                steps = cases.stages_of(case.service).steps
                stage = steps[-1] if self.random.random() < 0.8 else self.random.choice(steps)
                for move in cases.plan([case.name], stage.key)[0]:
                    cases.move(move)

    def cancel_one(self, who: Someone) -> None:
        """The office cancels a visit of this person."""
        with self.world.desk(who) as desk:
            visits = desk.appointments.of_person(who.id)
        if visits:
            self.cancel(self.random.choice(visits).id, who)

    def cancel(self, appointment: int, who: Someone) -> None:
        """The office cancels a visit."""
        with self.world.transaction() as tx:
            desk = self.world.know(tx, who, who.id)
            desk.reminders.unschedule(appointment)
            desk.appointments.cancel(appointment)

    def _push(self, tx: Transaction, who: Someone, kind: str, subject: str) -> None:
        now = self.world.clock.now()
        outbox.put_push(tx, office=self.world.office.key, person=who.id, account=who.sender.account, address=who.address,
                        kind=kind, subject=subject, due_at=now, now=now)
