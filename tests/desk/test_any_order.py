"""Whatever happens in whatever order, the seats taken are those of the appointments and the live holds."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.desk.booked import Already, Appointment, Full, Gone, Hold
from bot.desk.holds import sweep
from bot.desk.slots import Needs, Slot
from storage.database import Database, Transaction
from tests.desk.invariants import broken
from tests.desk.small import NOW, At, members, office, place, slot
from tests.prepared import new_database

WEEK = {"monday": ["09:00-10:30", "11:00-12:00"]}
SETTINGS = office({
    "counter": place(crowd=7, week=WEEK, groups={
        "passports": {"services": ["renewal", "child"], "capacity": 3, "buffer": 5},
        "visas": {"services": ["visa"], "capacity": 2, "every": 15}}),
    "fair": place(week=WEEK, groups={"all": {"services": ["renewal", "child", "visa"], "capacity": 2}}),
})
PEOPLE = 4
CLOCKS = ["09:00", "09:30", "10:00", "11:00"]
NAMES = ["dewi", "budi", "sari", "agus"]

who = st.integers(0, PEOPLE - 1)
slots = st.builds(lambda clock, where: slot(clock, where=where),
                  st.sampled_from(CLOCKS), st.sampled_from(["counter", "counter", "fair"]))
needs = st.builds(lambda services, companions, minutes: Needs(tuple(services), len(services) + companions, minutes),
                  st.lists(st.sampled_from(["renewal", "renewal", "child", "visa"]), min_size=1, max_size=4),
                  st.integers(0, 2), st.sampled_from([15, 30, 50]))


@cache
def empty() -> Database:
    """For all of them: each leaves it as it was."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return new_database(f"sqlite:///{folder}/janji.db")


class AnyOrder(RuleBasedStateMachine):
    """People hold, are handed their hold, book, move, cancel and let time pass."""

    @initialize()
    def open(self) -> None:
        self.connection = empty().engine.connect()              # of which nothing is ever committed
        self.tx = Transaction(self.connection)
        self.now = NOW
        self.people = [self.desk.person(proven=number % 2 == 0) for number in range(PEOPLE)]
        self.holds: dict[int, Hold] = {}        # the last one of each person, live or not
        self.booked: list[int] = []             # cancelled ones too

    @property
    def desk(self) -> At:
        return At(self.tx, SETTINGS, self.now)

    @rule(person=who, at=slots, wanted=needs)
    def hold(self, person: int, at: Slot, wanted: Needs) -> None:
        desk = self.desk
        free = desk.calendar.is_free(at, desk.holds.needs_of(self.people[person], wanted))
        got = desk.holds.keep(self.people[person], person, at, wanted)
        assert isinstance(got, Hold if free else Full)          # nobody else is here
        if isinstance(got, Hold):
            self.holds[person] = got

    @precondition(lambda self: self.holds)
    @rule(data=st.data(), names=st.permutations(NAMES))
    def book(self, data: st.DataObject, names: list[str]) -> None:
        person = data.draw(st.sampled_from(sorted(self.holds)))
        desk, hold = self.desk, self.holds[person]
        live = desk.holds.of(self.people[person]) is not None
        party = members(hold.needs, names[:len(hold.needs.services)])
        got = desk.appointments.book(self.people[person], hold.id, party)
        assert isinstance(got, (Appointment, Already) if live else (Appointment, Already, Gone))
        if isinstance(got, Appointment):
            self.booked.append(got.id)
            del self.holds[person]

    @rule(person=who, at=slots, wanted=needs)
    def hold_and_book(self, person: int, at: Slot, wanted: Needs) -> None:
        self.hold(person, at, wanted)
        if person in self.holds:
            got = self.desk.appointments.book(self.people[person], self.holds[person].id, members(
                self.holds[person].needs))
            if isinstance(got, Appointment):
                self.booked.append(got.id)
            del self.holds[person]

    @precondition(lambda self: self.booked)
    @rule(data=st.data(), at=slots)
    def move(self, data: st.DataObject, at: Slot) -> None:
        desk = self.desk
        old = desk.appointments.get(data.draw(st.sampled_from(self.booked)))
        assert old is not None
        services = tuple(case.service for case in desk.appointments.cases(old.id) if case.state == "active")
        new = desk.holds.keep(old.person, 1, at, Needs(services, old.people, old.minutes))
        if isinstance(new, Full):
            return
        got = desk.appointments.move(old.id, new.id)
        if old.state == "booked":
            assert isinstance(got, Appointment)
            assert (got.slot, got.version) == (at, old.version + 1)
        else:
            assert isinstance(got, Gone)

    @precondition(lambda self: self.booked)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        chosen = self.desk.appointments.get(data.draw(st.sampled_from(self.booked)))
        assert chosen is not None
        assert self.desk.appointments.cancel(chosen.id) is (chosen.state == "booked")

    @precondition(lambda self: self.booked)
    @rule(data=st.data(), applicant=st.integers(1, 4))
    def stay_away(self, data: st.DataObject, applicant: int) -> None:
        self.desk.appointments.release(data.draw(st.sampled_from(self.booked)), applicant)

    @rule(minutes=st.sampled_from([1, 4, 6, 10, 11]), swept=st.booleans(), data=st.data())
    def wait(self, minutes: int, swept: bool, data: st.DataObject) -> None:
        if self.holds:
            self.desk.holds.handed(self.holds[data.draw(st.sampled_from(sorted(self.holds)))].id, self.now)
        self.now += timedelta(minutes=minutes)
        if swept:
            sweep(self.tx, self.now)

    @rule(person=who)
    def give_back(self, person: int) -> None:
        self.desk.holds.drop(self.people[person])
        assert self.desk.holds.of(self.people[person]) is None

    @invariant()
    def seats_are_those_of_appointments_and_live_holds(self) -> None:
        if hasattr(self, "tx"):
            assert broken(self.desk) == []

    def teardown(self) -> None:
        if hasattr(self, "tx"):
            self.connection.close()


TestAnyOrder = pytest.mark.no_cover(AnyOrder.TestCase)           # other tests cover the same
TestAnyOrder.settings = settings(max_examples=100, stateful_step_count=50)
