"""The web chat's addresses. Nothing personal stands in any of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channels.webchat import wire
from bot.channels.webchat.identity import Browser, browser_of, cookie, forget, new_browser, remember
from bot.channels.webchat.networks import Networks
from bot.channels.webchat.page import Page, PageSettings
from bot.channels.webchat.safety import OurHost, from_our_page
from bot.channels.webchat.service import ChatService, Handed, Incoming, Opened, Refused, What
from bot.channels.webchat.stream import Streams
from bot.channels.webchat.words import page_words
from bot.conversation.events import Pressed, Started, Typed

Endpoint = Callable[["_WebChat", Request, Browser], Awaitable[Response]]


def routes(chat: ChatService, page: PageSettings) -> list[Route]:
    web = _WebChat(chat, page)
    table: tuple[tuple[str, str, Callable[[Request], Awaitable[Response]]], ...] = (
        ("GET", "/", web.front),
        ("GET", "/chat", web.page),
        ("GET", "/chat/assets/{version}/{name}", web.asset),
        ("GET", "/chat/words/{language}", web.words),
        ("POST", "/chat/open", web.open),
        ("POST", "/chat/say", web.say),
        ("POST", "/chat/press", web.press),
        ("POST", "/chat/files", web.store),
        ("POST", "/chat/sent", web.sent),
        ("GET", "/chat/messages", web.messages),
        ("GET", "/chat/stream", web.stream),
        ("GET", "/chat/attachments/{kind}/{subject}", web.attachment),
        ("POST", "/chat/end", web.end),
    )
    ours = [Middleware(OurHost, page.public_origin)]
    return [Route(path, endpoint, methods=[method], middleware=ours) for method, path, endpoint in table]


def _changing(endpoint: Endpoint) -> Callable[[_WebChat, Request], Awaitable[Response]]:
    """For what changes something: only our own page may ask, only a browser we know, and only in a shape we read."""

    @wraps(endpoint)
    async def guarded(self: _WebChat, request: Request) -> Response:
        if not from_our_page(request, self.settings.public_origin):
            return self.refusal(request, 403, "not_from_here")
        browser = browser_of(request, self.settings.secure)
        if browser is None:
            return self.refusal(request, 401, "chat_gone")
        try:
            return await endpoint(self, request, browser)
        except wire.TooLargeError:
            return self.refusal(request, 413, "too_large")
        except wire.MalformedError:
            return self.refusal(request, 400, "not_understood")

    return guarded


class _WebChat:
    def __init__(self, chat: ChatService, settings: PageSettings) -> None:
        self.chat = chat
        self.settings = settings
        self.pages = Page(settings)
        self.streams = Streams(chat, settings.keep_alive)
        self.networks = Networks(settings.trusted_proxies)

    # --- the page ---------------------------------------------------------------------------------------------------

    async def front(self, request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/chat{query}", status_code=302)

    async def page(self, request: Request) -> Response:
        return HTMLResponse(self.pages.html(self.language(request)))

    async def asset(self, request: Request) -> Response:
        asset = self.pages.asset(request.path_params["name"])
        if asset is None:
            return Response(status_code=404)
        mine = request.path_params["version"] == self.pages.version
        keep = "public, max-age=31536000, immutable" if mine else "no-store"
        return Response(asset.content, headers={"content-type": asset.content_type, "cache-control": keep})

    async def words(self, request: Request) -> Response:
        words = self.pages.words(request.path_params["language"])
        return Response(status_code=404) if words is None else JSONResponse(words)

    # --- events -----------------------------------------------------------------------------------------------------

    async def open(self, request: Request) -> Response:
        """Know this browser, or begin with it, where a link says what for; answers with the whole conversation."""
        if not from_our_page(request, self.settings.public_origin):
            return self.refusal(request, 403, "not_from_here")
        try:
            body = await wire.read_body(request)
            link = body.link()
            start = None if link is None else (body.id(), Started(link))
        except (wire.TooLargeError, wire.MalformedError):
            return self.refusal(request, 400, "not_understood")
        browser = browser_of(request, self.settings.secure) or new_browser()
        shown = await self.chat.messages(browser.address, 0)
        if start is not None:
            response = await self.turn(request, browser, body, *start)
        elif shown.messages:
            response = JSONResponse(wire.envelope(browser, shown))
        else:  # of two tabs opened at once the second changes nothing
            response = await self.turn(request, browser, body, wire.new_id(), Opened())
        remember(request, response, browser, self.settings.secure)
        return response

    @_changing
    async def say(self, request: Request, browser: Browser) -> Response:
        body = await wire.read_body(request)
        return await self.turn(request, browser, body, body.id(), Typed(body.text("text", wire.BODY_BYTES)))

    @_changing
    async def press(self, request: Request, browser: Browser) -> Response:
        body = await wire.read_body(request)
        return await self.turn(request, browser, body, body.id(), Pressed(body.text("option", 300)))

    @_changing
    async def sent(self, request: Request, browser: Browser) -> Response:
        """Files stored before are one message now."""
        body = await wire.read_body(request)
        files = body.texts("files", 300, self.settings.files)
        return await self.turn(request, browser, body, body.id(), Handed(files))

    @_changing
    async def store(self, request: Request, browser: Browser) -> Response:
        """One file, as the request's body: in no parts, so nothing is unpacked into unencrypted temporary files."""
        try:
            file_id = wire.announced(request, self.settings.file_bytes)
        except wire.TooLargeError:
            return self.refusal(request, 413, "file_too_large")
        if not await self.chat.knows(browser.address):
            return self.refusal(request, 401, "chat_gone")
        chunks = wire.bounded(request, self.settings.file_bytes)
        try:
            stored = await self.chat.store(browser.address, file_id, self.networks.of(request), chunks)
        except wire.TooLargeError:
            return self.refusal(request, 413, "file_too_large")
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        if isinstance(stored, Refused):
            return wire.not_taken(stored.sentence, stored.again, stored.after)
        return JSONResponse({"key": stored.key, "size": stored.size})

    @_changing
    async def end(self, request: Request, browser: Browser) -> Response:
        await self.chat.end(browser.address)
        response = JSONResponse({})
        forget(request, response, self.settings.secure)
        return response

    async def turn(
        self, request: Request, browser: Browser, body: wire.Body, event: str, what: What,
    ) -> Response:
        """Have the event taken, and answer with what it brought: the page needs no stream to go on."""
        received = await self.chat.receive(browser.address, Incoming(
            id=event,
            what=what,
            language_guess=self.language(request),
            time_zone=body.zone(),
            network=self.networks.of(request),
        ))
        if isinstance(received, Refused):
            return wire.not_taken(received.sentence, received.again, received.after)
        shown = await self.chat.messages(browser.address, body.after())
        return JSONResponse(wire.envelope(browser, shown))

    # --- what is new ------------------------------------------------------------------------------------------------

    async def messages(self, request: Request) -> Response:
        browser = browser_of(request, self.settings.secure)
        if browser is None:
            return self.refusal(request, 401, "chat_gone")
        shown = await self.chat.messages(browser.address, _cursor(request.query_params.get("after")))
        return JSONResponse(wire.envelope(browser, shown))

    async def stream(self, request: Request) -> Response:
        browser = browser_of(request, self.settings.secure)
        if browser is None or not await self.chat.knows(browser.address):
            return Response(status_code=204)
        seen = request.headers.get("last-event-id") or request.query_params.get("after")
        return self.streams.response(browser, self.networks.of(request), _cursor(seen))

    async def attachment(self, request: Request) -> Response:
        browser = browser_of(request, self.settings.secure)
        kind, subject = request.path_params["kind"], request.path_params["subject"]
        found = None if browser is None else await self.chat.attachment(browser.address, kind, subject)
        if found is None:
            return HTMLResponse(self.pages.gone(self.language(request)) if kind == "ics" else "", status_code=404)
        return Response(found.content, headers={
            "content-type": found.content_type,
            "content-disposition": f'inline; filename="{_plain(found.file_name)}"',
            "content-security-policy": "default-src 'none'; sandbox",
        })

    # --- small things -----------------------------------------------------------------------------------------------

    def language(self, request: Request) -> str:
        chosen = cookie(request, "janji_language")
        if chosen in self.settings.languages:
            return chosen
        return self.pages.language_guess(request.headers.get("accept-language", ""))

    def refusal(self, request: Request, status: int, word: str) -> Response:
        sentence = page_words(self.language(request))[word]
        return JSONResponse({"refused": sentence, "again": False}, status_code=status)


def _cursor(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else 0


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-_.")) or "file"
