"""The Twilio of the tests can be told to fail; and its media is the account's alone."""

from __future__ import annotations

import time
from typing import Any

import pytest
from requests import ConnectionError as Lost
from requests import ReadTimeout, request
from requests.exceptions import ChunkedEncodingError
from twilio.base.exceptions import TwilioRestException

from tests.fakes.asking import BUDI, DEWI, MESSAGES, ask, text
from tests.fakes.twilio.media import OtherHost
from tests.fakes.twilio.server import Twilio
from tests.fakes.twilio.wire import SENDER, Failing


@pytest.mark.parametrize(("how", "code", "told"), [
    (429, 0, 20429), (500, 0, 20500), (503, 0, 20503), (400, 63024, 63024), (400, 21610, 21610),
])
def test_it_fails_when_it_is_told_to(api: Twilio, client: Any, how: int, code: int, told: int) -> None:
    api.fail("send", how, code=code)
    with pytest.raises(TwilioRestException) as failed:
        text(client)
    assert (failed.value.status, failed.value.code) == (how, told)
    assert api.messages == []
    assert text(client).sid == api.messages[0].sid


def test_it_says_when_to_come_again(api: Twilio) -> None:
    api.fail("list contents", 429, Retry_After="2")
    assert ask(api, "GET", "/v1/Content").headers["Retry-After"] == "2"


def test_it_hangs_up_before_or_after_it_is_done(api: Twilio, client: Any) -> None:
    for how, kept in (("drop", 0), ("drop-after", 1)):
        api.fail("send", how)
        with pytest.raises((Lost, ChunkedEncodingError)):
            text(client)
        assert len(api.messages) == kept
    api.fail("send", "nonsense")
    with pytest.raises(TwilioRestException) as failed:
        text(client)
    assert failed.value.status == 502


def test_it_does_not_answer(api: Twilio) -> None:
    api.fail("send", "hang")
    began = time.monotonic()
    with pytest.raises(ReadTimeout):
        ask(api, "POST", f"{MESSAGES}.json", data={"To": DEWI, "From": SENDER, "Body": "a"}, timeout=0.2)
    assert time.monotonic() - began < 10
    assert api.messages == []


def test_it_fails_for_one_person_alone(api: Twilio, client: Any) -> None:
    api.failing_people[BUDI] = Failing(400, 63003)
    with pytest.raises(TwilioRestException) as failed:
        text(client, to=BUDI)
    assert failed.value.code == 63003
    assert text(client).sid


# --- media ------------------------------------------------------------------------------------------------------------

def test_media_is_the_accounts_alone_and_goes_when_it_is_deleted(api: Twilio, client: Any) -> None:
    media = api.add_media("MM" + "1" * 32, b"a photo", "image/jpeg")
    assert ask(api, "GET", media.path, auth=None).status_code == 401
    answer = ask(api, "GET", media.path)
    assert (answer.content, answer.headers["Content-Type"]) == (b"a photo", "image/jpeg")
    assert [one.sid for one in client.messages(media.message).media.list()] == [media.sid]
    api.fail("delete media", 409, code=20009, times=2)
    assert [ask(api, "DELETE", f"{media.path}.json").status_code for _try in range(4)] == [409, 409, 204, 404]
    assert ask(api, "GET", media.path).status_code == 404


def test_media_may_lie_with_another_host(api: Twilio) -> None:
    host = OtherHost()
    media = api.add_media("MM" + "1" * 32, b"", "image/jpeg", host.serve("/a?signed=1", b"a photo", "image/jpeg"))
    answer = ask(api, "GET", media.path, allow_redirects=True)
    assert answer.content == b"a photo"
    assert [answer.history[0].status_code, media.fetched] == [307, 1]
    assert "Authorization" not in host.headers[0]
    ask(api, "GET", media.path)
    ask_there = request("GET", media.elsewhere, auth=("a", "b"), timeout=20)
    assert ask_there.status_code == 200
    assert "Authorization" in host.headers[1]
    host.stop()
