"""What Telegram tells the bot: by its webhook, or whoever asks for what is new."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit


class Updates:
    """`answers`: what the webhook answered, each time."""

    def __init__(self) -> None:
        super().__init__()
        self.webhook: dict[str, Any] = {}
        self.answers: list[int] = []
        self.lock = threading.Condition()
        self.is_open = True
        self._updates: deque[dict[str, Any]] = deque()
        self._update_ids = 500_000_000

    def update(self, **what: Any) -> dict[str, Any]:
        """A new update with its number."""
        with self.lock:
            self._update_ids += 1
            return {"update_id": self._update_ids, **what}

    def deliver(self, update: dict[str, Any], tries: int = 1) -> int:
        """By the webhook that was set (its status; again where it isn't a 2xx), else for whoever asks: 0."""
        if not self.webhook.get("url"):
            with self.lock:
                self._updates.append(update)
                self.lock.notify_all()
            return 0
        status = 0
        for _try in range(tries):
            status = self.post(json.dumps(update).encode())
            if 200 <= status < 300:
                break
            time.sleep(0.1)
        return status

    def post(self, body: bytes, secret: str | None = None) -> int:
        """To the webhook, with the secret it was set with or another."""
        parts = urlsplit(self.webhook["url"])
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        try:
            connection.request("POST", parts.path, body, {
                "Content-Type": "application/json",
                "X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"] if secret is None else secret})
            status = connection.getresponse().status
        except OSError:
            status = 0
        finally:
            connection.close()
        self.answers.append(status)
        return status

    @property
    def waiting(self) -> int:
        return len(self._updates)

    def new_for_whoever_asks(self, offset: int, limit: int, timeout: int) -> list[dict[str, Any]]:
        """Those from `offset` on; it waits a while where there is none."""
        with self.lock:
            while self._updates and self._updates[0]["update_id"] < offset:
                self._updates.popleft()
            self.lock.wait_for(lambda: bool(self._updates) or not self.is_open, min(timeout, 25))
            return list(self._updates)[:limit]
