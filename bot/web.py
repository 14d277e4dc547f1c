"""The HTTP server: the pages, the webhooks of the channels that are on, and what watches the program."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app import App
from bot.attachments import keepsake
from bot.channels import privatepage
from bot.channels.all import CHANNELS, Served, framed_in
from bot.channels.heads import Bounded
from bot.channels.off import Off
from bot.channels.privatepage.service import PrivatePage
from bot.channels.webchat import PageSettings, routes
from bot.channels.webchat.chat import ACCOUNT, WebChat
from bot.channels.webchat.links import links_of
from bot.channels.webchat.safety import OurHost, SafeHeaders
from bot.config import Settings
from bot.conversation import given
from bot.flows.all import FLOWS
from bot.watching import Watching
from storage import outbox


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


class Web:
    """All that is served over one application; starts and stops its channels."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.chat = WebChat(app, partial(keepsake, app))
        made_here = [one for one in CHANNELS if one.made_by]
        self.on = {one.account: one.make(app, partial(keepsake, app)) for one in made_here if one.standing(app.settings).is_on}
        self._off = {one.account: Off(one.account) for one in made_here if one.account not in self.on}
        self._served = [one for one in self.on.values() if isinstance(one, Served)]
        self._hooks = [route for one in self._served for route in one.routes()]

    def starlette(self) -> Starlette:
        page = page_settings(self.app.settings)
        made = Starlette(routes=[*routes(self.chat, page), *self._private(page), *self._hooks, *Watching(self.app).routes()],
                         lifespan=self._lifespan)
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
