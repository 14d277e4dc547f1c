"""Holding, booking, moving and cancelling, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.desk.booked import Already, Appointment, Full, Gone, Hold
from bot.desk.holds import sweep
from bot.desk.slots import Needs
from storage.database import Database
from storage.tables import metadata
from tests.desk.invariants import broken
from tests.desk.small import MONDAY, NOW, At, at, clocks, members, office, party, place, slot
from tests.prepared import new_database

ONE = office({"counter": place(groups={"passports": {"services": ["renewal"], "capacity": 1},
                                       "visas": {"services": ["visa"], "capacity": 1}})})
FOUR = office()
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all tests here: making its tables takes longer than most of them."""
    if request.param == "sqlite":
        made = new_database(f"sqlite:///{tmp_path_factory.mktemp('appointments') / 'janji.db'}")
    else:
        server = request.getfixturevalue("postgres_server")
        made = new_database(server.url(server.create_database()))
    yield made
    made.close()


@pytest.fixture
def database(shared: Database) -> Iterator[Database]:
    """Empty before each test."""
    with shared.engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.delete())
    yield shared


def test_a_held_time_is_booked_and_has_a_code(database: Database) -> None:
    with at(database, FOUR) as desk:
        person = desk.person()
        hold = desk.hold(person, slot("09:30"), party(2, companions=1))
        assert desk.holds.of(person) == hold
        booked = desk.appointments.book(person, hold.id, members(hold.needs))
        assert isinstance(booked, Appointment)
        assert (booked.slot, booked.applicants, booked.people, booked.state) == (slot("09:30"), 2, 3, "booked")
        assert booked.starts_at.isoformat() == "2026-11-30T17:30:00+00:00"
        assert desk.holds.of(person) is None
        assert desk.appointments.by_code(booked.code.lower().replace("-", " ")) == booked
        assert desk.appointments.of_person(person) == [booked]
        cases = desk.appointments.cases(booked.id)
        assert [(case.applicant, case.service, case.state) for case in cases] == [(1, "renewal", "active"),
                                                                                  (2, "renewal", "active")]
        assert cases[0].answers == {"married": "yes"}
        assert broken(desk) == []


def test_second_applicant_is_told_the_time_is_taken_and_the_nearest_are_offered(database: Database) -> None:
    with at(database, ONE) as desk:
        desk.hold(desk.person(), slot("10:00"), party())
        second = desk.person()
        assert desk.holds.keep(second, 1, slot("10:00"), party()) == Full("taken")
        assert clocks(desk.calendar.nearest(slot("10:00"), party())) == ["09:00", "09:30", "10:30"]


def test_two_of_three_do_not_fit_where_two_seats_are_left(database: Database) -> None:
    with at(database, FOUR) as desk:
        desk.book(desk.person(), slot("09:00"), party(2))
        assert isinstance(desk.holds.keep(desk.person(), 1, slot("09:00"), party(3)), Full)
        assert broken(desk) == []
        desk.hold(desk.person(), slot("09:00"), party(2))


def test_a_lapsed_hold_is_as_good_as_none(database: Database) -> None:
    with at(database, ONE) as desk:
        first = desk.person()
        desk.hold(first, slot("10:00"), party())
    with at(database, ONE, NOW + 10 * MINUTE) as desk:
        assert desk.holds.of(first) is None
        assert desk.calendar.is_free(slot("10:00"), party())
        desk.hold(desk.person(), slot("10:00"), party())
        assert broken(desk) == []


def test_who_confirms_just_after_the_hold_lapsed_still_gets_the_time(database: Database) -> None:
    with at(database, ONE) as desk:
        person = desk.person()
        hold = desk.hold(person, slot("10:00"), party())
    with at(database, ONE, NOW + 11 * MINUTE) as desk:
        sweep(desk.tx, desk.now)
        assert isinstance(desk.appointments.book(person, hold.id, members(hold.needs)), Appointment)


def test_who_confirms_after_somebody_took_it_is_told_it_is_gone(database: Database) -> None:
    with at(database, ONE) as desk:
        slow, quick = desk.person(), desk.person()
        hold = desk.hold(slow, slot("10:00"), party())
    with at(database, ONE, NOW + 11 * MINUTE) as desk:
        desk.book(quick, slot("10:00"), party())
        assert desk.appointments.book(slow, hold.id, members(hold.needs)) == Gone()
        assert desk.appointments.of_person(slow) == []
        assert broken(desk) == []


def test_an_overlapping_claim_leaves_nothing_of_the_lapsed_hold_bookable(database: Database) -> None:
    with at(database, ONE) as desk:
        slow, quick = desk.person(), desk.person()
        hold = desk.hold(slow, slot("10:00"), party(minutes=60))
    with at(database, ONE, NOW + 11 * MINUTE) as desk:
        desk.book(quick, slot("10:30"), party(minutes=30))
        assert desk.appointments.book(slow, hold.id, members(hold.needs)) == Gone()
        assert broken(desk) == []


def test_minutes_count_from_when_the_message_was_handed_over(database: Database) -> None:
    with at(database, ONE) as desk:
        person = desk.person()
        hold = desk.hold(person, slot("10:00"), party())
        assert desk.holds.handed(hold.id, NOW + 5 * MINUTE)
        assert not desk.holds.handed(hold.id, NOW + 8 * MINUTE)
    with at(database, ONE, NOW + 14 * MINUTE) as desk:
        held = desk.holds.of(person)
        assert held is not None
        assert held.lapses_at == NOW + 15 * MINUTE
        assert desk.holds.keep(desk.person(), 1, slot("10:00"), party()) == Full("taken")
    with at(database, ONE, NOW + 16 * MINUTE) as desk:
        desk.hold(desk.person(), slot("10:00"), party())
        assert not desk.holds.handed(hold.id, desk.now)


def test_a_person_has_one_live_hold_and_the_next_replaces_it(database: Database) -> None:
    with at(database, ONE) as desk:
        person = desk.person()
        desk.hold(person, slot("10:00"), party())
        desk.hold(person, slot("11:00"), party())
        assert desk.calendar.is_free(slot("10:00"), party())
        assert not desk.calendar.is_free(slot("11:00"), party())
        assert broken(desk) == []


def test_a_hold_that_fails_leaves_the_one_before(database: Database) -> None:
    with at(database, ONE) as desk:
        desk.hold(desk.person(), slot("11:00"), party())
        person = desk.person()
        kept = desk.hold(person, slot("10:00"), party())
        assert desk.holds.keep(person, 1, slot("11:00"), party()) == Full("taken")
        assert desk.holds.of(person) == kept
        assert broken(desk) == []


def test_the_same_time_can_be_taken_again_and_is_shown_free_to_its_own_person(database: Database) -> None:
    with at(database, ONE) as desk:
        person = desk.person()
        first = desk.hold(person, slot("10:00"), party())
        assert desk.calendar.is_free(slot("10:00"), desk.holds.needs_of(person, party()))
        assert not desk.calendar.is_free(slot("10:00"), party())
        again = desk.hold(person, slot("10:00"), party())
        assert again.id != first.id
        assert broken(desk) == []


def test_a_hold_of_an_offer_stands_beside_that_of_the_conversation(database: Database) -> None:
    with at(database, ONE) as desk:
        person = desk.person()
        desk.hold(person, slot("10:00"), party())
        assert isinstance(desk.holds.keep(person, 1, slot("11:00"), party(), "offer:7"), Hold)
        desk.holds.drop(person)
        assert desk.calendar.is_free(slot("10:00"), party())
        assert not desk.calendar.is_free(slot("11:00"), party())
        desk.holds.drop(person, "offer:7")
        assert desk.calendar.is_free(slot("11:00"), party())


def test_nobody_books_the_hold_of_another(database: Database) -> None:
    with at(database, FOUR) as desk:
        hold = desk.hold(desk.person(), slot("10:00"), party())
        assert desk.appointments.book(desk.person(), hold.id, members(hold.needs)) == Gone()


def test_a_hold_for_one_does_not_book_two(database: Database) -> None:
    with at(database, FOUR) as desk:
        person = desk.person()
        hold = desk.hold(person, slot("10:00"), party())
        assert desk.appointments.book(person, hold.id, members(party(2))) == Gone()
        assert desk.appointments.book(person, hold.id, members(party(service="child"))) == Gone()


def test_a_time_that_is_not_offered_cannot_be_held(database: Database) -> None:
    with at(database, FOUR) as desk:
        person = desk.person()
        yesterday = NOW.date() - timedelta(days=1)
        for other in (slot("09:10"), slot("12:00"), slot("11:00", yesterday), slot("09:00", where="elsewhere")):
            assert desk.holds.keep(person, 1, other, party()) == Full("taken")


def test_one_active_appointment_an_applicant_and_service(database: Database) -> None:
    with at(database, FOUR) as desk:
        booked = desk.book(desk.person(), slot("09:00"), party(), ["dewi"])
        other = desk.person()
        hold = desk.hold(other, slot("10:00"), party(2))
        refused = desk.appointments.book(other, hold.id, members(hold.needs, ["budi", "dewi"]))
        assert refused == Already(booked.id, 2, "renewal")
        assert desk.appointments.of_person(other) == []
        assert desk.holds.of(other) == hold
        assert broken(desk) == []
        desk.book(other, slot("10:00"), party(service="child"), ["dewi"])


def test_the_same_applicant_twice_in_a_party_is_noticed(database: Database) -> None:
    with at(database, FOUR) as desk:
        person = desk.person()
        hold = desk.hold(person, slot("10:00"), party(2))
        refused = desk.appointments.book(person, hold.id, members(hold.needs, ["dewi", "dewi"]))
        assert refused == Already(None, 2, "renewal")


def test_a_cancelled_appointment_frees_its_places_and_its_applicant(database: Database) -> None:
    with at(database, ONE) as desk:
        person = desk.person()
        booked = desk.book(person, slot("09:00"), party(), ["dewi"])
        assert desk.appointments.cancel(booked.id)
        assert not desk.appointments.cancel(booked.id)
        assert desk.calendar.is_free(slot("09:00"), party())
        assert [case.state for case in desk.appointments.cases(booked.id)] == ["ended"]
        gone = desk.appointments.by_code(booked.code)
        assert gone is not None
        assert gone.state == "cancelled"
        desk.book(person, slot("09:00"), party(), ["dewi"])
        assert broken(desk) == []


def test_after_the_visit_the_same_service_can_be_booked_again(database: Database) -> None:
    with at(database, FOUR) as desk:
        desk.book(desk.person(), slot("09:00"), party(), ["dewi"])
    with at(database, FOUR, NOW + timedelta(days=7)) as desk:
        later = slot("09:00", desk.now.date() + timedelta(days=1))
        desk.book(desk.person(), later, party(), ["dewi"])
        hold = desk.hold(person := desk.person(), later, party())
        assert isinstance(desk.appointments.book(person, hold.id, members(hold.needs, ["dewi"])), Already)


def test_a_moved_appointment_keeps_its_code_and_frees_its_old_time(database: Database) -> None:
    with at(database, ONE) as desk:
        person = desk.person()
        booked = desk.book(person, slot("09:00"), party())
        desk.appointments.set_coming(booked.id, "yes")
        hold = desk.hold(person, slot("11:00"), party())
        moved = desk.appointments.move(booked.id, hold.id)
        assert isinstance(moved, Appointment)
        assert (moved.code, moved.version, moved.slot, moved.coming) == (booked.code, 2, slot("11:00"), None)
        assert desk.calendar.is_free(slot("09:00"), party())
        assert not desk.calendar.is_free(slot("11:00"), party())
        assert broken(desk) == []


def test_an_appointment_stays_where_it_was_when_the_new_time_is_gone(database: Database) -> None:
    with at(database, ONE) as desk:
        person = desk.person()
        booked = desk.book(person, slot("09:00"), party())
        hold = desk.hold(person, slot("11:00"), party())
    with at(database, ONE, NOW + 11 * MINUTE) as desk:
        desk.book(desk.person(), slot("11:00"), party())
        assert desk.appointments.move(booked.id, hold.id) == Gone()
        assert desk.appointments.get(booked.id) == booked
        assert broken(desk) == []


def test_a_cancelled_appointment_is_not_moved(database: Database) -> None:
    with at(database, ONE) as desk:
        person = desk.person()
        booked = desk.book(person, slot("09:00"), party())
        desk.appointments.cancel(booked.id)
        hold = desk.hold(person, slot("11:00"), party())
        assert desk.appointments.move(booked.id, hold.id) == Gone()


def test_one_of_a_party_who_stays_away_frees_the_place(database: Database) -> None:
    crowded = office({"counter": place(crowd=4)})
    with at(database, crowded) as desk:
        booked = desk.book(desk.person(), slot("09:00"), party(3), ["dewi", "budi", "sari"])
        left = desk.appointments.release(booked.id, 2)
        assert left is not None
        assert (left.id, left.applicants, left.people, left.state) == (booked.id, 2, 2, "booked")
        assert broken(desk) == []
        desk.book(desk.person(), slot("09:00"), party(2), ["budi", "agus"])
        assert not desk.calendar.is_free(slot("09:00"), party())


def test_releasing_leaves_alone_what_is_over_or_was_cancelled(database: Database) -> None:
    with at(database, FOUR) as desk:
        booked = desk.book(desk.person(), slot("09:00"), party(), ["dewi"])
    with at(database, FOUR, NOW + timedelta(days=7)) as desk:
        assert desk.appointments.release(booked.id, 1) is None
        assert desk.appointments.get(booked.id) == booked
        assert desk.appointments.release(booked.id, 99) is None


def test_a_hold_is_gone_when_the_office_no_longer_gives_the_service_there(database: Database) -> None:
    with at(database, FOUR) as desk:
        person = desk.person()
        hold = desk.hold(person, slot("09:00"), party(service="child"))
    with at(database, ONE) as desk:         # renewals and visas only
        assert desk.appointments.book(person, hold.id, members(hold.needs)) == Gone()
        assert desk.appointments.of_person(person) == []
        assert desk.holds.of(person) is not None


def test_a_code_that_another_appointment_has_is_drawn_again(
    database: Database, monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes = iter(["K7M-4TD", "K7M-4TD", "R2D-3VX"])
    monkeypatch.setattr("bot.desk.appointments.make_code", lambda: next(codes))
    with at(database, FOUR) as desk:
        booked = [desk.book(desk.person(), slot("09:00"), party()) for _ in range(2)]
    assert [one.code for one in booked] == ["K7M-4TD", "R2D-3VX"]


def test_a_party_larger_than_the_desk_takes_all_of_it(database: Database) -> None:
    with at(database, FOUR) as desk:
        booked = desk.book(desk.person(), slot("09:00"), party(6, minutes=60))
        assert clocks(desk.calendar.free_times("counter", MONDAY, party())) == ["10:00", "10:30", "11:00", "11:30"]
        for applicant, free in ((6, False), (5, False), (4, True)):
            desk.appointments.release(booked.id, applicant)
            assert desk.calendar.is_free(slot("09:00"), party()) is free
            assert broken(desk) == []


def test_when_the_only_applicant_stays_away_the_visit_is_cancelled(database: Database) -> None:
    with at(database, ONE) as desk:
        booked = desk.book(desk.person(), slot("09:00"), party(), ["dewi"])
        gone = desk.appointments.release(booked.id, 1)
        assert gone is not None
        assert (gone.id, gone.state) == (booked.id, "cancelled")
        assert desk.calendar.is_free(slot("09:00"), party())
        assert broken(desk) == []


def test_a_party_with_two_kinds_of_service_takes_both_desks(database: Database) -> None:
    with at(database, ONE) as desk:
        both = Needs(("renewal", "visa"), 2, 30)
        desk.book(desk.person(), slot("09:00"), both)
        assert not desk.calendar.is_free(slot("09:00"), party())
        assert not desk.calendar.is_free(slot("09:00"), party(service="visa"))
        desk.hold(desk.person(), slot("09:30"), party(service="visa"))
        assert not desk.calendar.is_free(slot("09:30"), both)
        assert broken(desk) == []


def test_the_sweep_takes_away_what_lapsed_a_while_ago(database: Database) -> None:
    with at(database, ONE) as desk:
        desk.hold(desk.person(), slot("09:00"), party())
        desk.hold(desk.person(), slot("10:00"), party())
    with at(database, ONE, NOW + 11 * MINUTE) as desk:
        desk.hold(desk.person(), slot("11:00"), party())
        assert sweep(desk.tx, desk.now) == 0
        assert sweep(desk.tx, desk.now + 2 * MINUTE) == 2
        assert broken(desk) == []


def test_a_day_made_smaller_than_what_is_booked_takes_nobody_more(database: Database) -> None:
    with at(database, FOUR) as desk:
        desk.book(desk.person(), slot("09:00"), party(3))
    with at(database, ONE) as desk:
        assert desk.holds.keep(desk.person(), 1, slot("09:00"), party()) == Full("taken")


def test_new_hours_count_what_was_booked_by_the_old_ones(database: Database) -> None:
    with at(database, ONE) as desk:
        desk.book(desk.person(), slot("09:30"), party())
    shifted = office({"counter": place(week={"monday": ["09:15-12:00"]},
                                       groups={"passports": {"services": ["renewal"], "capacity": 1}})})
    with at(database, shifted) as desk:
        assert clocks(desk.calendar.free_times("counter", slot("09:00").day, party())) == [
            "10:15", "10:45", "11:15"]


def test_code_of_another_office_is_not_found(database: Database) -> None:
    with at(database, FOUR) as desk:
        booked = desk.book(desk.person(), slot("09:00"), party())
        elsewhere = At(desk.tx, office(office=FOUR.office.model_dump() | {"key": "sf"}))
        assert elsewhere.appointments.by_code(booked.code) is None
        assert elsewhere.appointments.get(booked.id) is None
        assert desk.appointments.by_code("nonsense") is None
