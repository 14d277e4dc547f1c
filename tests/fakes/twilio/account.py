"""What Twilio keeps for one account, and what it answers to each request."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tests.fakes.twilio.callbacks import Callbacks
from tests.fakes.twilio.contents import Contents
from tests.fakes.twilio.media import Media
from tests.fakes.twilio.messages import Message, Messages
from tests.fakes.twilio.sms import SMS_SENDER
from tests.fakes.twilio.wire import ACCOUNT, AUTH_TOKEN, Answer, Call, Failing, Refused, Webhooks, new_sid, told


class Account:
    """`now` is the clock by which the 24 hours after a person's message run."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.webhooks = Webhooks(AUTH_TOKEN)
        self.callbacks = Callbacks(self.webhooks)
        self.contents = Contents(ACCOUNT)
        self.outbox = Messages(self.contents, now)
        self.numbers = {SMS_SENDER: True}
        """Those of the account, and whether they take SMS."""
        self.media: dict[str, Media] = {}
        self.received: dict[str, Mapping[str, str]] = {}
        self.deleted: set[str] = set()
        self.redacted: set[str] = set()
        self.calls: list[Call] = []
        self.failing: defaultdict[str, deque[Failing]] = defaultdict(deque)
        self.answers: defaultdict[str, list[object]] = defaultdict(list)
        """What the next requests of a route get in its answer's place: a server that is not Twilio."""
        self.failing_people: dict[str, Failing] = {}
        self.stopped = threading.Event()

    @property
    def messages(self) -> list[Message]:
        """All that were accepted, in order, whether or not they reach anybody."""
        return list(self.outbox.all)

    def fail(self, route: str, how: int | str, times: int = 1, code: int = 0, **headers: str) -> None:
        """The next requests of this route (a name of `routes.ROUTES`) go wrong. `Retry_After="1"` is a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.failing[route].extend([Failing(how, code, named)] * times)

    def of(self, route: str) -> list[Call]:
        return [call for call in self.calls if call.route == route]

    def add_media(self, message: str, content: bytes, kind: str, elsewhere: str = "") -> Media:
        made = Media(new_sid("ME"), message, content, kind, elsewhere)
        self.media[made.sid] = made
        return made

    def answer(self, route: str, ids: tuple[str, ...], query: Mapping[str, str], body: Any) -> Answer:
        """Of a request in due form. Raises Refused."""
        if self.answers[route]:
            return told(200, self.answers[route].pop())
        if route.endswith("media"):
            return self._media(route, *ids)
        if route.endswith("message"):
            return self._about_message(route, ids[0], body)
        match route:
            case "list numbers":
                return told(200, self._numbers(query))
            case "create content":
                return told(201, self.contents.create(body))
            case "list contents":
                return told(200, self.contents.page(query))
            case "list contents and approvals":
                return told(200, self.contents.page_with_approvals(query))
            case "fetch content":
                return told(200, self.contents.find(ids[0]).as_json())
            case "change content":
                return told(200, self.contents.change(ids[0], body))
            case "delete content":
                self.contents.delete(ids[0])
                return Answer(204)
            case "submit":
                return told(201, self.contents.submit(ids[0], body))
            case _:
                return told(200, self.contents.approvals(ids[0]))

    def _numbers(self, query: Mapping[str, str]) -> dict[str, Any]:
        found = [{"sid": "PN" + "0" * 32, "account_sid": ACCOUNT, "phone_number": number, "sms_url": "",
                  "capabilities": {"voice": True, "sms": takes, "mms": takes, "fax": False}}
                 for number, takes in self.numbers.items() if query.get("PhoneNumber", "") in number]
        return {"incoming_phone_numbers": found, "page": 0, "page_size": 50, "start": 0, "end": len(found), "uri": "",
                "first_page_uri": "", "next_page_uri": None, "previous_page_uri": None}

    def _about_message(self, route: str, sid: str, body: Any) -> Answer:
        self._message(sid)
        if route == "delete message":
            self.deleted.add(sid)
            return Answer(204)
        if route == "redact message":
            if body != [("Body", "")]:
                raise Refused(20001, "Body can only be emptied")
            self.redacted.add(sid)
        return told(200, self._message(sid))

    def _message(self, sid: str) -> dict[str, Any]:
        if sid in self.deleted:
            raise Refused(20404)
        came = self.received.get(sid)
        known = self.outbox.find(sid).as_json() if came is None else {
            "sid": sid, "account_sid": ACCOUNT, "body": came["Body"], "from": came["From"], "to": came["To"],
            "direction": "inbound", "status": "received", "num_media": came["NumMedia"], "api_version": "2010-04-01"}
        return known | ({"body": ""} if sid in self.redacted else {})

    def _media(self, route: str, message: str, sid: str = "") -> Answer:
        kept = [one for one in self.media.values() if one.message == message and not one.deleted]
        if route == "list media":
            return told(200, {"media_list": [one.as_json() for one in kept], "page": 0, "page_size": 50, "start": 0, "end": 0,
                              "next_page_uri": None, "previous_page_uri": None})
        media = next((one for one in kept if one.sid == sid), None)
        if media is None:
            raise Refused(20404)
        if route == "describe media":
            return told(200, media.as_json())
        if route == "delete media":
            media.deleted = True
            return Answer(204)
        media.fetched += 1
        if media.elsewhere:
            return Answer(media.redirect, headers={"Location": media.elsewhere})
        return Answer(200, media.content, media.kind)
