"""A toy channel, as small as one can be."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from bot.attachments import keepsake
from bot.channels.capabilities import Capabilities
from bot.conversation import events
from bot.conversation.channel import Later
from bot.conversation.message import Attachment, Message
from bot.conversation.prompts import Files
from bot.desk import intake
from storage import people
from storage.database import Transaction
from tests.channels.contract import Heard, Speaker
from tests.channels.office import RunningOffice
from tests.channels.speakers.line import Line, line


class Toy:
    """All that a channel needs: an account, a way to send, and events for what comes in."""

    account = "toy"
    limits = Capabilities("toy")

    def __init__(self, office: RunningOffice) -> None:
        self._office = office
        self.lines: defaultdict[str, list[Line]] = defaultdict(list)
        self.files: defaultdict[str, list[list[bytes]]] = defaultdict(list)
        self.loses_next = False

    async def send(self, address: str, message: Message) -> None:
        self.lines[address].append(line(message))
        self.files[address].append([self._made(address, one) for one in message.attachments if one.kind in ("qr", "ics")])
        if self.loses_next:
            self.loses_next = False
            raise Later(reason="no answer")

    def _made(self, address: str, one: Attachment) -> bytes:
        with self._office.database.reading() as tx:
            person = self._office.person(tx, self.account, address)
            assert person is not None
            made = keepsake(self._office.app, tx, person, one.kind, one.subject)
        assert made is not None
        return made.content


class ToySpeaker:
    """Somebody with a toy."""

    account = "toy"
    language = "en"

    def __init__(self, office: RunningOffice, toy: Toy | None = None, address: str = "tin can 1") -> None:
        self._office, self._toy, self.address = office, toy or Toy(office), address
        self._last: events.Event | None = None
        office.opens(self._toy)

    def says(self, text: str) -> None:
        self._take(events.Typed(text))

    def presses(self, button: str) -> None:
        self._take(events.Pressed(button))

    def sends(self, contents: Sequence[bytes]) -> None:
        app = self._office.app
        taken = [intake.judge(app.office, self.address, secrets.token_hex(8), content) for content in contents]
        kept = [one for one in taken if isinstance(one, intake.Taken)]
        app.writer.submit(partial(self._record, kept)).result(10)
        for one, content in zip(kept, contents, strict=True):
            app.store.write_once(one.key, content)
        self._take(events.Sent(Files(keys=tuple(one.key for one in kept)), sum(one.size for one in kept)))

    def sends_broken(self, content: bytes) -> str | None:
        assert isinstance(intake.judge(self._office.app.office, self.address, "broken", content), intake.NotTaken)
        self._take(events.Other("broken-file"))
        return None

    def loses_an_answer(self) -> bool:
        self._toy.loses_next = True
        return True

    def other(self) -> Speaker | None:
        return ToySpeaker(self._office, self._toy, "tin can 2")

    def again(self) -> bool:
        assert self._last is not None
        self._office.do(self._office.app.take(self._last, sent=True))
        return True

    @property
    def limits(self) -> Capabilities:
        return self._toy.limits

    @property
    def heard(self) -> Sequence[Heard]:
        return list(self._toy.lines[self.address])

    @property
    def received(self) -> Sequence[Sequence[bytes]]:
        return list(self._toy.files[self.address])

    def _record(self, taken: Sequence[intake.Taken], tx: Transaction) -> None:
        app = self._office.app
        person = people.find_or_add(tx, app.office.key, self.account, self.address, "en", None, app.clock.now())
        for one in taken:
            assert intake.record(tx, app.office, person, one, app.clock.now()) == one

    def _take(self, what: events.What) -> None:
        self._last = events.Event(secrets.token_hex(8), events.Sender(self.account, self.address, "en"), what)
        self._office.do(self._office.app.take(self._last, sent=True))
