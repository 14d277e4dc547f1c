"""The chat page's server, with a desk behind it that talks a little, and what is done on the page."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

import uvicorn
from playwright.sync_api import APIResponse, BrowserContext, FilePayload, Locator, Page, expect
from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.channels.webchat import PageSettings, routes
from bot.channels.webchat.links import Links
from bot.channels.webchat.safety import SafeHeaders
from bot.conversation.events import Typed
from bot.conversation.message import Button, Message
from tests.channels.chat_page.fake_chat import FakeChat

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
SETTINGS = PageSettings(
    office={"en": "The Consulate", "id": "Konsulat"}, languages=("id", "en"), phone="+1 555 0100", specimens=True,
    file_bytes=5_000_000, files=3, keep_alive=0.5,
    links=Links({"(213) 555-0100": "tel:+12135550100", "desk@example.org": "mailto:desk@example.org"},
                ("example.org", "evisa.example.org")),
)
OURS = {"X-Janji": "1", "Content-Type": "application/json", "Accept-Language": "en"}


class Site:
    """A server that can be killed and started again, before a desk that outlives it."""

    def __init__(self, settings: PageSettings) -> None:
        self.chat = FakeChat()
        self.app = Starlette(routes=routes(self.chat, settings), middleware=[Middleware(SafeHeaders)])
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.chat.closing = False
        config = uvicorn.Config(self.app, port=self.port, log_level="error", lifespan="off",
                                timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self.thread.start()
        until(lambda: self.server.started)

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self.server.serve()

    def stop(self) -> None:
        self.server.should_exit = True
        self.call(self.chat.close)
        self.thread.join(10)

    def call(self, act: Callable[[], None]) -> None:
        """Have the desk do something, on the loop on which it lives."""
        done: Future[None] = Future()

        def run() -> None:
            act()
            done.set_result(None)

        self.loop.call_soon_threadsafe(run)
        done.result(5)

    def push(self, text: str, *options: Button) -> None:
        self.call(lambda: self.chat.push(Message(text, options), offer=bool(options)))

    def said(self) -> list[str]:
        return [event.what.text for event in self.chat.incoming if isinstance(event.what, Typed)]

    def streams(self) -> int:
        return sum(len(talk.woken) for talk in self.chat.talks.values())


def until(true: Callable[[], bool], seconds: float = 30, page: Page | None = None) -> None:
    """Wait; with a page, its routes are served meanwhile."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "did not come true in time"
        if page:
            page.wait_for_timeout(20)
        else:
            time.sleep(0.02)


def bubbles(page: Page) -> Locator:
    return page.locator("#log .bubble")


def say(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")


def asked(page: Page, text: str, answer: str) -> None:
    """Say something and wait until the desk has answered."""
    say(page, text)
    expect(bubbles(page).last).to_contain_text(answer)


def post(context: BrowserContext, site: Site, path: str, body: object, **headers: str) -> APIResponse:
    return context.request.post(site.url + path, data=body, headers=OURS | headers)


def choose_files(page: Page, *files: tuple[str, str, int]) -> None:
    page.locator("#from-files").set_input_files(
        [FilePayload(name=name, mimeType=kind, buffer=(b"MZ" if name.endswith(".exe") else b"").ljust(size, b"\0"))
         for name, kind, size in files])
