"""Twilio's API through its own library, over our own connections: its client can be pointed at another server, and
follows no redirect. The auth token is in a header of every request, so no request is ever logged."""

from __future__ import annotations

import base64
import json
import logging
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from twilio.base.exceptions import TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.http import Answer, Http, TooLarge, Unreachable
from bot.config import TwilioSettings

SECONDS = 7.0
"""For one call: less than the sender of messages waits."""

ANSWER = 4_000_000
"""Bytes of an answer that are read."""

HOSTS = ("https://api.twilio.com", "https://content.twilio.com")
MEDIA_HOSTS = (".twilio.com", ".twiliocdn.com")
BUCKET = ("s3-external-1.amazonaws.com", "/media.twiliocdn.com/")
"""Where Twilio keeps media: its API redirects to these, which get no credentials."""

MEDIA = re.compile(r"/2010-04-01/Accounts/[A-Za-z0-9]{1,64}/Messages/[A-Za-z0-9]{1,64}/Media/[A-Za-z0-9]{1,64}")
"""The path of a file, and of nothing else of an account (Twilio, Media resource)."""

SAFE = re.compile(r"[!-~]+")
"""What may stand in a request's line."""


class ApiError(Exception):
    """Twilio's own refusal. `code` is Twilio's, or the HTTP status where it has none; `why` its words, which may hold a
    number and are never logged; `wait` the seconds that it asks for."""

    def __init__(self, status: int, code: int, why: str = "", wait: float = 0.0) -> None:
        super().__init__(str(code))
        self.status, self.code, self.why, self.wait = status, code, why, wait


class OverHttp(HttpClient):  # type: ignore[misc]  # the library has no types
    """What the library asks of an HTTP client."""

    def __init__(self, servers: Mapping[str, Http]) -> None:
        super().__init__(logging.getLogger("twilio.unused"), is_async=True)
        self._servers = servers

    async def request(self, method: str, uri: str, params: Mapping[str, Any] | None = None,
                      data: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None,
                      auth: tuple[str, str] | None = None, timeout: float | None = None,  # noqa: ASYNC109 - its names
                      allow_redirects: bool = False) -> Response:
        parts = urlsplit(uri)
        query = "&".join(part for part in (parts.query, urlencode(params or {}, doseq=True)) if part)
        path = parts.path + (f"?{query}" if query else "")
        given = dict(headers or {})
        as_json = given.get("Content-Type") == "application/json"
        body = b"" if data is None else json.dumps(data).encode() if as_json else urlencode(data, doseq=True).encode()
        if auth is not None:
            given["Authorization"] = basic(*auth)
        answer = await self._servers[f"{parts.scheme}://{parts.netloc}"].ask(
            method, path, body, headers=given, seconds=SECONDS, limit=ANSWER)
        if answer.status == 429:                             # the library forgets the headers
            raise ApiError(429, 20429, "too many requests", answer.retry_after)
        return Response(answer.status, answer.body.decode("utf-8", "replace"))


def _joined(url: str, location: str) -> str:
    """Where a redirect leads; nowhere, where it is no address."""
    try:
        parts = urlsplit(urljoin(url, location))
        return parts.geturl() if parts.port != 0 else ""     # asked for, a port that is none is told
    except ValueError:
        return ""


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


class Api:
    """One account."""

    def __init__(self, settings: TwilioSettings) -> None:
        self._settings = settings
        self._token = settings.auth_token.get_secret_value()
        base = settings.api_base_url.rstrip("/")
        one = Http(base) if base else None
        self._servers = {host: one or Http(host) for host in HOSTS}
        self._base = base
        self._others: dict[str, Http] = {}
        self.client = Client(settings.account_sid, self._token, http_client=OverHttp(self._servers))

    async def send(self, **message: str | list[str]) -> str:
        """Hand a message over; its sid. Raises ApiError, Unreachable."""
        made = await self.call(self.client.messages.create_async(**message))
        if not made.sid:                                     # whatever stands between us said that all is well
            raise Unreachable("no answer of Twilio's")
        return str(made.sid)

    async def call(self, asked: Any) -> Any:
        """One of the library's own calls. Raises ApiError, Unreachable."""
        try:
            return await asked
        except TwilioRestException as problem:
            raise ApiError(problem.status, problem.code or problem.status, str(problem.msg)) from None
        except TooLarge:
            raise Unreachable("too large") from None
        except (ValueError, TypeError, AttributeError, KeyError):
            raise Unreachable("no answer of Twilio's") from None

    async def content(self, method: str, path: str = "", data: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A request of the Content API, of `/v1/Content` and below. Raises ApiError, Unreachable."""
        return await self._json(method, f"{HOSTS[1]}/v1/Content{path}", data)

    async def number(self, number: str) -> dict[str, Any] | None:
        """What the account's own number can do; None where it has no such number. Raises ApiError, Unreachable."""
        account = f"{HOSTS[0]}/2010-04-01/Accounts/{self._settings.account_sid}"
        said = await self._json("GET", f"{account}/IncomingPhoneNumbers.json?{urlencode({'PhoneNumber': number})}")
        found = said.get("incoming_phone_numbers")
        return next((one for one in found or () if one.get("phone_number") == number), None)

    async def _json(self, method: str, url: str, data: Mapping[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} if data is not None else {}
        answer = await self.call(self.client.request_async(method, url, data=data, headers=headers))
        try:
            said = json.loads(answer.text or "{}")
        except ValueError:
            raise Unreachable(f"http {answer.status_code}") from None
        known: dict[str, Any] = said if isinstance(said, dict) else {}
        if answer.status_code >= 400:
            raise ApiError(answer.status_code, int(known.get("code") or answer.status_code), str(known.get("message") or ""))
        if not isinstance(said, dict):                       # whatever stands between us said that all is well
            raise Unreachable("no answer of Twilio's")
        return known

    # --- media --------------------------------------------------------------------------------------------------------

    async def media(self, url: str, limit: int, seconds: float) -> bytes:
        """A file that somebody sent. Raises ApiError, Unreachable, TooLarge (while reading)."""
        path = self.own_path(url)
        answer = await self._servers[HOSTS[0]].get(path, seconds=seconds, limit=limit, headers=self._credentials())
        for _hop in range(3):
            if answer.status not in (301, 302, 303, 307, 308):
                break
            url = _joined(url, answer.location)
            answer = await self._elsewhere(url, limit, seconds)
        if answer.status != 200:
            raise ApiError(answer.status, answer.status, wait=answer.retry_after)
        return answer.body

    async def _elsewhere(self, url: str, limit: int, seconds: float) -> Answer:
        """Where Twilio says that the file lies: another host, which is told nothing of us."""
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if not self._has_media(parts) or not SAFE.fullmatch(parts.netloc + path):
            raise ApiError(400, 400)
        host = f"{parts.scheme}://{parts.netloc}"
        server = self._others.setdefault(host, Http(host))
        return await server.get(path, seconds=seconds, limit=limit)

    def _has_media(self, parts: SplitResult) -> bool:
        """Twilio's hosts, by https; and the machine that stands in for Twilio, where there is one."""
        host = parts.hostname or ""
        if parts.scheme == "https" and (f".{host}".endswith(MEDIA_HOSTS) or (
                host == BUCKET[0] and parts.path.startswith(BUCKET[1]))):
            return True
        return bool(self._base) and parts.scheme in ("http", "https") and host == urlsplit(self._base).hostname

    async def delete(self, path: str) -> None:
        """Delete a message or what was attached to it: what is described at `.json`. Raises ApiError, Unreachable."""
        path += ".json" if MEDIA.fullmatch(path) else ""
        answer = await self._servers[HOSTS[0]].ask("DELETE", path, headers=self._credentials(), seconds=SECONDS, limit=ANSWER)
        if answer.status >= 400 and answer.status != 404:
            raise ApiError(answer.status, answer.status)

    def own_path(self, url: str) -> str:
        """The path of a file at Twilio, or at the server that stands in for it, which may have files where it likes. Raises
        ApiError for any other address."""
        stands_in = bool(self._base) and not f".{urlsplit(self._base).hostname}".endswith(MEDIA_HOSTS)
        for known, shape in ((HOSTS[0], MEDIA), (self._base or HOSTS[0], SAFE if stands_in else MEDIA)):
            path = url.removeprefix(known)
            if path != url and path.startswith("/") and shape.fullmatch(path):
                return path
        raise ApiError(400, 400)

    def _credentials(self) -> dict[str, str]:
        return {"Authorization": basic(self._settings.account_sid, self._token)}

    def close(self) -> None:
        for server in (*self._servers.values(), *self._others.values()):
            server.close()
