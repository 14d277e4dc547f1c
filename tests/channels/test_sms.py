"""Notices by SMS: short and plain, from the chat page to the phone, and what follows where they do not arrive."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.routing import Route

from bot.channels.notices.gsm import fitted, parts, plain
from bot.channels.notices.sms import Sms
from bot.config import SmsSettings
from bot.conversation.channel import Gone, Later, Refused
from bot.conversation.message import Message
from bot.conversation.prompts import Refusal
from bot.conversation.text import Text
from bot.desk.reaching import EMAIL, SMS
from bot.flows.reaching import a_phone
from bot.web import Web
from storage import outbox
from tests.channels.noticed import on_the_page, proved, states, swept
from tests.fakes.twilio import sms as fake
from tests.fakes.twilio import wire
from tests.fakes.twilio.server import Twilio
from tests.janji import until
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked

DEWI = "+12135550101"
HERE_AND_HOME = SmsSettings(prefixes=("+1", "+62"))
PUBLIC = "https://janji.kjri-la.example"


def an_office(folder: Path, twilio: Twilio, language: str = "en", **settings: str) -> Journey:
    given: dict[str, Any] = {
        "JANJI_TWILIO__ACCOUNT_SID": wire.ACCOUNT, "JANJI_TWILIO__AUTH_TOKEN": wire.AUTH_TOKEN,
        "JANJI_TWILIO__API_BASE_URL": twilio.url, "JANJI_SMS__SENDER": fake.SMS_SENDER, "JANJI_PUBLIC_URL": PUBLIC, **settings}
    made = Journey(folder, language, **given)
    twilio.outbox.now, twilio.callbacks.held = made.clock.now, True
    return made


@pytest.fixture
def office(tmp_path: Path, twilio: Twilio) -> Iterator[Journey]:
    made = an_office(tmp_path, twilio)
    yield made
    made.close()


def sweep(office: Journey) -> None:
    """Send what is due by SMS."""
    async def story() -> None:
        channel = Sms(office.app)
        await swept(office, channel)
        channel.close()

    asyncio.run(story())


def send(office: Journey, address: str, message: Message) -> None:
    async def story() -> None:
        channel = Sms(office.app)
        try:
            await channel.send(address, message)
        finally:
            channel.close()

    asyncio.run(story())


def comes_back(office: Journey, twilio: Twilio, code: int) -> None:
    """Twilio says of the newest message that it did not arrive."""
    is_told(office, {"MessageSid": twilio.messages[-1].sid, "MessageStatus": "undelivered", "ErrorCode": str(code),
                     "AccountSid": wire.ACCOUNT})


def is_told(office: Journey, form: dict[str, str]) -> None:
    async def story() -> None:
        channel = Sms(office.app)
        await channel.statuses.take(form)
        channel.close()

    asyncio.run(story())


def asks_for_sms(dewi: Chat, office: Journey, number: str = "(213) 555-0101") -> None:
    booked(dewi)
    dewi.accepts("sms")
    dewi.says(number)
    sweep(office)


def newest_code(twilio: Twilio) -> str:
    found = re.search(r"\b\d{6}\b", twilio.messages[-1].text)
    assert found is not None
    return found.group()


def texts(twilio: Twilio) -> list[str]:
    return [message.text for message in twilio.messages]


# --- a text -------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("said", "sent"), [
    ("✅ “Paspor” sudah jadi — ambil…", '"Paspor" sudah jadi - ambil...'), ("9:30\u202fam\u00a0now", "9:30 am now"),
    ("👨\u200d👩\u200d👧 Đặng Łukasz é ç ć", "Đang Łukasz é c c"), ("a\n\n\nb\r\n  c", "a\nb\nc"), ("陳", "陳")])
def test_a_text_is_said_in_the_alphabet_that_costs_least(said: str, sent: str) -> None:
    assert plain(said) == sent


@pytest.mark.parametrize("text", ["x" * 160, "x" * 161, "é" * 307, "[" * 80, "[" * 81, "陳" * 70, "陳" * 71, "😀" * 35])
def test_parts_are_counted_as_twilio_counts_them(text: str) -> None:
    assert parts(text) == fake.segments(text)


@pytest.mark.parametrize("word", ["word ", "陳陳 ", "[a] "])
def test_what_is_too_long_is_cut_at_a_word_and_says_where_the_rest_is(word: str) -> None:
    sent = fitted(word * 300, "The chat is at https://janji.example/chat.")
    assert parts(sent) == 3
    assert sent.endswith(f"{word.strip()}...\nThe chat is at https://janji.example/chat.")


@pytest.mark.parametrize(("on_the_page", "foot"), [
    (True, f"Please answer in the chat: {PUBLIC}/chat Reply STOP to end."),
    (False, "Answers here are not read. Reply STOP to end.")])
def test_it_says_who_writes_and_where_the_chat_is_that_is_on_no_phone(
        on_the_page: bool, foot: str, office: Journey, twilio: Twilio) -> None:
    send(office, proved(office, SMS, DEWI, instead=on_the_page), Message("Tomorrow: *9:30 am*.", language="en"))
    assert texts(twilio) == [f"KJRI Los Angeles: Tomorrow: 9:30 am.\n{foot}"]
    [call] = twilio.of("send")
    assert dict(call.body) == {"To": DEWI, "From": fake.SMS_SENDER, "Body": texts(twilio)[0],
                               "StatusCallback": f"{PUBLIC}/sms/status"}


# --- from booking to the phone --------------------------------------------------------------------------------------------

@pytest.mark.parametrize("language", ["en", "id"])
def test_whoever_books_on_the_page_gets_the_confirmation_and_reminders_by_sms(
        language: str, tmp_path: Path, twilio: Twilio) -> None:
    office = an_office(tmp_path, twilio, language)
    dewi = on_the_page(office)
    asks_for_sms(dewi, office)
    dewi.says(newest_code(twilio))
    sweep(office)
    for _time in range(3):
        office.clock.advance(hours=8)
        sweep(office)
    kinds = [kind for kind, state, _problem in states(office, SMS) if state == "sent"]
    assert kinds == ["papers-missing", "evening-before", "hours-before", "address-code", "visit-confirmed"]
    assert {message.to for message in twilio.messages} == {DEWI}
    assert max(message.segments for message in twilio.messages) <= 2, texts(twilio)
    booking, evening = ({"en": "Your visit is booked: Wed", "id": "Kunjungan Anda tercatat: Rabu"},
                        {"en": "Your visit is tomorrow: Wed", "id": "Kunjungan Anda besok: Rabu"})
    assert booking[language] in texts(twilio)[1]
    assert any(evening[language] in text for text in texts(twilio))
    office.close()


def test_both_ways_are_offered_where_both_are_on_and_the_newest_is_written_to(tmp_path: Path, twilio: Twilio) -> None:
    office = an_office(tmp_path, twilio, JANJI_SMTP__HOST="127.0.0.1", JANJI_SMTP__SENDER="desk@example.org")
    dewi = on_the_page(office)
    booked(dewi)
    office.wait(seconds=1)
    assert [one.label for one in dewi.last_offer().options] == ["Send e-mails", "Send SMS"]
    proved(office, EMAIL, "dewi@example.com", instead=True)
    assert ("evening-before", "due", None) in states(office, EMAIL)
    office.clock.advance(minutes=1)
    proved(office, SMS, DEWI, instead=True)
    assert ("evening-before", "due", None) in states(office, SMS)
    assert states(office, EMAIL) == [("address-code", "dropped", "a test's own")]
    office.close()


@pytest.mark.parametrize(("typed", "number"), [
    ("213 555 0101", DEWI), ("(213) 555-0101", DEWI), ("+1 (213) 555–0101", DEWI), ("1-213-555-0101", DEWI),
    ("001 213 555 0101", DEWI), ("0812-3456-7890", "+6281234567890"), ("+62 812 3456 7890", "+6281234567890"),
    ("nomor saya 213 555 0101", DEWI), ("my number is (213) 555-0101.", DEWI), ("sms ke 0812-3456-7890 ya", "+6281234567890")])
def test_a_number_is_taken_as_people_write_it(typed: str, number: str) -> None:
    assert a_phone(typed, HERE_AND_HOME) == number


@pytest.mark.parametrize("typed", ["dewi", "", "555-0101", "113 555 0101", "+1 213 155 0101", "+", "213 555 0101 ext 4",
                                   "+1213555010१", "2135550101\n+12135550102", "'; DROP TABLE", "+0123456789",
                                   "213 555 0101 atau 213 555 0102", "nomor saya 12345"])
def test_what_is_no_number_is_asked_for_again(typed: str) -> None:
    refused = a_phone(typed, HERE_AND_HOME)
    assert not isinstance(refused, str)


def test_a_number_that_would_not_be_written_to_is_refused_when_it_is_typed() -> None:
    assert a_phone("+1 876 555 0101", SmsSettings(prefixes=("+1", "+1876"))) == "+18765550101"
    refused = a_phone("(876) 555-0101", HERE_AND_HOME)
    assert isinstance(refused, Refusal)
    assert isinstance(refused.why, Text)
    assert "that country" in refused.why.msgid


def test_only_countries_that_the_office_named_are_written_to(office: Journey, twilio: Twilio) -> None:
    dewi = on_the_page(office)
    asks_for_sms(dewi, office, "+62 812 3456 7890")
    assert dewi.step == "AskAddress"
    assert "only to numbers that begin with +1" in dewi.last().text
    assert twilio.messages == []


def test_codes_are_limited_a_day_a_person_a_number_and_all_together(tmp_path: Path, twilio: Twilio) -> None:
    office = an_office(tmp_path, twilio, JANJI_SMS__CODES_A_DAY="4")
    dewi = on_the_page(office)
    asks_for_sms(dewi, office)
    dewi.picks("again", "again")
    heard = len(dewi.heard)
    dewi.picks("again")
    assert "any more codes today" in dewi.since(heard)[0].text, "three to a number"
    proved(office, SMS, "+12135550102")
    with pytest.raises(AssertionError):
        proved(office, SMS, "+12135550103")
    office.clock.advance(hours=25)
    proved(office, SMS, "+12135550103")
    office.close()


# --- where they do not arrive ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("status", "code", "outcome", "reason"), [
    (400, 21610, Gone, "twilio 21610"), (400, 21211, Gone, "twilio 21211"), (400, 21614, Gone, "twilio 21614"),
    (400, 21635, Gone, "twilio 21635"), (400, 21408, Refused, "twilio 21408"), (400, 21659, Refused, "twilio 21659"),
    (429, 20429, Later, "429"), (401, 20003, Later, "twilio 20003"), (503, 20503, Later, "http 503")])
def test_each_refusal_has_its_consequence(office: Journey, twilio: Twilio, status: int, code: int,
                                          outcome: type[Exception], reason: str) -> None:
    twilio.fail("send", status, code=code)
    with pytest.raises(outcome, match=f"^{reason}$"):
        send(office, proved(office, SMS, DEWI), Message("x"))


def test_whoever_answered_stop_is_not_written_to_again_and_reads_it_in_the_chat(office: Journey, twilio: Twilio) -> None:
    dewi = on_the_page(office)
    asks_for_sms(dewi, office)
    dewi.says(newest_code(twilio))
    sweep(office)
    twilio.outbox.unsubscribed.add(DEWI)
    asked = len(twilio.of("send"))
    for _time in range(3):
        office.clock.advance(hours=8)
        sweep(office)
    assert ("papers-missing", "dropped", "twilio 21610, sent by chat") in states(office, SMS)
    assert ("evening-before", "due", None) in states(office, "chat")
    assert len(twilio.of("send")) == asked + 1, "the number is not tried again"


def test_a_number_that_is_none_is_said_to_whoever_waits_for_the_code(office: Journey, twilio: Twilio) -> None:
    dewi = on_the_page(office)
    twilio.fail("send", 400, code=21211)
    asks_for_sms(dewi, office)
    office.deliver()
    assert f"could not be sent to {DEWI}" in dewi.last().text
    dewi.picks("other")
    assert dewi.step == "AskAddress"


@pytest.mark.parametrize(("code", "stays"), [(30006, False), (30003, True)])
def test_what_the_network_did_not_deliver_goes_by_mail_and_is_seen(
        code: int, stays: bool, tmp_path: Path, twilio: Twilio) -> None:
    office = an_office(tmp_path, twilio, JANJI_SMTP__HOST="127.0.0.1", JANJI_SMTP__SENDER="desk@example.org")
    dewi = on_the_page(office)
    booked(dewi)
    proved(office, EMAIL, "dewi@example.com", instead=True)
    office.clock.advance(hours=9)
    proved(office, SMS, DEWI, instead=True)
    sweep(office)
    comes_back(office, twilio, code)
    comes_back(office, twilio, code)
    kind = next(kind for kind, state, problem in states(office, SMS) if problem == f"twilio {code}, sent by email")
    assert [(one, state) for one, state, _why in states(office, EMAIL) if one == kind] == [(kind, "due")]
    with office.app.database.reading() as tx:
        assert [row.kind for row in outbox.parked(tx, office.app.office.key)] == [kind]
    left = [state for one, state, _why in states(office, SMS) if one == "hours-before"]
    assert left == (["due"] if stays else []), "a landline is not tried again; a phone that is off is"
    office.close()


def test_a_network_that_has_too_much_is_tried_again(office: Journey, twilio: Twilio) -> None:
    dewi = on_the_page(office)
    asks_for_sms(dewi, office)
    comes_back(office, twilio, 30001)
    assert states(office, SMS)[-1] == ("address-code", "due", None)
    office.clock.advance(seconds=61)
    sweep(office)
    assert texts(twilio)[-1] == texts(twilio)[-2]


def test_a_status_of_another_account_or_of_nothing_changes_nothing(office: Journey, twilio: Twilio) -> None:
    dewi = on_the_page(office)
    asks_for_sms(dewi, office)
    before = states(office, SMS)
    said = {"MessageSid": twilio.messages[-1].sid, "MessageStatus": "failed", "ErrorCode": "30006", "AccountSid": wire.ACCOUNT}
    for form in ({}, said | {"AccountSid": "AC1"}, said | {"MessageSid": "SM1"}, said | {"MessageStatus": "sending"}):
        is_told(office, form)
    assert states(office, SMS) == before


def test_only_twilio_says_what_became_of_a_text(office: Journey, twilio: Twilio) -> None:
    dewi = on_the_page(office)
    asks_for_sms(dewi, office)
    pairs = [("MessageSid", twilio.messages[-1].sid), ("MessageStatus", "undelivered"), ("ErrorCode", "30006"),
             ("AccountSid", wire.ACCOUNT)]
    forged, right = (wire.signature(token, f"{PUBLIC}/sms/status", pairs) for token in ("guess", wire.AUTH_TOKEN))

    async def story() -> list[int]:
        channel = Sms(office.app)
        found = [await posted(channel.routes()[0], pairs, signature) for signature in (forged, right)]
        channel.close()
        return found

    assert asyncio.run(story()) == [403, 200]
    assert states(office, SMS)[-1] == ("address-code", "parked", "twilio 30006")


async def posted(route: Route, pairs: wire.Pairs, signature: str) -> int:
    """The status that a form gets."""
    said: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": urlencode(pairs).encode(), "more_body": False}

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": "http", "method": "POST", "path": route.path, "query_string": b"",
             "headers": [(b"x-twilio-signature", signature.encode())]}
    await route.handle(scope, receive, send)
    return int(said[0]["status"])


def test_a_text_is_deleted_at_twilio_when_the_office_wants_it_so(tmp_path: Path, twilio: Twilio) -> None:
    office = an_office(tmp_path, twilio, JANJI_TWILIO__DELETE_MESSAGES="true")
    dewi = on_the_page(office)
    asks_for_sms(dewi, office)
    sid = twilio.messages[-1].sid

    async def story() -> None:
        channel = Sms(office.app)
        await channel.statuses.take({"MessageSid": sid, "MessageStatus": "delivered", "AccountSid": wire.ACCOUNT})
        channel.start()
        await asyncio.to_thread(until, lambda: sid in twilio.deleted)
        await channel.stop()
        channel.close()

    asyncio.run(story())
    office.close()


def test_the_server_has_a_door_for_statuses_only_where_sms_is_on(office: Journey, tmp_path: Path) -> None:
    def paths() -> set[str]:
        return {getattr(route, "path", "") for route in Web(office.app).starlette().routes}

    assert "/sms/status" in paths()
    assert "/whatsapp/webhook" not in paths()
    office.restart()
    assert "/sms/status" not in paths()
