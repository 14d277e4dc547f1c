"""What watches the program from outside: whether it is there, whose it is, whether it is ready, and its figures."""

from __future__ import annotations

import asyncio
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.app import App
from bot.channels.webchat.networks import is_forwarded, peer
from bot.doctor.address import WORD, own_answer
from bot.readiness import Readiness
from storage import outbox, people, receipts


class Watching:
    """The operator's routes over one application."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._readiness = Readiness(lambda: app.write(people.anybody))

    def routes(self) -> list[Route]:
        return [Route("/healthz", self._healthz), Route("/healthz/{word}", self._who), Route("/readyz", self._readyz),
                Route("/metrics", self._metrics)]

    async def _healthz(self, request: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok\n")

    async def _who(self, request: Request) -> Response:
        """Which installation answers: only who has its key file can tell (`janji doctor`)."""
        word = request.path_params["word"]
        if len(word) != WORD or not word.isalnum() or not word.isascii():
            return PlainTextResponse("not found\n", status_code=404)
        return PlainTextResponse(own_answer(self._app.office.keys, word) + "\n")

    async def _readyz(self, request: Request) -> Response:
        """The database takes a write."""
        ready = await self._readiness.is_ready()
        return PlainTextResponse("ok\n") if ready else PlainTextResponse("not ok\n", status_code=503)

    async def _metrics(self, request: Request) -> Response:
        if not self._may_measure(request):
            return PlainTextResponse("not for you\n", status_code=403)
        return Response(await asyncio.to_thread(self.figures), media_type="text/plain; version=0.0.4")

    def _may_measure(self, request: Request) -> bool:
        """Who has the token; without one this machine, but not what a proxy on it hands on for others."""
        if token := self._app.settings.metrics.token.get_secret_value():
            given = request.headers.get("authorization", "")
            return compare_digest(given.encode(), f"Bearer {token}".encode())
        here = peer(request)
        return here is not None and here.is_loopback and not is_forwarded(request)

    def figures(self) -> bytes:
        with self._app.database.reading() as tx:
            depth, oldest = outbox.depth(tx, self._app.clock.now())
            stuck = [(row.account, row.state, row.rows) for row in outbox.stuck(tx)]
            came_back = [(row.account, row.problem or "", row.rows) for row in receipts.failed(tx)]
        return self._app.metrics.text(depth, oldest, self._app.clock.now(), stuck, came_back)
