"""What the random walk found, each once more by hand."""

from __future__ import annotations

from sqlalchemy import func, select, update

from bot.conversation.stack import Entry, Stack
from bot.desk.applicants import Applicants
from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.flows.pushes import hold_lapsing
from storage import people
from storage.tables import cases, holds, members
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import book, booked, form, greet, known, nobody_else, renewal, start, submit, to_days
from tests.walk.conftest import Renew


def test_back_passes_over_an_applicant_who_was_left_out(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")
    dewi.says("New York")
    dewi.picks("understood")
    assert dewi.step == "AnyoneElse"
    while dewi.step != "ReviewForm":
        dewi.picks("back")
    assert "Something has changed" not in "".join(message.text for message in dewi.heard)


def test_who_was_gone_back_over_is_not_in_the_party(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")             # somebody else; she goes back, and it is her child
    dewi.says("Los Angeles, California")
    dewi.picks("back", "back", "back")
    assert dewi.step == "WhoIsNext"
    dewi.picks("child", "passport-child")
    dewi.says("Irvine")
    dewi.picks("replace", "indonesia", "no", "both", "on", True)
    form(dewi, "Ayu Lestari", born="3 May 2019", nik="", passport="")
    assert "2 applicants so far:\n• Dewi Lestari: " in dewi.last().text
    assert "Ayu Lestari" in dewi.last().text
    assert len(members_of(journey)) == 2


def test_who_was_gone_back_over_to_the_form_before_is_not_in_the_party(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")
    dewi.says("Los Angeles, California")
    while dewi.step != "ReviewForm":
        dewi.picks("back")
    submit(dewi)
    assert "1 applicant so far:\n• Dewi Lestari: " in dewi.last().text
    nobody_else(dewi)
    assert len(members_of(journey)) == 1


def test_who_was_left_out_is_never_taken_for_another(journey: Journey) -> None:
    dewi, budi = journey.person("Dewi"), journey.person("Budi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal")
    dewi.says("New York")
    left_out = max(members_of(journey))
    dewi.picks("understood")
    start(budi)
    assert max(members_of(journey)) > left_out


def test_going_back_with_a_full_party_is_no_circle(journey: Journey, renew: Renew) -> None:
    renew(lambda data: data.update(booking={"party": 2}))
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    dewi.picks("more", "other", "passport-renewal", "back", "back")
    assert dewi.step == "WhoIsNext"
    dewi.picks("child")
    assert dewi.step == "ChooseService"
    assert len(members_of(journey)) == 2


def members_of(journey: Journey) -> list[int]:
    """The members of the newest party."""
    with journey.app.database.reading() as tx:
        party = tx.execute(select(func.max(members.c.party))).scalar_one()
        return list(tx.execute(select(members.c.id).where(members.c.party == party)).scalars())


def test_a_new_notice_is_asked_for_before_anything_else(journey: Journey, renew: Renew) -> None:
    dewi = journey.person("Dewi")
    greet(dewi)
    renew(lambda data: data["notice"].update(version="2027-01-01"))
    dewi.picks("book")
    assert dewi.step == "Notice"
    assert "Our notice on personal data has changed" in dewi.heard[-2].text


def test_a_new_notice_is_asked_for_when_a_label_of_the_old_question_is_typed(journey: Journey, renew: Renew) -> None:
    dewi = journey.person("Dewi")
    greet(dewi)
    renew(lambda data: data["notice"].update(version="2027-01-01"))
    dewi.says(id="Janji temu saya", en="My appointments")
    assert dewi.step == "Notice"


def test_whoever_comes_back_is_told_once_what_changed_for_two(journey: Journey, renew: Renew) -> None:
    dewi = journey.person("Dewi")
    start(dewi, "child", "passport-child")
    child(dewi, "Ayu Lestari", "3 May 2019")
    dewi.picks("more", "child", "passport-child")
    child(dewi, "Bayu Lestari", "4 June 2020")
    journey.clock.advance(days=3)
    renew(lambda data: data["services"]["passport-child"]["fees"][0]["amount"].update(amount=700_000))
    before = len(dewi.heard)
    dewi.says("ok")
    texts = [message.text for message in dewi.since(before)]
    assert any("700,000" in text for text in texts)
    assert len(texts) == len(set(texts))


def child(chat: Chat, name: str, born: str) -> None:
    """The questions and the form of a child's passport."""
    chat.says("Irvine")
    chat.picks("replace", "indonesia", "no", "both", "on", True)
    form(chat, name, born=born, nik="", passport="")


def test_a_circle_does_not_lengthen_the_conversation(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    dewi.says("New York")
    before = depth(journey, dewi)
    for _round in range(10):
        dewi.picks("service", "passport-renewal")
    assert depth(journey, dewi) <= before
    dewi.picks("back")
    assert dewi.step == "ChooseService"


def to_her_form_once_more(dewi: Chat) -> None:
    """Who has booked says that her passport is lost: the form is there, filled in."""
    booked(dewi)
    dewi.picks("book", known(1), "passport-lost")
    dewi.picks({"state": "CA", "county": "Los Angeles"}, "no", "wni", "yes", "yes", "reported", "no", "on")


def test_a_booked_place_is_not_passed_on_by_filling_in_another_form(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    to_her_form_once_more(dewi)
    dewi.picks("nik")
    dewi.says("3174010101900001")
    dewi.picks("right", "passport_number")
    dewi.says("X7654321")
    dewi.picks("full_name")
    dewi.says("Siti Aminah")
    assert "Siti Aminah" in dewi.last().text
    with journey.app.database.reading() as tx:
        expected = tx.execute(select(cases.c.applicant)).scalar_one()
    assert name_of(journey, expected) == "Dewi Lestari"


def test_a_booked_place_is_not_passed_on_number_by_number(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("visits", "form", "nik")
    dewi.says("3174010101900001")                              # the passport still says who it is
    dewi.picks("right", "passport_number")
    dewi.says("X7654321")
    assert dewi.step == "SomebodyElse"


def test_a_number_that_was_not_at_hand_can_be_given_after_booking(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi, nik="", passport="")
    book(dewi)
    dewi.picks("visits", "form", "passport_number")
    dewi.says("X7654321")
    assert dewi.step == "WhichLine"


def test_a_booked_applicant_keeps_a_small_correction(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    to_her_form_once_more(dewi)
    dewi.picks("full_name")
    dewi.says("Dewi Ayu Lestari")                              # the NIK and the passport still say who she is
    assert name_of(journey, 1) == "Dewi Ayu Lestari"


def test_what_is_lost_twice_over_is_said_once(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    for _time in range(2):
        dewi.sends(1)
        journey.wait(seconds=4)
        dewi.says("status")
    assert [entry.name for entry in stack(journey, dewi)].count("WhichPaper") == 2
    before = len(dewi.heard)
    dewi.says("menu")
    dewi.says("yes")
    said = [message.text for message in dewi.heard[before:]]
    assert sum("didn't keep it" in text for text in said) == 1, said


def at_a_held_time(journey: Journey) -> Chat:
    dewi = journey.person("Dewi")
    to_days(dewi)
    dewi.picks_nth(0)
    dewi.picks_nth(0)
    return dewi


def test_nobody_is_told_that_a_time_lapses_soon_whose_minutes_have_just_begun(journey: Journey) -> None:
    """The question went out late, together with the reminder that was planned before its minutes counted."""
    dewi = at_a_held_time(journey)
    assert dewi.step == "Confirm"
    assert lapsing(journey, dewi) is None
    journey.clock.advance(minutes=8)
    assert lapsing(journey, dewi) is not None


def test_nobody_is_told_that_a_time_lapses_soon_before_they_were_told_that_it_is_held(journey: Journey) -> None:
    dewi = at_a_held_time(journey)
    journey.clock.advance(minutes=8)
    with journey.app.database.transaction() as tx:
        tx.execute(update(holds).values(handed_at=None))
    assert lapsing(journey, dewi) is None


def lapsing(journey: Journey, chat: Chat) -> object:
    """What would be said of the time they hold, were it said now."""
    with journey.app.database.transaction() as tx:
        app, person = journey.app, people.get(tx, chat.id(tx))
        desk = Desk(app.office, tx, journey.clock.now(), person_of(person, app.settings.office.languages))
        held = desk.holds.of(desk.person.id)
        assert held is not None
        return hold_lapsing(desk, str(held.id))


def name_of(journey: Journey, applicant: int) -> str:
    app = journey.app
    with app.database.reading() as tx:
        return Applicants(tx, app.office.key, app.office.keys, journey.clock.now()).get(applicant).full_name


def depth(journey: Journey, chat: Chat) -> int:
    return len(stack(journey, chat))


def stack(journey: Journey, chat: Chat) -> list[Entry]:
    with journey.app.database.reading() as tx:
        kept = people.conversation(tx, chat.id(tx))
    assert kept is not None
    return Stack.read(kept.stack)
