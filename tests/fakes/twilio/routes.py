"""The paths that Twilio serves: who may ask, in which form, and what goes wrong when the test says so."""

from __future__ import annotations

import base64
import json
import re
import socket
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.twilio.account import Account
from tests.fakes.twilio.wire import ACCOUNT, AUTH_TOKEN, Answer, Call, Failing, Refused, told

MESSAGES, CONTENT = f"/2010-04-01/Accounts/{ACCOUNT}/Messages", "/v1/Content"
SID, MEDIA, HX = r"((?:SM|MM)[0-9a-fA-F]{32})", r"(ME[0-9a-fA-F]{32})", r"(HX[0-9a-fA-F]{32})"
ROUTES: tuple[tuple[str, str, str], ...] = (
    ("send", "POST", rf"{MESSAGES}\.json"),
    ("fetch message", "GET", rf"{MESSAGES}/{SID}\.json"),
    ("redact message", "POST", rf"{MESSAGES}/{SID}\.json"),
    ("delete message", "DELETE", rf"{MESSAGES}/{SID}\.json"),
    ("list media", "GET", rf"{MESSAGES}/{SID}/Media\.json"),
    ("describe media", "GET", rf"{MESSAGES}/{SID}/Media/{MEDIA}\.json"),
    ("fetch media", "GET", rf"{MESSAGES}/{SID}/Media/{MEDIA}"),
    ("delete media", "DELETE", rf"{MESSAGES}/{SID}/Media/{MEDIA}\.json"),
    ("list numbers", "GET", rf"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers\.json"),
    ("create content", "POST", CONTENT),
    ("list contents", "GET", CONTENT),
    ("list contents and approvals", "GET", f"{CONTENT}AndApprovals"),
    ("fetch content", "GET", f"{CONTENT}/{HX}"),
    ("change content", "PUT", f"{CONTENT}/{HX}"),
    ("delete content", "DELETE", f"{CONTENT}/{HX}"),
    ("submit", "POST", f"{CONTENT}/{HX}/ApprovalRequests/whatsapp"),
    ("fetch approval", "GET", f"{CONTENT}/{HX}/ApprovalRequests"),
)
"""Names, as `Account.fail` and `Call.route` have them, methods and paths."""

FORMS, JSON = {"send", "redact message"}, {"create content", "change content", "submit"}
AUTHORIZATION = "Basic " + base64.b64encode(f"{ACCOUNT}:{AUTH_TOKEN}".encode()).decode()


def handler(account: Account) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        api = account

    return Handler


class _Handler(BaseHTTPRequestHandler):
    api: Account
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_arguments: object) -> None:
        """Nothing on the test's output."""

    def handle(self) -> None:
        with suppress(ConnectionError):                      # whoever asked was killed
            super().handle()

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        route = ""
        body: Any = raw
        try:
            self._authenticate()
            route, ids = self._route()
            body = self._body(route, raw)
            failing = self._failing(route, body)
            if failing is not None and failing.how != "drop-after":
                self._record(route, body, ok=False)
                self._break(failing)
            else:
                self._answer(route, ids, body, failing)
        except Refused as refused:
            self._record(route, body, ok=False)
            self._send(told(refused.status, refused.as_json()))

    def _answer(self, route: str, ids: tuple[str, ...], body: Any, failing: Failing | None) -> None:
        message = self.api.outbox.accept(body) if route == "send" else None
        query = dict(parse_qsl(urlsplit(self.path).query))
        answer = told(201, message.as_json()) if message else self.api.answer(route, ids, query, body)
        becomes = self.api.callbacks.of(message) if message else []
        self._record(route, body, ok=True)
        if failing is not None:
            self._break(failing)
        else:
            self._send(answer)
        self.api.callbacks.post(becomes)

    def _authenticate(self) -> None:
        if self.headers.get("Authorization") != AUTHORIZATION:
            raise Refused(20003)

    def _route(self) -> tuple[str, tuple[str, ...]]:
        path = urlsplit(self.path).path
        fits = [(name, method, found) for name, method, pattern in ROUTES if (found := re.fullmatch(pattern, path))]
        for name, method, found in fits:
            if method == self.command:
                return name, found.groups()
        raise Refused(20004 if fits else 20404, path)

    def _body(self, route: str, raw: bytes) -> Any:
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip()
        if route in FORMS:
            if kind != "application/x-www-form-urlencoded":
                raise Refused(20415)
            return parse_qsl(raw.decode(), keep_blank_values=True)
        if route not in JSON:
            return {}
        if kind != "application/json":
            raise Refused(20415)
        try:
            body = json.loads(raw)
        except ValueError:
            raise Refused(20001, "malformed JSON") from None
        if not isinstance(body, dict):
            raise Refused(20001, "an object is expected")
        return body

    def _failing(self, route: str, body: Any) -> Failing | None:
        try:
            return self.api.failing[route].popleft()
        except IndexError:
            return self.api.failing_people.get(dict(body).get("To", "")) if route == "send" else None

    # --- answers ----------------------------------------------------------------------------------------------------

    def _record(self, route: str, body: Any, ok: bool) -> None:
        self.api.calls.append(Call(route, self.path, dict(self.headers.items()), body, time.monotonic(), ok))

    def _break(self, failing: Failing) -> None:
        if isinstance(failing.how, int):
            self._send(Answer(failing.how, json.dumps(failing.refused.as_json()).encode(), headers=failing.headers))
        elif failing.how == "nonsense":
            self._send(Answer(502, b"<html>Bad Gateway</html>", "text/html"))
        else:
            if failing.how == "hang":
                self.api.stopped.wait(60)
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, answer: Answer) -> None:
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != 204:
                self.send_header("Content-Type", answer.kind)
                self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)
        except OSError:
            self.close_connection = True
