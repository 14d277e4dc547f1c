"""What the doctor says of Telegram and WhatsApp."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.channels.whatsapp.contents import wanted
from bot.clock import ShiftedClock
from bot.flows.all import FLOWS
from tests.doctor.house import House, provision
from tests.fakes.servers import telegram_settings, twilio_settings
from tests.fakes.telegram import BotApi
from tests.fakes.twilio import wire
from tests.fakes.twilio.server import Twilio


def test_a_bot_with_a_wrong_token_or_that_is_away(house: House, bot_api: BotApi) -> None:
    settings = telegram_settings(bot_api)
    assert house.about("telegram", **settings | {"JANJI_TELEGRAM__TOKEN": "1:wrong"}) == [
        "WRONG  telegram: it doesn't know the token. Look at telegram.token (docs/telegram.md)."]
    bot_api.fail("getMe", "drop")
    assert house.about("telegram", **settings) == [
        "WRONG  telegram: can't be reached from here (lost). Messages are kept, and go later."]


def test_a_webhook_that_is_not_set_or_anothers_or_in_trouble(house: House, bot_api: BotApi) -> None:
    works = "ok     telegram: the token works; the bot is @janji_test_bot."
    asks, ours = telegram_settings(bot_api), telegram_settings(bot_api) | {"JANJI_TELEGRAM__WEBHOOK_URL": "https://janji.example"}
    assert house.about("telegram", **asks) == [works, "ok     telegram: Janji asks for what is new."]
    assert house.about("telegram", **ours) == [works, "WRONG  telegram: the webhook is not set. Start Janji: it sets it."]
    bot_api.webhook = {"url": "https://elsewhere.example/secret-path"}
    again = "Start Janji again, and see that no other Janji uses this bot."
    assert house.about("telegram", **ours) == [works, ("WRONG  telegram: the webhook is set to elsewhere.example, instead of "
                                                      f"https://janji.example/telegram/webhook. {again}")]
    assert house.about("telegram", **asks) == [works, ("WRONG  telegram: the webhook is set to elsewhere.example, while Janji "
                                                      f"here asks for what is new. {again}")]
    bot_api.webhook = {"url": "https://janji.example/telegram/webhook"}
    failed = datetime(2026, 11, 24, 16, 50, tzinfo=UTC)
    bot_api.troubles = {"pending_update_count": 3, "last_error_date": int(failed.timestamp()),
                        "last_error_message": "Wrong response from the webhook:\n502 Bad Gateway"}
    told = [works, "ok     telegram: brings messages to https://janji.example/telegram/webhook.",
            "note   telegram: 3 messages wait there."]
    house.clock = ShiftedClock(failed + timedelta(minutes=10))
    assert house.about("telegram", **ours) == [
        *told, ("WRONG  telegram: it could not reach the webhook at 2026-11-24 08:50: Wrong response from the webhook: 502 Bad "
               "Gateway")]
    house.clock = ShiftedClock(failed + timedelta(hours=2))
    assert house.about("telegram", **ours) == told


def test_the_officers_group_which_the_bot_is_in_or_not_or_that_moved(house: House, bot_api: BotApi) -> None:
    settings = telegram_settings(bot_api) | {"JANJI_TELEGRAM__OFFICERS_GROUP": "-4001"}
    said = {"member": "ok     telegram: the bot is in the officers' group.",
            "restricted": "WRONG  telegram: the bot may not write in the officers' group; its administrators can allow it.",
            "kicked": ("WRONG  telegram: the bot is not in the officers' group: add it there, or look at "
                       "telegram.officers_group (docs/telegram.md).")}
    assert house.about("telegram", **settings)[-1] == said["kicked"]
    for status, line in said.items():
        bot_api.groups[-4001] = status
        assert house.about("telegram", **settings)[-1] == line
    bot_api.moved[-4001] = -1001500000009
    assert house.about("telegram", **settings)[-1] == (
        "WRONG  telegram: the officers' group has another id now: set telegram.officers_group to -1001500000009.")
    bot_api.fail("getChatMember", 500)
    assert house.about("telegram", **settings)[-1] == "WRONG  telegram: asked for the officers' group it answers 500."


def test_an_account_at_twilio_that_is_half_set_wrong_or_away(house: House, twilio: Twilio) -> None:
    settings = twilio_settings(twilio)
    assert house.about("whatsapp", JANJI_TWILIO__ACCOUNT_SID=wire.ACCOUNT) == [
        "WRONG  whatsapp: off: it takes all of twilio.account_sid, twilio.auth_token and twilio.sender."]
    assert house.about("whatsapp", **settings | {"JANJI_TWILIO__AUTH_TOKEN": "wrong"}) == [
        "WRONG  whatsapp: Twilio refuses the account or its token. Look at twilio.account_sid and twilio.auth_token."]
    twilio.fail("list contents and approvals", "drop")
    assert house.about("whatsapp", **settings) == [
        "WRONG  whatsapp: Twilio can't be reached from here (lost). Messages are kept, and go later."]


def test_templates_that_are_not_made_wait_were_rejected_or_moved(house: House, twilio: Twilio) -> None:
    settings = twilio_settings(twilio)
    works = ["ok     whatsapp: Twilio takes the account and its token.",
             "WRONG  whatsapp: Twilio can't reach Janji: set public_url."]
    contents = len(list(wanted(("id", "en"), FLOWS.templates)))
    assert house.about("whatsapp", **settings) == [
        *works, (f"WRONG  whatsapp: {contents} buttons, lists or templates are not made, or have other words now. Run: janji "
                "whatsapp provision")]
    provision(house, settings, twilio)
    names = sorted(template.sample.name for template in FLOWS.templates.values())
    there = {one.friendly_name: one for one in twilio.contents.all.values() if one.approval and one.language == "id"}
    first, second, third = (next(one for name, one in there.items() if name.startswith(f"janji_{which}_id"))
                            for which in names[:3])
    twilio.contents.decide(first, "rejected", "INVALID_FORMAT")
    twilio.contents.decide(second, "pending")
    twilio.contents.recategorise(third, "MARKETING")
    assert house.about("whatsapp", **settings) == [
        *works, "ok     whatsapp: all buttons, lists and templates are made.",
        f"ok     whatsapp, id: {len(names) - 2} templates are approved.",
        f"WRONG  whatsapp, id: moved to MARKETING: {names[2]}. docs/whatsapp.md says what to do.",
        f"WRONG  whatsapp, id: rejected: {names[0]}. docs/whatsapp.md says what to do.",
        f"note   whatsapp, id: 1 templates wait for approval: {names[1]}.",
        f"ok     whatsapp, en: {len(names)} templates are approved."]
