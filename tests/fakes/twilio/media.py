"""Media of messages that came in: served with the account's name and token, directly or by way of another host."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.fakes.twilio.wire import ACCOUNT


@dataclass
class Media:
    """`elsewhere` is where its bytes lie instead, told by this `redirect` status."""

    sid: str
    message: str
    content: bytes
    kind: str
    elsewhere: str = ""
    redirect: int = 307
    fetched: int = 0
    deleted: bool = False

    @property
    def path(self) -> str:
        return f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{self.message}/Media/{self.sid}"

    def as_json(self) -> dict[str, Any]:
        when = "Fri, 27 Nov 2026 17:00:00 +0000"
        return {"account_sid": ACCOUNT, "content_type": self.kind, "date_created": when, "date_updated": when,
                "parent_sid": self.message, "sid": self.sid, "uri": f"{self.path}.json"}


class OtherHost:
    """Another server that has bytes, as Twilio's media hosts are; `headers` are those of each request that came. It redirects
    on where `onward` says."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes]] = {}
        self.onward: dict[str, str] = {}
        self.headers: list[Mapping[str, str]] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_arguments: object) -> None:
                """Nothing on the test's output."""

            def do_GET(self) -> None:
                host.headers.append(dict(self.headers.items()))
                kind, content = host.files.get(self.path, ("text/plain", b"no"))
                onward = host.onward.get(self.path)
                self.send_response(302 if onward else 200 if self.path in host.files else 404)
                if onward:
                    self.send_header("Location", onward)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def serve(self, path: str, content: bytes, kind: str) -> str:
        """Its address."""
        self.files[path] = kind, content
        return self.url + path

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
