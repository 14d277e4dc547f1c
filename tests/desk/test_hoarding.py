"""Forty throwaway accounts hold what they can for an hour: three quarters of a day stay bookable at every minute."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from bot.config import Settings
from bot.desk.booked import Full, Hold
from bot.desk.calendar import Calendar
from bot.desk.holds import sweep
from bot.desk.slots import Needs, Slot
from storage.database import Transaction
from tests.desk.invariants import broken
from tests.desk.small import MONDAY, NOW, At, office, party, place, slot

ACCOUNTS = 40
MINUTE = timedelta(minutes=1)
SIX = party(6, minutes=60)
WEEK = {"monday": ["09:00-12:00", "13:00-16:00"]}
PLACES = {"counter": place(week=WEEK, groups={"passports": {"services": ["renewal"], "capacity": 12}})}

LIMITED = office(PLACES, limits={"address_newcomer_holds": 3})
UNLIMITED = office(PLACES, booking={"unproven_share": 1})


def bookable(desk: At, day: date = MONDAY) -> float:
    """The share of a day's places that somebody with a confirmed address can still book."""
    calendar = desk.calendar
    free = sum(next((count for count in range(12, 0, -1) if calendar.is_free(slot, party(count))), 0)
               for slot in calendar.times_of_day("counter", day, party()))
    return free / calendar.day_capacity("counter", "passports", day)


def hoard(tx: Transaction, settings: Settings) -> list[float]:
    """Each minute of an hour, each account without a live hold tries for one; the share left after each minute."""
    random, left = Random(1), []
    accounts = [At(tx, settings).person(proven=False) for _ in range(ACCOUNTS)]
    for minute in range(60):
        desk = At(tx, settings, NOW + minute * MINUTE)
        for account in random.sample(accounts, ACCOUNTS):
            if desk.holds.of(account) is None:     # any time, whether or not the calendar offers it
                slot = random.choice(desk.calendar.times_of_day("counter", MONDAY, SIX))
                desk.holds.keep(account, account, slot, SIX)
        left.append(bookable(desk))
        assert minute % 10 or broken(desk) == []
        sweep(tx, desk.now)
    return left


def test_three_quarters_of_the_day_stay_bookable_at_every_minute(tx: Transaction) -> None:
    left = hoard(tx, LIMITED)
    assert min(left) >= 0.75
    assert min(left) < 1            # they did get what they may


def test_control_without_the_limit_the_day_is_gone(tx: Transaction) -> None:
    assert min(hoard(tx, UNLIMITED)) < 0.25


def test_who_meets_the_limit_is_told_so_and_not_that_the_time_is_taken(tx: Transaction) -> None:
    desk = At(tx, LIMITED)
    times = desk.calendar.times_of_day("counter", MONDAY, SIX)
    for one in times:
        desk.holds.keep(desk.person(proven=False), 1, one, SIX)
    newcomer = desk.person(proven=False)
    free = [slot for slot in times if desk.calendar.is_free(slot, SIX)]
    assert free
    assert desk.holds.keep(newcomer, 1, free[0], SIX) == Full("unproven")
    offered = desk.calendar.free_times("counter", MONDAY, desk.holds.needs_of(newcomer, SIX))
    assert offered == []            # nothing is offered that would then be refused
    assert isinstance(desk.holds.keep(desk.person(), 1, free[0], SIX), Hold)


def test_who_has_an_appointment_is_not_limited_any_more(tx: Transaction) -> None:
    desk = At(tx, LIMITED)
    person = desk.person(proven=False)
    assert desk.holds.needs_of(person, SIX).unproven
    booked = desk.book(person, desk.calendar.free_times("counter", MONDAY, party())[0], party())
    assert not desk.holds.needs_of(person, SIX).unproven
    desk.appointments.cancel(booked.id)
    assert desk.holds.needs_of(person, SIX).unproven


def test_a_booked_time_no_longer_counts_against_newcomers(tx: Transaction) -> None:
    desk = At(tx, LIMITED)
    for free in desk.calendar.free_times("counter", MONDAY, SIX)[:6]:
        desk.book(desk.person(proven=False), free, SIX)
    assert broken(desk) == []


def test_the_limit_is_of_each_day(tx: Transaction) -> None:
    desk = At(tx, LIMITED)
    for day in (MONDAY, MONDAY + timedelta(days=7)):
        got = [desk.holds.keep(desk.person(proven=False), 1, slot, Needs(("renewal",) * 6, 6, 60))
               for slot in Calendar(LIMITED, tx, NOW).times_of_day("counter", day, SIX)]
        assert sum(isinstance(one, Hold) for one in got) == 3       # of 12 × 12 places a quarter is 36


# --- newcomers of one network address -----------------------------------------------------------------------------------

HOME = "a-home"
DAY = [slot(clock) for clock in ("09:00", "10:00", "11:00", "13:00", "14:00")]
PAIR = party(2, minutes=60)


def newcomers_of(tx: Transaction, network: str, needs: Needs, times: list[Slot], **later: float) -> list[str]:
    """Each holds a time of these; for each whether they got it, or why not."""
    desk = At(tx, LIMITED, NOW + timedelta(**later), network)
    people = [desk.person(proven=False) for _ in times]
    got = [desk.holds.keep(person, person, at, needs) for person, at in zip(people, times, strict=True)]
    return [one.why if isinstance(one, Full) else "held" for one in got]


def test_chats_of_one_network_leave_half_of_the_newcomers_places_of_a_day_to_others(tx: Transaction) -> None:
    assert newcomers_of(tx, HOME, SIX, DAY[:2]) == ["held", "unproven"]
    assert newcomers_of(tx, "elsewhere", SIX, DAY[1:2]) == ["held"]


def test_a_large_party_alone_is_not_too_much_for_its_network(tx: Transaction) -> None:
    assert newcomers_of(tx, HOME, SIX, DAY[:1]) == ["held"]


def test_a_family_behind_one_router_books_the_same_day_together(tx: Transaction) -> None:
    assert newcomers_of(tx, HOME, party(1, minutes=30), DAY[:3]) == ["held"] * 3


def test_one_network_holds_three_times_for_newcomers_at_once_and_again_when_they_lapsed(tx: Transaction) -> None:
    days = [slot("09:00", MONDAY + timedelta(weeks=week)) for week in range(4)]
    assert newcomers_of(tx, HOME, PAIR, days) == ["held", "held", "held", "network"]
    assert newcomers_of(tx, "elsewhere", PAIR, days[3:]) == ["held"]
    assert newcomers_of(tx, HOME, PAIR, days[3:], minutes=10) == ["held"]


def test_who_holds_another_time_instead_and_who_books_makes_room_in_their_network(tx: Transaction) -> None:
    desk = At(tx, LIMITED, network=HOME)
    people = [desk.person(proven=False) for _ in range(4)]
    for person in people[:3]:
        desk.hold(person, DAY[0], party())
    desk.hold(people[0], DAY[1], party())
    assert desk.holds.keep(people[3], 1, DAY[1], party()) == Full("network")
    desk.book(people[0], DAY[2], party())
    desk.hold(people[3], DAY[1], party())
    assert broken(desk) == []


def test_confirmed_people_and_channels_without_networks_are_not_counted_by_network(tx: Transaction) -> None:
    at_home = At(tx, LIMITED, network=HOME)
    assert newcomers_of(tx, HOME, party(), DAY[:4])[-1] == "network"
    at_home.hold(at_home.person(), DAY[4], SIX)
    assert newcomers_of(tx, "", party(), DAY) == ["held"] * 5


def test_a_day_is_crowded_while_newcomers_hold_their_share_and_not_when_it_is_full_or_too_small(tx: Transaction) -> None:
    def crowded(desk: At, needs: Needs) -> bool:
        return desk.calendar.is_crowded("counter", MONDAY, desk.holds.needs_of(desk.person(proven=False), needs))

    desk = At(tx, LIMITED)
    for early in desk.calendar.times_of_day("counter", MONDAY, SIX)[:3]:
        desk.hold(desk.person(proven=False), early, SIX)
    assert crowded(desk, SIX)
    assert not desk.calendar.is_crowded("counter", MONDAY, party())                  # who is no newcomer finds a time
    assert not crowded(At(tx, office(PLACES, booking={"unproven_share": 0.01})), SIX)   # waiting would not help
    while free := desk.calendar.free_times("counter", MONDAY, party()):
        desk.hold(desk.person(), free[0], party())
    assert not crowded(desk, SIX)
