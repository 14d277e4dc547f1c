"""Telegram as it really behaves: forged and repeated updates, groups, presses, refusals, slow and broken files."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from bot.desk.threads import Threads
from storage.tables import conversations, fetches, files, outbox, papers
from tests.channels.contract import PHOTO, Talk
from tests.channels.office import Looking, RunningOffice
from tests.channels.speakers import TelegramSpeaker
from tests.channels.test_telegram_updates import NOTHING, PAYLOADS, payload
from tests.fakes.telegram import BotApi, Failing, Person
from tests.janji import until
from tests.journeys import parts

DEWI = 7001


@pytest.fixture
def dewi(office: RunningOffice, api: BotApi) -> Person:
    return Person(api, DEWI)


@pytest.fixture
def talk(office: RunningOffice, api: BotApi) -> Talk:
    return Talk(office, TelegramSpeaker(api))


def state_of_rows(office: RunningOffice) -> list[tuple[str, str | None]]:
    with office.database.reading() as tx:
        return [(row.state, row.problem) for row in tx.execute(select(outbox).order_by(outbox.c.id))]


# --- the webhook ------------------------------------------------------------------------------------------------------

def test_a_forged_update_is_refused_and_changes_nothing(office: RunningOffice, api: BotApi) -> None:
    with office.unchanged():
        body = json.dumps(payload("text")).encode()
        assert api.post(body, secret="") == 403
        assert api.post(body, secret="x" * 64) == 403


def test_what_is_nothing_to_us_is_accepted_and_changes_nothing(office: RunningOffice, api: BotApi) -> None:
    with office.unchanged():
        for body in (b"", b"{", b"[" * 100_000, b"null", b'{"update_id": 1}', b'{"update_id": 1, "message": {"chat": 4}}',
                     *((PAYLOADS / f"{name}.json").read_bytes() for name in sorted(NOTHING))):
            assert api.post(body) == 200
        assert api.post(b" " * 600_000) == 413


def test_the_webhook_is_set_with_a_secret_and_only_the_kinds_we_read(office: RunningOffice, api: BotApi) -> None:
    assert api.webhook["url"] == office.url + "/telegram/webhook"
    assert len(api.webhook["secret_token"]) == 64
    assert api.webhook["allowed_updates"] == ["message", "callback_query", "my_chat_member"]
    assert set(api.commands) == {"", "id", "en"}
    assert [one["command"] for one in api.commands["en"]] == ["menu", "status", "officer", "language", "help"]


def test_a_group_is_told_once_that_we_talk_in_private(office: RunningOffice, api: BotApi) -> None:
    group = -1001500000001
    api.known.add(group)
    for name in ("put-into-a-group", "in-a-group", "in-a-group"):
        assert api.post((PAYLOADS / f"{name}.json").read_bytes()) == 200
    until(lambda: len(api.chats[group]) == 1)
    api.queries.add("30069766125117603")
    assert api.post((PAYLOADS / "press-in-a-group.json").read_bytes()) == 200
    until(lambda: api.answered == ["30069766125117603"])
    assert len(api.chats[group]) == 1


# --- presses ----------------------------------------------------------------------------------------------------------

def test_the_pressed_question_shows_what_was_chosen_and_each_press_is_answered(talk: Talk, api: BotApi) -> None:
    parts.greet(talk)
    question = talk.heard[-1]
    button, label = question.buttons[0]
    talk.press(button)
    until(lambda: list(question.buttons) == [(button, f"✓ {label}")])
    edits = len(api.of("editMessageReplyMarkup"))
    talk.press(button)                                       # again: nothing is said, nothing is edited
    until(lambda: not api.queries)
    assert len(api.of("editMessageReplyMarkup")) == edits


def test_an_old_press_is_answered_and_edits_nothing(talk: Talk, api: BotApi) -> None:
    parts.greet(talk)
    old = talk.button_of("book")
    question = talk.heard[-1]
    talk.says("status")
    until(lambda: api.of("editMessageReplyMarkup"))          # of the question before, in its own time
    edits = len(api.of("editMessageReplyMarkup"))
    talk.press(old)
    until(lambda: not api.queries)
    assert len(api.of("editMessageReplyMarkup")) == edits
    assert question.buttons[0][0] == old


def test_a_press_is_answered_even_where_the_turn_fails(office: RunningOffice, talk: Talk, api: BotApi) -> None:
    parts.greet(talk)
    with office.database.transaction() as tx:
        tx.execute(update(conversations).values(release=999))
    speaker = talk.speaker
    assert isinstance(speaker, TelegramSpeaker)
    speaker.person.presses(talk.heard[-1].buttons[0][0])
    assert speaker.person.status == 503                      # left to the newer program, which Telegram tries again
    until(lambda: not api.queries)


def test_a_press_is_answered_and_marked_where_telegram_stumbles(talk: Talk, api: BotApi) -> None:
    parts.greet(talk)
    until(lambda: len(api.of("editMessageReplyMarkup")) == len(api.answered) == 1)
    question = talk.heard[-1]
    button, label = question.buttons[0]
    api.fail("answerCallbackQuery", 429, retry_after=1)
    api.fail("editMessageReplyMarkup", "drop-after")         # it is marked, and the answer is lost
    talk.press(button)
    until(lambda: not api.queries)
    until(lambda: len(api.of("editMessageReplyMarkup")) == 3)
    assert list(question.buttons) == [(button, f"✓ {label}")]


def test_a_command_of_the_menu_is_no_letter_to_an_officer(office: RunningOffice, dewi: Person) -> None:
    dewi.says("halo")
    until(lambda: bool(dewi.heard))
    dewi.says("officer")
    dewi.says("/help")
    until(lambda: any("HELP" in one.text or "status" in one.text for one in dewi.heard))
    with office.app.database.reading() as tx:
        threads = Threads(tx, office.app.settings, office.app.office.keys, office.clock.now())
        assert threads.lines(1) == []


# --- refusals and troubles --------------------------------------------------------------------------------------------

def test_whoever_blocked_us_is_dropped_and_heard_again_later(office: RunningOffice, api: BotApi, dewi: Person) -> None:
    api.blocked.add(DEWI)
    dewi.says("halo")
    assert dewi.status == 200
    until(lambda: {state for state, _why in state_of_rows(office)} == {"dropped"})
    assert state_of_rows(office)[0][1] == "blocked"
    api.blocked.clear()
    dewi.says("/start")
    until(lambda: bool(dewi.heard))


def test_telegrams_pause_is_kept(office: RunningOffice, api: BotApi, dewi: Person) -> None:
    api.fail("sendMessage", 429, description="Too Many Requests: retry after 3", retry_after=3)
    dewi.says("halo")
    until(lambda: bool(api.of("sendMessage")))
    until(lambda: state_of_rows(office)[0] == ("due", "429"))
    office.clock.advance(seconds=20)                         # the outbox would try again; the channel knows better
    until(lambda: len(dewi.heard) == 2)
    refused, *sent = api.of("sendMessage")
    assert sent[0].at - refused.at >= 3


@pytest.mark.parametrize("how", [500, 502, "drop", "drop-after", "nonsense"])
def test_nothing_is_lost_where_telegram_stumbles(how: int | str, office: RunningOffice, api: BotApi, dewi: Person) -> None:
    api.fail("sendMessage", how)
    dewi.says("halo")
    until(lambda: bool(api.of("sendMessage")))
    until(lambda: state_of_rows(office)[0][0] == "due")
    office.clock.advance(seconds=5)
    until(lambda: {state for state, _why in state_of_rows(office)} == {"sent"})
    assert len({said.text for said in dewi.heard}) == 2
    assert len(dewi.heard) == (3 if how == "drop-after" else 2)


def test_a_server_that_cannot_read_our_marks_gets_the_text_alone(office: RunningOffice, api: BotApi, dewi: Person) -> None:
    api.fail("sendMessage", 400, description="Bad Request: can't parse entities: unexpected end")
    dewi.says("halo")
    until(lambda: len(dewi.heard) == 2)
    assert "parse_mode" not in api.of("sendMessage")[1].params


def test_a_chat_that_moved_is_followed(office: RunningOffice, api: BotApi, dewi: Person) -> None:
    api.moved[DEWI] = -1002
    api.known.add(-1002)
    dewi.says("halo")
    until(lambda: len(api.chats[-1002]) == 2)


def test_one_slow_chat_does_not_hold_up_another(office: RunningOffice, api: BotApi, dewi: Person) -> None:
    api.failing_chats[DEWI] = Failing("hang")
    dewi.says("halo")
    other = Person(api, 7002)
    other.says("halo")
    until(lambda: len(other.heard) == 2)
    assert [state for state, _problem in state_of_rows(office) if state != "sent"] != []     # hers still hangs
    assert dewi.status == 200


# --- what else people send --------------------------------------------------------------------------------------------

def test_the_visit_comes_with_a_qr_and_a_calendar_file(talk: Talk, api: BotApi) -> None:
    code = parts.booked(talk)
    kinds = {one.kind: one for one in api.chats[DEWI] if one.kind != "text"}
    assert kinds["photo"].content.startswith(b"\x89PNG")
    assert code.encode() in kinds["document"].content


def test_a_voice_message_gets_a_sentence_and_a_way_on(talk: Talk) -> None:
    parts.greet(talk)
    speaker, heard = talk.speaker, len(talk.heard)
    assert isinstance(speaker, TelegramSpeaker)
    speaker.person.message(voice=payload("voice")["message"]["voice"])
    talk.settles()
    assert len(talk.heard) == heard + 1
    assert talk.heard[-1].buttons


def test_the_own_number_is_taken_where_a_number_is_asked_for_and_nowhere_else(office: RunningOffice, talk: Talk) -> None:
    parts.start(talk)
    assert isinstance(talk.speaker, TelegramSpeaker)
    dewi, step = talk.speaker.person, talk.step
    own = {"phone_number": "12135550147", "first_name": "Dewi", "user_id": DEWI}
    dewi.message(contact=own)
    talk.settles()
    assert talk.step == step
    parts.renewal(talk)
    for line in ("Dewi Lestari", "Surabaya", "17/08/1990", "3578015708900002", "C1234567",
                 "1234 Wilshire Blvd, Los Angeles, CA 90017"):
        talk.says(line)
    dewi.message(contact=own | {"user_id": 7002})
    talk.settles()
    assert talk.step == "AskField"
    dewi.message(contact=own)
    talk.settles()
    assert talk.step == "ReviewForm"
    assert "+12135550147" in talk.heard[-1].text


def to_papers(talk: Talk) -> Person:
    """As far as where the old passport is asked for."""
    parts.booked(talk)
    talk.picks("papers", "old-passport")
    assert isinstance(talk.speaker, TelegramSpeaker)
    return talk.speaker.person


def pages(office: Looking) -> list[bytes]:
    """What was kept of the papers, in order."""
    with office.database.reading() as tx:
        return [office.store.read(row.file) for row in tx.execute(select(papers.c.file).order_by(papers.c.page))]


def test_a_page_that_is_hard_to_get_keeps_its_place_in_the_album(office: RunningOffice, talk: Talk, api: BotApi) -> None:
    dewi = to_papers(talk)
    api.fail("getFile", 500)
    for number in range(3):
        dewi.photo(PHOTO + str(number).encode(), album="a1")
    office.clock.advance(seconds=3)
    until(lambda: len(pages(office)) == 3)
    assert pages(office) == [PHOTO + str(number).encode() for number in range(3)]
    heard = [one for one in talk.heard if "3" in one.text and "✅" in one.text]
    office.clock.advance(seconds=5)
    until(lambda: len(heard) + 1 == len([one for one in talk.heard if "3" in one.text and "✅" in one.text]))


def test_a_file_that_cannot_be_had_is_said_and_holds_up_nothing(office: RunningOffice, talk: Talk) -> None:
    dewi = to_papers(talk)
    dewi.photo(PHOTO, album="a1")
    dewi.photo(None, album="a1", file="never-there")
    dewi.photo(PHOTO + b"2", album="a1")
    office.clock.advance(seconds=3)
    until(lambda: len(pages(office)) == 2)
    until(lambda: any("did not reach me" in one.text for one in talk.heard))
    talk.settles()


def test_a_file_that_stays_away_is_waited_for_some_seconds_only(office: RunningOffice, talk: Talk, api: BotApi) -> None:
    dewi = to_papers(talk)
    api.files["slow"] = Failing(500)
    dewi.photo(b"", file="slow")
    dewi.photo(PHOTO + b"2")
    office.clock.advance(seconds=16)
    until(lambda: len(pages(office)) == 1)
    api.files["slow"] = PHOTO
    office.clock.advance(seconds=60)
    until(lambda: len(pages(office)) == 2)


@pytest.mark.parametrize(("content", "size", "said"), [
    (PHOTO, 25_000_000, "20 MB"), (b"\xff\xd8\xff" + b"x" * 20_000_001, 1000, "20 MB"), (b"MZ a program", None, "can't read"),
    (b"", None, "empty")])
def test_what_is_no_photo_or_too_large_is_said(content: bytes, size: int | None, said: str, office: RunningOffice, talk: Talk,
                                               api: BotApi) -> None:
    parts.greet(talk)
    assert isinstance(talk.speaker, TelegramSpeaker)
    talk.speaker.person.document(content, size=size)
    until(lambda: said in talk.heard[-1].text)
    with office.database.reading() as tx:
        assert not tx.execute(select(files.c.id)).all()


def test_the_same_photo_delivered_twice_is_one_page(office: RunningOffice, talk: Talk) -> None:
    dewi = to_papers(talk)
    dewi.photo(PHOTO)
    dewi.again()
    talk.settles()
    dewi.again()
    talk.settles()
    assert pages(office) == [PHOTO]
    with office.database.reading() as tx:
        assert len(tx.execute(select(fetches.c.id)).all()) == 1
