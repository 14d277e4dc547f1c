"""Photos and files on the chat page."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from bot.channels.webchat import PageSettings
from bot.channels.webchat.page import Page as ChatPage
from bot.channels.webchat.service import Handed
from bot.channels.webchat.words import page_words
from tests.channels.chat_page.site import OURS, SETTINGS, Site, asked, bubbles, choose_files, until


def test_photos_are_looked_at_and_sent_as_one_message(page: Page, site: Site) -> None:
    asked(page, "files", "data page")
    choose_files(page, ("one.jpg", "image/jpeg", 2000), ("two.pdf", "application/pdf", 3000))
    expect(page.locator("#chosen .name")).to_have_text(["one.jpg", "two.pdf"])
    assert not any(talk.files for talk in site.chat.talks.values())  # nothing goes before it is said
    page.get_by_role("button", name="Send (2)").tap()
    expect(bubbles(page).last).to_contain_text("Received: 2.")
    expect(page.locator("#chosen")).to_be_hidden()
    expect(page.locator("#log .line.me").last).to_contain_text("📎 2 files")
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
    assert [size for talk in site.chat.talks.values() for size in talk.files.values()] == [4_000_000]


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
    headers = {"X-Janji-Id": "abcdef-3", "Content-Type": "image/jpeg"}
    answer = context.request.post(f"{site.url}/chat/files", data=bytes(6_000_000), headers=OURS | headers)
    assert (answer.status, answer.json()["refused"]) == (413, page_words("en")["file_too_large"])
    assert not any(talk.files for talk in site.chat.talks.values())


def test_a_file_that_cannot_be_taken_stays_and_the_good_ones_go(page: Page, site: Site) -> None:
    asked(page, "files", "data page")
    choose_files(page, ("one.jpg", "image/jpeg", 2000), ("tool.exe", "application/x-dos", 10),
                 ("huge.jpg", "image/jpeg", 6_000_000))
    page.get_by_role("button", name="Send (2)").tap()
    expect(bubbles(page).last).to_contain_text("Received: 1.")
    expect(page.locator("#log .line.me").last).to_contain_text("📎 1 file")
    expect(page.locator("#chosen .name")).to_have_text(["tool.exe", "huge.jpg"])
    expect(page.locator("#chosen .state")).to_contain_text(["not a photo", "too large"])
    expect(page.locator("#chosen .main")).to_be_hidden()
    expect(page.locator("#tray")).to_be_visible()                                      # and the question can be answered
    choose_files(page, ("two.jpg", "image/jpeg", 2000))
    expect(page.locator("#chosen .name")).to_have_text(["two.jpg"])
    page.get_by_role("button", name="Send (1)").tap()
    expect(page.locator("#chosen")).to_be_hidden()
    until(lambda: [len(event.what.files) for event in site.chat.incoming if isinstance(event.what, Handed)] == [1, 1])


def test_what_was_refused_goes_when_the_chat_goes_on(page: Page) -> None:
    choose_files(page, ("empty.jpg", "image/jpeg", 0))
    expect(page.locator("#chosen .state")).to_contain_text("empty")
    asked(page, "hello", "You wrote: hello")
    expect(page.locator("#chosen")).to_be_hidden()


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
