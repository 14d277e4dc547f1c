"""Our messages as Telegram takes them, and the pace at which they go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.cutting import split
from bot.channels.marks import to_html
from bot.channels.pace import Pace
from bot.channels.telegram.api import ApiError
from bot.channels.telegram.outgoing import as_plain, keyboard, texts
from bot.channels.telegram.troubles import as_outcome
from bot.conversation.channel import Gone, Later, Refused
from bot.conversation.message import Attachment, Button, Message
from tests.fakes.telegram import parsed, rows_of


def test_what_people_typed_is_shown_as_they_typed_it() -> None:
    html = to_html("*Paper* of <b>Dewi</b> & co *2*x*3*")
    assert html == "<b>Paper</b> of &lt;b&gt;Dewi&lt;/b&gt; &amp; co *2*x*3*"
    assert parsed(html) == "Paper of <b>Dewi</b> & co *2*x*3*"


@given(st.text(alphabet=st.sampled_from("ab *<>&;\n\"'/é😀"), max_size=80))
def test_nothing_that_is_typed_breaks_the_marks(text: str) -> None:
    assert parsed(to_html(text)).replace("*", "") == text.replace("*", "")
    assert parsed(to_html(text)) == as_plain({"text": to_html(text), "parse_mode": "HTML"})["text"]


def test_a_long_text_is_parted_between_sentences() -> None:
    sentence = "This is a sentence of a hold that lapses. "
    parts = split(sentence * 300, 4096)
    assert all(len(part) <= 4096 and part.endswith("lapses.") for part in parts)
    assert " ".join(parts) == (sentence * 300).strip()


@given(st.text(alphabet=st.sampled_from("ab. \n😀"), max_size=300), st.integers(10, 40))
def test_parts_are_never_too_long_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(len(part.encode("utf-16-le")) // 2 <= limit for part in parts)
    assert "".join("".join(parts).split()).replace("…", "") == "".join(text.split())


def test_answers_stand_one_a_row_and_ways_out_two_a_row() -> None:
    message = Message("Which?", (Button("q.0", "One", "the first"), Button("q.1", "Two")),
                      (Button("q.back", "Back"), Button("q.start-over", "Main menu"), Button("q.help", "Help")))
    rows = keyboard(message)
    assert [[one["text"] for one in row] for row in rows] == [["One"], ["Two"], ["Back", "Main menu"], ["Help"]]
    assert rows_of({"inline_keyboard": rows}) == rows
    assert texts(message)[0]["text"] == "Which?\n\n• One: the first"


@pytest.mark.parametrize(("address", "opens"), [
    ("https://janji.example/p/x", {"web_app": {"url": "https://janji.example/p/x"}}),
    ("http://127.0.0.1:8000/p/x", {"url": "http://127.0.0.1:8000/p/x"})])
def test_a_private_page_opens_inside_telegram_where_its_address_is_https(address: str, opens: dict[str, object]) -> None:
    message = Message("What is the NIK?", (Button("q.0", "None"),), attachments=(Attachment("page", address, "Open"),))
    rows = keyboard(message)
    assert rows[0] == [{"text": "Open", **opens}]
    assert rows_of({"inline_keyboard": rows}) == rows
    assert texts(message)[0]["text"] == "What is the NIK?"


def test_only_the_last_part_has_the_buttons_and_a_map_is_a_link() -> None:
    place = Attachment("map", "https://maps.example/x", "Map")
    message = Message("word " * 2000, (Button("q.0", "One"),), attachments=(place,))
    calls = texts(message)
    assert len(calls) == 3
    assert [("reply_markup" in call) for call in calls] == [False, False, True]
    assert calls[-1]["text"].endswith("https://maps.example/x")


@pytest.mark.parametrize(("code", "said", "outcome"), [
    (403, "Forbidden: bot was blocked by the user", Gone("blocked")),
    (403, "Forbidden: user is deactivated", Gone("deactivated")),
    (403, "Forbidden: bot can't initiate conversation with a user", Gone("forbidden")),
    (400, "Bad Request: chat not found", Gone("no such chat")),
    (400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", Gone("no such chat")),
    (400, "Bad Request: TOPIC_CLOSED", Gone("no such chat")),
    (400, "Bad Request: BUTTON_DATA_INVALID", Refused("http 400")),
    (401, "Unauthorized", Later(30, "http 401")),
    (500, "Internal Server Error", Later(0, "http 500")),
    (429, "Too Many Requests: retry after 7", Later(7, "429")),
])
def test_each_trouble_has_its_outcome(code: int, said: str, outcome: Later | Gone | Refused) -> None:
    made = as_outcome(ApiError(code, said, retry_after=7 if code == 429 else 0))
    assert (type(made), made.reason) == (type(outcome), outcome.reason)
    if isinstance(made, Later) and isinstance(outcome, Later):
        assert made.seconds == outcome.seconds


class Hand:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_chat_gets_a_burst_and_then_one_a_second() -> None:
    clock = Hand()
    pace = Pace(1000, 1, 3, clock)
    assert [pace.ask("a", True) for _ in range(4)] == [0, 0, 0, 1]
    assert pace.ask("b", True) == 0
    clock.now = 1.0
    assert [pace.ask("a", True), pace.ask("a", True)] == [0, 1]


def test_reminders_leave_room_for_those_who_wait() -> None:
    pace = Pace(30, 1000, 1000, Hand())
    reminders = sum(pace.ask("a", False) == 0 for _ in range(40))
    answers = sum(pace.ask("b", True) == 0 for _ in range(40))
    assert (reminders, answers) == (10, 20)


def test_a_chat_that_telegram_slows_down_waits_alone() -> None:
    clock = Hand()
    pace = Pace(30, 1, 20, clock)
    pace.pause("a", 5)
    assert pace.ask("a", True) == 5
    assert pace.ask("b", True) == 0
    clock.now = 5.0
    assert pace.ask("a", True) == 0
