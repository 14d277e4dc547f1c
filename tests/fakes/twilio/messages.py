"""The Messages API: what may be sent, what becomes of it, and what each person sees."""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.twilio import shapes, sms
from tests.fakes.twilio.contents import Content, Contents
from tests.fakes.twilio.shapes import Shown
from tests.fakes.twilio.wire import ACCOUNT, SENDER, SERVICE, Pairs, Refused, new_sid

ANY = r"[\s\S]*"
BOOLEAN = "(?i:true|false)"
PARAMETERS: Mapping[str, str] = {
    "To": ANY, "From": ANY, "Body": ANY, "MediaUrl": ANY, "StatusCallback": ANY, "ContentSid": ANY, "ContentVariables": ANY,
    "MessagingServiceSid": ANY, "ApplicationSid": "AP[0-9a-fA-F]{32}", "MaxPrice": r"\d+(\.\d+)?", "ProvideFeedback": BOOLEAN,
    "Attempt": r"\d+", "ValidityPeriod": r"[1-9]\d{0,3}|[12]\d{4}|3[0-5]\d{3}|36000", "ForceDelivery": BOOLEAN,
    "ContentRetention": "retain|discard", "AddressRetention": "retain|obfuscate", "SmartEncoded": BOOLEAN,
    "PersistentAction": ANY, "TrafficType": "free", "ShortenUrls": BOOLEAN, "ScheduleType": "fixed",
    "SendAt": r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)", "SendAsMms": BOOLEAN, "RiskCheck": "enable|disable",
    "FallbackFrom": ANY,
}
"""The names that POST Messages.json knows, with the form of their values."""

REPEATED = {"MediaUrl", "PersistentAction"}
NUMBER = re.compile(r"whatsapp:\+[1-9]\d{6,14}")
SCOPED = re.compile(r"whatsapp:[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
"""The business-scoped id of a person whose number stays unknown."""

WINDOW = timedelta(hours=24)
TROUBLES: Mapping[int, str] = {
    63003: "Channel could not find To address", 63013: "Channel policy violation", 63024: "Invalid message recipient",
    63016: "Failed to send freeform message because you are outside the allowed window",
    63041: "WhatsApp template is paused", 63042: "WhatsApp template is disabled",
    63049: "Meta chose not to deliver this WhatsApp marketing message",
    30003: "Unreachable destination handset", 30005: "Unknown destination handset", 30006: "Landline or unreachable carrier",
}


@dataclass
class Message:
    """One that Twilio accepted. `error`: why it doesn't reach the person, 0 when it does."""

    sid: str
    to: str
    sender: str
    shown: Shown
    content: str = ""
    service: str = ""
    status_callback: str = ""
    error: int = 0
    as_template: bool = False
    status: str = "queued"
    deleted: bool = False
    when: datetime = field(default_factory=lambda: datetime.now(UTC))
    at: float = field(default_factory=time.monotonic)

    @property
    def text(self) -> str:
        return self.shown.text

    @property
    def is_sms(self) -> bool:
        return not self.to.startswith("whatsapp:")

    @property
    def segments(self) -> int:
        return sms.segments(self.text) if self.is_sms else 1

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Ids and labels."""
        return list(self.shown.buttons)

    def as_json(self) -> dict[str, Any]:
        told, when = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{self.sid}", format_datetime(self.when.astimezone(UTC))
        failed = self.error if self.status in ("failed", "undelivered") else None
        return {"account_sid": ACCOUNT, "api_version": "2010-04-01", "body": self.text, "date_created": when,
                "date_sent": None if self.status == "queued" else when, "date_updated": when, "direction": "outbound-api",
                "error_code": failed, "error_message": TROUBLES.get(failed or 0), "from": self.sender,
                "messaging_service_sid": self.service or None, "num_media": str(len(self.shown.media)),
                "num_segments": str(self.segments),
                "price": None, "price_unit": None, "sid": self.sid, "status": self.status,
                "subresource_uris": {"media": f"{told}/Media.json"}, "to": self.to, "uri": f"{told}.json"}


class Messages:
    """Of one account with one sender for WhatsApp and one for SMS. `doomed` are people whom nothing reaches, with the error
    that comes back; `regions` the countries that SMS may go to."""

    def __init__(self, contents: Contents, now: Callable[[], datetime]) -> None:
        self.contents, self.now = contents, now
        self.all: list[Message] = []
        self.windows: dict[str, datetime] = {}
        self.doomed: dict[str, int] = {}
        self.unsubscribed: set[str] = set()
        self.regions = {"+1", "+62"}
        self.of_person: defaultdict[str, list[Message]] = defaultdict(list)
        self.lines_in_session = False
        """Whether variables may hold line breaks inside the window: Twilio's words on 21656 make no exception for it."""

    def open_window(self, *addresses: str) -> None:
        """As something that these addresses wrote does."""
        self.windows.update(dict.fromkeys(addresses, self.now()))

    def is_open(self, address: str) -> bool:
        return address in self.windows and self.now() - self.windows[address] < WINDOW

    def find(self, sid: str) -> Message:
        message = next((one for one in self.all if one.sid == sid and not one.deleted), None)
        if message is None:
            raise Refused(20404)
        return message

    def accept(self, pairs: Pairs) -> Message:
        """Raises Refused."""
        given = self._form(pairs)
        media = tuple(value for name, value in pairs if name == "MediaUrl")
        to, sender = self._addresses(given)
        callback = given.get("StatusCallback", "")
        if callback and (urlsplit(callback).scheme not in ("http", "https") or not urlsplit(callback).hostname):
            raise Refused(21609)
        if "ContentSid" in given:
            message = self._of_content(to, sender, given)
            if given.get("Body") or media:
                message.error = message.error or 63016        # Body makes it free-form, whatever else is named
        else:
            message = self._freeform(to, sender, given, media)
        message.service, message.status_callback, message.when = given.get("MessagingServiceSid", ""), callback, self.now()
        message.status = "accepted" if message.service else "queued"
        message.error = self.doomed.get(to, message.error)
        self.all.append(message)
        if not message.error:
            self.of_person[to].append(message)
        return message

    # --- what is refused at once ------------------------------------------------------------------------------------

    def _form(self, pairs: Pairs) -> dict[str, str]:
        names = [name for name, _value in pairs]
        for name, value in pairs:
            if name not in PARAMETERS:
                raise Refused(20001, f"unknown parameter {name}")
            if name not in REPEATED and names.count(name) > 1:
                raise Refused(20001, f"{name} comes twice")
            if not re.fullmatch(PARAMETERS[name], value):
                raise Refused(20001, f"Invalid value for {name}")
        return dict(pairs)

    def _addresses(self, given: Mapping[str, str]) -> tuple[str, str]:
        to, sender, service = given.get("To", ""), given.get("From", ""), given.get("MessagingServiceSid", "")
        if not to:
            raise Refused(21604)
        if not sender and not service:
            raise Refused(21603)
        if service and service != SERVICE:
            raise Refused(21701)
        if sender and to.startswith("whatsapp:") != sender.startswith("whatsapp:"):
            raise Refused(21910)
        if to.startswith("whatsapp:"):
            self._on_whatsapp(to, sender)
        else:
            sms.check(to, sender, self.regions)
        if to in self.unsubscribed:
            raise Refused(21610)
        return to, sender or SENDER

    def _on_whatsapp(self, to: str, sender: str) -> None:
        if not NUMBER.fullmatch(to) and not SCOPED.fullmatch(to):
            raise Refused(21211, to)
        if sender and not NUMBER.fullmatch(sender):
            raise Refused(21212, sender)
        if sender not in ("", SENDER):
            raise Refused(63007)

    def _freeform(self, to: str, sender: str, given: Mapping[str, str], media: tuple[str, ...]) -> Message:
        body = given.get("Body", "")
        if "ContentVariables" in given:
            raise Refused(21654)
        if not body.strip() and not media:
            raise Refused(21619)
        if len(body) > shapes.TEXT:
            raise Refused(21617)
        if len(media) > 1:
            raise Refused(21623)
        if any(urlsplit(url).scheme not in ("http", "https") for url in media):
            raise Refused(21620)
        kind, sid = ("media", "MM") if media else ("text", "SM")
        may = self.is_open(to) or not to.startswith("whatsapp:")
        return Message(new_sid(sid), to, sender, Shown(kind, body, media=media), error=0 if may else 63016)

    def _of_content(self, to: str, sender: str, given: Mapping[str, str]) -> Message:
        content = self.contents.all.get(given["ContentSid"])
        if content is None:
            raise Refused(21655)
        variables = self._variables(content, given.get("ContentVariables"), self.is_open(to) and not content.is_approved)
        name = shapes.richest(content.types)
        filled = shapes.filled(content.types[name], variables)
        error = self._trouble(content, to) or (63013 if shapes.fault(name, filled) else 0)
        return Message(new_sid("MM"), to, sender, shapes.shown(name, filled), content.sid, error=error,
                       as_template=content.is_approved)

    def _variables(self, content: Content, given: str | None, in_session: bool) -> dict[str, str]:
        """Where Twilio would put a sample for a variable that wasn't sent, this is strict."""
        try:
            variables = json.loads(given or "{}")
        except ValueError:
            raise Refused(21656, "not JSON") from None
        if not isinstance(variables, dict) or not all(isinstance(value, str) for value in variables.values()):
            raise Refused(21656, "not an object of strings")
        if set(variables) != set(shapes.placeholders(content.types)):
            raise Refused(21656, "not the variables of this content")
        of_body = set(shapes.placeholders([value.get("body", "") for value in content.types.values()]))
        for name, value in variables.items():
            if not value.strip():
                raise Refused(21656, f"{name} is empty")
            if len(value) > shapes.TEXT:
                raise Refused(21658, name)
            broken = re.search(r"[\n\r\t]| {5}", value) and not (in_session and self.lines_in_session)
            if broken and (name in of_body or content.is_approved):
                raise Refused(21656, f"{name} holds a line break, a tab or more than four spaces")
        return variables

    # --- what fails later -------------------------------------------------------------------------------------------

    def _trouble(self, content: Content, to: str) -> int:
        approval = content.approval
        if content.is_approved and approval is not None:
            return 63049 if approval.category == "MARKETING" and to.startswith(("whatsapp:+1", "whatsapp:US.")) else 0
        if not self.is_open(to):
            return {"paused": 63041, "disabled": 63042}.get(approval.status if approval else "", 63016)
        many = len(content.types[shapes.richest(content.types)].get("actions", ())) > shapes.IN_SESSION
        return 63013 if many or "whatsapp/card" in content.types else 0
