"""The 24 hours after somebody wrote, what goes outside of them, and what WhatsApp says later of what went."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.conversation.message import Button, Message
from storage import outbox
from storage.tables import addresses, receipts
from storage.tables import outbox as rows
from tests.channels.whatsapp_desk import ACCOUNT, STATUS, Desk, desk_in, template
from tests.fakes.twilio.callbacks import Callback
from tests.fakes.twilio.contents import Content
from tests.fakes.twilio.people import Person
from tests.fakes.twilio.wire import ACCOUNT as TWILIO_ACCOUNT
from tests.janji import until


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_in(tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture
def desk(running: Desk) -> Iterator[Desk]:
    """All templates approved, and callbacks as they come."""
    yield running
    running.twilio.callbacks.release()
    running.twilio.callbacks.held = False
    for content in running.twilio.contents.all.values():
        if content.approval is not None:
            running.twilio.contents.decide(content, "approved")
            running.twilio.contents.recategorise(content, "UTILITY")


def content(desk: Desk, name: str) -> Content:
    """A template in English."""
    return next(one for one in desk.twilio.contents.all.values()
                if one.language == "en" and one.friendly_name.startswith(f"janji_{name}_"))


def as_provisioned(desk: Desk) -> None:
    """`janji whatsapp provision` is run again, and the office looks at what it wrote."""
    from tests.channels.conftest import provision
    desk.twilio.contents.review = lambda: None  # type: ignore[method-assign]
    provision(desk.office, desk.twilio)
    desk.office.clock.advance(seconds=31)


def texts(person: Person) -> list[str]:
    return [one.text for one in person.heard]


CODE_TRIED = template("code_tried", "K7M-4TD")
READY = template("passport_ready", "K7M-4TD", "the counter", knocks=True)


# --- inside -----------------------------------------------------------------------------------------------------------

def test_for_24_hours_it_goes_as_it_is(desk: Desk) -> None:
    dewi = desk.person()
    desk.is_away(dewi, hours=23.9)
    desk.tells(dewi, CODE_TRIED)
    desk.becomes(dewi, "sent")
    assert texts(dewi)[-1] == "The whole of code_tried."
    assert desk.rows(dewi)[-1] == ("sent", None)


def test_nothing_is_sent_that_whatsapp_would_not_take(desk: Desk) -> None:
    sent = len(desk.twilio.messages)
    dewi = desk.person()
    desk.is_away(dewi, hours=24)
    desk.tells(dewi, CODE_TRIED, Message("Words of no template."))
    desk.becomes(dewi, "waiting", "no template")
    assert {one.error for one in desk.twilio.messages[sent:]} == {0}


# --- outside ----------------------------------------------------------------------------------------------------------

def test_outside_the_approved_template_goes_with_its_values(desk: Desk) -> None:
    dewi = desk.person()
    desk.is_away(dewi)
    desk.tells(dewi, CODE_TRIED)
    desk.becomes(dewi, "sent")
    assert dewi.heard[-1].as_template
    assert "K7M-4TD" in texts(dewi)[-1]
    assert "code_tried" in content(desk, "code_tried").friendly_name
    assert dewi.heard[-1].content == content(desk, "code_tried").sid


@pytest.mark.parametrize("status", ["pending", "rejected", "paused", "disabled"])
def test_a_template_that_is_not_approved_is_never_sent_and_the_message_waits(status: str, desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.contents.decide(content(desk, "code_tried"), status)
    as_provisioned(desk)
    desk.is_away(dewi)
    heard, sent = len(dewi.heard), len(desk.twilio.messages)
    desk.tells(dewi, CODE_TRIED)
    desk.becomes(dewi, "waiting", "not approved")
    assert len(desk.twilio.messages) == sent
    desk.twilio.contents.decide(content(desk, "code_tried"), "approved")
    as_provisioned(desk)
    desk.says(dewi, "hello?")
    assert texts(dewi)[heard] == "The whole of code_tried."


def test_a_template_that_was_paused_since_is_found_out_when_it_comes_back_and_tried_no_more(desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.contents.decide(content(desk, "code_tried"), "paused")
    desk.is_away(dewi)
    sent = len(desk.twilio.messages)
    desk.tells(dewi, CODE_TRIED)
    desk.becomes(dewi, "waiting", "not approved")
    desk.tells(dewi, CODE_TRIED)
    until(lambda: [state for state, _why in desk.rows(dewi)[-2:]] == ["waiting", "waiting"])
    assert [one.error for one in desk.twilio.messages[sent:]] == [63041]
    desk.twilio.contents.decide(content(desk, "code_tried"), "approved")
    as_provisioned(desk)


def test_a_template_that_became_marketing_is_not_sent_where_meta_delivers_none(desk: Desk) -> None:
    dewi, siti = desk.person(), desk.person("+6281234567890")
    desk.twilio.contents.recategorise(content(desk, "code_tried"), "MARKETING")
    as_provisioned(desk)
    for person in (dewi, siti):
        desk.is_away(person)
        desk.tells(person, CODE_TRIED)
    desk.becomes(dewi, "waiting", "not approved")
    desk.becomes(siti, "sent")
    assert siti.heard[-1].as_template
    desk.twilio.contents.recategorise(content(desk, "code_tried"), "UTILITY")
    as_provisioned(desk)


def test_a_push_without_a_template_waits_where_the_desk_sees_it_and_goes_when_they_write(desk: Desk) -> None:
    dewi = desk.person()
    desk.is_away(dewi)
    desk.push(dewi, "thread-closed")
    desk.becomes(dewi, "waiting", "no template")
    with desk.office.database.reading() as tx:
        assert (dewi.address, "thread-closed", "no template") in {
            (row.address, row.kind, row.problem) for row in outbox.held(tx, desk.office.key)}
    heard = len(dewi.heard)
    desk.says(dewi, "hello?")
    assert "petugas" in texts(dewi)[heard].lower()


def test_an_officers_own_words_knock_once_and_follow_in_order_when_they_reply(desk: Desk) -> None:
    dewi = desk.person()
    desk.asks_an_officer(dewi)
    desk.is_away(dewi)
    heard = len(dewi.heard)
    for line in ("First line.", "Second line."):
        desk.office.officer_writes(ACCOUNT, dewi.address, line)
    until(lambda: desk.rows(dewi)[-2:] == [("waiting", outbox.KNOCKED)] * 2)
    assert [one.as_template for one in dewi.heard[heard:]] == [True]
    desk.says(dewi, "yes?")
    first, second = (next(place for place, text in enumerate(texts(dewi)) if line in text)
                     for line in ("First line.", "Second line."))
    assert heard < first < second
    assert [state for state, _why in desk.rows(dewi)] == ["sent"] * len(desk.rows(dewi))
    desk.is_away(dewi)
    desk.office.officer_writes(ACCOUNT, dewi.address, "Third line.")
    desk.becomes(dewi, "waiting", outbox.KNOCKED)
    assert dewi.heard[-1].as_template, "they wrote since, so it knocks again"


def test_a_template_that_tells_something_goes_although_it_was_knocked_before(desk: Desk) -> None:
    dewi = desk.person()
    desk.asks_an_officer(dewi)
    desk.is_away(dewi)
    desk.office.officer_writes(ACCOUNT, dewi.address, "A line.")
    desk.becomes(dewi, "waiting", outbox.KNOCKED)
    desk.tells(dewi, READY)
    desk.becomes(dewi, "waiting", outbox.TOLD)
    assert "K7M-4TD" in texts(dewi)[-1]
    heard = len(dewi.heard)
    desk.says(dewi, "where?")
    line, ready = texts(dewi)[heard:heard + 2]
    assert "A line." in line
    assert ready == "The whole of passport_ready."


def test_a_template_that_told_something_does_not_keep_an_officer_from_knocking(desk: Desk) -> None:
    dewi = desk.person()
    desk.asks_an_officer(dewi)
    desk.is_away(dewi)
    desk.tells(dewi, READY)
    desk.becomes(dewi, "waiting", outbox.TOLD)
    heard = len(dewi.heard)
    desk.office.officer_writes(ACCOUNT, dewi.address, "A line.")
    desk.becomes(dewi, "waiting", outbox.KNOCKED)
    assert len(dewi.heard) == heard + 1


# --- what comes back --------------------------------------------------------------------------------------------------

def test_a_window_that_was_thought_open_is_corrected_and_the_template_sent(desk: Desk) -> None:
    dewi = desk.person()
    del desk.twilio.outbox.windows[dewi.address]                # Twilio knows better
    desk.tells(dewi, CODE_TRIED)
    until(lambda: dewi.heard[-1].as_template)
    desk.settles(dewi)
    assert desk.wrote_at(dewi) is None
    assert desk.rows(dewi)[-1] == ("sent", None)
    assert texts(dewi).count("The whole of code_tried.") == 0


def test_what_has_no_template_waits_when_the_window_was_not_open(desk: Desk) -> None:
    dewi = desk.person()
    del desk.twilio.outbox.windows[dewi.address]
    desk.tells(dewi, Message("One."), Message("Two."))
    until(lambda: [state for state, _why in desk.rows(dewi)[-2:]] == ["waiting", "waiting"])
    heard = len(dewi.heard)
    desk.says(dewi, "hello?")
    assert texts(dewi)[heard:heard + 2] == ["One.", "Two."]


def test_a_template_that_comes_back_as_outside_the_window_is_not_sent_for_ever(desk: Desk) -> None:
    dewi = desk.person()
    desk.is_away(dewi)
    desk.twilio.outbox.doomed[dewi.address] = 63016
    sent = len(desk.twilio.messages)
    desk.tells(dewi, CODE_TRIED)
    desk.becomes(dewi, "waiting", "twilio 63016")
    assert len(desk.twilio.messages) - sent <= 4
    del desk.twilio.outbox.doomed[dewi.address]


def test_marketing_is_never_tried_twice_and_the_desk_sees_it(desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.contents.recategorise(content(desk, "code_tried"), "MARKETING")
    desk.is_away(dewi)
    sent = len(desk.twilio.messages)
    desk.tells(dewi, CODE_TRIED)
    desk.becomes(dewi, "parked", "twilio 63049")
    assert len(desk.twilio.messages) == sent + 1
    with desk.office.database.reading() as tx:
        assert dewi.address in {row.address for row in outbox.parked(tx, desk.office.key)}


def test_marketing_goes_by_the_persons_other_channel(desk: Desk) -> None:
    dewi = desk.person()
    desk.asks_an_officer(dewi)
    now = desk.office.clock.now()
    desk.write(lambda tx: tx.execute(addresses.insert().values(
        office=desk.office.key, account="telegram", address="7001", made_at=now,
        person=desk.office.person(tx, ACCOUNT, dewi.address))))
    desk.is_away(dewi)
    desk.twilio.outbox.doomed[dewi.address] = 63049
    desk.office.officer_writes(ACCOUNT, dewi.address, "A line.")
    until(lambda: ("parked", "twilio 63049, sent by telegram") in desk.rows(dewi))
    with desk.office.database.reading() as tx:
        assert [row.kind for row in tx.execute(select(rows).where(rows.c.account == "telegram"))] == ["officer-line"]


def test_a_knock_that_does_not_arrive_leaves_the_answer_waiting_and_says_why(desk: Desk) -> None:
    dewi = desk.person()
    desk.asks_an_officer(dewi)
    desk.is_away(dewi)
    desk.twilio.outbox.doomed[dewi.address] = 63024
    desk.office.officer_writes(ACCOUNT, dewi.address, "A line.")
    desk.becomes(dewi, "waiting", "twilio 63024")
    del desk.twilio.outbox.doomed[dewi.address]
    desk.says(dewi, "anybody?")
    assert any("A line." in text for text in texts(dewi))


def test_too_much_at_once_is_tried_again_after_a_minute(desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.outbox.doomed[dewi.address] = 63018
    desk.tells(dewi, Message("One."))
    desk.becomes(dewi, "due")
    del desk.twilio.outbox.doomed[dewi.address]
    desk.office.clock.advance(seconds=61)
    until(lambda: texts(dewi)[-1] == "One.")


def test_buttons_that_come_back_are_said_in_numbered_words(desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.outbox.doomed[dewi.address] = 63013
    desk.tells(dewi, Message("Which day?", (Button("a.0", "Monday"), Button("a.1", "Tuesday"))))
    until(lambda: any(why == "twilio 63013: in words" for _state, why in desk.rows(dewi)))
    del desk.twilio.outbox.doomed[dewi.address]
    until(lambda: bool(desk.rows(dewi)) and desk.rows(dewi)[-1][0] in ("sent", "parked"))
    said = desk.twilio.messages[-1]
    assert "1. Monday\n2. Tuesday" in said.text
    assert not said.buttons


# --- callbacks --------------------------------------------------------------------------------------------------------

def state(desk: Desk, sid: str) -> str | None:
    with desk.office.database.reading() as tx:
        row = tx.execute(select(receipts).where(receipts.c.reference == sid)).first()
    return None if row is None else row.state


def test_a_state_only_moves_forward_in_whatever_order_callbacks_come(desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.callbacks.held = True
    desk.tells(dewi, Message("One."))
    desk.becomes(dewi, "sent")
    said = dewi.heard[-1]
    for status, then in (("delivered", "delivered"), ("sent", "delivered"), ("queued", "delivered"), ("read", "read"),
                         ("delivered", "read"), ("read", "read"), ("undelivered", "read")):
        assert desk.twilio.callbacks.call(Callback(said, status)) == 200
        assert state(desk, said.sid) == then
    desk.twilio.callbacks.waiting.clear()
    assert desk.rows(dewi)[-1] == ("sent", None)


def test_a_forged_callback_changes_nothing(desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.callbacks.held = True
    desk.tells(dewi, Message("One."))
    desk.becomes(dewi, "sent")
    said = dewi.heard[-1]
    said.error = 63016
    assert desk.twilio.callbacks.call(Callback(said, "undelivered"), signed="forged") == 403
    desk.twilio.callbacks.waiting.clear()
    assert (state(desk, said.sid), desk.rows(dewi)[-1]) == ("accepted", ("sent", None))
    assert desk.wrote_at(dewi) is not None


def test_a_callback_that_is_faster_than_our_own_commit_counts(desk: Desk) -> None:
    sid = "SM" + "5" * 32
    told = [("AccountSid", TWILIO_ACCOUNT), ("MessageSid", sid), ("MessageStatus", "delivered")]
    assert desk.twilio.webhooks.post(STATUS, told) == 200
    assert state(desk, sid) == "delivered"


def test_a_failure_that_comes_twice_is_dealt_with_once(desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.callbacks.held = True
    desk.tells(dewi, Message("One."))
    desk.becomes(dewi, "sent")
    said = dewi.heard[-1]
    said.error = 63024
    for _time in range(2):
        assert desk.twilio.callbacks.call(Callback(said, "undelivered")) == 200
    desk.twilio.callbacks.waiting.clear()
    assert desk.rows(dewi)[-1] == ("parked", "twilio 63024")
