"""The chat page for everyone: screen readers, keyboards, small phones, languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.channels.webchat.page import Page as ChatPage
from bot.channels.webchat.words import page_words
from bot.conversation.events import Pressed
from bot.conversation.message import Button
from tests.axe import look
from tests.channels.chat_page.fake_chat import PARTS, QUESTION
from tests.channels.chat_page.site import DESKTOP, PHONE, SETTINGS, Site, asked, bubbles, choose_files, until


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
    expect(page.get_by_text("only while this page is open")).to_be_visible()
