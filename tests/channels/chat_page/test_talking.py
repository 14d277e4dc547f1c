"""The chat page in a real Chromium: what is asked, answered, pressed and shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.conversation.events import Pressed
from bot.conversation.message import Button
from tests.axe import look
from tests.channels.chat_page.site import Site, asked, bubbles, post, say, until


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


def test_the_private_page_opens_beside_the_chat_also_without_tls_on_this_machine(page: Page) -> None:
    asked(page, "private", "Your private page")
    expect(page.get_by_role("link", name="Open the page")).to_have_attribute("href", "http://127.0.0.1/p/x")


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


def test_a_message_that_fills_the_screen_is_read_from_its_top_whatever_came_with_it(page: Page, site: Site) -> None:
    site.push("\n".join(f"{line}. A line of the notice." for line in range(1, 60)))
    expect(bubbles(page)).to_have_count(2)
    page.reload()
    expect(bubbles(page).last.get_by_text("A line of the notice").first).to_be_in_viewport()
    expect(bubbles(page).first.locator(".text")).not_to_be_in_viewport()


def test_news_is_announced_to_someone_who_reads_what_was_before(page: Page, site: Site) -> None:
    asked(page, "long", "59.")
    page.locator("#scroll").evaluate("box => box.scrollTo(0, 0)")
    page.wait_for_timeout(100)
    site.push("Your passport has come.")
    page.get_by_role("button", name="New messages").tap()
    expect(bubbles(page).last).to_be_in_viewport()




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
