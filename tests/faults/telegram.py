"""Telegram: updates to the webhook, and what the Bot API is asked to send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from benchmarks.bot_api import BotApi
from benchmarks.people import Crowd
from benchmarks.programs import on_telegram
from tests.faults.crowd import Watching
from tests.janji import Janji


class Telegram(BotApi, Watching):
    """It knows each message of each chat, and which came twice."""

    account, first = "telegram", 800_000_000

    def settings(self, janji: Janji) -> Mapping[str, str]:
        return on_telegram(self.url, janji.port)

    async def crowd(self, janji: Janji) -> Crowd:
        await self.webhook_set.wait()
        return Crowd(self, self.webhook["url"], self.webhook["secret_token"], script=True)

    def number(self, update: Mapping[str, Any]) -> str:
        return str(update["update_id"])

    def send(self, given: dict[str, Any]) -> object:
        chat = int(given["chat_id"])
        if self.is_new(chat, json.dumps((given["text"], given.get("reply_markup")))):
            return super().send(given)
        return self.message(chat, given["text"])
