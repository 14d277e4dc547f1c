"""The webhook of WhatsApp: who may post, what changes nothing, and what people write and press."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from tests.channels.whatsapp_desk import ACCOUNT, PUBLIC, STATUS, WEBHOOK, Desk, desk_in
from tests.fakes.twilio.wire import ACCOUNT as TWILIO_ACCOUNT
from tests.fakes.twilio.wire import AUTH_TOKEN, Failing, signature


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_in(tmp_path_factory.mktemp("office")) as made:
        yield made


def post(desk: Desk, path: str, body: bytes, signed: str | None) -> int:
    connection = HTTPConnection("127.0.0.1", desk.office.port, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} | (
        {} if signed is None else {"X-Twilio-Signature": signed})
    connection.request("POST", path, body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


# --- who may post -----------------------------------------------------------------------------------------------------

def test_the_signature_is_over_the_public_address_whatever_the_proxy_calls_us(desk: Desk) -> None:
    dewi = desk.stranger()
    form = dewi.form("text", "hello")
    body = urlencode(form).encode()
    assert post(desk, "/whatsapp/webhook", body, signature(AUTH_TOKEN, f"{desk.office.url}/whatsapp/webhook", form)) == 403
    assert post(desk, "/whatsapp/webhook", body, signature(AUTH_TOKEN, WEBHOOK, form)) == 200
    with_query = signature(AUTH_TOKEN, f"{WEBHOOK}?office=la", form)
    assert post(desk, "/whatsapp/webhook?office=la", body, with_query) == 200
    assert post(desk, "/whatsapp/webhook?office=sf", body, with_query) == 403


@pytest.mark.parametrize("path", ["/whatsapp/webhook", "/whatsapp/status"])
def test_what_is_not_rightly_signed_is_refused_and_changes_nothing(path: str, desk: Desk) -> None:
    form = [*desk.stranger().form("text", "hello"), ("MessageStatus", "delivered")]
    body, right = urlencode(form).encode(), signature(AUTH_TOKEN, PUBLIC + path, form)
    with desk.unchanged():
        assert post(desk, path, body, None) == 403
        assert post(desk, path, body, "") == 403
        assert post(desk, path, body, signature("another token", PUBLIC + path, form)) == 403
        assert post(desk, path, body.replace(b"hello", b"hallo"), right) == 403
        assert post(desk, path, body + b"&Body=hallo", right) == 403
        assert post(desk, path, b"\xff\xfe", right) == 403
        assert post(desk, path, b"", right) == 403
        assert post(desk, path, b"a=1&" * 101, right) == 403
        assert post(desk, path, b"Body=" + b"x" * 64_000, right) == 413


def test_what_is_for_another_account_or_sender_is_accepted_and_changes_nothing(desk: Desk) -> None:
    dewi = desk.stranger()
    with desk.unchanged():
        for more in ({"AccountSid": "AC" + "1" * 32}, {"To": "whatsapp:+15550100198"}, {"To": "+15550100199"},
                     {"From": "+15550100101"}, {"From": ""}, {"MessageSid": ""}, {"MessageSid": "SM x/../y"}):
            dewi.says("hello", **more)
            assert dewi.status == 200
        status = [("AccountSid", "AC" + "1" * 32), ("MessageSid", "SM" + "1" * 32), ("MessageStatus", "delivered")]
        assert desk.twilio.webhooks.post(STATUS, status) == 200


# --- twice ------------------------------------------------------------------------------------------------------------

def test_the_same_message_again_says_nothing_twice(desk: Desk) -> None:
    dewi = desk.person()
    desk.says(dewi, "status")
    heard = len(dewi.heard)
    dewi.again()
    assert (dewi.status, len(dewi.heard)) == (200, heard)
    dewi.presses(dewi.heard[-1].buttons[0][0])
    desk.settles(dewi)
    heard = len(dewi.heard)
    dewi.again()
    dewi.again()
    desk.settles(dewi)
    assert (dewi.status, len(dewi.heard)) == (200, heard)


def test_an_old_message_again_does_not_open_the_window(desk: Desk) -> None:
    dewi = desk.person()
    desk.is_away(dewi)
    before = desk.wrote_at(dewi)
    dewi.again()
    assert (dewi.status, desk.wrote_at(dewi)) == (200, before)


# --- who writes -------------------------------------------------------------------------------------------------------

def test_somebody_who_shows_no_number_is_answered_all_the_same(desk: Desk) -> None:
    dewi = desk.stranger(scoped="US.1A2B3C4D5E6F7G8H9I0J")
    assert dewi.address == "whatsapp:US.1A2B3C4D5E6F7G8H9I0J"
    assert len(desk.says(dewi, "hello")) >= 1
    assert desk.presses(dewi, dewi.heard[-1].buttons[1][0])


# --- choices ----------------------------------------------------------------------------------------------------------

def test_few_answers_are_buttons_and_more_are_a_list(desk: Desk) -> None:
    dewi = desk.stranger()
    desk.says(dewi, "hello")
    assert dewi.heard[-1].shown.kind == "quick-reply"
    menu = desk.presses(dewi, dewi.heard[-1].buttons[1][0])[-1]
    assert menu.shown.kind == "list-picker"
    assert all(len(label) <= 24 for _button, label in menu.buttons)
    after = desk.presses(dewi, menu.buttons[0][0])
    assert after[-1].buttons


def test_a_button_of_an_older_question_is_stale_and_said_so(desk: Desk) -> None:
    dewi = desk.person()
    old = dewi.heard[-1].buttons[0][0]
    desk.presses(dewi, old)
    desk.presses(dewi, dewi.heard[-1].buttons[0][0])
    step = desk.office.shown(ACCOUNT, dewi.address)[1]
    said = desk.presses(dewi, old)
    assert len(said) >= 2
    assert desk.office.shown(ACCOUNT, dewi.address)[1] == step


def test_somebody_elses_button_does_nothing(desk: Desk) -> None:
    dewi, budi = desk.person(), desk.person()
    step = desk.office.shown(ACCOUNT, budi.address)[1]
    budi.send(budi.form("interactive", "x", ListId=dewi.heard[-1].buttons[0][0], ListTitle="x"))
    desk.settles(budi)
    assert desk.office.shown(ACCOUNT, budi.address)[1] == step


def test_the_number_of_an_answer_may_be_typed(desk: Desk) -> None:
    dewi = desk.person()
    step = desk.office.shown(ACCOUNT, dewi.address)[1]
    desk.says(dewi, "1")
    assert desk.office.shown(ACCOUNT, dewi.address)[1] != step


@pytest.mark.parametrize("what", ["voice", "sticker", "contact", "location", "video"])
def test_what_nobody_can_read_gets_a_sentence_and_a_way_on(what: str, desk: Desk) -> None:
    dewi = desk.person()
    heard = len(dewi.heard)
    desk.office.clock.advance(seconds=2)
    match what:
        case "voice":
            dewi.speaks(b"OggS of a voice")
        case "sticker":
            dewi.sticks(b"RIFF of a sticker")
        case "contact":
            dewi.shares_contact("+15550100177")
        case "location":
            dewi.is_at(34.06, -118.3)
        case _:
            dewi.sends(b"of a video", kind="video/mp4")
    desk.settles(dewi)
    assert dewi.status == 200
    said = dewi.heard[heard:]
    assert said
    assert said[-1].buttons


# --- how soon ---------------------------------------------------------------------------------------------------------

def test_the_webhook_is_answered_while_twilio_hangs(desk: Desk) -> None:
    dewi = desk.stranger()
    desk.twilio.failing_people[dewi.address] = Failing("hang")
    try:
        dewi.says("hello")
        assert dewi.status == 200
        assert {state for state, _why in desk.rows(dewi)} == {"sending"}     # it is given up only after seconds
    finally:
        desk.twilio.failing_people.clear()
        desk.twilio.stopped.set()
        desk.twilio.stopped.clear()


def test_the_answer_of_the_webhook_says_nothing_and_replies_go_by_the_api(desk: Desk) -> None:
    dewi = desk.stranger()
    desk.says(dewi, "hello")
    assert desk.twilio.webhooks.bodies[-1] == b"<Response/>" or b"<Response/>" in desk.twilio.webhooks.bodies
    sent = dict(desk.twilio.of("send")[-1].body)
    assert sent["StatusCallback"] == STATUS
    assert TWILIO_ACCOUNT in desk.twilio.of("send")[-1].path
