"""What the doctor says of the mail server and of the number for SMS. It sends nothing."""

from __future__ import annotations

import pytest

from tests.doctor.house import House
from tests.fakes.smtp import MailServer
from tests.fakes.twilio import wire
from tests.fakes.twilio.server import Twilio
from tests.fakes.twilio.sms import SMS_SENDER


def mail(server: MailServer, **settings: str) -> dict[str, str]:
    return {"JANJI_SMTP__HOST": "127.0.0.1", "JANJI_SMTP__PORT": str(server.port),
            "JANJI_SMTP__SENDER": "desk@kjri.example.org", **settings}


def texting(twilio: Twilio, **settings: str) -> dict[str, str]:
    return {"JANJI_TWILIO__ACCOUNT_SID": wire.ACCOUNT, "JANJI_TWILIO__AUTH_TOKEN": wire.AUTH_TOKEN,
            "JANJI_TWILIO__API_BASE_URL": twilio.url, "JANJI_SMS__SENDER": SMS_SENDER,
            "JANJI_PUBLIC_URL": "http://127.0.0.1:1", **settings}


def test_a_mail_server_that_answers_is_well_and_gets_nothing(house: House) -> None:
    with MailServer() as server:
        assert house.about("e-mail", **mail(server)) == [f"ok     e-mail: 127.0.0.1:{server.port} answers."]
    with MailServer(login=("desk", "s3cret")) as server:
        known = mail(server, JANJI_SMTP__USER="desk", JANJI_SMTP__PASSWORD="s3cret")
        assert house.about("e-mail", **known) == [f"ok     e-mail: 127.0.0.1:{server.port} answers, and lets us in."]
        assert server.mails == []


def test_a_mail_server_that_is_half_set_away_or_refuses(house: House) -> None:
    assert house.about("e-mail", JANJI_SMTP__HOST="127.0.0.1") == [
        "WRONG  e-mail: off: it takes both smtp.host and smtp.sender."]
    with MailServer(login=("desk", "s3cret")) as server:
        settings, at = mail(server), f"WRONG  e-mail: 127.0.0.1:{server.port}"
        wrong = settings | {"JANJI_SMTP__USER": "desk", "JANJI_SMTP__PASSWORD": "other"}
        assert house.about("e-mail", **wrong) == [
            f"{at} refuses the user or the password: look at smtp.user and smtp.password. Mails are kept, and go later."]
        server.answers["greet"] = "554 not from there"
        assert house.about("e-mail", **settings) == [f"{at} answers 554. Mails are kept, and go later."]
    [away] = house.about("e-mail", **settings)
    assert away.startswith(f"{at} can't be reached from here (")


def test_a_number_that_is_the_accounts_own(house: House, twilio: Twilio) -> None:
    settings = texting(twilio)
    assert house.about("sms", "whatsapp", **settings) == [
        "note   whatsapp: off (docs/whatsapp.md).",
        "ok     sms: Twilio takes the account and its token; the number is its own."]
    assert [call.route for call in twilio.calls if call.ok] == ["list numbers"]


@pytest.mark.parametrize(("how", "said"), [
    ("no account", "WRONG  sms: off: it takes twilio.account_sid and twilio.auth_token too."),
    ("wrong token", "WRONG  sms: Twilio refuses the account or its token. Look at twilio.account_sid and twilio.auth_token."),
    ("voice only", "WRONG  sms: the number can't send SMS. Take another one at Twilio (sms.sender)."),
    ("another's", "WRONG  sms: the account at Twilio has no such number. Look at sms.sender."),
    ("away", "WRONG  sms: Twilio can't be reached from here (lost). Messages are kept, and go later.")])
def test_a_number_with_which_something_is_wrong(house: House, twilio: Twilio, how: str, said: str) -> None:
    settings = texting(twilio)
    match how:
        case "no account":
            settings = {"JANJI_SMS__SENDER": SMS_SENDER}
        case "wrong token":
            settings["JANJI_TWILIO__AUTH_TOKEN"] = "wrong"
        case "voice only":
            twilio.numbers[SMS_SENDER] = False
        case "another's":
            twilio.numbers.clear()
        case "away":
            twilio.fail("list numbers", "drop")
    assert house.about("sms", **settings) == [said]
