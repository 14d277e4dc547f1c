"""When reminders are due: by the place's clock, never in a person's night. Their rows go with what they are about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.config import ReminderSettings, Settings
from bot.desk.reminders import EVENING, HOLD, HOURS, PAPERS, Night, Planned, Reminders, plan
from storage import events, outbox, people
from storage.database import Transaction
from storage.tables import addresses, appointments

LOS_ANGELES = "America/Los_Angeles"
HONOLULU = "Pacific/Honolulu"
NEW_YORK = "America/New_York"
SETTINGS = ReminderSettings()


@dataclass(frozen=True)
class Visit:
    """An appointment, as far as reminders know it."""

    day: date
    time: time
    id: int = 12
    version: int = 1
    person: int = 1
    timezone: str = LOS_ANGELES

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.day, self.time, ZoneInfo(self.timezone)).astimezone(UTC)


@dataclass(frozen=True)
class Held:
    id: int
    lapses_at: datetime
    person: int = 1
    belongs: str = "conversation"


WEDNESDAY = date(2026, 11, 25)
LONG_BEFORE = datetime(2026, 11, 10, tzinfo=UTC)


def told(planned: list[Planned], zone: str = LOS_ANGELES) -> list[tuple[str, str]]:
    return [(one.kind, one.due_at.astimezone(ZoneInfo(zone)).strftime("%a %d %H:%M")) for one in planned]


def test_an_ordinary_appointment_has_four_reminders() -> None:
    assert told(plan(Visit(WEDNESDAY, time(11)), LOS_ANGELES, SETTINGS, LONG_BEFORE)) == [
        (PAPERS, "Sun 22 10:00"),
        (PAPERS, "Tue 24 10:00"),
        (EVENING, "Tue 24 18:00"),
        (HOURS, "Wed 25 09:00"),
    ]


def test_they_name_the_appointment_as_it_is_now() -> None:
    planned = plan(Visit(WEDNESDAY, time(11), version=3), LOS_ANGELES, SETTINGS, LONG_BEFORE)
    assert {one.subject for one in planned} == {"12:3"}
    assert len({one.key for one in planned}) == 4


def test_booked_this_evening_for_tomorrow_leaves_out_what_is_past() -> None:
    now = datetime(2026, 11, 24, 17, 50, tzinfo=ZoneInfo(LOS_ANGELES))
    visit = Visit(WEDNESDAY, time(11))
    assert told(plan(visit, LOS_ANGELES, SETTINGS, now)) == [(EVENING, "Tue 24 18:00"), (HOURS, "Wed 25 09:00")]
    assert told(plan(visit, LOS_ANGELES, SETTINGS, now + timedelta(minutes=10))) == [(HOURS, "Wed 25 09:00")]


def test_papers_are_not_missed_minutes_after_it_was_said_which_they_are() -> None:
    now = datetime(2026, 11, 24, 9, 50, tzinfo=ZoneInfo(LOS_ANGELES))
    assert told(plan(Visit(WEDNESDAY, time(11)), LOS_ANGELES, SETTINGS, now))[0] == (PAPERS, "Tue 24 12:50")
    assert told(plan(Visit(WEDNESDAY, time(11)), LOS_ANGELES, SETTINGS, now - timedelta(days=1)))[0] == (PAPERS, "Tue 24 10:00")


def test_the_last_reminder_of_an_early_appointment_waits_for_the_morning_if_an_hour_is_left() -> None:
    assert told(plan(Visit(WEDNESDAY, time(9)), LOS_ANGELES, SETTINGS, LONG_BEFORE))[-1] == (HOURS, "Wed 25 08:00")


def test_otherwise_it_comes_just_before_the_night() -> None:
    assert told(plan(Visit(WEDNESDAY, time(8, 30)), LOS_ANGELES, SETTINGS, LONG_BEFORE))[-1] == (HOURS, "Tue 24 20:59")


def test_honolulu_is_not_woken_by_los_angeles() -> None:
    planned = plan(Visit(WEDNESDAY, time(9)), HONOLULU, SETTINGS, LONG_BEFORE)
    assert told(planned, HONOLULU) == [
        (PAPERS, "Sun 22 08:00"),
        (PAPERS, "Tue 24 08:00"),
        (EVENING, "Tue 24 16:00"),
        (HOURS, "Tue 24 20:59"),
    ]


def test_the_evening_before_stays_before_the_day_for_someone_east_of_the_place() -> None:
    planned = plan(Visit(WEDNESDAY, time(13)), NEW_YORK, SETTINGS, LONG_BEFORE)
    assert told(planned, NEW_YORK)[2:] == [(EVENING, "Tue 24 20:59"), (HOURS, "Wed 25 14:00")]


def test_the_day_that_the_clocks_go_back_moves_no_reminder() -> None:
    """1 November 2026, 2:00 in Los Angeles."""
    planned = plan(Visit(date(2026, 11, 2), time(11)), LOS_ANGELES, SETTINGS, datetime(2026, 10, 1, tzinfo=UTC))
    assert told(planned) == [(PAPERS, "Fri 30 10:00"), (PAPERS, "Sun 01 10:00"), (EVENING, "Sun 01 18:00"),
                             (HOURS, "Mon 02 09:00")]
    assert [one.due_at.hour for one in planned] == [17, 18, 2, 17]


def test_an_office_can_switch_the_last_reminder_and_the_quiet_hours_off() -> None:
    never = SETTINGS.model_copy(update={"hours_before": 0, "papers_days_before": (),
                                        "quiet": SETTINGS.quiet.model_copy(update={"start": time(0), "end": time(0)})})
    assert told(plan(Visit(WEDNESDAY, time(8)), NEW_YORK, never, LONG_BEFORE)) == [(EVENING, "Tue 24 18:00")]


ZONES = st.sampled_from([LOS_ANGELES, HONOLULU, NEW_YORK, "Asia/Jakarta", "Asia/Kathmandu", "Pacific/Apia", "UTC"])


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.times(), ZONES, ZONES, st.integers(0, 6 * 24 * 60))
def test_wherever_people_are_nothing_wakes_them_and_nothing_comes_twice_or_too_late(
        day: date, at: time, place_zone: str, person_zone: str, minutes_before: int) -> None:
    visit = Visit(day, at.replace(second=0, microsecond=0, fold=0), timezone=place_zone)
    now = visit.starts_at - timedelta(minutes=minutes_before)
    planned = plan(visit, person_zone, SETTINGS, now)
    for one in planned:
        local = one.due_at.astimezone(ZoneInfo(person_zone)).time()
        assert time(8) <= local < time(21)
        assert now < one.due_at < visit.starts_at
        if one.kind != HOURS:
            assert one.due_at.astimezone(ZoneInfo(place_zone)).date() < day
    assert [one.due_at for one in planned] == sorted(one.due_at for one in planned)
    assert len({one.key for one in planned}) == len(planned)
    if minutes_before > 5 * 24 * 60:
        assert {one.kind for one in planned} == {PAPERS, EVENING, HOURS}


def test_a_night_may_lie_within_a_day() -> None:
    siesta = Night(LOS_ANGELES, time(13), time(15))
    at = datetime(2026, 11, 25, 14, 0, tzinfo=ZoneInfo(LOS_ANGELES))
    assert siesta.avoid(at, lambda at: True) == at + timedelta(hours=1)
    assert siesta.avoid(at, lambda at: False) == at - timedelta(minutes=61)
    assert siesta.avoid(at + timedelta(hours=1), lambda at: False) == at + timedelta(hours=1)


# --- as rows ----------------------------------------------------------------------------------------------------------

SETTINGS_OF_OFFICE = cast(Settings, SimpleNamespace(office=SimpleNamespace(key="la"), reminders=SETTINGS,
                                                   notices={}))


def reminders(tx: Transaction, now: datetime = LONG_BEFORE) -> Reminders:
    return Reminders(tx, SETTINGS_OF_OFFICE, now)


def someone(tx: Transaction, zone: str | None = None) -> int:
    return people.find_or_add(tx, "la", "web", "ani", "id", zone, LONG_BEFORE)


def booked(tx: Transaction, visit: Visit) -> Visit:
    """The appointment's own row, from which `unschedule` learns whose it is."""
    values: dict[str, Any] = {column.name: "" for column in appointments.columns if not column.nullable}
    values |= {"id": visit.id, "office": "la", "person": visit.person, "party": 1, "applicants": 1, "people": 1,
               "minutes": 30, "version": visit.version, "starts_at": visit.starts_at, "made_at": LONG_BEFORE,
               "day": str(visit.day), "time": str(visit.time), "timezone": visit.timezone}
    tx.execute(appointments.insert().values(values))
    return visit


def rows(tx: Transaction, at: datetime) -> list[tuple[str, str]]:
    """What would be sent at that time; each is marked sent."""
    sent = []
    while taken := outbox.take(tx, "web", "ani", at):
        for row in taken:
            sent.append((row.kind, row.subject))
            outbox.mark_sent(tx, row.id, at)
    return sent


AFTERWARDS = datetime(2027, 6, 1, tzinfo=UTC)


def test_a_booking_puts_its_reminders_into_the_outbox_for_where_the_person_was_last(tx: Transaction) -> None:
    visit = Visit(WEDNESDAY, time(11), person=someone(tx))
    reminders(tx).schedule(visit)
    assert rows(tx, visit.starts_at - timedelta(days=1)) == [(PAPERS, "12:1")] * 2
    assert rows(tx, AFTERWARDS) == [(EVENING, "12:1"), (HOURS, "12:1")]


def test_someone_with_two_chats_is_reminded_in_the_one_they_used_last(tx: Transaction) -> None:
    person = someone(tx)
    for address in ("old phone", "ani"):
        tx.execute(addresses.insert().values(office="la", account=f"telegram:{address}", address=address, person=person,
                                             made_at=LONG_BEFORE))
    events.add(tx, "la", "telegram:old phone", "1", person, "typed", LONG_BEFORE)
    events.add(tx, "la", "web", "2", person, "typed", LONG_BEFORE)
    assert outbox.reaches(tx, "la", person) == ("web", "ani")
    events.add(tx, "la", "telegram:old phone", "3", person, "typed", LONG_BEFORE)
    assert outbox.reaches(tx, "la", person) == ("telegram:old phone", "old phone")


def test_someone_who_can_be_reached_nowhere_is_not_reminded(tx: Transaction) -> None:
    person = someone(tx)
    tx.execute(addresses.delete())
    reminders(tx).schedule(Visit(WEDNESDAY, time(11), person=person))
    assert outbox.depth(tx, AFTERWARDS) == (0, None)


def test_nights_are_the_persons_own(tx: Transaction) -> None:
    visit = Visit(WEDNESDAY, time(9), person=someone(tx, HONOLULU))
    assert told(reminders(tx).schedule(visit), HONOLULU)[-1] == (HOURS, "Tue 24 20:59")


def test_a_moved_appointment_is_reminded_of_its_new_time_only(tx: Transaction) -> None:
    visit = Visit(WEDNESDAY, time(11), person=someone(tx))
    reminders(tx).schedule(visit)
    now = datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert len(rows(tx, now)) == 2
    reminders(tx, now).schedule(replace(visit, day=date(2026, 11, 26), version=2))
    assert rows(tx, AFTERWARDS) == [(PAPERS, "12:2"), (EVENING, "12:2"), (HOURS, "12:2")]


def test_moved_to_sooner_leaves_nothing_of_the_old_time(tx: Transaction) -> None:
    visit = Visit(WEDNESDAY, time(11), person=someone(tx))
    reminders(tx).schedule(visit)
    now = datetime(2026, 11, 12, 20, tzinfo=UTC)
    reminders(tx, now).schedule(replace(visit, day=date(2026, 11, 13), version=2))
    assert rows(tx, AFTERWARDS) == [(EVENING, "12:2"), (HOURS, "12:2")]


def test_a_cancelled_appointment_is_not_reminded_of_and_others_are(tx: Transaction) -> None:
    person = someone(tx)
    first = booked(tx, Visit(WEDNESDAY, time(11), id=1, person=person))
    reminders(tx).schedule(first)
    reminders(tx).schedule(replace(first, id=12))
    reminders(tx).unschedule(1)
    assert {subject for _, subject in rows(tx, AFTERWARDS)} == {"12:1"}


def test_cancelling_what_never_was_changes_nothing(tx: Transaction) -> None:
    reminders(tx).unschedule(99)
    assert rows(tx, AFTERWARDS) == []


def test_a_hold_is_reminded_of_three_minutes_before_it_lapses_counted_from_when_it_was_handed_over(
        tx: Transaction) -> None:
    hold = Held(5, LONG_BEFORE + timedelta(minutes=10), person=someone(tx))
    reminders(tx).schedule_hold(hold)
    reminders(tx).schedule_hold(replace(hold, lapses_at=hold.lapses_at + timedelta(minutes=2)))
    assert rows(tx, LONG_BEFORE + timedelta(minutes=8, seconds=59)) == []
    assert rows(tx, LONG_BEFORE + timedelta(minutes=9)) == [(HOLD, "5")]


def test_another_hold_replaces_the_reminder_and_a_booking_drops_it(tx: Transaction) -> None:
    hold = Held(5, LONG_BEFORE + timedelta(minutes=10), person=someone(tx))
    reminders(tx).schedule_hold(hold)
    reminders(tx).schedule_hold(replace(hold, id=6))
    reminders(tx).unschedule_hold(5)
    assert rows(tx, LONG_BEFORE + timedelta(minutes=8)) == [(HOLD, "6")]
    reminders(tx).schedule_hold(replace(hold, id=7))
    reminders(tx).unschedule_hold(7)
    reminders(tx).schedule_hold(replace(hold, id=8, lapses_at=LONG_BEFORE + timedelta(minutes=2)))        # too short
    assert rows(tx, AFTERWARDS) == []
