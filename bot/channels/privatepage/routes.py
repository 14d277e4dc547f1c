"""The addresses of the private page. The link itself is the only secret in them: it is logged nowhere, and left to nobody.

A GET shows a door and spends nothing, for previews open links too. The button behind it exchanges the link for a cookie,
once; that browser may go on for as long as the link lives.

Telegram Web opens the page in a frame, where browsers keep no cookie of ours: there it is a link to itself in a tab.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from urllib.parse import parse_qsl

from markupsafe import Markup
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channels.marks import to_html
from bot.channels.pages import template
from bot.channels.privatepage.service import PrivatePage, Seen, Wrong
from bot.channels.privatepage.words import SCRIPT, words
from bot.channels.uploads import NotStored
from bot.channels.webchat import wire
from bot.channels.webchat.identity import cookie
from bot.channels.webchat.networks import Networks
from bot.channels.webchat.page import Page, PageSettings
from bot.channels.webchat.safety import (
    OurHost,
    content_security_policy,
    from_our_page,
    is_from_elsewhere,
    is_in_a_frame,
)
from bot.conversation.text import Showable, speech
from bot.conversation.turn import NewerRelease
from bot.desk.private_pages import LASTING, PATH

POSTED_BYTES = 4_000

OPENED_FROM_A_FRAME = {"cross-origin-opener-policy": "unsafe-none"}
"""A tab that is opened from a sandboxed frame, as Telegram Web's is, shows no page with another policy."""

Endpoint = Callable[["_Private", Request, Seen], Awaitable[Response]]


def routes(service: PrivatePage, settings: PageSettings) -> list[Route]:
    private = _Private(service, settings)
    here = PATH + "/{token}"
    table: tuple[tuple[str, str, Callable[[Request], Awaitable[Response]]], ...] = (
        ("GET", here, private.look),
        ("POST", here, private.open),
        ("POST", here + "/renew", private.renew),
        ("POST", here + "/words", private.words),
        ("POST", here + "/files", private.store),
        ("POST", here + "/done", private.done),
    )
    ours = [Middleware(OurHost, settings.public_origin)]
    return [Route(path, endpoint, methods=[method], middleware=ours) for method, path, endpoint in table]


def _by_button(endpoint: Endpoint) -> Callable[[_Private, Request], Awaitable[Response]]:
    """For a button of the page, which works without a script."""

    @wraps(endpoint)
    async def guarded(self: _Private, request: Request) -> Response:
        seen = await self.seen(request)
        if seen is None:
            return self.notice(request, None, 404, "unknown")
        if is_from_elsewhere(request) or self.is_rush(request):
            return self.notice(request, seen, 429, "private_page", text="rush")
        try:
            return await endpoint(self, request, seen)
        except NewerRelease:                                 # this process is about to be replaced
            return self.notice(request, seen, 503, "private_page", text="failed")

    return guarded


def _by_script(endpoint: Endpoint) -> Callable[[_Private, Request], Awaitable[Response]]:
    """For what the page's script asks: only our own page, and only the browser that has the link."""

    @wraps(endpoint)
    async def guarded(self: _Private, request: Request) -> Response:
        seen = await self.seen(request)
        if seen is None or not seen.mine or not from_our_page(request, self.settings.public_origin):
            return self.refusal(request, seen, 401, "reopen")
        if seen.page is None:
            return self.refusal(request, seen, 410, "unneeded_text")
        try:
            return await endpoint(self, request, seen)
        except wire.TooLargeError:
            return self.refusal(request, seen, 413, "file_too_large")
        except wire.MalformedError:
            return self.refusal(request, seen, 400, "not_understood")
        except ClientDisconnect:
            return Response(status_code=400)                 # nobody reads it
        except NewerRelease:                                 # this process is about to be replaced
            return self.refusal(request, seen, 503, "failed")

    return guarded


class _Private:
    def __init__(self, service: PrivatePage, settings: PageSettings) -> None:
        self.service, self.settings = service, settings
        self.chat_page = Page(settings)
        self.networks = Networks(settings.trusted_proxies)
        self.template = template(Path(__file__).parent / "private.html")

    # --- the page -----------------------------------------------------------------------------------------------------

    async def look(self, request: Request) -> Response:
        seen = await self.seen(request)
        if self.settings.framed_by and is_in_a_frame(request):
            return self.framed(request, seen)
        if seen is None:
            return self.notice(request, None, 404, "unknown")
        if not seen.live:
            return self.notice(request, seen, 410, "old", renew=True)
        return self.asked(request, seen) if seen.mine else self.html(request, seen, 200, state="door")

    @_by_button
    async def open(self, request: Request, seen: Seen) -> Response:
        """Exchange the link for a cookie; the browser that has it already just goes on."""
        back = RedirectResponse(self.here(request), status_code=303, headers=OPENED_FROM_A_FRAME)
        if seen.mine:
            return back
        cookie = await self.service.exchange(seen) if seen.live else None
        if cookie is None:
            return self.notice(request, seen, 410, "old", renew=True)
        back.set_cookie(self.cookie_name(request), cookie, max_age=int(LASTING.total_seconds()), path=self.here(request),
                        httponly=True, samesite="strict", secure=self.is_secure(request))
        return back

    @_by_button
    async def renew(self, request: Request, seen: Seen) -> Response:
        """A new link goes into the chat; here nothing is shown."""
        renewed = await self.service.renew(seen)
        return self.notice(request, seen, 429 if renewed == "enough" else 200, renewed)

    # --- words --------------------------------------------------------------------------------------------------------

    @_by_button
    async def words(self, request: Request, seen: Seen) -> Response:
        """An answer that the page's question can be given in words."""
        if not seen.mine:
            return await self.look(request)
        posted = await _posted(request)
        given = wire.clean(posted.get("meant") or posted.get("words", "")).strip()[:500]
        id = posted.get("id", "")  # noqa: A001
        if not wire.valid_id(id):
            return self.asked(request, seen)
        ask = None if seen.page is None else seen.page.ask
        wrong = None if ask is None else self.service.wrong(seen, ask, given)
        if wrong is not None:
            return self.asked(request, seen, wrong, given)
        was_done = await self.service.give(seen, id, given)      # the same, sent twice, is one answer
        arrived = was_done or ask is not None
        return self.notice(request, seen, 200, "arrived", text="back_to_chat") if arrived else self.asked(request, seen)

    # --- files --------------------------------------------------------------------------------------------------------

    @_by_script
    async def store(self, request: Request, seen: Seen) -> Response:
        """One page of a paper, as the request's body."""
        file_id = wire.announced(request, self.settings.file_bytes)
        chunks = wire.bounded(request, self.settings.file_bytes)
        stored = await self.service.store(seen, file_id, self.networks.of(request), chunks)
        if isinstance(stored, NotStored):
            return _not_stored(seen, stored)
        return JSONResponse({"key": stored.key, "size": stored.size})

    @_by_script
    async def done(self, request: Request, seen: Seen) -> Response:
        """All pages have arrived: they go into the chat as one answer."""
        if self.is_rush(request):
            return self.refusal(request, seen, 429, "rush")
        body = await wire.read_body(request)
        handed = await self.service.hand_over(seen, body.id(), body.texts("files", 300, self.settings.files))
        if isinstance(handed, NotStored):
            return _not_stored(seen, handed)
        if not handed:
            raise wire.MalformedError
        return JSONResponse({"done": True})

    # --- small things -------------------------------------------------------------------------------------------------

    def is_rush(self, request: Request) -> bool:
        return self.service.uploads.rush.is_too_much(self.networks.of(request))

    async def seen(self, request: Request) -> Seen | None:
        return await self.service.see(request.path_params["token"], cookie(request, self.cookie_name(request)))

    def asked(self, request: Request, seen: Seen, wrong: Wrong | None = None, given: str = "") -> Response:
        """What it is for, to the browser that has it."""
        page = seen.page
        if page is None:
            return self.notice(request, seen, 200, "unneeded")
        known = {"about": page.about, "body": _paragraphs(page.body, seen.language, page.ask is None)}
        if page.ask is None:
            return self.html(request, seen, 200, state="files", file_bytes=self.settings.file_bytes, files=self.settings.files,
                             script_words={key: words(seen.language)[key] for key in SCRIPT}, **known)
        return self.html(request, seen, 422 if wrong else 200, state="words", id=wire.new_id(), given=given,
                         wrong=wrong.why if wrong else "", meant=wrong.meant if wrong else (),
                         others=[speech(seen.language).render(option.label) for option in page.ask.options],
                         numeric=page.ask.kind == "number", **known)

    def framed(self, request: Request, seen: Seen | None) -> Response:
        """All that is ever shown in another site's frame, whose page could lie over it: the way out of it."""
        shown = self.html(request, seen, 200, state="framed")
        shown.headers["content-security-policy"] = content_security_policy(self.settings.framed_by)
        return shown                                         # X-Frame-Options gives way to it (CSP 3, frame-ancestors)

    def notice(self, request: Request, seen: Seen | None, status: int, title: str, *, text: str = "", renew: bool = False,
               ) -> Response:
        return self.html(request, seen, status, state="renew" if renew else "notice", title=title,
                         text=text or f"{title}_text")

    def html(self, request: Request, seen: Seen | None, status: int, **known: object) -> Response:
        language = self.language(request, seen)
        return HTMLResponse(self.template.render(
            language=language, office=self.settings.office[language], words=words(language), here=self.here(request),
            assets=self.chat_page.assets, **known), status_code=status, headers=OPENED_FROM_A_FRAME)

    def refusal(self, request: Request, seen: Seen | None, status: int, word: str) -> Response:
        sentence = words(self.language(request, seen))[word]
        return JSONResponse({"refused": sentence, "again": False}, status_code=status)

    def language(self, request: Request, seen: Seen | None) -> str:
        guess = self.chat_page.language_guess(request.headers.get("accept-language", ""))
        return seen.language if seen is not None else guess

    def here(self, request: Request) -> str:
        """Of a link that is one: what stands in the address is not written into the page unread."""
        token = request.path_params["token"]
        return f"{PATH}/{token}" if token.replace("-", "").replace("_", "").isalnum() and token.isascii() else PATH

    def is_secure(self, request: Request) -> bool:
        return self.settings.secure or request.url.scheme == "https"

    def cookie_name(self, request: Request) -> str:
        return "__Secure-janji-page" if self.is_secure(request) else "janji-page"


def _not_stored(seen: Seen, refused: NotStored) -> Response:
    return wire.not_taken(speech(seen.language).render(refused.why), refused.again, refused.after)


def _paragraphs(body: Showable, language: str, whole: bool) -> Markup:
    """The question's words; `whole`: as paragraphs of their own."""
    text = speech(language).render(body)
    if not whole:
        return Markup(to_html(text))                         # noqa: S704 - escaped there
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(Markup(to_html(part))) for part in parts)  # noqa: S704 - the same


async def _posted(request: Request) -> dict[str, str]:
    """The fields that a plain button sends; none where there are none."""
    try:
        body = b"".join([part async for part in wire.bounded(request, POSTED_BYTES)])
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=10, errors="replace"))
    except (wire.TooLargeError, ValueError, ClientDisconnect):
        return {}
