"""What a chat does not take: by the address that the person proved, or kept where the desk sees it, until the chat takes it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.attachments import keepsake
from bot.channels.off import Off
from bot.channels.whatsapp import WhatsApp
from bot.conversation.channel import Gone, Refused
from bot.conversation.message import Message
from bot.desk.cases import Cases
from bot.desk.reaching import Way
from bot.web import Web
from storage import outbox
from tests.channels.noticed import proved, states, sweep, swept
from tests.fakes.servers import twilio_settings
from tests.fakes.twilio.server import Twilio
from tests.janji import until
from tests.journeys.driver import Journey
from tests.visits import remind, visit

CODE, DEWI, DEWIS_PHONE = "K7M-4TD", "whatsapp:+12135550101", "+12135550101"
MAILS = {"JANJI_SMTP__HOST": "127.0.0.1", "JANJI_SMTP__SENDER": "desk@example.org"}


class OnWhatsApp(Journey):
    account = "whatsapp"


@dataclass
class Chat:
    """Takes all, or nothing."""

    refusal: Exception | None = None
    account = "whatsapp"

    async def send(self, address: str, message: Message) -> None:
        if self.refusal is not None:
            raise self.refusal


@pytest.fixture
def office(tmp_path: Path, twilio: Twilio) -> Iterator[Journey]:
    """Dewi comes tomorrow, and has no chat but on WhatsApp; it is more than a day since she wrote."""
    settings: dict[str, Any] = {**twilio_settings(twilio), **MAILS, "JANJI_SMS__SENDER": "+12135550199"}
    made = OnWhatsApp(tmp_path, **settings)
    visit(made.person(DEWI), CODE, "Dewi Lestari", days=1)
    yield made
    made.close()


def sweep_on_whatsapp(office: Journey) -> None:
    """By the real channel; nothing was provisioned, so no template is approved."""
    async def story() -> None:
        channel = WhatsApp(office.app, partial(keepsake, office.app))
        await swept(office, channel)
        channel.close()

    asyncio.run(story())


def the_evening_comes(office: Journey) -> None:
    remind(office.chats[DEWI], CODE, "evening-before")


def gist(office: Journey) -> set[tuple[str, str, str | None]]:
    """Of the evening's reminder: where it is, its state, and why."""
    return {(account, state, why) for account in ("whatsapp", "email", "sms")
            for kind, state, why in states(office, account) if kind == "evening-before"}


# --- the chat takes it later ----------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("way", "address"), [("email", "dewi@example.com"), ("sms", DEWIS_PHONE)])
def test_a_reminder_whose_template_is_not_approved_goes_by_the_address_that_was_proved(
        way: Way, address: str, office: Journey) -> None:
    proved(office, way, address, name=DEWI)
    the_evening_comes(office)
    sweep_on_whatsapp(office)
    assert gist(office) == {("whatsapp", "dropped", f"not approved, sent by {way}"), (way, "due", None)}


def test_for_whom_has_no_other_way_it_waits_and_goes_once_when_they_write(office: Journey) -> None:
    the_evening_comes(office)
    sweep_on_whatsapp(office)
    assert gist(office) == {("whatsapp", "waiting", "not approved")}
    heard = len(office.chats[DEWI].heard)
    office.app.writer.submit(partial(outbox.wake, account="whatsapp", address=DEWI)).result()
    office.deliver()
    assert any("tomorrow" in said.text for said in office.chats[DEWI].since(heard))


def test_an_officers_words_wait_for_the_person_and_are_not_mailed(office: Journey) -> None:
    proved(office, "email", "dewi@example.com", name=DEWI)
    remind(office.chats[DEWI], CODE, "thread-closed")
    sweep_on_whatsapp(office)
    assert ("thread-closed", "waiting", "no template") in states(office, "whatsapp")
    assert "thread-closed" not in [kind for kind, _state, _why in states(office, "email")]


# --- the channel is off ---------------------------------------------------------------------------------------------------

def test_what_is_due_in_a_channel_that_is_off_waits_where_the_desk_sees_it(office: Journey) -> None:
    the_evening_comes(office)
    sweep(office, Off("whatsapp"))
    assert gist(office) == {("whatsapp", "waiting", "channel off")}
    with office.app.database.reading() as tx:
        assert outbox.depth(tx, office.clock.now()) == (0, None), "nothing spins on it"
        assert {row.problem for row in outbox.held(tx, office.app.office.key)} == {"channel off"}


def test_it_goes_by_the_address_that_was_proved(office: Journey) -> None:
    proved(office, "email", "dewi@example.com", name=DEWI)
    the_evening_comes(office)
    sweep(office, Off("whatsapp"))
    assert gist(office) == {("whatsapp", "dropped", "channel off, sent by email"), ("email", "due", None)}


@pytest.mark.parametrize(("at", "then"), [(1, ("sent", None)), (48, ("dropped", "no longer true"))])
def test_it_goes_when_the_channel_is_on_again_and_only_what_still_is_true(
        at: int, then: tuple[str, str | None], office: Journey) -> None:
    the_evening_comes(office)
    sweep(office, Off("whatsapp"))
    switched_on(office, "telegram", "email")
    assert gist(office) == {("whatsapp", "waiting", "channel off")}, "another channel is on"
    switched_on(office, "whatsapp")
    office.clock.advance(hours=at)
    sweep(office, Chat())
    assert gist(office) == {("whatsapp", *then)}


def test_what_waits_for_the_person_does_not_go_because_the_channel_is_on(office: Journey) -> None:
    the_evening_comes(office)
    sweep_on_whatsapp(office)
    switched_on(office, "whatsapp")
    assert gist(office) == {("whatsapp", "waiting", "not approved")}


def switched_on(office: Journey, *accounts: str) -> None:
    office.app.writer.submit(partial(outbox.switched_on, accounts=accounts)).result()


def test_the_program_runs_on_with_its_channels_off_and_wakes_what_waited_when_they_are_on(
        office: Journey, twilio: Twilio) -> None:
    office.restart()
    the_evening_comes(office)
    runs_until(office, ("whatsapp", "waiting", "channel off"))
    settings: dict[str, Any] = {**twilio_settings(twilio)}
    office.restart(**settings)
    runs_until(office, ("whatsapp", "waiting", "not approved"))


def runs_until(office: Journey, found: tuple[str, str, str]) -> None:
    """The whole program, but for its server."""
    async def story() -> None:
        web = Web(office.app)
        async with web._lifespan(web.starlette()):
            await asyncio.to_thread(until, lambda: found in gist(office))

    asyncio.run(story())


# --- nobody is there ------------------------------------------------------------------------------------------------------

def test_ready_that_reaches_nobody_is_kept_where_the_desk_sees_it(office: Journey) -> None:
    with office.app.database.transaction() as tx:
        cases = Cases(tx, office.app.settings, office.clock.now())
        cases.move(cases.plan([CODE], "received")[0][0])
    sweep(office, Chat(Gone("twilio 63024")))
    assert ("stage", "waiting", "twilio 63024") in states(office, "whatsapp")


@pytest.mark.parametrize(("problem", "state"), [(Gone("twilio 63024"), "dropped"), (Refused("twilio 63005"), "parked")])
def test_what_reaches_them_another_way_says_so(office: Journey, problem: Exception, state: str) -> None:
    proved(office, "email", "dewi@example.com", name=DEWI)
    the_evening_comes(office)
    sweep(office, Chat(problem))
    assert gist(office) == {("whatsapp", state, f"{problem}, sent by email"), ("email", "due", None)}


def test_a_reminder_is_dropped_with_whom_it_was_for(office: Journey) -> None:
    the_evening_comes(office)
    sweep(office, Chat(Gone("twilio 63024")))
    assert gist(office) == {("whatsapp", "dropped", "twilio 63024")}
