"""A browser and a server for all tests of a file; for each test they are as if nobody had been there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.channels.chat_page.site import PHONE, SETTINGS, Site, bubbles
from tests.servers import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all of a file: nothing in it runs a loop in this thread, and what comes after may."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    made = Site(SETTINGS)
    yield made
    made.stop()


@pytest.fixture
def site(running: Site) -> Site:
    """To which nobody ever came."""
    running.call(running.chat.begin_anew)
    return running


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A browser, and what went wrong in it."""
    made = browser.new_context(viewport=PHONE, locale="en-US", has_touch=True)  # type: ignore[arg-type]
    faults: list[str] = []
    made.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    made.on("weberror", lambda error: faults.append(str(error.error)))
    yield made, faults
    made.close()


@pytest.fixture
def context(opened: tuple[BrowserContext, list[str]]) -> Iterator[BrowserContext]:
    """A browser that nobody knows. Whatever a test does, no policy is broken and no script fails."""
    made, faults = opened
    faults.clear()
    yield made
    for page in made.pages:
        page.close()
    made.unroute_all()
    made.set_offline(False)
    made.clear_cookies()
    assert not faults


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Page:
    opened = context.new_page()
    opened.goto(site.url)
    expect(bubbles(opened)).to_have_count(1)
    return opened
