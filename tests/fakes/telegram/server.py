"""The server: it refuses what the real one refuses, can be told to fail, and keeps what arrived."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from tests.fakes.telegram.failures import Failing
from tests.fakes.telegram.methods import Methods
from tests.fakes.telegram.wire import TOKEN, Refused


class BotApi(Methods):
    """A Bot API on loopback."""

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__()
        self.token = token
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> BotApi:
        """Listen; again at the same port after `stop`."""
        api, self.is_open = self, True

        class Handler(_Handler):
            bot = api

        ThreadingHTTPServer.request_queue_size = 128
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self.is_open = False
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class _Handler(BaseHTTPRequestHandler):
    bot: BotApi
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_arguments: object) -> None:
        """Nothing on the test's output."""

    def do_GET(self) -> None:
        prefix = f"/file/bot{self.bot.token}/"
        if not self.path.startswith(prefix):
            self._plain(404, b"Not Found")
            return
        name = unquote(self.path.removeprefix(prefix)).rpartition("/")[2].removesuffix(".jpg")
        content = self.bot.files.get(name)
        if isinstance(content, bytes):
            self._plain(200, content, "application/octet-stream")
        elif isinstance(content, Failing) and content.how in ("drop", "hang"):
            self._break(content)
        else:
            self._plain(content.how if isinstance(content, Failing) and isinstance(content.how, int) else 404, b"no")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", self.path)
        if found is None or found[1] != self.bot.token:
            self._answer(Refused(401 if found else 404, "Unauthorized" if found else "Not Found"))
            return
        method, params = found[2], self._params(body)
        failing = self.bot.failure_of(method, params)
        if failing is not None and failing.how != "drop-after":
            self.bot.came(method, params, ok=False)
            self._break(failing)
            return
        try:
            result = self.bot.call(method, dict(params))
        except Refused as refused:
            self.bot.came(method, params, ok=False)
            self._answer(refused)
            return
        self.bot.came(method, params)
        if failing is not None:
            self._break(failing)
        else:
            self._json(200, {"ok": True, "result": result})

    def _params(self, body: bytes) -> dict[str, Any]:
        kind = self.headers.get("Content-Type", "")
        if kind == "application/json":
            given: dict[str, Any] = {}
            for name, value in json.loads(body or b"{}").items():
                inner = isinstance(value, str) and name in ("commands", "allowed_updates", "reply_markup", "scope")
                given[name] = json.loads(value) if inner else value
            return given
        assert kind.startswith("multipart/form-data; boundary="), kind
        parts: dict[str, Any] = {}
        for part in body.split(b"--" + kind.partition("boundary=")[2].encode())[1:-1]:
            head, _end, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
            name = re.search(rb' name="([^"]+)"', head)
            file = re.search(rb'filename="([^"]+)"', head)
            assert name is not None
            value = content.removesuffix(b"\r\n")
            parts[name[1].decode()] = value if file else value.decode()
        return parts

    # --- answers ----------------------------------------------------------------------------------------------------

    def _break(self, failing: Failing) -> None:
        if isinstance(failing.how, int):
            self._answer(Refused(failing.how, failing.description or f"Error {failing.how}", **failing.parameters))
        elif failing.how == "nonsense":
            self._plain(502, b"<html>Bad Gateway</html>")
        else:
            if failing.how == "hang":
                time.sleep(60)
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, refused: Refused) -> None:
        parameters = {"parameters": refused.parameters} if refused.parameters else {}
        self._json(refused.code, {"ok": False, "error_code": refused.code, "description": refused.description, **parameters})

    def _json(self, code: int, value: object) -> None:
        self._plain(code, json.dumps(value).encode(), "application/json")

    def _plain(self, code: int, content: bytes, kind: str = "text/plain") -> None:
        try:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True
