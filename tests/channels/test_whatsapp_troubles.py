"""What Twilio refuses, and when it stumbles: each by its name, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.channels.twilio.api import ApiError
from bot.channels.twilio.troubles import as_outcome
from bot.conversation.channel import Gone, Later, Refused
from bot.conversation.message import Button, Message
from tests.channels.whatsapp_desk import Desk, desk_in, template
from tests.fakes.twilio.people import Person
from tests.fakes.twilio.wire import Failing
from tests.fakes.twilio.wire import Refused as RefusedByTwilio
from tests.janji import until

WHICH = Message("Which day?", (Button("a.0", "Monday"), Button("a.1", "Tuesday")))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_in(tmp_path_factory.mktemp("office")) as made:
        yield made


def texts(person: Person) -> list[str]:
    return [one.text for one in person.heard]


# --- by name ------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("status", "code", "outcome", "reason"), [
    (429, 20429, Later, "429"), (400, 63018, Later, "429"), (400, 63038, Later, "429"),
    (400, 63024, Gone, "twilio 63024"), (400, 21610, Gone, "twilio 21610"), (400, 63003, Gone, "twilio 63003"),
    (401, 20003, Later, "twilio 20003"), (404, 20404, Later, "twilio 20404"), (403, 63007, Later, "twilio 63007"),
    (500, 20500, Later, "http 500"), (503, 20503, Later, "http 503"),
    (400, 21617, Refused, "twilio 21617"), (400, 63005, Refused, "twilio 63005"),
])
def test_each_refusal_has_its_outcome(status: int, code: int, outcome: type[Exception], reason: str) -> None:
    found = as_outcome(ApiError(status, code, "Dewi, +15550100101"))
    assert type(found) is outcome
    assert found.reason == reason


def test_twilios_own_pause_is_taken_and_never_less_than_two_seconds() -> None:
    waits = [as_outcome(ApiError(429, 20429, wait=wait)) for wait in (0.0, 1.0, 30.0)]
    assert [one.seconds for one in waits if isinstance(one, Later)] == [2.0, 2.0, 30.0]


# --- refused at once ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("code", [21656, 21655, 63013])
def test_where_a_content_is_refused_the_answers_are_numbered(code: int, desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.fail("send", 400, code=code)
    desk.tells(dewi, WHICH)
    desk.becomes(dewi, "sent")
    assert texts(dewi)[-1] == "Which day?\n\n1. Monday\n2. Tuesday\nBalas dengan nomornya."
    assert dewi.heard[-1].buttons == []


def test_where_a_template_is_refused_the_message_waits(desk: Desk) -> None:
    dewi = desk.person()
    desk.is_away(dewi)
    desk.twilio.fail("send", 400, code=21655)
    desk.tells(dewi, template("code_tried", "K7M-4TD"))
    desk.becomes(dewi, "waiting", "twilio 21655")
    desk.says(dewi, "hello?")
    assert "The whole of code_tried." in texts(dewi)


@pytest.mark.parametrize("code", [63024, 21610])
def test_whoever_is_not_there_is_dropped_and_answered_when_they_write_again(code: int, desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.fail("send", 400, code=code)
    desk.tells(dewi, Message("One."))
    desk.becomes(dewi, "dropped", f"twilio {code}")
    assert desk.says(dewi, "hello?")


def test_what_twilio_never_takes_is_parked_and_holds_up_nothing(desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.fail("send", 400, code=21620)
    desk.tells(dewi, Message("One."), Message("Two."))
    desk.becomes(dewi, "sent")
    assert desk.rows(dewi)[-2] == ("parked", "twilio 21620")
    assert texts(dewi)[-1] == "Two."


# --- and stumbles ---------------------------------------------------------------------------------------------------------

def test_a_pause_that_twilio_asks_for_is_kept(desk: Desk) -> None:
    dewi = desk.person()
    before = len(desk.twilio.of("send"))
    desk.twilio.fail("send", 429, Retry_After="3")
    desk.tells(dewi, Message("One."))
    desk.becomes(dewi, "due", "429")
    desk.office.clock.advance(seconds=20)                    # the outbox would try again; the channel knows better
    desk.becomes(dewi, "sent")
    refused, sent = [call for call in desk.twilio.of("send")[before:] if dict(call.body)["To"] == dewi.address]
    assert sent.at - refused.at >= 3


@pytest.mark.parametrize("how", [500, 503, 401, 200, "drop", "drop-after", "nonsense"])
def test_nothing_is_lost_where_twilio_stumbles(how: int | str, desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.fail("send", how)
    heard = len(dewi.heard)
    desk.tells(dewi, Message("One."), Message("Two."))
    until(lambda: desk.rows(dewi)[-2][0] == "due" and desk.rows(dewi)[-2][1])
    desk.office.clock.advance(seconds=90)
    if how == 401:
        desk.office.web.on["whatsapp"]._sending.pace._paused.clear()       # type: ignore[attr-defined]  # a minute of real time
    until(lambda: [state for state, _why in desk.rows(dewi)[-2:]] == ["sent", "sent"])
    assert texts(dewi)[heard:] == (["One."] if how == "drop-after" else []) + ["One.", "Two."]


def test_a_long_message_that_is_broken_off_goes_on_where_it_was(desk: Desk) -> None:
    dewi = desk.person()
    heard = len(dewi.heard)
    paragraphs = [f"Paragraph {number} " + "of a long answer " * 60 for number in range(3)]
    accept = desk.twilio.outbox.accept

    def accept_once(pairs: list[tuple[str, str]]) -> object:
        if "Paragraph 1" in dict(pairs)["Body"]:
            desk.twilio.outbox.accept = accept  # type: ignore[method-assign]
            raise RefusedByTwilio(20500)
        return accept(pairs)

    desk.twilio.outbox.accept = accept_once  # type: ignore[method-assign,assignment]
    desk.tells(dewi, Message("\n\n".join(paragraphs)))
    desk.becomes(dewi, "due", "http 500")
    desk.office.clock.advance(seconds=5)
    desk.becomes(dewi, "sent")
    assert [text[:11] for text in texts(dewi)[heard:]] == ["Paragraph 0", "Paragraph 1", "Paragraph 2"]


def test_one_whose_messages_hang_holds_up_nobody_else(desk: Desk) -> None:
    dewi, budi = desk.person(), desk.person()
    desk.twilio.failing_people[dewi.address] = Failing("hang")
    desk.tells(dewi, Message("One."))
    desk.becomes(dewi, "sending")
    assert desk.says(budi, "status")
    desk.twilio.failing_people.clear()
    desk.twilio.stopped.set()
    desk.twilio.stopped.clear()


# --- where nothing was provisioned ----------------------------------------------------------------------------------------

def test_an_office_that_did_not_provision_talks_in_numbered_words(tmp_path_factory: pytest.TempPathFactory) -> None:
    with desk_in(tmp_path_factory.mktemp("bare"), provisioned=False) as desk:
        dewi = desk.stranger()
        desk.says(dewi, "hello")
        assert "1. English\n2. Saya setuju" in texts(dewi)[-1]
        desk.says(dewi, "2")
        assert "1. Syarat" in texts(dewi)[-1]
        desk.is_away(dewi)
        desk.tells(dewi, template("code_tried", "K7M-4TD"))
        desk.becomes(dewi, "waiting", "not approved")
        assert {one.error for one in desk.twilio.messages} == {0}
