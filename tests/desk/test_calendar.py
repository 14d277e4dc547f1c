"""Which times are offered: opening hours, breaks, holidays, notice, horizon, release, daylight saving, capacity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import Holidays, Settings
from bot.config_file import load
from bot.desk import holidays
from bot.desk.calendar import Calendar
from bot.desk.catalogue import Catalogue
from bot.desk.slots import Needs
from storage.database import Database, Transaction
from tests.desk.small import MONDAY, NOW, At, clocks, office, party, place, slot

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)


def counter(tx: Transaction, now: datetime = NOW, **changes: object) -> At:
    """An office with one counter."""
    return At(tx, office({"counter": place(**changes)}), now)


def group(**changes: object) -> dict[str, object]:
    return {"passports": {"services": ["renewal", "child"], "capacity": 4, **changes}}


def offered(desk: At, day: date = MONDAY, needs: Needs | None = None) -> list[str]:
    """The times of a day that are free."""
    return clocks(desk.calendar.free_times("counter", day, needs or party()))


# --- hours -----------------------------------------------------------------------------------------------------------

def test_times_begin_at_opening_and_end_before_closing(tx: Transaction) -> None:
    assert offered(counter(tx)) == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    assert offered(counter(tx), needs=party(minutes=45)) == ["09:00", "09:30", "10:00", "10:30", "11:00"]
    assert offered(counter(tx), needs=party(minutes=181)) == []


def test_nobody_is_served_over_the_break(tx: Transaction) -> None:
    desk = counter(tx, week={"monday": ["13:15-14:30", "09:00-10:30"]})
    assert offered(desk, needs=party(minutes=40)) == ["09:00", "09:30", "13:15", "13:45"]


def test_times_follow_the_step_of_the_group(tx: Transaction) -> None:
    desk = counter(tx, groups=group(every=20), week={"monday": ["09:00-10:00"]})
    assert offered(desk, needs=party(minutes=20)) == ["09:00", "09:20", "09:40"]


def test_a_party_of_two_groups_is_offered_times_of_both(tx: Transaction) -> None:
    desk = counter(tx, groups={"passports": {"services": ["renewal"], "capacity": 4, "every": 20},
                               "visas": {"services": ["visa"], "capacity": 4, "every": 30}})
    assert offered(desk, needs=Needs(("renewal", "visa"), 2, 30)) == ["09:00", "10:00", "11:00"]


def test_the_weekend_is_closed_unless_the_office_says_otherwise(tx: Transaction) -> None:
    saturday = MONDAY - 2 * DAY
    assert offered(counter(tx), saturday) == []
    assert offered(counter(tx, week={"saturday": ["10:00-11:00"]}), saturday) == ["10:00", "10:30"]
    assert offered(counter(tx, dates={saturday: ["10:00-11:00"]}), saturday) == ["10:00", "10:30"]


def test_hours_of_a_single_day_win_over_the_week(tx: Transaction) -> None:
    desk = counter(tx, dates={MONDAY: ["14:00-15:00"], MONDAY + DAY: []})
    assert offered(desk) == ["14:00", "14:30"]
    assert offered(desk, MONDAY + DAY) == []


def test_a_closure_wins_over_everything(tx: Transaction) -> None:
    desk = counter(tx, closures=[MONDAY], dates={MONDAY: ["14:00-15:00"]})
    assert offered(desk) == []
    assert desk.calendar.open_days("counter", party(), MONDAY, 1) == [MONDAY + DAY]


THANKSGIVING = date(2026, 11, 26)
CHRISTMAS = date(2026, 12, 25)
JOINT_LEAVE = date(2026, 12, 24)
INDEPENDENCE = date(2026, 8, 17)        # of Indonesia
NONE = {"indonesia": False, "joint_leave": False, "host_country": False}


@pytest.mark.parametrize(("day", "by"), [
    (THANKSGIVING, ["host_country"]),
    (CHRISTMAS, ["host_country", "indonesia"]),
    (JOINT_LEAVE, ["joint_leave"]),
    (INDEPENDENCE, ["indonesia"]),
])
def test_each_calendar_of_holidays_can_be_switched(tx: Transaction, day: date, by: list[str]) -> None:
    now = datetime(day.year, day.month, day.day, 8, tzinfo=UTC) - 3 * DAY
    for calendar in NONE:
        desk = counter(tx, now, holidays={**NONE, calendar: True})
        assert bool(offered(desk, day)) == (calendar not in by), calendar
    assert offered(counter(tx, now, holidays=NONE), day)
    assert offered(counter(tx, now, dates={day: ["10:00-11:00"]}, holidays={}), day) == ["10:00", "10:30"]


def test_a_fair_on_a_holiday_is_open_because_its_day_is_named(tx: Transaction) -> None:
    desk = counter(tx, dates={THANKSGIVING: ["10:00-11:00"]}, holidays={"host_country": True})
    assert offered(desk, THANKSGIVING) == ["10:00", "10:30"]


# --- what can be booked now ------------------------------------------------------------------------------------------

def test_notice_is_kept(tx: Transaction) -> None:
    desk = counter(tx, notice_hours=25)         # it is Tuesday, 09:00
    assert offered(desk, NOW.date()) == []
    assert offered(desk, NOW.date() + DAY) == ["10:00", "10:30", "11:00", "11:30"]
    assert offered(counter(tx), NOW.date()) == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]


def test_the_past_is_not_offered(tx: Transaction) -> None:
    desk = counter(tx, NOW + timedelta(minutes=61))
    assert offered(desk, NOW.date()) == ["10:30", "11:00", "11:30"]
    assert offered(desk, NOW.date() - DAY) == []
    assert desk.calendar.open_days("counter", party(), date(2020, 1, 1), 1) == [NOW.date()]


def test_the_horizon_ends_at_the_place_s_own_midnight(tx: Transaction) -> None:
    late = datetime(2026, 11, 25, 7, 59, tzinfo=UTC)        # a minute before midnight in Los Angeles
    days = counter(tx, late, horizon_days=2).calendar.open_days("counter", party())
    assert days == [date(2026, 11, 25), date(2026, 11, 26)]
    days = counter(tx, late + timedelta(minutes=1), horizon_days=2).calendar.open_days("counter", party())
    assert days == [date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)]


def test_each_monday_at_eight_the_week_after_next_is_set_free(tx: Transaction) -> None:
    release = {"weekday": "monday", "at": "08:00", "weeks_ahead": 2}
    before = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)     # Monday 07:59 in Los Angeles
    desk = counter(tx, before, release=release)
    assert desk.calendar.window("counter") == (date(2026, 11, 30), date(2026, 12, 13))
    assert desk.calendar.open_days("counter", party(), count=99)[-1] == date(2026, 12, 11)
    desk = counter(tx, before + timedelta(minutes=1), release=release)
    assert desk.calendar.window("counter")[1] == date(2026, 12, 20)
    assert offered(desk, date(2026, 12, 14))
    assert not offered(desk, date(2026, 12, 21))


def test_a_release_on_another_weekday_sets_whole_weeks_free(tx: Transaction) -> None:
    release = {"weekday": "thursday", "at": "12:00", "weeks_ahead": 1}
    thursday = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)    # 12:00 in Los Angeles
    assert counter(tx, thursday, release=release).calendar.window("counter")[1] == date(2026, 12, 6)
    early = counter(tx, thursday - timedelta(minutes=1), release=release)
    assert early.calendar.window("counter")[1] == date(2026, 11, 29)


def test_the_horizon_also_ends_what_was_released(tx: Transaction) -> None:
    desk = counter(tx, release={"weeks_ahead": 8}, horizon_days=10)
    assert desk.calendar.window("counter")[1] == NOW.date() + 10 * DAY


# --- capacity --------------------------------------------------------------------------------------------------------

def test_capacity_counts_applicants_not_those_who_come_along(tx: Transaction) -> None:
    desk = counter(tx)
    desk.book(desk.person(), slot("09:00"), party(2, companions=3))
    assert desk.calendar.is_free(slot("09:00"), party(2, companions=3))
    assert not desk.calendar.is_free(slot("09:00"), party(3))


def test_an_appointment_covers_all_its_minutes(tx: Transaction) -> None:
    desk = counter(tx, groups=group(capacity=1))
    desk.book(desk.person(), slot("10:00"), party(minutes=45))
    assert offered(desk) == ["09:00", "09:30", "11:00", "11:30"]
    assert offered(desk, needs=party(minutes=45)) == ["09:00", "11:00"]


def test_the_buffer_is_kept_free_after_each_appointment(tx: Transaction) -> None:
    desk = counter(tx, groups=group(capacity=1, buffer=10))
    desk.book(desk.person(), slot("10:00"), party(minutes=30))
    assert offered(desk) == ["09:00", "11:00", "11:30"]
    assert offered(desk, needs=party(minutes=20)) == ["09:00", "09:30", "11:00", "11:30"]


def test_groups_of_a_place_do_not_take_from_each_other(tx: Transaction) -> None:
    desk = counter(tx, groups={**group(capacity=1), "visas": {"services": ["visa"], "capacity": 1}})
    desk.book(desk.person(), slot("09:00"), party())
    assert desk.calendar.is_free(slot("09:00"), party(service="visa"))
    assert not desk.calendar.is_free(slot("09:00"), party(service="child"))


def test_no_more_people_are_present_in_a_quarter_of_an_hour_than_the_cap(tx: Transaction) -> None:
    desk = counter(tx, crowd=5, groups={**group(), "visas": {"services": ["visa"], "capacity": 4}})
    desk.book(desk.person(), slot("09:30"), party(1, companions=3, minutes=40))
    assert offered(desk, needs=party(2)) == ["09:00", "10:30", "11:00", "11:30"]
    assert offered(desk, needs=party(1, service="visa")) == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    assert desk.calendar.places_for(party(1, companions=5), None) == []


def test_the_nearest_times_lie_before_and_after(tx: Transaction) -> None:
    desk = counter(tx, groups=group(capacity=1))
    for clock in ("10:00", "10:30"):
        desk.book(desk.person(), slot(clock), party())
    assert clocks(desk.calendar.nearest(slot("10:00"), party())) == ["09:00", "09:30", "11:00"]


def test_the_nearest_times_of_a_full_day_are_on_the_days_around_it(tx: Transaction) -> None:
    desk = counter(tx, groups=group(capacity=1))
    tuesday = MONDAY + DAY
    for clock in offered(desk, tuesday):
        desk.book(desk.person(), slot(clock, tuesday), party())
    nearest = desk.calendar.nearest(slot("10:00", tuesday), party(), 3)
    assert nearest == [slot("11:00"), slot("11:30"), slot("09:00", tuesday + DAY)]


def test_the_nearest_time_may_be_weeks_away(tx: Transaction) -> None:
    later = MONDAY + 28 * DAY
    desk = counter(tx, week={}, dates={MONDAY: ["09:00-09:30"], later: ["09:00-09:30"]}, groups=group(capacity=1))
    desk.book(desk.person(), slot("09:00"), party())
    assert desk.calendar.nearest(slot("09:00"), party()) == [slot("09:00", later)]


def test_days_without_a_free_time_are_not_offered(tx: Transaction) -> None:
    desk = counter(tx, groups=group(capacity=1), week={"monday": ["09:00-10:00"], "tuesday": ["09:00-10:00"]})
    desk.book(desk.person(), slot("09:00"), party(minutes=60))
    assert desk.calendar.open_days("counter", party(), MONDAY, 2) == [MONDAY + DAY, MONDAY + 7 * DAY]


def test_the_places_of_a_day_are_steps_times_capacity(tx: Transaction) -> None:
    desk = counter(tx, week={"monday": ["09:00-12:00", "13:00-14:45"]})
    assert desk.calendar.day_capacity("counter", "passports", MONDAY) == 4 * (6 + 3)
    assert desk.calendar.day_capacity("counter", "passports", MONDAY + DAY) == 0


# --- places ----------------------------------------------------------------------------------------------------------

def test_places_are_those_that_serve_this_party_where_they_live(tx: Transaction) -> None:
    soon = NOW.date() + 4 * DAY
    desk = At(tx, office({
        "counter": place(),
        "denver": place(for_states=["CO", "UT"], week={}, dates={soon: ["10:00-15:00"]}, timezone="America/Denver"),
        "honolulu": place(for_states=["HI"], week={}, dates={NOW.date() - DAY: ["10:00-15:00"]}),
        "visas": place(groups={"visas": {"services": ["visa"], "capacity": 1}}),
    }))
    assert desk.calendar.places_for(party(), "CO") == ["counter", "denver"]
    assert desk.calendar.places_for(party(), "HI") == ["counter"]       # that fair is over
    assert desk.calendar.places_for(party(), None) == ["counter"]
    assert desk.calendar.places_for(party(service="visa"), "CA") == ["visas"]
    assert desk.calendar.places_for(Needs(("renewal", "visa"), 2, 30), "CA") == []
    assert desk.calendar.places_for(Needs((), 0, 30), "CA") == []


def test_times_at_a_place_are_by_the_clock_there(tx: Transaction) -> None:
    tokyo = At(tx, office({"pier": place(timezone="Asia/Tokyo")}))
    start = tokyo.calendar.starts_at(slot("09:00", where="pier"))
    assert start == datetime(2026, 11, 30, 0, 0, tzinfo=UTC)


# --- daylight saving -------------------------------------------------------------------------------------------------

SPRING = date(2027, 3, 14)      # 02:00 becomes 03:00 in Los Angeles and Denver
AUTUMN = date(2026, 11, 1)      # 02:00 becomes 01:00


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "America/Denver", "Pacific/Honolulu", "Asia/Tokyo"])
@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_daylight_saving_neither_moves_nor_loses_nor_doubles_an_appointment(
    tx: Transaction, zone: str, change: date,
) -> None:
    every_day = {day: ["09:00-12:00"] for day in
                 ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")}
    now = datetime.combine(change - 4 * DAY, time(12), UTC)
    desk = counter(tx, now, timezone=zone, week=every_day, groups=group(capacity=1))
    days = [change + DAY * away for away in (-1, 0, 1)]
    booked = [desk.book(desk.person(), slot("09:30", day), party()) for day in days]
    for day, appointment in zip(days, booked, strict=True):
        there = appointment.starts_at.astimezone(ZoneInfo(zone))
        assert there.replace(tzinfo=None) == datetime.combine(day, time(9, 30))
        assert offered(desk, day) == ["09:00", "10:00", "10:30", "11:00", "11:30"]
    apart = [later.starts_at - earlier.starts_at for earlier, later in pairwise(booked)]
    shift = {"Pacific/Honolulu": 0, "Asia/Tokyo": 0}.get(zone, 1 if change == AUTUMN else -1)
    assert apart == [DAY + timedelta(hours=shift), DAY]
    later = At(tx, desk.settings, now + 3 * DAY + timedelta(hours=23))
    assert [later.appointments.get(one.id) for one in booked] == booked


def test_a_time_that_the_clock_skips_is_not_offered(tx: Transaction) -> None:
    now = datetime.combine(SPRING - 2 * DAY, time(12), UTC)
    night = {"week": {"sunday": ["01:00-04:00"]}}
    assert offered(counter(tx, now, **night), SPRING) == ["01:00", "01:30", "03:00", "03:30"]
    honolulu = counter(tx, now, timezone="Pacific/Honolulu", **night)
    assert offered(honolulu, SPRING) == ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]


def test_a_time_that_comes_twice_is_offered_once_and_means_the_first(tx: Transaction) -> None:
    now = datetime.combine(AUTUMN - 2 * DAY, time(12), UTC)
    desk = counter(tx, now, week={"sunday": ["01:00-03:00"]}, groups=group(capacity=1))
    assert offered(desk, AUTUMN) == ["01:00", "01:30", "02:00", "02:30"]
    booked = desk.book(desk.person(), slot("01:30", AUTUMN), party())
    assert booked.starts_at == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert offered(desk, AUTUMN) == ["01:00", "02:00", "02:30"]


# --- the example office ----------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def example() -> Settings:
    return load(ROOT / "config.yaml", {})


def bookable(settings: Settings) -> dict[str, str]:
    """Each bookable service, and a place that gives it."""
    return {service: key for service, entry in settings.services.items() if entry.bookable
            for key, where in settings.places.items() if any(service in one.services for one in where.groups.values())}


def test_a_fresh_clone_offers_a_place_within_14_days_whatever_day_it_is_started(
    tx: Transaction, example: Settings,
) -> None:
    catalogue = Catalogue(example)
    services = bookable(example)
    assert set(services) >= {"passport-renewal", "passport-child", "passport-lost"}
    day, late = date(2026, 11, 24), []
    while day < date(2028, 1, 1):
        now = datetime.combine(day, time(9), ZoneInfo(example.office.timezone)).astimezone(UTC)
        calendar = Calendar(example, tx, now)
        for service, where in services.items():
            needs = Needs((service,), 1, catalogue.minutes((service,)), unproven=True)
            found = calendar.open_days(where, needs, count=1)
            if not found or found[0] - day > 14 * DAY:
                late.append((day, service))
        day += DAY
    assert late == []


def test_a_mother_with_her_child_whom_nobody_knows_yet_finds_a_day(tx: Transaction, example: Settings) -> None:
    catalogue = Catalogue(example)
    calendar = Calendar(example, tx, NOW)
    for service, where in bookable(example).items():
        services = (service,) * 2
        needs = Needs(services, len(services), catalogue.minutes(services), unproven=True)
        assert calendar.open_days(where, needs, count=1), service


# --- holidays --------------------------------------------------------------------------------------------------------

def test_holidays_are_computed_once_and_kept_as_rows(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holidays, "_known", {})
    holidays.prepare(database, "US", date(2026, 12, 31))
    monkeypatch.setattr(holidays, "compute", lambda *_: pytest.fail("computed again"))
    holidays.prepare(database, "US", date(2026, 1, 1))
    with database.reading() as tx:
        closed = holidays.closing(tx, place_holidays(), "US")
        assert [closed(day) for day in (THANKSGIVING, date(2027, 7, 5), date(2026, 3, 20), MONDAY)] == [
            True, True, True, False]


def test_a_newer_list_of_holidays_replaces_the_older(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holidays, "_known", {})
    monkeypatch.setattr(holidays, "version", lambda _: "0.1")
    monkeypatch.setattr(holidays, "compute", listing("05-05"))
    holidays.prepare(database, "US", date(2040, 1, 1))
    monkeypatch.setattr(holidays, "version", lambda _: "0.2")
    monkeypatch.setattr(holidays, "compute", listing("06-06"))
    holidays.prepare(database, "US", date(2040, 1, 1))
    with database.reading() as tx:
        closed = holidays.closing(tx, place_holidays(), "US")
        assert (closed(date(2040, 5, 5)), closed(date(2040, 6, 6))) == (False, True)


def test_holidays_of_2026_are_those_of_the_joint_decree() -> None:
    computed = holidays.compute((2026,), "US")
    decree = ["01-01", "01-16", "02-17", "03-19", "03-21", "03-22", "04-03", "04-05", "05-01", "05-14", "05-27",
              "05-31", "06-01", "06-16", "08-17", "08-25", "12-25"]
    leave = ["02-16", "03-18", "03-20", "03-23", "03-24", "05-15", "05-28", "12-24"]
    assert list(computed["ID"]) == [f"2026-{day}" for day in decree]
    assert list(computed["ID-joint-leave"]) == [f"2026-{day}" for day in leave]


def test_a_country_without_a_calendar_has_no_holidays_of_its_own() -> None:
    computed = holidays.compute((2026,), "XX")
    assert computed["XX"] == {}
    assert computed["ID"]


def listing(day: str) -> Callable[[Sequence[int], str], dict[str, dict[str, str]]]:
    """A list of holidays with one day a year."""
    return lambda years, country: {"ID": {f"{year}-{day}": "x" for year in years}, country: {}}


def place_holidays() -> Holidays:
    return office({"counter": place(holidays={})}).places["counter"].holidays
