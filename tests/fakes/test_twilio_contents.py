"""The Content API of the tests refuses what the real one refuses; asked by Twilio's own client."""

from __future__ import annotations

import json
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest.content.v1.content import ContentList

from tests.fakes.asking import BUDI, DEWI, LIST, OF_LIST, READY, REPLIES, ask, content, submit, template
from tests.fakes.twilio.server import Twilio
from tests.fakes.twilio.wire import SENDER


def test_a_list_is_filled_and_shown(api: Twilio, client: Any) -> None:
    sid = content(client, LIST)
    sent = client.messages.create(from_=SENDER, to=DEWI, content_sid=sid, content_variables=json.dumps(OF_LIST))
    one = api.outbox.of_person[DEWI][0]
    assert sent.sid.startswith("MM")
    assert (one.shown.kind, one.text, one.buttons) == ("list-picker", "Jam berapa?", [("q.0", "09.30"), ("q.1", "10.00")])
    assert one.shown.descriptions == ("Kamis", "-")


@pytest.mark.parametrize("given", [
    "no json", "[]", '{"1": 5}', json.dumps({**OF_LIST, "7": "more"}), json.dumps({"1": "less"}),
    json.dumps({**OF_LIST, "2": ""}), json.dumps({**OF_LIST, "3": " "}), json.dumps({**OF_LIST, "1": "two\nlines"}),
    json.dumps({**OF_LIST, "1": "a\tb"}), json.dumps({**OF_LIST, "1": "a     b"}),
])
def test_variables_that_twilio_refuses(api: Twilio, client: Any, given: str) -> None:
    sid = content(client, LIST)
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(from_=SENDER, to=DEWI, content_sid=sid, content_variables=given)
    assert refused.value.code == 21656


def test_variables_may_hold_lines_within_the_window_when_the_test_says_so(api: Twilio, client: Any) -> None:
    api.outbox.lines_in_session = True
    given = json.dumps({**OF_LIST, "1": "two\nlines"})
    sid = content(client, LIST)
    client.messages.create(from_=SENDER, to=DEWI, content_sid=sid, content_variables=given)
    with pytest.raises(TwilioRestException):
        client.messages.create(from_=SENDER, to=BUDI, content_sid=sid, content_variables=given)
    assert [one.text for one in api.messages] == ["two\nlines"]


@pytest.mark.parametrize("over", [
    {"1": "a" * 1025}, {"2": "a" * 201}, {"3": "a" * 25}, {"4": "a" * 73}, {"5": "q.0"},
])
def test_what_whatsapp_cannot_show_fails_later(api: Twilio, client: Any, over: dict[str, str]) -> None:
    sid = content(client, LIST)
    client.messages.create(from_=SENDER, to=DEWI, content_sid=sid, content_variables=json.dumps(OF_LIST | over))
    assert api.messages[0].error == 63013


def test_two_replies_with_one_title_and_four_in_session_fail_later(api: Twilio, client: Any) -> None:
    same = {"1": "Sudah 17 tahun?", "2": "Ya", "3": "q.0", "4": "Ya", "5": "q.1"}
    client.messages.create(from_=SENDER, to=DEWI, content_sid=content(client, REPLIES), content_variables=json.dumps(same))
    four = {"twilio/quick-reply": {"body": "Pilih", "actions": [{"type": "QUICK_REPLY", "title": one} for one in "abcd"]}}
    client.messages.create(from_=SENDER, to=DEWI, content_sid=content(client, four))
    assert [one.error for one in api.messages] == [63013, 63013]


def action(**over: str) -> dict[str, Any]:
    return {"twilio/quick-reply": {"body": "Benar?", "actions": [{"type": "QUICK_REPLY", "title": "Ya", "id": "1"} | over]}}


def items(count: int, **over: str) -> dict[str, Any]:
    return {"twilio/list-picker": {"body": "Pilih", "button": "Lihat", "items": [
        {"id": str(one), "item": f"Pukul {one}"} | over for one in range(count)]}}


@pytest.mark.parametrize("types", [
    {}, {"twilio/quick-replies": {"body": "a"}}, {"twilio_text": {"body": "a"}}, {"twilio/text": None},
    {"twilio/text": {"body": "a" * 1601}}, {"twilio/text": {"body": ""}}, {"twilio/text": {}}, {"twilio/text": {"body": 5}},
    {"twilio/text": {"body": "a", "button": "b"}}, {"twilio/text": "a"}, action(title="a" * 21), action(id="a" * 201),
    action(type="URL"), action(payload="x"), {"twilio/quick-reply": {"body": "a", "actions": []}},
    {"twilio/quick-reply": {"body": "a" * 1025, "actions": [{"title": "Ya"}]}}, {"twilio/quick-reply": {"body": "a"}},
    {"twilio/quick-reply": {"body": "a", "actions": [{"title": f"{one}"} for one in range(11)]}},
    items(0), items(11), items(1, item="a" * 25), items(1, id="a" * 201), items(1, description="a" * 73), items(2, id="same"),
    {"twilio/list-picker": {"body": "a", "button": "a" * 21, "items": [{"id": "1", "item": "a"}]}},
    {"twilio/list-picker": {"body": "a", "items": [{"id": "1", "item": "a"}]}},
    {"twilio/list-picker": {"body": "a", "button": "b", "items": [{"item": "a"}]}},
])
def test_types_that_twilio_refuses(api: Twilio, types: object) -> None:
    answer = ask(api, "POST", "/v1/Content", json={"friendly_name": "a", "language": "id", "types": types})
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert api.contents.all == {}


def test_a_type_with_a_wrong_key_is_dropped_without_a_word(api: Twilio) -> None:
    types = {"twilio/text": {"body": "Halo"}, "twilio/quick-replies": {"body": "Halo"}}
    answer = ask(api, "POST", "/v1/Content", json={"language": "id", "types": types})
    assert answer.status_code == 201
    assert answer.json()["types"] == {"twilio/text": {"body": "Halo"}}


@pytest.mark.parametrize("body", [
    {"types": READY}, {"language": "Indonesian", "types": READY}, {"language": "id", "types": READY, "name": "a"},
    {"language": "id", "types": READY, "variables": {"1": 5}}, {"language": "id", "types": READY, "variables": {"a" * 17: "b"}},
    {"language": "id", "types": READY, "variables": ["a"]}, ["a"],
])
def test_contents_that_twilio_refuses(api: Twilio, body: object) -> None:
    assert ask(api, "POST", "/v1/Content", json=body).status_code == 400


def test_contents_come_as_json_alone(api: Twilio) -> None:
    form = {"language": "id", "types": "twilio/text"}
    assert ask(api, "POST", "/v1/Content", data=form).status_code == 415
    dressed = ask(api, "POST", "/v1/Content", data=form, headers={"Content-Type": "application/json"})
    assert dressed.status_code == 400
    assert "malformed JSON" in dressed.json()["message"]


def test_contents_are_listed_page_by_page_changed_and_deleted(api: Twilio, client: Any) -> None:
    made = [content(client, READY, {"1": "Dewi"}, f"ready {one}") for one in range(5)]
    assert [one.sid for one in client.content.v1.contents.list(page_size=2)] == made
    assert len(api.of("list contents")) == 3
    changed = client.content.v1.contents(made[0]).update(ContentList.ContentUpdateRequest({
        "types": ContentList.Types({"twilio/text": {"body": "Baru"}})}))
    assert changed.types == {"twilio/text": {"body": "Baru"}}
    assert client.content.v1.contents(made[1]).delete()
    told = client.content.v1.content_and_approvals.list()
    assert [one.sid for one in told] == [made[0], *made[2:]]
    assert told[0].approval_requests["status"] == "unsubmitted"
    with pytest.raises(TwilioRestException) as gone:
        client.content.v1.contents(made[1]).fetch()
    assert gone.value.status == 404


# --- approval ---------------------------------------------------------------------------------------------------------

def test_a_template_is_submitted_once_and_then_stands_as_it_is(api: Twilio, client: Any) -> None:
    one = template(api, client)
    told = client.content.v1.contents(one.sid).approval_fetch().fetch().whatsapp
    assert (told["name"], told["category"], told["status"]) == ("ready_id", "UTILITY", "received")
    with pytest.raises(TwilioRestException) as twice:
        submit(client, one.sid, "ready_id_2")
    with pytest.raises(TwilioRestException) as changed:
        client.content.v1.contents(one.sid).update(ContentList.ContentUpdateRequest({"types": ContentList.Types(READY)}))
    assert (twice.value.code, changed.value.code) == (92009, 92009)
    assert api.contents.named("ready_id", "id") is one


@pytest.mark.parametrize(("name", "category"), [
    ("Ready", "UTILITY"), ("ready-id", "UTILITY"), ("", "UTILITY"), ("ready", "utility"), ("ready", "SERVICE"),
])
def test_a_submission_that_twilio_refuses(client: Any, name: str, category: str) -> None:
    with pytest.raises(TwilioRestException) as refused:
        submit(client, content(client, READY, {"1": "Dewi"}), name, category)
    assert refused.value.status == 400


def test_a_name_is_taken_once_a_language_and_a_list_is_never_approved(api: Twilio, client: Any) -> None:
    template(api, client)
    submit(client, content(client, READY, {"1": "Dewi"}, language="en"), "ready_id")
    for sid, name in ((content(client, READY, {"1": "Dewi"}), "ready_id"), (content(client, LIST), "pick")):
        with pytest.raises(TwilioRestException):
            submit(client, sid, name)


@pytest.mark.parametrize(("body", "samples"), [
    ("{{1}} siap diambil", {"1": "Paspor"}), ("Siap diambil: {{1}}.", {"1": "Paspor"}),
    ("Atas nama {{1}} {{2}} siap", {"1": "a", "2": "b"}),
    ("Paspor atas nama {{2}} siap diambil", {"2": "Dewi"}), ("Paspor atas nama {{1}} siap diambil", {}), ("a" * 1025, {}),
    ("Paspor {{1}} siap", {"1": "Dewi"}),
])
def test_a_template_that_whatsapp_turns_down(api: Twilio, client: Any, body: str, samples: dict[str, str]) -> None:
    sid = content(client, {"twilio/text": {"body": body}}, samples)
    submit(client, sid, "ready")
    api.contents.review()
    told = client.content.v1.contents(sid).approval_fetch().fetch().whatsapp
    assert told["status"] == "rejected"
    assert told["rejection_reason"].startswith("INVALID_FORMAT")
