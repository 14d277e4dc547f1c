"""Telegram."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from bot.channels.capabilities import TELEGRAM
from tests.channels.contract import Heard, Speaker
from tests.channels.speakers.phone import Phone
from tests.fakes.telegram import BotApi, Person


class TelegramSpeaker(Phone):
    """A phone with Telegram."""

    account, limits = "telegram", TELEGRAM
    language = "en"
    person: Person

    def __init__(self, api: BotApi, number: int = 7001) -> None:
        self._api = api
        self.person = Person(api, number)
        self.address = str(number)

    def sends(self, contents: Sequence[bytes]) -> None:
        album = secrets.token_hex(6) if len(contents) > 1 else ""
        for content in contents:
            self.person.photo(content, album=album)
            self.was_taken()

    def loses_an_answer(self) -> bool:
        self._api.fail("sendMessage", "drop-after")
        return True

    def other(self) -> Speaker | None:
        return TelegramSpeaker(self._api, int(self.address) + 1)

    @property
    def heard(self) -> Sequence[Heard]:
        return [one for one in self.person.heard if one.kind == "text"]

    @property
    def received(self) -> Sequence[Sequence[bytes]]:
        return [[one.content] for one in self.person.heard if one.content]
