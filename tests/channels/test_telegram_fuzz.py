"""Thousands of bodies with the right secret: never a 5xx, and nothing changes but by what a person may really say."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.updates import ALLOWED, Group, Private, read
from tests.channels.fuzzing import request, statuses
from tests.channels.office import RunningOffice
from tests.channels.test_telegram_updates import PAYLOADS
from tests.fakes.telegram import BotApi

BODIES = 10_000

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, 2**53, -2**63, 10**30, "", "x", "\0", "\ud800", "ya" * 3000, [], [[]], [None], {},
    {"id": 1}, {"id": "1"}, "private", "supergroup", float("nan"), [{"inline_keyboard": [[{}]]}])


def spoiled(value: Any, chance: random.Random) -> Any:
    """The same with something in it that doesn't belong there."""
    if chance.random() < 0.12:
        return chance.choice(ODD)
    match value:
        case dict():
            kept = {key: spoiled(inner, chance) for key, inner in value.items() if chance.random() > 0.06}
            more = {chance.choice(["text", "photo", "chat", "zzz"]): chance.choice(ODD)} if chance.random() < 0.1 else {}
            return kept | more
        case list():
            return [spoiled(inner, chance) for inner in value] * chance.choice((1, 1, 1, 2))
    return value


def bodies(count: int) -> Iterator[bytes]:
    """Updates with faults, and now and then no JSON at all."""
    chance = random.Random(810)
    every = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(PAYLOADS.iterdir())]
    known = [update for update in every for _time in range(1 if update.keys().isdisjoint(ALLOWED) else 3)]
    for number in range(count):
        update = spoiled(chance.choice(known), chance)
        if isinstance(update, dict) and isinstance(update.get("update_id"), int):
            update["update_id"] = 900_000_000 + number
        body = json.dumps(update).encode()
        if chance.random() < 0.1:
            cut = chance.randrange(len(body) + 1)
            body = body[:cut] + bytes(chance.randrange(256) for _ in range(chance.randrange(6))) + body[cut + 1:]
        yield body


def is_said(body: bytes) -> bool:
    """Whether it is something that a person or a group may send, however odd the rest of it is."""
    try:
        return isinstance(read(json.loads(body)), Private | Group)
    except (ValueError, RecursionError):
        return False


@pytest.mark.no_cover                                        # other tests cover the same
def test_fuzzed_bodies(office: RunningOffice, api: BotApi) -> None:
    every = list(bodies(BODIES))
    nothing = [body for body in every if not is_said(body)]
    said = [body for body in every if is_said(body)]
    assert len(nothing) > BODIES / 4
    assert len(said) > BODIES / 10
    secret = f"X-Telegram-Bot-Api-Secret-Token: {api.webhook['secret_token']}"

    def answered(some: list[bytes]) -> set[int]:
        return statuses(office.port, (request("/telegram/webhook", body, secret) for body in some))

    with office.unchanged():
        assert answered(nothing) == {200}
    assert answered(said) == {200}


@pytest.mark.parametrize("name", ["text", "press", "photo"])
def test_the_unspoiled_ones_do_change_something(name: str, office: RunningOffice, api: BotApi, tmp_path: Path) -> None:
    before = office.rows()
    assert api.post((PAYLOADS / f"{name}.json").read_bytes()) == 200
    assert office.rows() != before
