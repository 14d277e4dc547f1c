"""Status callbacks: what becomes of a message, told to its StatusCallback address, at once or when the test says so."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from tests.fakes.twilio.messages import SCOPED, TROUBLES, Message
from tests.fakes.twilio.wire import ACCOUNT, Pairs, Webhooks

STAGES = ("queued", "sent", "delivered", "read")
CHANNEL = "XE" + "7c1d" * 8


@dataclass(frozen=True)
class Callback:
    """To be posted to the message's address."""

    message: Message
    status: str

    @property
    def pairs(self) -> Pairs:
        message = self.message
        told = [("SmsSid", message.sid), ("SmsStatus", self.status), ("MessageStatus", self.status), ("To", message.to),
                ("MessageSid", message.sid), ("AccountSid", ACCOUNT), ("From", message.sender), ("ApiVersion", "2010-04-01")]
        if message.service:
            told.append(("MessagingServiceSid", message.service))
        if self.status == "queued":
            return told
        if message.is_sms:
            return told + [("ErrorCode", str(message.error))] * (self.status in ("undelivered", "failed"))
        told += [("ChannelPrefix", "whatsapp"), ("ChannelInstallSid", CHANNEL),
                 ("ChannelToAddress", f"{message.to.removeprefix('whatsapp:')[:-4]}XXXX")]
        if SCOPED.fullmatch(message.to):
            told.append(("ExternalUserId", message.to))
        if self.status == "sent":
            return [*told, ("StructuredMessage", "true" if message.as_template else "false")]
        told.append(("EventType", self.status.upper()))
        if self.status in ("undelivered", "failed"):
            told += [("ErrorCode", str(message.error)), ("ChannelStatusMessage", TROUBLES.get(message.error, ""))]
        return told


class Callbacks:
    """`waiting` holds them while `held`; else each goes out by itself, in order, from a thread of its own. `stages` are
    those that a message that arrives goes through."""

    def __init__(self, webhooks: Webhooks) -> None:
        self.webhooks = webhooks
        self.stages: Sequence[str] = STAGES
        self.held = False
        self.waiting: list[Callback] = []
        self.sent: list[tuple[Callback, int]] = []
        self._queue: queue.Queue[Callback | None] = queue.Queue()
        self._to_post = 0
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._counting = threading.Lock()

    def of(self, message: Message) -> list[Callback]:
        """What becomes of it, to be posted once the office has its answer (`post`); nothing, where nobody is to be told."""
        before = [stage for stage in self.stages if stage in ("queued", "sent")]
        ends = [one for one in self.stages if one != "read" or not message.is_sms]
        told = [Callback(message, one) for one in ([*before, "undelivered"] if message.error else ends)]
        if self.held:
            self.waiting.extend(told)
            return []
        if not message.status_callback and told:
            message.status = told[-1].status
            return []
        with self._counting:
            self._to_post += len(told)
        return told

    @property
    def are_posted(self) -> bool:
        """Whether each of those that go out by themselves has its answer."""
        return self._to_post == 0

    def post(self, callbacks: Sequence[Callback]) -> None:
        with self._starting:
            if callbacks and self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
        for callback in callbacks:
            self._queue.put(callback)

    def call(self, callback: Callback, signed: str | None = None) -> int:
        """Now; the office's status. In any order, and again, as the test likes."""
        callback.message.status = callback.status
        status = 0
        if callback.message.status_callback:
            status = self.webhooks.post(callback.message.status_callback, callback.pairs, signed)
        self.sent.append((callback, status))
        return status

    def release(self) -> None:
        """All that wait, in order."""
        waiting, self.waiting = self.waiting, []
        for callback in waiting:
            self.call(callback)

    def stop(self) -> None:
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(10)
            self._thread = None

    def _run(self) -> None:
        while (callback := self._queue.get()) is not None:
            self.call(callback)
            with self._counting:
                self._to_post -= 1
