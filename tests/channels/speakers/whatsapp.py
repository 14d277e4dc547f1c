"""WhatsApp."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.request import urlopen

from bot.channels.capabilities import WHATSAPP
from tests.channels.contract import Heard, Speaker
from tests.channels.office import RunningOffice
from tests.channels.speakers.line import Line
from tests.channels.speakers.phone import Phone
from tests.fakes.twilio.people import Person
from tests.fakes.twilio.server import Twilio


class WhatsAppSpeaker(Phone):
    """A phone with WhatsApp."""

    account, limits = "whatsapp", WHATSAPP
    language = "id"                                          # a number says nothing of it
    person: Person

    def __init__(self, office: RunningOffice, twilio: Twilio, number: str = "+15550100101") -> None:
        self._office, self._twilio = office, twilio
        twilio.outbox.now = office.clock.now
        self.person = Person(twilio, f"{office.url}/whatsapp/webhook", number)
        self.address = self.person.address

    def sends(self, contents: Sequence[bytes]) -> None:
        self.person.sends(*contents)
        self.was_taken()

    def loses_an_answer(self) -> bool:
        self._twilio.fail("send", "drop-after")
        return True

    def other(self) -> Speaker | None:
        return WhatsAppSpeaker(self._office, self._twilio, "+15550100102")

    @property
    def heard(self) -> Sequence[Heard]:
        return [Line(one.text, tuple(one.buttons), tuple(one.shown.descriptions)) for one in self.person.heard
                if not one.shown.media]

    @property
    def received(self) -> Sequence[Sequence[bytes]]:
        """A calendar file, which WhatsApp doesn't take, is a link to open."""
        links = re.escape(self._office.url) + r"/keepsake/\S+"
        return [[urlopen(link, timeout=20).read() for link in (*one.shown.media, *re.findall(links, one.text))]
                for one in self.person.heard]
