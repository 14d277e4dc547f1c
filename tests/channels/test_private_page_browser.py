"""The private page in a real Chromium on a phone's screen: from the chat to the page, and back into the chat."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Route, expect
from sqlalchemy import select

from storage.tables import papers
from tests import axe
from tests.channels.contract import Talk
from tests.channels.office import RunningOffice
from tests.channels.speakers import TelegramSpeaker, WhatsAppSpeaker
from tests.fakes.telegram import BotApi
from tests.fakes.twilio.server import Twilio
from tests.journeys import parts

PHONE = {"width": 390, "height": 844}
LINK = re.compile(r"http://127\.0\.0\.1:\d+/p/[A-Za-z0-9_-]{43}")
SHOTS = os.environ.get("SHOTS")
"""A folder for screenshots, for whoever wants to look at them."""
LOOKED: set[str] = set()

TELEGRAM_WEB = """<!doctype html><iframe src="{link}#tgWebAppData=x" width="390" height="600"
    sandbox="allow-scripts allow-same-origin allow-popups allow-forms allow-modals"></iframe>"""
"""What shows a Mini App there."""

SAYS: dict[str, dict[str, str]] = {
    "en": {"open": "Open the page", "send": "Send", "digits": "16 digits", "done": "It has arrived",
           "files": "Send (2)", "choose": "Choose from your files"},
    "id": {"open": "Buka halaman", "send": "Kirim", "digits": "16 angka", "done": "Sudah kami terima",
           "files": "Kirim (2)", "choose": "Pilih dari file Anda"},
}


def context_of(browser: Browser, language: str) -> BrowserContext:
    return browser.new_context(viewport=PHONE, locale=language, has_touch=True, is_mobile=True)  # type: ignore[arg-type]


def look(page: Page, name: str) -> None:
    """Nothing serious for axe; a screenshot for us. Once for each name: it takes a second."""
    if name in LOOKED:
        return
    LOOKED.add(name)
    axe.look(page)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def goes(page: Page, link: str) -> Page:
    page.goto(link)
    return page


def goes_by_telegram_web(page: Page, link: str) -> Page:
    """The tab in which it opens."""
    page.context.grant_permissions(["local-network-access"])  # the office is on this machine, only here
    page.route("https://web.telegram.org/k/", lambda route: route.fulfill(
        body=TELEGRAM_WEB.format(link=link), content_type="text/html"))
    page.goto("https://web.telegram.org/k/")
    with page.expect_popup() as opened:
        page.frame_locator("iframe").get_by_role("link").click()
    return opened.value


def newest_link(talk: Talk) -> str:
    return [found[0] for one in talk.heard for found in LINK.finditer(one.text)][-1]


def picture(browser: Browser, colour: str) -> bytes:
    """A photo that a browser can show."""
    page = browser.new_page(viewport={"width": 600, "height": 400})
    page.set_content(f"<body style='background:{colour}'>")
    taken = page.screenshot(type="jpeg")
    page.close()
    return taken


def give_number(page: Page, language: str) -> None:
    """Through the door, refused once, then right."""
    says = SAYS[language]
    look(page, f"door-{language}")
    page.get_by_role("button", name=says["open"]).click()
    field = page.locator("#value")
    expect(field).to_be_focused()
    look(page, f"number-{language}")
    field.fill("35780157")
    page.get_by_role("button", name=says["send"], exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(says["digits"])
    look(page, f"number-refused-{language}")
    page.locator("#value").fill("3578015708900002")
    page.get_by_role("button", name=says["send"], exact=True).click()
    expect(page.locator("h2")).to_contain_text(says["done"])
    look(page, f"number-done-{language}")


def give_paper(page: Page, language: str, pictures: list[bytes]) -> None:
    """Three pages chosen, one taken out, the line lost at the second; then all is there."""
    says = SAYS[language]
    lost: list[str] = []

    def once(route: Route) -> None:
        if len(lost) == 1:
            route.abort("connectionreset")
        else:
            route.continue_()
        lost.append(route.request.headers["x-janji-id"])

    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: int(answer.headers.get("content-length", 0))}))
    page.reload()
    page.get_by_role("button", name=says["open"]).click()
    expect(page.locator("#choosing")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert all(url.startswith(page.url.partition("/p/")[0]) for url in sizes)
    assert 10_000 < sum(sizes.values()) < 40_000             # bytes, for a slow line
    look(page, f"paper-{language}")
    page.route("**/files", once)
    chosen: list[FilePayload] = [{"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": content}
                                 for number, content in enumerate(pictures)]
    chosen.append({"name": "empty.jpg", "mimeType": "image/jpeg", "buffer": b""})
    page.locator("#from-files").set_input_files(chosen)
    expect(page.locator(".file img")).to_have_count(3)
    page.locator(".file").nth(1).get_by_role("button").click()
    look(page, f"paper-chosen-{language}")
    page.get_by_role("button", name=says["files"]).click()
    expect(page.locator("#done")).to_be_visible()
    expect(page.locator("#done")).to_contain_text(says["done"])
    expect(page.locator(".file")).to_have_count(1)           # what was refused, and
    expect(page.get_by_role("button", name=says["choose"])).to_be_visible()  # another can be chosen for it
    assert lost[1] == lost[2]                                # the same page once more, by the same id
    assert len(lost) == 3
    look(page, f"paper-done-{language}")


def kept(office: RunningOffice) -> list[bytes]:
    with office.database.reading() as tx:
        rows = tx.execute(select(papers.c.file).order_by(papers.c.page)).all()
    return [office.store.read(row.file) for row in rows]


def way_over(browser: Browser, talk: Talk, language: str, link_of: Callable[[], str],
             opens: Callable[[Page, str], Page] = goes) -> tuple[bytes, bytes]:
    """A booking whose NIK and old passport are given on the page."""
    pictures = [picture(browser, colour) for colour in ("teal", "black", "tan")]
    context = context_of(browser, language)
    faults: list[str] = []
    context.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    page = context.new_page()
    parts.start(talk)
    talk.says(en="english", id="bahasa indonesia")
    parts.renewal(talk)
    for line in ("Dewi Lestari", "Surabaya", "17/08/1990"):
        talk.says(line)
    give_number(opens(page, link_of()), language)
    talk.settles()
    talk.picks(parts.SKIP)
    talk.says("1234 Wilshire Blvd, Los Angeles, CA 90017")
    talk.picks(parts.SKIP)
    parts.submit(talk)
    parts.book(talk)
    talk.picks("papers", "old-passport")
    if "page" in talk.office.shown(talk.speaker.account, talk.speaker.address)[0].words:
        talk.picks("page")
    heard = len(talk.heard)
    give_paper(opens(page, link_of()), language, pictures)
    talk.settles()
    assert len(talk.heard) > heard
    assert talk.step == "SendPaper"                          # of the next one
    context.close()
    assert not faults
    return pictures[0], pictures[2]


@pytest.mark.parametrize("language", ["id", "en"])
def test_whatsapp_says_the_page_first_and_goes_on_by_itself(
        office: RunningOffice, twilio: Twilio, browser: Browser, language: str) -> None:
    speaker = WhatsAppSpeaker(office, twilio)
    talk = Talk(office, speaker, language)
    pictures = way_over(browser, talk, language, lambda: newest_link(talk))
    assert kept(office) == list(pictures)
    talk.sends(1)                                            # in the chat it is taken all the same
    assert len(kept(office)) == 3


def test_telegram_offers_the_page_beside_the_chat(office: RunningOffice, api: BotApi, browser: Browser) -> None:
    speaker = TelegramSpeaker(api)
    talk = Talk(office, speaker)

    def link() -> str:
        if talk.step == "AskField":
            assert not any(said.links for said in speaker.person.heard)
            talk.picks("page")
        return [one for said in speaker.person.heard for one in said.links][-1]

    pictures = way_over(browser, talk, "en", link, goes_by_telegram_web)
    assert kept(office) == list(pictures)
