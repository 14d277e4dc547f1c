"""What is read of each kind of update; the payloads are of the shape that Telegram sends, of people who don't exist."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.channels.fetching import File
from bot.channels.telegram.updates import Command, Contact, Group, Press, Private, read
from bot.conversation.events import Other, Started, Typed

PAYLOADS = Path(__file__).parent / "payloads" / "telegram"


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


MEANS: dict[str, object] = {
    "text": Typed("Los Angeles, California"),
    "text-with-entities": Typed("tolong cek https://example.org *ya* <b>"),
    "start": Started(),
    "start-with-payload": Started(payload("start-with-payload")["message"]["text"].split()[1]),
    "command-of-the-menu": Command("status"),
    "reply-with-quote": Typed("ya"),
    "photo": File("AgACAgUAAxAx", 1006, "", 183120, "halaman depan"),
    "album-first": File("AgACAgUAAxBx", 1007, "13700000000000001", 183120, ""),
    "album-second": File("AgACAgUAAxCx", 1008, "13700000000000001", 183120, ""),
    "live-photo": File("AgACAgUAAxDx", 1009, "", 183120, ""),
    "document-heic": File("BQACAgUAAxE", 1010, "", 2310044, ""),
    "document-pdf": File("BQACAgUAAxF", 1011, "", 880123, ""),
    "animation": Other("unknown"),
    "video": Other("unknown"),
    "voice": Other("voice"),
    "sticker": Other("sticker"),
    "location": Other("location"),
    "contact-own": Contact("12135550147"),
    "contact-of-another": Other("contact"),
    "poll": Other("unknown"),
    "press": Press("30069766125117600", "abcd2345.1", 77, "Tidak"),
    "press-of-a-message-too-old": Press("30069766125117601", "abcd2345.0", 5, ""),
}
GROUPS = {
    "in-a-group": Group("-1001500000001", "id"),
    "put-into-a-group": Group("-1001500000001", "id", came="in"),
    "put-out-of-a-group": Group("-1001500000001", "id", came="out"),
    "press-in-a-group": Group("-1001500000001", "id", query="30069766125117603"),
    "press-of-an-inline-message": Group("", "id", query="30069766125117602"),
    "reply-in-a-group": Group("-1001500000001", "id", update=810000040, message=1040, replied_to=123456789),
    "group-becomes-another": Group("-4001", "id", moved_to="-1001500000001"),
    "group-was-another": Group("-4001", "id", moved_to="-1001500000001"),
}
NOTHING = {
    "pinned", "blocked", "unblocked", "edited", "in-a-channel", "edited-in-a-channel", "inline-query", "inline-result-chosen",
    "reaction", "reactions-counted", "business-connection", "business-message", "business-message-edited", "guest-message",
    "business-messages-deleted", "shipping-query", "pre-checkout-query", "paid-media-purchased", "poll-changed",
    "poll-answered", "member-of-a-group", "join-request", "boost", "boost-removed", "managed-bot", "of-a-kind-to-come"}

KINDS = {
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "guest_message", "message_reaction", "message_reaction_count",
    "inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media",
    "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost",
    "managed_bot"}
"""Of updates, as the Bot API 10.1 has them (https://core.telegram.org/bots/api#update)."""


def test_every_payload_has_its_meaning_here() -> None:
    assert {path.stem for path in PAYLOADS.iterdir()} == {*MEANS, *GROUPS, *NOTHING}


def test_there_is_a_payload_of_every_kind_of_update() -> None:
    assert {kind for path in PAYLOADS.iterdir() for kind in payload(path.stem)} == {*KINDS, "update_id", "hologram"}


@pytest.mark.parametrize("name", MEANS)
def test_what_a_person_does(name: str) -> None:
    update = payload(name)
    assert read(update) == Private(update["update_id"], "7001", "id", MEANS[name])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", GROUPS)
def test_what_comes_from_a_group(name: str) -> None:
    assert read(payload(name)) == GROUPS[name]


@pytest.mark.parametrize("name", sorted(NOTHING))
def test_what_is_nothing_to_us(name: str) -> None:
    assert read(payload(name)) is None


def test_a_button_that_is_marked_as_chosen_is_not_marked_again() -> None:
    update = payload("press")
    update["callback_query"]["message"]["reply_markup"] = {"inline_keyboard": [[
        {"text": "✓ Tidak", "callback_data": "abcd2345.1"}]]}
    read_again = read(update)
    assert isinstance(read_again, Private)
    assert isinstance(read_again.what, Press)
    assert read_again.what.label == ""


def test_somebody_elses_press_is_answered_and_does_nothing() -> None:
    update = payload("press")
    update["callback_query"]["from"]["id"] = 7002
    assert read(update) == Group("7001", "id", query=update["callback_query"]["id"])


@pytest.mark.parametrize("broken", [
    None, 1, "x", [], {}, {"update_id": "1"}, {"update_id": True, "message": {}}, {"update_id": 10**400, "message": {}},
    {"update_id": 1, "message": None}, {"update_id": 1, "message": {"chat": {"id": 1.5, "type": "private"}}},
    {"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "from": {"id": 1}, "text": 5}},
    {"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "from": {"id": 1}, "photo": [1]}},
    {"update_id": 1, "callback_query": {"id": "", "from": {"id": 1}, "message": {"chat": {"id": 1, "type": "private"}}}},
])
def test_what_is_malformed_is_nothing(broken: object) -> None:
    assert read(broken) is None


@pytest.mark.parametrize(("typed", "means"), [
    ("/start", Started()),
    ("/start passport-renewal", Started("passport-renewal")),
    ("/start@janji_test_bot RNJ-M2J\n", Started("RNJ-M2J")),
    ("/start " + "x" * 64, Started("x" * 64)),
    ("/start " + "x" * 65, Started()),
    ("/start ../../etc/passwd", Started()),
    ("/start <b>{0}</b>", Started()),
    ("/start two words", Started()),
    ("/Start", Started()),
    ("/startle", Typed("startle")),
    ("/cancel", Typed("cancel")),
    ("/cancel@janji_test_bot", Typed("cancel")),
    ("/go_back", Typed("go back")),
    ("/cancel my visit", Typed("/cancel my visit")),
    ("/ ", Typed("/ ")),
    ("/status", Command("status")),
    ("/STATUS@janji_test_bot", Command("status")),
    ("/status of my visit", Typed("/status of my visit")),
    ("/help@janji_test_bot", Command("help"))])
def test_what_stands_behind_a_command(typed: str, means: object) -> None:
    update = payload("start")
    update["message"]["text"] = typed
    came = read(update)
    assert isinstance(came, Private)
    assert came.what == means


def test_what_no_database_takes_is_left_out() -> None:
    update = payload("text")
    update["message"]["text"] = "De\x00wi \ud83d"
    came = read(update)
    assert isinstance(came, Private)
    assert came.what == Typed("Dewi ?")
