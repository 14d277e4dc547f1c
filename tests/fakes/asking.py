"""Asking the Twilio of the tests: Twilio's own client, and what it is asked for again and again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from requests import request
from twilio.http.http_client import TwilioHttpClient
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from tests.fakes.twilio.contents import Content
from tests.fakes.twilio.server import Twilio
from tests.fakes.twilio.wire import ACCOUNT, AUTH_TOKEN, SENDER

DEWI, BUDI = "whatsapp:+15550100101", "whatsapp:+6281200000101"
SCOPED = "whatsapp:ID.4500000000000001"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"


class Here(TwilioHttpClient):  # type: ignore[misc]
    """Sends what is meant for any host of Twilio's to the fake."""

    def __init__(self, api: Twilio) -> None:
        super().__init__(timeout=20)
        self._api = api

    def request(self, method: str, url: str, *arguments: Any, **named: Any) -> Any:
        parts = urlsplit(url)
        return super().request(method, f"{self._api.url}{parts.path}?{parts.query}", *arguments, **named)


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 27, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


def ask(api: Twilio, method: str, path: str, **more: Any) -> Any:
    """By plain HTTP, where the client wouldn't ask so."""
    usual: dict[str, Any] = {"auth": (ACCOUNT, AUTH_TOKEN), "timeout": 20, "allow_redirects": False}
    return request(method, api.url + path, **(usual | more))


def text(client: Any, **over: Any) -> Any:
    return client.messages.create(**({"from_": SENDER, "to": DEWI, "body": "Selamat pagi"} | over))


def content(client: Any, types: object, variables: object = None, name: str = "", language: str = "id") -> str:
    made = client.content.v1.contents.create(ContentList.ContentCreateRequest({
        "friendly_name": name, "language": language, "variables": variables, "types": ContentList.Types(types)}))
    return str(made.sid)


def submit(client: Any, sid: str, name: str, category: str = "UTILITY") -> Any:
    return client.content.v1.contents(sid).approval_create.create(
        ApprovalCreateList.ContentApprovalRequest({"name": name, "category": category}))


READY = {"twilio/text": {"body": "Paspor atas nama {{1}} siap diambil di loket."}}
LIST = {"twilio/list-picker": {"body": "{{1}}", "button": "Pilih", "items": [
    {"id": "{{2}}", "item": "{{3}}", "description": "{{4}}"}, {"id": "{{5}}", "item": "{{6}}", "description": "-"}]}}
REPLIES = {"twilio/quick-reply": {"body": "{{1}}", "actions": [
    {"type": "QUICK_REPLY", "title": "{{2}}", "id": "{{3}}"}, {"type": "QUICK_REPLY", "title": "{{4}}", "id": "{{5}}"}]}}
OF_LIST = {"1": "Jam berapa?", "2": "q.0", "3": "09.30", "4": "Kamis", "5": "q.1", "6": "10.00"}


def template(api: Twilio, client: Any, category: str = "UTILITY") -> Content:
    sid = content(client, READY, {"1": "Dewi"})
    submit(client, sid, "ready_id", category)
    return api.contents.find(sid)


def ready(client: Any, one: Content, to: str = BUDI, **over: Any) -> Any:
    return client.messages.create(**({"from_": SENDER, "to": to, "content_sid": one.sid,
                                      "content_variables": json.dumps({"1": "Dewi Lestari"})} | over))
