"""The HTTP server: the chat page, and what watches the program."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from hmac import compare_digest
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app import App
from bot.channels import privatepage
from bot.channels.all import CHANNELS, Served, framed_in
from bot.channels.heads import Bounded
from bot.channels.keepsakes import Kept
from bot.channels.off import Off
from bot.channels.privatepage.service import PrivatePage
from bot.channels.webchat import PageSettings, routes
from bot.channels.webchat.chat import ACCOUNT, WebChat
from bot.channels.webchat.links import links_of
from bot.channels.webchat.networks import is_forwarded, peer
from bot.channels.webchat.safety import OurHost, SafeHeaders
from bot.config import Settings
from bot.conversation import given
from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.doctor.address import WORD, own_answer
from bot.flows import keepsakes
from bot.flows.all import FLOWS
from bot.readiness import Readiness
from storage import outbox, people, receipts
from storage.database import Transaction


def page_settings(settings: Settings) -> PageSettings:
    """What the chat page needs of the configuration."""
    secure = urlsplit(settings.public_url).scheme == "https"
    return PageSettings(
        office=(settings.office.short or settings.office.name).root, languages=settings.office.languages,
        phone=settings.office.phone.number,
        specimens=settings.web.specimens, secure=secure, trusted_proxies=settings.web.trusted_proxies,
        public_origin=settings.public_url.rstrip("/"),
        file_bytes=settings.files.max_bytes, files=settings.files.max_pages,
        framed_by=framed_in(settings), links=links_of(settings))


def keepsake(app: App, tx: Transaction, person: int, kind: str, subject: str) -> Kept | None:
    """A QR (`qr` as SVG, `qr.png` as a picture) or a calendar file of one of this person's appointments."""
    if not (subject.isascii() and subject.isdecimal() and len(subject) < 19) or kind not in ("qr", "qr.png", "ics"):
        return None
    desk = Desk(app.office, tx, app.clock.now(), person_of(people.get(tx, person), app.settings.office.languages))
    appointment = desk.appointments.get(int(subject))
    if appointment is None or appointment.person != person or appointment.state != "booked":
        return None
    if kind == "qr":
        return Kept(keepsakes.qr(appointment), "image/svg+xml", f"{appointment.code}.svg")
    if kind == "qr.png":
        return Kept(keepsakes.qr(appointment, "png"), "image/png", f"{appointment.code}.png")
    return Kept(keepsakes.ics(desk, appointment), "text/calendar; charset=utf-8", f"{appointment.code}.ics")


class Web:
    """The chat page and the operator's routes over one application."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.chat = WebChat(app, partial(keepsake, app))
        made_here = [one for one in CHANNELS if one.made_by]
        self.on = {one.account: one.make(app, partial(keepsake, app)) for one in made_here if one.standing(app.settings).is_on}
        self._off = {one.account: Off(one.account) for one in made_here if one.account not in self.on}
        self._served = [one for one in self.on.values() if isinstance(one, Served)]
        self._hooks = [route for one in self._served for route in one.routes()]
        self._readiness = Readiness(lambda: app.write(people.anybody))

    def starlette(self) -> Starlette:
        watch = [Route("/healthz", self.healthz), Route("/healthz/{word}", self.who), Route("/readyz", self.readyz),
                 Route("/metrics", self.metrics)]
        page = page_settings(self.app.settings)
        made = Starlette(routes=[*routes(self.chat, page), *self._private(page), *self._hooks, *watch], lifespan=self._lifespan)
        made.router.redirect_slashes = False                 # it would send people to http, and to whatever Host says
        made.router.default = OurHost(made.router.default, page.public_origin)
        return made

    def asgi(self) -> ASGIApp:
        """The same, with safe headers on every answer (within Starlette its 500 would have none); but what a channel takes as
        bare ASGI, by far the most requests, goes to its own door first."""
        pages = SafeHeaders(self.starlette())
        doors = {route.path: route.app for route in self._hooks if route.app is route.endpoint}

        async def door(scope: Scope, receive: Receive, send: Send) -> None:
            own = doors.get(scope.get("path", "")) if scope.get("method") == "POST" else None
            await (own or pages)(scope, receive, send)
        return door if doors else pages

    def _private(self, page: PageSettings) -> list[Route]:
        if not self.app.settings.has_private_pages:
            return []
        find = partial(given.page_of, FLOWS)
        return privatepage.routes(PrivatePage(self.app, self.chat.uploads, find), page)

    @asynccontextmanager
    async def _lifespan(self, _starlette: Starlette) -> AsyncIterator[None]:
        await self.app.write(partial(outbox.switched_on, accounts=tuple(self.on)))
        self.app.start({ACCOUNT: self.chat, **self.on, **self._off})
        for channel in self._served:
            channel.start()
        yield
        for channel in self._served:
            await channel.stop()
        await self.app.stop()
        for channel in self._served:
            channel.close()

    async def healthz(self, request: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok\n")

    async def who(self, request: Request) -> Response:
        """Which installation answers: only who has its key file can tell (`janji doctor`)."""
        word = request.path_params["word"]
        if len(word) != WORD or not word.isalnum() or not word.isascii():
            return PlainTextResponse("not found\n", status_code=404)
        return PlainTextResponse(own_answer(self.app.office.keys, word) + "\n")

    async def readyz(self, request: Request) -> Response:
        """The database takes a write."""
        ready = await self._readiness.is_ready()
        return PlainTextResponse("ok\n") if ready else PlainTextResponse("not ok\n", status_code=503)

    async def metrics(self, request: Request) -> Response:
        if not self._may_measure(request):
            return PlainTextResponse("not for you\n", status_code=403)
        return Response(await asyncio.to_thread(self._metrics), media_type="text/plain; version=0.0.4")

    def _may_measure(self, request: Request) -> bool:
        """Who has the token; without one this machine, but not what a proxy on it hands on for others."""
        if token := self.app.settings.metrics.token.get_secret_value():
            given = request.headers.get("authorization", "")
            return compare_digest(given.encode(), f"Bearer {token}".encode())
        here = peer(request)
        return here is not None and here.is_loopback and not is_forwarded(request)

    def _metrics(self) -> bytes:
        with self.app.database.reading() as tx:
            depth, oldest = outbox.depth(tx, self.app.clock.now())
            stuck = [(row.account, row.state, row.rows) for row in outbox.stuck(tx)]
            came_back = [(row.account, row.problem or "", row.rows) for row in receipts.failed(tx)]
        return self.app.metrics.text(depth, oldest, self.app.clock.now(), stuck, came_back)


class Server(uvicorn.Server):
    """uvicorn, which first lets the open streams of the chat page end."""

    def __init__(self, web: Web, settings: Settings) -> None:
        super().__init__(uvicorn.Config(
            web.asgi(), host=settings.web.host, port=settings.web.port, loop="uvloop", http=Bounded,
            log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=10,
            proxy_headers=False))                        # it would believe every proxy on this machine
        self._web = web

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT, and end as a command that did its work: uvicorn's own raises the signal again."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        self._web.chat.close()
        await super().shutdown(sockets)  # type: ignore[arg-type]
