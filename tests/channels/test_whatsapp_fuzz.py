"""Thousands of forms with a right signature: never a 5xx, and nothing changes but by what a person may really say."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

import pytest

from bot.channels.twilio import statuses as told
from bot.channels.twilio.webhook import clean
from bot.channels.whatsapp import incoming
from tests.channels.fuzzing import request, statuses
from tests.channels.test_whatsapp_payloads import PAYLOADS
from tests.channels.whatsapp_desk import PUBLIC, Desk, desk_in
from tests.fakes.twilio.wire import ACCOUNT, AUTH_TOKEN, SENDER, signature

BODIES = 10_000
ODD = ("", " ", "\0", "x", "-1", "0", "3", "999999999999999999999999", "1.5", "٣", "ya" * 500, "\ufffd", "\u202e😀", "../..",
       "whatsapp:", "whatsapp:+", "whatsapp:\r\nX: y", "whatsapp:+15550100101", "https://api.twilio.com/", "//[", "null", "[]",
       "image/jpeg", "text/vcard", "a.b.c", "{{1}}", "delivered", "failed", "63016", "SM/../x", "SM" + "0" * 300)
NAMES = ("Body", "NumMedia", "MediaUrl0", "MediaContentType0", "ButtonPayload", "ListId", "Latitude", "ErrorCode", "zzz", "")

Form = dict[str, str]


def spoiled(form: Form, chance: random.Random) -> Form:
    """The same with something in it that doesn't belong there."""
    kept = {name: chance.choice(ODD) if chance.random() < 0.12 else value for name, value in form.items()
            if chance.random() > 0.06}
    if chance.random() < 0.3:
        kept[chance.choice(NAMES)] = chance.choice(ODD)
    return kept


def forms(count: int) -> Iterator[tuple[str, Form]]:
    """A path each, and what is posted there."""
    chance = random.Random(810)
    known = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(PAYLOADS.iterdir())]
    for number in range(count):
        form = spoiled(chance.choice(known), chance)
        if form.get("MessageSid", "").startswith(("SM", "MM")) and len(form["MessageSid"]) == 34:
            form["MessageSid"] = f"SM{number:032}"
        yield chance.choice(("/whatsapp/webhook", "/whatsapp/status")), form


def is_said(path: str, form: Form) -> bool:
    """Whether a person or Twilio may say so, however odd the rest of it is."""
    form = {name: clean(value) for name, value in form.items()}
    if form.get("AccountSid") != ACCOUNT:
        return False
    if path.endswith("status"):
        return told.read(form) is not None
    try:
        incoming.read(form)
    except incoming.NotRead:
        return False
    return form.get("To") == SENDER


def signed(some: Iterable[tuple[str, Form]]) -> Iterator[bytes]:
    """As Twilio sends them."""
    for path, form in some:
        proof = signature(AUTH_TOKEN, PUBLIC + path, form.items())
        yield request(path, urlencode(form).encode(), f"X-Twilio-Signature: {proof}")


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_in(tmp_path_factory.mktemp("office"), provisioned=False) as made:
        yield made


@pytest.mark.no_cover                                        # other tests cover the same
def test_fuzzed_forms(desk: Desk) -> None:
    said: list[tuple[str, Form]] = []
    nothing: list[tuple[str, Form]] = []
    for path, form in forms(BODIES):
        (said if is_said(path, form) else nothing).append((path, form))
    assert len(nothing) > BODIES / 10
    assert len(said) > BODIES / 10
    with desk.unchanged():
        assert statuses(desk.office.port, signed(nothing)) == {200}
    desk.twilio.callbacks.stages = ()                        # what is answered is not the point
    assert statuses(desk.office.port, signed(said)) == {200}


def test_forged_forms_change_nothing(desk: Desk) -> None:
    with desk.unchanged():
        forged = [(path, form) for path, form in forms(300) if is_said(path, form)]
        for path, form in forged:
            assert desk.twilio.webhooks.post(PUBLIC + path, list(form.items()), "x" * 28) == 403
