"""The chat page in a real Chromium, in front of a real server, with a desk behind it that talks a little."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import APIResponse, Browser, BrowserContext, FilePayload, Locator, Page, expect
from starlette.applications import Starlette

from bot import config_file
from bot.channels.webchat import Handed, Opened, PageSettings, page_words, routes
from bot.channels.webchat.links import Links, links_of
from bot.channels.webchat.page import Page as ChatPage
from bot.conversation.events import Pressed, Started, Typed
from bot.conversation.message import Button, Message
from tests.axe import look
from tests.channels.fake_chat import PARTS, QUESTION, FakeChat
from tests.janji import CONFIG

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
        self.app = Starlette(routes=routes(self.chat, settings))
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
        [FilePayload(name=name, mimeType=kind, buffer=bytes(size)) for name, kind, size in files])


# --- talking ----------------------------------------------------------------------------------------------------------


def test_a_visitor_is_greeted_and_answered(page: Page, site: Site) -> None:
    assert page.url == f"{site.url}/chat"
    expect(bubbles(page).first).to_contain_text("What do you need?")
    say(page, "hello there")
    expect(bubbles(page)).to_contain_text(["What do you need", "You: hello there", "You wrote: hello there"])
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#log .line[data-client]")).to_have_count(0)  # nothing is left on its way


def test_an_answer_pressed_stays_in_the_history_and_the_next_question_takes_its_place(page: Page, site: Site) -> None:
    page.get_by_role("button", name="Passport renewal").tap()
    expect(page.locator("#tray .choice")).to_have_text(["Yes", "No, it is lost"])
    expect(page.locator("#log .past .pressed")).to_contain_text("Passport renewal")
    expect(page.locator("#log .past li")).to_have_count(4)
    expect(page.locator("#log button")).to_have_count(0)  # what is past can't be pressed
    assert [event.what for event in site.chat.incoming][1:] == [Pressed("1:renew")]


def test_an_eager_thumb_presses_once(page: Page, site: Site) -> None:
    site.chat.slow = 0.3
    page.locator("#tray .choice").first.dblclick()
    expect(bubbles(page).last).to_contain_text("Is your old passport")
    assert [event.what for event in site.chat.incoming if isinstance(event.what, Pressed)] == [Pressed("1:renew")]


def test_small_ways_out_are_pressed_too(page: Page, site: Site) -> None:
    page.locator("#tray .words button", has_text="Back").tap()
    expect(bubbles(page).nth(1)).to_contain_text("Back")
    until(lambda: site.chat.incoming[-1].what == Pressed("w:back"))


def test_the_desk_that_takes_its_time_is_seen_writing(page: Page, site: Site) -> None:
    site.chat.slow = 1.5
    say(page, "hello")
    expect(page.locator("#log .line.me")).to_contain_text("sending…")
    expect(page.locator("#writing")).to_be_visible()
    expect(bubbles(page).last).to_contain_text("You wrote")
    expect(page.locator("#writing")).to_be_hidden()


def test_a_number_that_is_nobodys_business_is_masked_at_once(page: Page, site: Site) -> None:
    asked(page, "secret", "number of your passport")
    site.chat.slow = 0.5
    say(page, "X1234567")
    expect(page.locator("#log .line.me").last).to_contain_text("••••")
    expect(bubbles(page).last).to_contain_text("You wrote")
    expect(page.locator("#log .line.me").last).not_to_contain_text("X123")


def test_the_field_fits_what_is_asked(page: Page) -> None:
    asked(page, "date", "When were you born?")
    expect(page.locator("#calendar")).to_be_visible()
    page.locator("#date").fill("1990-11-30")
    expect(page.locator("#text")).to_have_value("30 November 1990")
    page.locator("#text").clear()
    asked(page, "number", "NIK")
    expect(page.locator("#text")).to_have_attribute("inputmode", "numeric")
    expect(page.locator("#calendar")).to_be_hidden()


def test_what_was_booked_comes_with_its_code_calendar_and_map(page: Page, site: Site, browser: Browser) -> None:
    asked(page, "booked", "K7M-4TD")
    picture = page.get_by_role("img", name="QR code of your appointment")
    expect(picture).to_be_visible()
    until(lambda: picture.evaluate("image => image.naturalWidth > 0"))
    assert picture.bounding_box()["width"] >= 200  # type: ignore[index]
    calendar = page.get_by_role("link", name="Put it in your calendar").get_attribute("href")
    assert page.request.get(f"{site.url}{calendar}").headers["content-type"].startswith("text/calendar")
    expect(page.get_by_role("link", name="3457 Wilshire")).to_have_attribute("rel", "noopener noreferrer")
    stranger = browser.new_context()
    assert stranger.request.get(f"{site.url}{calendar}").status == 404
    post(stranger, site, "/chat/open", {})
    assert stranger.request.get(f"{site.url}/chat/attachments/ics/a2").status == 404
    stranger.close()


@pytest.mark.parametrize(("language", "sentence"), [("en", "no longer booked"), ("id", "tidak tercatat lagi")])
def test_a_calendar_entry_of_a_cancelled_visit_says_so_and_leads_back(
    page: Page, site: Site, language: str, sentence: str,
) -> None:
    page.context.add_cookies([{"name": "janji_language", "value": language, "url": site.url}])
    answer = page.goto(f"{site.url}/chat/attachments/ics/a2")
    assert answer is not None and answer.status == 404
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("p")).to_contain_text(sentence)
    look(page)
    page.get_by_role("link").tap()
    expect(bubbles(page).first).to_contain_text("What do you need?")


def test_an_offer_keeps_its_buttons_and_leaves_the_question_alone(page: Page, site: Site) -> None:
    site.push("A time is free: Monday at 9.", Button("o:take", "Take it"), Button("o:no", "No, thanks"))
    expect(bubbles(page).last.get_by_role("button")).to_have_text(["Take it", "No, thanks"])
    expect(page.locator("#tray .choice")).to_have_count(4)
    page.get_by_role("button", name="Take it").tap()
    until(lambda: site.chat.incoming[-1].what == Pressed("o:take"))
    expect(page.get_by_role("button", name="Take it")).to_have_count(0)
    expect(page.locator("#log .past .pressed").first).to_contain_text("Take it")


def test_a_long_list_is_scrolled_and_its_ways_out_stay_in_sight(page: Page) -> None:
    asked(page, "days", "Which day")
    expect(page.locator("#tray .choice")).to_have_count(12)
    expect(page.locator("#tray .words button").first).to_be_in_viewport()
    expect(bubbles(page).last).to_be_in_viewport()
    expect(page.locator("#tray .choice").last).not_to_be_in_viewport()


def test_a_long_message_is_read_from_its_top(page: Page) -> None:
    asked(page, "long", "1. One of the lines")
    expect(bubbles(page).last.get_by_text("One of the lines").first).to_be_in_viewport()
    page.locator("#scroll").evaluate("box => box.scrollTo(0, 0)")
    say(page, "hello")
    expect(bubbles(page).last).to_be_in_viewport()


def test_news_is_announced_to_someone_who_reads_what_was_before(page: Page, site: Site) -> None:
    asked(page, "long", "59.")
    page.locator("#scroll").evaluate("box => box.scrollTo(0, 0)")
    page.wait_for_timeout(100)
    site.push("Your passport has come.")
    page.get_by_role("button", name="New messages").tap()
    expect(bubbles(page).last).to_be_in_viewport()


# --- nothing lost -----------------------------------------------------------------------------------------------------


def test_what_happens_comes_by_itself(page: Page, site: Site) -> None:
    until(lambda: site.streams() == 1)
    site.push("Your passport has come.")
    expect(bubbles(page).last).to_contain_text("Your passport has come.", timeout=20_000)


def test_a_restart_of_the_server_loses_nothing(page: Page, site: Site) -> None:
    until(lambda: site.streams() == 1)
    site.stop()
    say(page, "are you there?")
    say(page, "it is me")
    expect(page.get_by_text("Your messages will go when you are back online")).to_be_visible()
    expect(page.locator("#log .line.me")).to_contain_text(["goes when you are back online"] * 2)
    site.chat.push(Message("Your passport has come."))
    site.start()
    expect(bubbles(page).last).to_contain_text("You wrote: it is me", timeout=20000)
    expect(page.locator("#log .line.me")).to_have_count(2)
    expect(page.get_by_text("Your passport has come.")).to_have_count(1)
    expect(page.locator("#offline")).to_be_hidden()
    assert site.said() == ["are you there?", "it is me"]
    until(lambda: site.streams() == 1, 20)
    site.push("And we are back.")
    expect(bubbles(page).last).to_contain_text("And we are back.")


def test_a_network_that_goes_and_comes_back_loses_nothing(page: Page, site: Site, context: BrowserContext) -> None:
    context.set_offline(True)
    say(page, "hello")
    expect(page.locator("#offline")).to_be_visible()
    site.push("Meanwhile.")
    context.set_offline(False)
    expect(page.get_by_text("You wrote: hello")).to_have_count(1)
    expect(page.get_by_text("Meanwhile.")).to_have_count(1)
    expect(page.locator("#offline")).to_be_hidden()


def test_an_answer_lost_on_its_way_back_is_not_given_twice(page: Page, site: Site, context: BrowserContext) -> None:
    lost: list[str] = []

    def lose_the_first(route: Any) -> None:
        answer = route.fetch()
        if lost:
            route.fulfill(response=answer)
        else:
            lost.append("one")
            route.abort("connectionreset")

    page.route("**/chat/say", lose_the_first)
    asked(page, "once only", "You wrote: once only")
    until(lambda: len(site.said()) == 2, page=page)  # it was sent again, with the same id
    assert site.chat.incoming[-1].id == site.chat.incoming[-2].id
    page.wait_for_timeout(300)
    expect(page.get_by_text("You wrote: once only")).to_have_count(1)
    expect(page.locator("#log .line.me")).to_have_count(1)


def test_a_repeated_request_is_one_message(page: Page, site: Site, context: BrowserContext) -> None:
    for _time in range(3):
        assert post(context, site, "/chat/say", {"id": "abcdef-1", "text": "three times"}).ok
    expect(page.get_by_text("You wrote: three times")).to_have_count(1)
    expect(page.locator("#log .line.me")).to_have_count(1)


def test_tabs_share_one_stream_and_show_the_same(page: Page, site: Site, context: BrowserContext) -> None:
    until(lambda: site.streams() == 1)
    second = context.new_page()
    second.goto(site.url)
    expect(bubbles(second)).to_have_count(1)
    asked(second, "hello", "You wrote: hello")
    site.push("For all.")
    for tab in (page, second):
        expect(bubbles(tab)).to_have_count(4)
    assert site.streams() == 1
    page.close()  # the tab with the stream: the other takes over
    until(lambda: site.streams() == 1)
    site.push("Still here.")
    expect(bubbles(second).last).to_contain_text("Still here.")


def test_where_streams_do_not_pass_the_page_asks(context: BrowserContext, site: Site) -> None:
    context.route("**/chat/stream*", lambda route: route.abort())
    page = context.new_page()
    page.goto(site.url)
    expect(bubbles(page)).to_have_count(1)
    site.push("By asking.")
    expect(bubbles(page).last).to_contain_text("By asking.", timeout=20_000)
    assert site.streams() == 0


def test_the_stream_goes_on_where_the_browser_was(site: Site, context: BrowserContext) -> None:
    post(context, site, "/chat/open", {})
    for text in ("one", "two"):
        post(context, site, "/chat/say", {"id": f"abcdef-{text}", "text": text})
    page = context.new_page()
    page.goto(f"{site.url}/chat/words/en")
    first = page.evaluate("""() => new Promise(done => {
        const stream = new EventSource('/chat/stream?after=3');
        stream.addEventListener('messages', event => { stream.close(); done([event.lastEventId, event.data]); });
    })""")
    assert first[0] == "5"
    assert "You wrote: two" in first[1] and "You wrote: one" not in first[1]
    until(lambda: site.streams() == 0)  # a stream that nobody reads is let go


def test_a_link_says_what_for_once_and_again_when_it_is_followed_again(site: Site, context: BrowserContext) -> None:
    def came() -> list[Opened | Started]:
        return [event.what for event in site.chat.incoming if isinstance(event.what, Opened | Started)]

    page = context.new_page()
    page.goto(f"{site.url}/?start=passport-renewal")
    expect(bubbles(page)).to_have_count(1)
    expect(page).to_have_url(f"{site.url}/chat")
    page.reload()
    expect(bubbles(page)).to_have_count(1)
    assert came() == [Started("passport-renewal")]
    page.goto(f"{site.url}/chat?start=K7M-4TD")
    until(lambda: came() == [Started("passport-renewal"), Started("K7M-4TD")])
    page.goto(f"{site.url}/chat?start=%3Cb%3E..%2F")         # no link of ours: as if it were not there
    expect(page).to_have_url(f"{site.url}/chat")
    assert len(came()) == 2


def test_a_conversation_is_found_again_even_by_a_link_from_elsewhere(page: Page, site: Site) -> None:
    asked(page, "hello", "You wrote: hello")
    page.goto(f"http://localhost:{site.port}/chat/words/en")  # another site
    page.evaluate("address => { location.href = address }", f"{site.url}/chat")
    expect(bubbles(page)).to_have_count(3)


def test_a_sentence_says_why_something_was_not_taken(page: Page, site: Site) -> None:
    say(page, "refuse")
    failed = page.locator("#log .line.failed")
    expect(failed).to_contain_text("Not sent. You have sent many messages. Please wait a minute.")
    failed.get_by_role("button", name="Send again").tap()
    until(lambda: site.said() == ["refuse", "refuse"])
    expect(page.locator("#log .line.failed")).to_have_count(1)
    asked(page, "hello", "You wrote: hello")


def test_more_than_is_read_gets_a_sentence(page: Page, site: Site, context: BrowserContext) -> None:
    page.locator("#text").evaluate("(field, text) => { field.value = text }", "x" * 200_000)
    page.locator("#text").press("Enter")
    expect(page.locator("#log .line.failed")).to_contain_text("too long to be read at once")
    answer = post(context, site, "/chat/say", {"id": "abcdef-2", "text": "x" * 300_000})
    assert (answer.status, answer.json()["refused"]) == (413, page_words("en")["too_large"])
    assert not site.said()


# --- photos and files -------------------------------------------------------------------------------------------------


def test_photos_are_looked_at_and_sent_as_one_message(page: Page, site: Site) -> None:
    asked(page, "files", "data page")
    choose_files(page, ("one.jpg", "image/jpeg", 2000), ("two.pdf", "application/pdf", 3000))
    expect(page.locator("#chosen .name")).to_have_text(["one.jpg", "two.pdf"])
    assert not any(talk.files for talk in site.chat.talks.values())  # nothing goes before it is said
    page.get_by_role("button", name="Send (2)").tap()
    expect(bubbles(page).last).to_contain_text("Received: 2.")
    expect(page.locator("#chosen")).to_be_hidden()
    expect(page.locator("#log .line.me").last).to_contain_text("one.jpg, two.pdf")
    assert [len(event.what.files) for event in site.chat.incoming if isinstance(event.what, Handed)] == [2]


def test_a_slow_upload_says_how_far_it_is_and_can_be_stopped_and_gone_on_with(page: Page, site: Site) -> None:
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions",
              {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 1_000_000})
    choose_files(page, ("page.jpg", "image/jpeg", 4_000_000))
    page.get_by_role("button", name="Send (1)").tap()
    expect(page.locator("#chosen .state")).to_have_text(re.compile(r"^Sent: [1-9]\d?%"))
    assert 0 < page.locator("#chosen progress").evaluate("bar => bar.value") < 1
    page.get_by_role("button", name="Stop page.jpg").tap()
    expect(page.locator("#chosen .state")).to_have_text("Stopped")
    slow.send("Network.emulateNetworkConditions",
              {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
    page.get_by_role("button", name="Try again: page.jpg").tap()
    expect(bubbles(page).last).to_contain_text("Received: 1.")
    assert [size for talk in site.chat.talks.values() for _name, size in talk.files.values()] == [4_000_000]


def test_an_upload_goes_on_when_the_network_is_back(page: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    choose_files(page, ("page.jpg", "image/jpeg", 2000))
    page.get_by_role("button", name="Send (1)").tap()
    expect(page.locator("#chosen .state")).to_contain_text("goes on when you are back online")
    context.set_offline(False)
    expect(bubbles(page).last).to_contain_text("Received: 1.")


def test_an_upload_that_found_no_room_says_so_and_comes_again_by_itself(page: Page, site: Site) -> None:
    site.chat.full = 1
    choose_files(page, ("page.jpg", "image/jpeg", 2000))
    page.get_by_role("button", name="Send (1)").tap()
    expect(page.locator("#chosen .state")).to_have_text("There is a lot going on just now.")
    expect(page.locator("#offline")).to_be_hidden()
    expect(bubbles(page).last).to_contain_text("Received: 1.")


def test_files_that_cannot_be_taken_say_so_and_hold_nothing_up(page: Page, site: Site, context: BrowserContext) -> None:
    choose_files(page, ("huge.jpg", "image/jpeg", 6_000_000), ("empty.jpg", "image/jpeg", 0),
                 ("tool.exe", "application/x-dos", 10), ("fourth.jpg", "image/jpeg", 10))
    expect(page.locator("#chosen .state")).to_contain_text(["too large", "empty", "1 kB"])
    expect(page.get_by_text("At most 3 files at a time")).to_be_visible()
    page.get_by_role("button", name="Send (1)").tap()
    expect(page.locator("#chosen .state").last).to_have_text("This is not a photo or a PDF.")
    for name in ("huge.jpg", "empty.jpg", "tool.exe"):
        page.get_by_role("button", name=f"Remove {name}").tap()
    expect(page.locator("#chosen")).to_be_hidden()
    headers = {"X-Janji-Id": "abcdef-3", "X-Janji-Name": "a.jpg", "Content-Type": "image/jpeg"}
    answer = context.request.post(f"{site.url}/chat/files", data=bytes(6_000_000), headers=OURS | headers)
    assert (answer.status, answer.json()["refused"]) == (413, page_words("en")["file_too_large"])
    assert not any(talk.files for talk in site.chat.talks.values())


def test_a_file_that_cannot_be_taken_stays_and_the_good_ones_go(page: Page, site: Site) -> None:
    asked(page, "files", "data page")
    choose_files(page, ("one.jpg", "image/jpeg", 2000), ("tool.exe", "application/x-dos", 10),
                 ("huge.jpg", "image/jpeg", 6_000_000))
    page.get_by_role("button", name="Send (2)").tap()
    expect(bubbles(page).last).to_contain_text("Received: 1.")
    expect(page.locator("#log .line.me").last).to_contain_text("one.jpg")
    expect(page.locator("#chosen .name")).to_have_text(["tool.exe", "huge.jpg"])
    expect(page.locator("#chosen .state")).to_contain_text(["not a photo", "too large"])
    expect(page.locator("#chosen .main")).to_be_hidden()
    expect(page.locator("#tray")).to_be_visible()                                      # and the question can be answered
    choose_files(page, ("two.jpg", "image/jpeg", 2000))
    expect(page.locator("#chosen .name")).to_have_text(["two.jpg"])
    page.get_by_role("button", name="Send (1)").tap()
    expect(page.locator("#chosen")).to_be_hidden()
    assert [len(event.what.files) for event in site.chat.incoming if isinstance(event.what, Handed)] == [1, 1]


def test_a_specimen_is_sent_as_if_it_were_chosen(page: Page) -> None:
    asked(page, "files", "data page")
    page.locator("#tray").get_by_role("button", name="Try it with a specimen paper").tap()
    page.get_by_role("button", name="Passport page").tap()
    expect(page.locator("#chosen .name")).to_have_text("specimen-passport.png")
    page.get_by_role("button", name="Send (1)").tap()
    expect(bubbles(page).last).to_contain_text("Received: 1.")
    until(lambda: page.locator("#log .thumbs img").evaluate("image => image.naturalWidth > 0"))


def test_specimens_can_be_switched_off() -> None:
    on, off = ChatPage(SETTINGS), ChatPage(PageSettings(office=SETTINGS.office, languages=("id", "en")))
    assert "specimen" in on.html("en")
    assert on.asset("specimen-ktp.png") is not None
    assert 'id="specimen-dialog"' not in off.html("en")
    assert off.asset("specimen-ktp.png") is None


# --- for everyone -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_hinders_a_screen_reader(page: Page, size: Any) -> None:
    page.set_viewport_size(size)
    look(page)
    for text, answer in (("days", "Which day"), ("booked", "K7M-4TD"), ("files", "data page"), ("refuse", "Not sent"),
                         ("date", "born")):
        asked(page, text, answer)
        look(page)
    choose_files(page, ("one.jpg", "image/jpeg", 2000), ("empty.jpg", "image/jpeg", 0))
    look(page)
    page.locator("#menu-button").click()
    look(page)
    page.keyboard.press("Escape")
    page.locator("#attach").click()
    look(page)
    page.locator("#attach-dialog button[value=specimens]").click()
    look(page)


def test_everything_can_be_done_with_a_keyboard(page: Page, site: Site) -> None:
    page.locator("#tray .choice").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#tray .choice").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#tray .choice").first).to_have_text("Yes")
    expect(page.locator("#tray .choice").first).to_be_focused()
    page.locator("#menu-button").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Main menu")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem", name="End this chat")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    expect(page.locator("#menu-button")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Talk to an officer").press("Enter")
    until(lambda: Pressed("any.officer") in [event.what for event in site.chat.incoming])
    assert site.said() == []


def test_the_focus_goes_where_the_next_question_is_answered(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    page = context.new_page()
    page.goto(site.url)
    page.locator("#tray .choice").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#tray .choice").first).to_have_text("Yes")
    expect(page.locator("#tray .choice").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(bubbles(page).last).to_contain_text("full name")
    expect(page.locator("#text")).to_be_focused()
    asked(page, "files", "data page")
    page.locator("#tray .choice", has_text="Later").click()
    expect(bubbles(page).last).to_contain_text("full name")
    expect(page.locator("#text")).to_be_focused()                                      # not "Back"
    page.locator("#tray .words button", has_text="Back").press("Enter")
    expect(page.locator("#tray .choice").first).to_be_focused()
    site.call(lambda: site.chat.push(QUESTION))
    page.locator("#tray .choice", has_text="Visa").press("Enter")
    expect(bubbles(page).last).to_contain_text("One moment")
    site.call(lambda: site.chat.push(PARTS["yes/no"]))                                 # the question comes after it
    expect(page.locator("#tray .choice").first).to_be_focused()
    site.push("A time is free.", Button("3:y", "Take it"), Button("o:no", "No, thanks"))
    page.get_by_role("button", name="Take it").press("Enter")
    expect(bubbles(page).last).to_contain_text("full name")
    expect(page.locator("#text")).to_be_focused()
    context.close()


def test_no_keyboard_comes_up_by_itself_on_a_phone(page: Page) -> None:
    page.locator("#tray .choice").first.tap()
    expect(page.locator("#tray .choice").first).to_be_focused()
    page.locator("#tray .choice", has_text="Yes").tap()
    expect(bubbles(page).last).to_contain_text("full name")
    expect(page.locator("#scroll")).to_be_focused()
    choose_files(page, ("empty.jpg", "image/jpeg", 0))
    page.get_by_role("button", name="Remove empty.jpg").tap()
    expect(page.locator("#chosen")).to_be_hidden()
    expect(page.locator("#text")).not_to_be_focused()


def test_each_message_is_said_aloud_once(page: Page, site: Site) -> None:
    page.evaluate("""() => {
        window.aloud = [];
        new MutationObserver(changes => {
            for (const change of changes) for (const node of change.addedNodes) {
                const from = node.nodeType === 1 ? node : node.parentElement;
                const politeness = from?.closest('[aria-live]')?.ariaLive ?? 'off';
                if (politeness !== 'off' && node.textContent) window.aloud.push(node.textContent);
            }
        }).observe(document.body, { subtree: true, childList: true });
    }""")
    page.locator("#tray .choice").first.tap()
    expect(bubbles(page).last).to_contain_text("Is your old passport")
    site.push("Your passport has come.")
    expect(bubbles(page).last).to_contain_text("Your passport has come.")
    aloud = " ".join(page.evaluate("window.aloud"))
    assert [aloud.count(text) for text in ("Passport renewal", "Is your old", "has come", "Visa")] == [1, 1, 1, 0]


def test_what_is_said_of_an_answer_is_never_cut_off(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    asked(page, "long answers", "Which one?")
    cut = page.evaluate("""() => [...document.querySelectorAll('#tray .choice')]
        .filter(one => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1
                || one.querySelector('.detail').getBoundingClientRect().bottom > one.getBoundingClientRect().bottom)
        .map(one => one.textContent)""")
    assert cut == []


def test_a_code_and_the_sign_of_a_note_stay_in_one_line(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    asked(page, "wrapped", "Your code is")
    assert page.locator("#log b").last.evaluate("code => code.getClientRects().length") == 1
    expect(page.locator("#log .text").last).to_contain_text(re.compile("office\xa0²"))


def test_buttons_are_large_enough_and_nothing_stands_out_of_a_small_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    for text, answer in (("booked", "K7M-4TD"), ("files", "data page")):
        asked(page, text, answer)
    small = page.evaluate("""() => [...document.querySelectorAll('button, .attached a')]
        .map(one => [one.textContent.trim() || one.id, one.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.height < 44 || box.left < 0 || box.right > innerWidth))
        .map(([name]) => name)""")
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("#send")).to_be_in_viewport()
    expect(bubbles(page).last).to_be_in_viewport()


def test_the_pages_own_words_follow_the_language(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page.locator("h1")).to_have_text("Konsulat")
    expect(page.locator("#menu-button")).to_have_text(page_words("id")["menu"])
    page.reload()
    expect(page.locator("h1")).to_have_text("Konsulat")


@pytest.mark.parametrize(("asked_for", "given"), [
    ("en-US,en;q=0.9", "en"), ("id-ID,id;q=0.9,en;q=0.8", "id"), ("in-ID", "id"), ("fr,en;q=0.5", "en"), ("fr", "id"),
    ("", "id"), ("en;q=0, id;q=0.1", "id"), ("en;q=0.2,id;q=0.7", "id"), ("en;q=junk,;;,=", "id"),
])
def test_the_language_is_guessed_from_the_browser(asked_for: str, given: str) -> None:
    assert ChatPage(SETTINGS).language_guess(asked_for) == given


def test_the_desk_learns_the_browsers_language_and_time_zone(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="id-ID", timezone_id="Pacific/Honolulu")
    page = context.new_page()
    page.goto(site.url)
    expect(bubbles(page)).to_have_count(1)
    assert [(event.language_guess, event.time_zone) for event in site.chat.incoming] == [("id", "Pacific/Honolulu")]
    context.close()


def test_it_says_plainly_that_a_closed_tab_gets_no_reminder(page: Page) -> None:
    expect(page.get_by_text("a closed tab gets none")).to_be_visible()


# --- ending -----------------------------------------------------------------------------------------------------------


def test_a_chat_ended_on_this_device_is_gone_from_it(page: Page, site: Site, context: BrowserContext) -> None:
    asked(page, "hello", "You wrote: hello")
    second = context.new_page()
    second.goto(site.url)
    expect(bubbles(second)).to_have_count(3)
    page.bring_to_front()
    page.locator("#menu-button").click()
    page.get_by_role("menuitem", name="End this chat on this device").click()
    page.get_by_role("button", name="End the chat").click()
    for tab in (page, second):
        expect(tab.get_by_text("This chat has ended on this device.")).to_be_visible()
        expect(bubbles(tab)).to_have_count(0)
    assert not [cookie for cookie in context.cookies() if cookie.get("httpOnly")]
    assert post(context, site, "/chat/say", {"id": "abcdef-4", "text": "anyone?"}).status == 401
    page.get_by_role("button", name="Begin a new chat").click()
    expect(bubbles(page)).to_have_count(1)


# --- keeping others out -----------------------------------------------------------------------------------------------


def test_markup_in_a_message_is_shown_and_does_nothing(page: Page) -> None:
    asked(page, "markup", "<script>window.broken=1</script><img src=x onerror=window.broken=1> <b>x</b>")
    say(page, "<img src=x onerror=window.broken=2>")
    expect(bubbles(page).last).to_contain_text("You wrote: <img src=x")
    assert page.evaluate("window.broken") is None
    assert page.locator("#log script, #log img").count() == 0
    expect(page.locator("#log b").last).to_have_text("<b>x</b>")


def test_only_what_the_office_wrote_can_be_tapped(page: Page) -> None:
    asked(page, "link", "See https://example.org")
    links = page.locator("#log .text a")
    assert [one.get_attribute("href") for one in links.all()] == [
        "https://example.org/a?b=c", "https://evisa.example.org/", "tel:+12135550100", "mailto:desk@example.org"]
    assert [one.get_attribute("rel") for one in links.all()] == ["noopener noreferrer"] * 2 + [None] * 2
    assert [one.get_attribute("target") for one in links.all()] == ["_blank"] * 2 + [None] * 2
    say(page, "https://example.org (213) 555-0100")
    expect(page.locator("#log .me .text").last).to_contain_text("555-0100")
    expect(page.locator("#log .me .text a")).to_have_count(0)


def test_the_links_are_those_of_the_settings_and_tell_no_secret() -> None:
    environment = {"JANJI_DATABASE__URL": "postgresql+psycopg://janji:hush@db.example.org/janji",
                   "JANJI_TELEGRAM__TOKEN": "1:hush"}
    links = links_of(config_file.load(CONFIG, environment))
    assert links.exact["(213) 383-5126"] == "tel:+12133835126"
    assert links.exact["losangeles.kjri@kemlu.go.id"] == "mailto:losangeles.kjri@kemlu.go.id"
    assert links.hosts == ("evisa.imigrasi.go.id", "kemlu.go.id")
    assert "hush" not in str(links)


@pytest.mark.parametrize("headers", [
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
    {"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"X-Janji": ""},
])
@pytest.mark.parametrize("path", ["open", "say", "press", "sent", "files", "end"])
def test_a_request_from_another_site_is_refused(
    site: Site, context: BrowserContext, path: str, headers: dict[str, str],
) -> None:
    post(context, site, "/chat/open", {})
    before = len(site.chat.incoming)
    answer = post(context, site, f"/chat/{path}", {"id": "abcdef-5", "text": "hi", "option": "1:renew"}, **headers)
    assert answer.status == 403
    assert len(site.chat.incoming) == before
    assert context.request.get(f"{site.url}/chat/messages").ok  # and the chat is still there


def test_another_sites_page_cannot_speak_for_a_visitor(page: Page, site: Site, context: BrowserContext) -> None:
    stranger = context.new_page()
    form = f"""<form method=post enctype=text/plain action={site.url}/chat/say>
        <input name='{{"id": "abcdef-6", "text": "hi", "more": "' value='"}}'><button>See the kittens</button></form>"""
    stranger.route("http://kittens.example/", lambda route: route.fulfill(body=form, content_type="text/html"))
    stranger.goto("http://kittens.example/")
    with stranger.expect_response("**/chat/say") as answer:
        stranger.get_by_role("button").click()
    assert answer.value.status == 403
    assert not site.said()


@pytest.mark.parametrize("body", [
    "[]", "{", "null", '{"id": "abcdef-7"}', '{"id": 7, "text": "hi"}', '{"id": "../..", "text": "hi"}',
    '{"id": "abcdef-7", "text": ""}', '{"id": "abcdef-7", "text": ["hi"]}', "[" * 100_000,
])
def test_what_is_not_from_the_page_gets_a_sentence(site: Site, context: BrowserContext, body: str) -> None:
    post(context, site, "/chat/open", {})
    answer = context.request.post(f"{site.url}/chat/say", data=body.encode(), headers=OURS)
    assert (answer.status, answer.json()["refused"]) == (400, page_words("en")["not_understood"])
    assert not site.said()


def test_text_no_database_takes_is_cleaned(site: Site, context: BrowserContext) -> None:
    post(context, site, "/chat/open", {})
    body = rb'{"id": "abcdef-8", "text": "a\ud800b\u0000c \u202e 9"}'
    assert context.request.post(f"{site.url}/chat/say", data=body, headers=OURS).ok
    assert site.said() == ["a?bc \u202e 9"]


def test_every_answer_carries_the_safe_headers(site: Site, context: BrowserContext) -> None:
    post(context, site, "/chat/open", {})
    version = ChatPage(SETTINGS).version
    for path in ("/chat", "/chat/messages", "/chat/words/en", "/chat/words/xx", f"/chat/assets/{version}/chat.js",
                 "/chat/assets/0/x", "/chat/attachments/qr/a1", "/chat/attachments/qr/none"):
        headers = context.request.get(site.url + path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert ("immutable" in headers["cache-control"]) is (version in path)
        assert "no-store" in headers["cache-control"] or version in path


def test_the_cookie_is_kept_from_scripts_and_other_sites(site: Site, context: BrowserContext) -> None:
    assert "set-cookie" not in context.request.get(f"{site.url}/chat").headers
    cookie = post(context, site, "/chat/open", {}).headers["set-cookie"]
    assert re.match(r"janji=[\w-]{43}; HttpOnly; Max-Age=34560000; Path=/; SameSite=strict$", cookie)
    secret = cookie[6:49]
    assert secret not in str(site.chat.talks)
    assert all(re.fullmatch("[0-9a-f]{64}", address) for address in site.chat.talks)


def test_behind_https_the_cookie_never_goes_in_the_clear(browser: Browser) -> None:
    settings = PageSettings(office=SETTINGS.office, languages=("en",), secure=True, public_origin="https://chat.example")
    site = Site(settings)
    context = browser.new_context()
    answer = post(context, site, "/chat/open", {}, Origin="https://chat.example")
    assert re.match(r"__Host-janji=[\w-]{43}; .*Secure", answer.headers["set-cookie"])
    context.close()
    site.stop()


def test_a_browser_that_opens_stream_after_stream_is_sent_to_asking(site: Site, context: BrowserContext) -> None:
    post(context, site, "/chat/open", {})
    page = context.new_page()
    page.goto(f"{site.url}/chat/words/en")
    statuses = page.evaluate("""async () => {
        const statuses = [];
        for (let time = 0; time < 5; time++) statuses.push((await fetch('/chat/stream')).status);
        return statuses;
    }""")
    assert statuses == [200, 200, 200, 200, 204]
