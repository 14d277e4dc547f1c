"""Server-sent events: what is new in a conversation, as it comes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.channels.webchat.identity import Browser
from bot.channels.webchat.service import ChatService
from bot.channels.webchat.wire import envelope

MOST_A_BROWSER = 4  # the page's tabs share one; a few more for private windows closing slowly
MOST_A_NETWORK = 200
MOST_IN_ALL = 2_000
IN_ALL = ""


class Streams:
    """The streams that are open now; a browser, or a network, that opens too many is sent to polling."""

    def __init__(self, chat: ChatService, keep_alive: float) -> None:
        self._chat = chat
        self._keep_alive = keep_alive
        self._open: Counter[str] = Counter()

    def response(self, browser: Browser, network: str, after: int) -> Response:
        whose = {IN_ALL: MOST_IN_ALL, browser.address: MOST_A_BROWSER} | ({network: MOST_A_NETWORK} if network else {})
        if any(self._open[one] >= most for one, most in whose.items()):
            return Response(status_code=204)  # tells EventSource not to come back: the page asks now and then instead
        self._open.update(list(whose))                       # now: others may ask before this one begins
        return _Stream(self._events(browser, after), partial(self._ended, list(whose)))

    def _ended(self, whose: list[str]) -> None:
        self._open.subtract(whose)
        self._open = +self._open

    async def _events(self, browser: Browser, after: int) -> AsyncIterator[str]:
        async with self._chat.listen(browser.address) as listener:
            yield "retry: 2000\n\n"
            while True:
                shown = await self._chat.messages(browser.address, after)
                if shown.messages:
                    after = shown.messages[-1].id
                    data = json.dumps(envelope(browser, shown), ensure_ascii=False)
                    yield f"id: {after}\nevent: messages\ndata: {data}\n\n"
                wake = await listener.wait(self._keep_alive)
                if wake == "closing":
                    return
                if wake == "quiet":  # an event and no comment: the page can see that the line lives
                    yield "event: alive\ndata:\n\n"


class _Stream(StreamingResponse):
    """Says when it has ended, were it before its first event."""

    def __init__(self, events: AsyncIterator[str], ended: Callable[[], None]) -> None:
        super().__init__(events, media_type="text/event-stream", headers={"x-accel-buffering": "no"})
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()
