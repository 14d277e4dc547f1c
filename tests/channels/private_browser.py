"""A browser on the private page, without its script: cookies by path, no redirects followed by themselves."""

from __future__ import annotations

import json
import secrets
import socket
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

SCRIPT = {"X-Janji": "1", "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Got:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class PageBrowser:
    """Has its own cookies."""

    language: str = "en"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, url: str) -> Got:
        return self.ask("GET", url)

    def form(self, url: str, **fields: str) -> Got:
        return self.ask("POST", url, urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    def opens(self, url: str) -> Got:
        """The door, and then the page."""
        self.form(url)
        return self.get(url)

    def stores(self, url: str, content: bytes, id: str = "") -> Got:  # noqa: A002
        headers = {**SCRIPT, "X-Janji-Id": id or secrets.token_hex(8), "Content-Type": "image/jpeg"}
        return self.ask("POST", url + "/files", content, headers)

    def done(self, url: str, *keys: str, id: str = "") -> Got:  # noqa: A002
        body = json.dumps({"id": id or secrets.token_hex(8), "files": list(keys)}).encode()
        return self.ask("POST", url + "/done", body, {**SCRIPT, "Content-Type": "application/json"})

    def breaks_off(self, url: str, content: bytes, id: str) -> None:  # noqa: A002
        """Half of a file, and then the line is gone."""
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname or "", parts.port or 80)) as line:
            line.sendall(f"POST {parts.path}/files HTTP/1.1\r\nHost: {parts.netloc}\r\nX-Janji: 1\r\nX-Janji-Id: {id}\r\n"
                         f"Cookie: {self._cookie(parts.path)}\r\nContent-Length: {len(content)}\r\n\r\n".encode())
            line.sendall(content[:len(content) // 2])

    def ask(self, method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Got:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        told = {"Accept-Language": self.language, "Cookie": self._cookie(parts.path), **(headers or {})}
        connection.request(method, parts.path, body, told)
        answer = connection.getresponse()
        got = Got(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode())
        connection.close()
        if "set-cookie" in got.headers:
            cookie, *more = got.headers["set-cookie"].split("; ")
            self.cookies[next(one.partition("=")[2] for one in more if one.lower().startswith("path="))] = cookie
        return got

    def _cookie(self, path: str) -> str:
        return "; ".join(cookie for bound, cookie in self.cookies.items() if path == bound or path.startswith(bound + "/"))
