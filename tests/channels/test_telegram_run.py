"""`janji run` with nothing but variables of the environment set: a whole booking with photos over Telegram, by webhook and
by polling; Telegram away at the start; killed in the middle."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.channels.contract import PHOTO, Talk, a_whole_booking_with_photos
from tests.channels.office import looking_at
from tests.channels.speakers import TelegramSpeaker
from tests.channels.test_telegram import pages
from tests.fakes.telegram import TOKEN, BotApi
from tests.janji import ROOT, Janji, until
from tests.journeys import parts

Run = Callable[..., Janji]


@pytest.fixture
def run(api: BotApi, tmp_path: Path) -> Iterator[Run]:
    """An office with this bot; `webhook`: with a public address."""
    made: list[Janji] = []

    def make(webhook: bool) -> Janji:
        janji = Janji(tmp_path, JANJI_TELEGRAM__TOKEN=TOKEN, JANJI_TELEGRAM__API_BASE_URL=api.url,
                      JANJI_LIMITS__MESSAGES_A_MINUTE="1000", JANJI_TELEGRAM__CHAT_BURST="100",
                      JANJI_CONVERSATION__QUIET_SECONDS="0.3").was_here()
        if webhook:
            janji.environment["JANJI_TELEGRAM__WEBHOOK_URL"] = f"{janji.url}/telegram/webhook"
        made.append(janji)
        return janji

    yield make
    for janji in made:
        janji.stop()
        assert TOKEN not in janji.said()
        assert TOKEN.partition(":")[2] not in janji.said()


class Patient(TelegramSpeaker):
    """Waits until an update was asked for, where there is no webhook."""

    def was_taken(self) -> None:
        until(lambda: not self.person.api.waiting)


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
def test_a_whole_booking_with_photos(webhook: bool, run: Run, api: BotApi) -> None:
    janji = run(webhook)
    janji.start()
    until(lambda: len(api.commands) == 3)
    assert f"Telegram: on, by {'webhook' if webhook else 'asking'}" in janji.out()
    assert bool(api.webhook) is webhook
    a_whole_booking_with_photos(Waiting(looking_at(janji), TelegramSpeaker(api) if webhook else Patient(api)))
    assert janji.stop() == 0
    assert "ERROR" not in janji.err().upper()


class Waiting(Talk):
    """By real time: photos are acknowledged after a pause."""

    def sends(self, pages: int = 1) -> list[bytes]:
        before = len(self.heard)
        contents = super().sends(pages)
        until(lambda: len(self.heard) > before)
        return contents


def test_telegram_is_away_at_the_start(run: Run, api: BotApi) -> None:
    api.stop()
    janji = run(webhook=True)
    janji.start()
    until(lambda: "telegram_not_ready" in janji.err())
    assert janji.get("/readyz")[0] == 200
    api.start()
    until(lambda: len(api.commands) == 3)


def test_a_photo_is_fetched_after_a_kill(run: Run, api: BotApi) -> None:
    janji = run(webhook=True)
    janji.start()
    until(lambda: len(api.commands) == 3)
    speaker = TelegramSpeaker(api)
    office = looking_at(janji)
    talk = Waiting(office, speaker)
    parts.booked(talk)
    talk.picks("papers", "old-passport")
    api.fail("getFile", "hang")
    speaker.person.photo(PHOTO)
    assert speaker.person.status == 200
    until(lambda: bool(api.of("getFile")))
    janji.kill()
    assert pages(office) == []
    janji.start()
    until(lambda: pages(office) == [PHOTO])


def test_without_a_token_it_is_off_and_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    janji = Janji(tmp_path).was_here()
    janji.start()
    assert "Telegram: off" in janji.out()
    with pytest.raises(HTTPError):
        urlopen(f"{janji.url}/telegram/webhook", b"{}", timeout=5)
    assert janji.stop() == 0
    look = "import sys, bot.cli, bot.web; print([one for one in sys.modules if 'telegram' in one or one.startswith('httpx')])"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
