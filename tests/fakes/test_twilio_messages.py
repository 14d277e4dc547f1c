"""The Twilio of the tests takes and refuses messages as the real one does; asked by Twilio's own client."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.fakes.asking import BUDI, DEWI, LIST, MESSAGES, OF_LIST, SCOPED, Hands, ask, content, ready, template, text
from tests.fakes.twilio.server import Twilio
from tests.fakes.twilio.sms import SMS_SENDER
from tests.fakes.twilio.wire import ACCOUNT, SENDER, SERVICE


def test_a_text_within_the_window_reaches_the_person(api: Twilio, client: Any) -> None:
    answer = text(client)
    assert (answer.status, answer.to, answer.body, answer.error_code) == ("queued", DEWI, "Selamat pagi", None)
    assert [one.text for one in api.outbox.of_person[DEWI]] == ["Selamat pagi"]
    assert client.messages(answer.sid).fetch().status == "read"
    assert text(client, messaging_service_sid=SERVICE, from_=None).status == "accepted"


@pytest.mark.parametrize(("over", "code"), [
    ({"to": ""}, 21604), ({"from_": None}, 21603), ({"to": "+15550100101"}, 21910), ({"to": "whatsapp:15550100101"}, 21211),
    ({"to": "whatsapp:budi"}, 21211), ({"from_": "whatsapp:office"}, 21212), ({"from_": "whatsapp:+15550100198"}, 63007),
    ({"body": ""}, 21619), ({"body": " \n"}, 21619), ({"body": "a" * 1601}, 21617), ({"status_callback": "janji"}, 21609),
    ({"media_url": ["ftp://a.example/a.png"]}, 21620), ({"media_url": ["https://a.example/1", "https://a.example/2"]}, 21623),
    ({"content_variables": "{}"}, 21654), ({"content_sid": "HX" + "0" * 32}, 21655), ({"validity_period": 36001}, 20001),
    ({"messaging_service_sid": "MG" + "1" * 32}, 21701), ({"risk_check": "maybe"}, 20001), ({"smart_encoded": "x"}, 20001),
])
def test_a_message_that_twilio_refuses(api: Twilio, client: Any, over: dict[str, Any], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        text(client, **over)
    assert refused.value.code == code
    assert api.messages == []
    assert [call.ok for call in api.of("send")] == [False]


def test_who_has_unsubscribed_gets_nothing(api: Twilio, client: Any) -> None:
    api.outbox.unsubscribed.add(DEWI)
    with pytest.raises(TwilioRestException) as refused:
        text(client)
    assert refused.value.code == 21610


@pytest.mark.parametrize(("form", "status"), [
    ({"To": DEWI, "From": SENDER, "Body": "a", "Buttons": "b"}, 400),
    ([("To", DEWI), ("To", BUDI), ("From", SENDER), ("Body", "a")], 400),
])
def test_a_form_that_twilio_does_not_know(api: Twilio, form: Any, status: int) -> None:
    answer = ask(api, "POST", f"{MESSAGES}.json", data=form)
    assert (answer.status_code, answer.json()["code"]) == (status, 20001)
    assert set(answer.json()) == {"code", "message", "more_info", "status"}


def test_only_forms_only_the_account_only_what_there_is(api: Twilio) -> None:
    given = {"To": DEWI, "From": SENDER, "Body": "a"}
    asked = [ask(api, "POST", f"{MESSAGES}.json", json=given), ask(api, "POST", f"{MESSAGES}.json", data=given, auth=None),
             ask(api, "POST", f"{MESSAGES}.json", data=given, auth=(ACCOUNT, "guess")), ask(api, "GET", "/v1/Contents"),
             ask(api, "PATCH", "/v1/Content"), ask(api, "DELETE", "/v1/Content")]
    assert [(one.status_code, one.json()["code"]) for one in asked] == [
        (415, 20415), (401, 20003), (401, 20003), (404, 20404), (405, 20004), (405, 20004)]
    assert api.messages == []


def test_a_person_without_a_number_has_an_address_all_the_same(api: Twilio, client: Any) -> None:
    api.outbox.open_window(SCOPED)
    assert text(client, to=SCOPED).to == SCOPED
    assert [one.text for one in api.outbox.of_person[SCOPED]] == ["Selamat pagi"]


def test_a_message_is_emptied_and_deleted(api: Twilio, client: Any) -> None:
    sid = text(client).sid
    assert client.messages(sid).update(body="").body == ""
    assert client.messages(sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        client.messages(sid).fetch()
    assert gone.value.status == 404


# --- SMS ----------------------------------------------------------------------------------------------------------------

PHONE = "+12135550101"


def test_an_sms_needs_no_window_and_is_counted_in_parts(api: Twilio, client: Any) -> None:
    parts = [text(client, from_=SMS_SENDER, to=PHONE, body=body).num_segments
             for body in ("x" * 160, "x" * 161, "x" * 306, "x" * 307, "“x”" * 23, "“x”" * 24, "[" * 80, "[" * 81)]
    assert parts == ["1", "2", "2", "3", "1", "2", "1", "2"]
    assert {one.status for one in api.messages} == {"delivered"}


@pytest.mark.parametrize(("over", "code"), [
    ({"from_": "+12135550187"}, 21659), ({"to": "+11005550101"}, 21211), ({"to": "2135550101"}, 21211), ({"to": DEWI}, 21910),
    ({"to": "+447700900123"}, 21408), ({"body": " "}, 21619), ({"body": "a" * 1601}, 21617)])
def test_an_sms_that_twilio_refuses(api: Twilio, client: Any, over: dict[str, Any], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        text(client, **({"from_": SMS_SENDER, "to": PHONE} | over))
    assert refused.value.code == code
    assert api.messages == []


# --- the window -------------------------------------------------------------------------------------------------------

def test_free_text_outside_the_window_is_taken_and_fails_later(api: Twilio, client: Any, clock: Hands) -> None:
    clock.time += timedelta(hours=23, minutes=59)
    text(client)
    clock.time += timedelta(minutes=1)
    assert text(client).status == "queued"
    assert text(client, to=BUDI, body=None, media_url=["https://janji.example/a.png"]).status == "queued"
    assert [(one.error, one.status) for one in api.messages] == [(0, "read"), (63016, "undelivered"), (63016, "undelivered")]
    assert client.messages(api.messages[1].sid).fetch().error_code == 63016
    assert len(api.outbox.of_person[DEWI]) == 1


def test_a_list_opens_no_conversation(api: Twilio, client: Any) -> None:
    sid = content(client, LIST)
    client.messages.create(from_=SENDER, to=BUDI, content_sid=sid, content_variables=json.dumps(OF_LIST))
    assert [one.error for one in api.messages] == [63016]


def test_a_template_reaches_somebody_who_never_wrote(api: Twilio, client: Any) -> None:
    one = template(api, client)
    for status, error in (("pending", 63016), ("rejected", 63016), ("approved", 0), ("paused", 63041), ("disabled", 63042)):
        api.contents.decide(one, status)
        ready(client, one)
        assert api.messages[-1].error == error, status
    assert [heard.text for heard in api.outbox.of_person[BUDI]] == ["Paspor atas nama Dewi Lestari siap diambil di loket."]


def test_words_beside_a_template_make_it_free_form(api: Twilio, client: Any) -> None:
    one = template(api, client)
    api.contents.review()
    ready(client, one, body="Paspor siap")
    assert api.messages[-1].error == 63016


def test_marketing_does_not_reach_american_numbers(api: Twilio, client: Any) -> None:
    one = template(api, client, "MARKETING")
    api.contents.review()
    for to in (DEWI, "whatsapp:US.123", BUDI, SCOPED):
        ready(client, one, to)
    assert [sent.error for sent in api.messages] == [63049, 63049, 0, 0]


def test_a_template_that_becomes_marketing_stops_reaching_them(api: Twilio, client: Any) -> None:
    one = template(api, client)
    api.contents.review()
    ready(client, one, DEWI)
    api.contents.recategorise(one, "MARKETING")
    ready(client, one, DEWI)
    assert [sent.error for sent in api.messages] == [0, 63049]
    told = client.content.v1.contents(one.sid).approval_fetch().fetch().whatsapp
    assert (told["status"], told["category"]) == ("approved", "MARKETING")


def test_somebody_whom_nothing_reaches(api: Twilio, client: Any) -> None:
    api.outbox.doomed[DEWI] = 63024
    text(client)
    assert api.messages[0].error == 63024
