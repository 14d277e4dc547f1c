"""WhatsApp: signed forms to the webhook, and the messages that Twilio is asked to send."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from benchmarks.bot_api import Chat
from benchmarks.people import PATIENCE, Crowd, Step, Types
from bot.channels.whatsapp.channel import WEBHOOK
from tests.fakes.servers import twilio_settings
from tests.fakes.twilio.messages import Message, Messages
from tests.fakes.twilio.people import Person
from tests.fakes.twilio.server import Twilio
from tests.fakes.twilio.wire import AUTH_TOKEN, Pairs, Webhooks, signature
from tests.faults.crowd import Watching
from tests.janji import Janji


class WhatsApp(Watching):
    """A message with buttons ends what is said in a turn; what is longer than WhatsApp takes came before it."""

    account, first = "whatsapp", 1_555_000_0000

    async def start(self) -> None:
        self.twilio = Twilio()
        self.twilio.outbox = Arriving(self, self.twilio)
        self.twilio.webhooks = Unposted(AUTH_TOKEN)          # what people do; what becomes of a message is posted at once
        self.twilio.callbacks.stages = ("delivered",)
        self.twilio.start()

    def settings(self, janji: Janji) -> Mapping[str, str]:
        return {**twilio_settings(self.twilio), "JANJI_PUBLIC_URL": janji.url, "JANJI_PAPERS__WHATSAPP": "chat",
                "JANJI_OFFICE__LANGUAGES": "[en, id]"}

    async def crowd(self, janji: Janji) -> Crowd:
        made = await asyncio.to_thread(janji.does, "whatsapp", "provision")
        assert made.returncode == 0, made.stderr
        return Forms(self, janji.url + WEBHOOK, AUTH_TOKEN, script=True)

    def number(self, update: Mapping[str, Any]) -> str:
        return str(update["MessageSid"])

    def arrived(self, message: Message) -> None:
        number, keyboard = int(message.to.partition("+")[2]), [
            [{"text": label, "callback_data": button}] for button, label in message.buttons]
        if self.is_new(number, repr((message.text, keyboard, message.shown.media))) and keyboard:
            self.chat(number).asked(0, message.text, {"inline_keyboard": keyboard})


class Arriving(Messages):
    """The outbox of a Twilio in other threads."""

    def __init__(self, watching: WhatsApp, twilio: Twilio) -> None:
        super().__init__(twilio.contents, twilio.outbox.now)
        self._watching, self._loop = watching, asyncio.get_running_loop()

    def accept(self, pairs: Pairs) -> Message:
        message = super().accept(pairs)
        if not message.error:
            self._loop.call_soon_threadsafe(self._watching.arrived, message)
        return message


class Unposted(Webhooks):
    """The crowd posts it, and again until it is taken."""

    def post(self, url: str, pairs: Pairs, signed: str | None = None) -> int:
        return 0


class Forms(Crowd):
    """The same people with another telephone."""

    def __init__(self, api: WhatsApp, webhook: str, secret: str, script: bool) -> None:
        super().__init__(api, webhook, secret, script)
        self._twilio, self._url, self._token = api.twilio, webhook, secret

    def update(self, chat: Chat, step: Step, number: int) -> dict[str, Any]:
        person = Person(self._twilio, self._url, f"+{chat.id}")
        if isinstance(step, Types):
            person.says(step.words)
        else:
            person.presses(self.button(chat, step, number))
        return dict(person.last)

    async def post(self, update: dict[str, Any]) -> int:
        signed = {"X-Twilio-Signature": signature(self._token, self._url, update.items())}
        return (await self.http.post("", urlencode(update).encode(), "application/x-www-form-urlencoded", seconds=PATIENCE,
                                      headers=signed)).status
