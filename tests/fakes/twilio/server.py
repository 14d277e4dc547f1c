"""Twilio on loopback, as far as WhatsApp needs it: messages, media and contents at one address. It refuses what the real one
refuses, can be told to fail, and keeps what arrived. What people send in comes from `people.py`."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer

from tests.fakes.twilio.account import Account
from tests.fakes.twilio.routes import handler


class Twilio(Account):
    """The server."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.port = 0
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Twilio:
        """Listen; again at the same port after `stop`."""
        self.stopped.clear()
        ThreadingHTTPServer.request_queue_size = 128
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def stop(self) -> None:
        self.stopped.set()
        self.callbacks.stop()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
