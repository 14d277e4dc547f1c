"""Somebody with WhatsApp on their phone: what they do comes to the office as Twilio's webhook."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tests.fakes.twilio.callbacks import Callback
from tests.fakes.twilio.messages import Message
from tests.fakes.twilio.server import Twilio
from tests.fakes.twilio.wire import ACCOUNT, SENDER, Pairs, new_sid


@dataclass
class Person:
    """`url` is the office's public address for what comes in. Without a `number` only the business-scoped id is told, in each
    place where a number would be."""

    api: Twilio
    url: str
    number: str = "+15550100101"
    scoped: str = "US.1A2B3C4D5E6F7G8H9I0J"
    name: str = "Dewi"
    status: int = 0

    def __post_init__(self) -> None:
        self.last: Pairs = []

    @property
    def address(self) -> str:
        return f"whatsapp:{self.number or self.scoped}"

    @property
    def heard(self) -> list[Message]:
        return list(self.api.outbox.of_person[self.address])

    # --- what they do -----------------------------------------------------------------------------------------------

    def says(self, text: str, **more: str) -> None:
        """`more` are parameters of the webhook, over those that it has."""
        self.send(self.form("text", text, **more))

    def replies_to(self, message: Message, text: str) -> None:
        """Drawing aside an earlier message."""
        self.says(text, OriginalRepliedMessageSid=message.sid, OriginalRepliedMessageSender=SENDER)

    def presses(self, button: str) -> None:
        """The newest quick reply, or item of a list, with this id."""
        said = next(one for one in reversed(self.heard) if any(button == known for known, _label in one.buttons))
        place = [known for known, _label in said.buttons].index(button)
        label = said.buttons[place][1]
        answered = {"OriginalRepliedMessageSid": said.sid, "OriginalRepliedMessageSender": said.sender}
        if said.shown.kind == "list-picker":
            described = said.shown.descriptions[place]
            chosen = {"ListId": button, "ListTitle": label} | ({"ListDescription": described} if described else {})
            self.send(self.form("interactive", label, **chosen, **answered))
        else:
            kind = "button" if said.as_template else "interactive"
            self.send(self.form(kind, label, ButtonText=label, ButtonPayload=button, **answered))

    def sends(self, *contents: bytes, kind: str = "image/jpeg", caption: str = "", elsewhere: str = "",
              **more: str) -> list[str]:
        """Media in one message (WhatsApp sends each by itself); their sids. A photo "as file": `MessageType="document"`."""
        sid = new_sid("MM")
        message = {"image/webp": "sticker", "audio/ogg": "audio", "text/vcard": "contacts"}.get(kind, kind.partition("/")[0])
        made = [self.api.add_media(sid, content, kind, elsewhere) for content in contents]
        told = {"MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "NumMedia": str(len(made))}
        for place, one in enumerate(made):
            told |= {f"MediaContentType{place}": kind, f"MediaUrl{place}": self.api.url + one.path}
        self.send(self.form(message.replace("application", "document"), caption, **told | more))
        return [one.sid for one in made]

    def speaks(self, content: bytes) -> list[str]:
        """A voice message."""
        return self.sends(content, kind="audio/ogg")

    def sticks(self, content: bytes) -> list[str]:
        """A sticker."""
        return self.sends(content, kind="image/webp")

    def is_at(self, latitude: float, longitude: float, label: str = "") -> None:
        self.send(self.form("location", "", Latitude=str(latitude), Longitude=str(longitude),
                            **({"Label": label} if label else {})))

    def shares_contact(self, number: str, name: str = "Budi") -> list[str]:
        card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nTEL;TYPE=CELL:{number}\r\nEND:VCARD\r\n"
        return self.sends(card.encode(), kind="text/vcard")

    def again(self) -> None:
        """Twilio sends the same once more."""
        self.send(self.last)

    def reads(self, messages: Sequence[Message] = ()) -> None:
        """Sees them on the screen: all that came, unless some are named."""
        for message in messages or self.heard:
            self.api.callbacks.call(Callback(message, "read"))

    # --- the form -----------------------------------------------------------------------------------------------------

    def form(self, kind: str, body: str, **more: str) -> Pairs:
        """A webhook's parameters, as they come in 2026; their order is none."""
        sid = new_sid("SM")
        context = {"ProfileName": self.name} | ({"WaId": self.number[1:]} if self.number else {})
        told = {
            "SmsMessageSid": sid, "NumMedia": "0", **context, "MessageType": kind, "SmsSid": sid, "SmsStatus": "received",
            "Body": body, "To": SENDER, "NumSegments": "1", "ReferralNumMedia": "0", "MessageSid": sid, "AccountSid": ACCOUNT,
            "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": context}}, separators=(",", ":")),
            "From": self.address, "ExternalUserId": f"whatsapp:{self.scoped}", "ApiVersion": "2010-04-01"}
        return list((told | more).items())

    def send(self, pairs: Pairs, signed: str | None = None) -> int:
        """To the office, rightly signed unless something else is given; the window opens as Twilio got it, whatever the
        office answers."""
        told, self.last = dict(pairs), pairs
        self.api.outbox.open_window(told.get("From", self.address), told.get("ExternalUserId", self.address))
        self.api.received[told["MessageSid"]] = told
        self.status = self.api.webhooks.post(self.url, pairs, signed)
        return self.status
