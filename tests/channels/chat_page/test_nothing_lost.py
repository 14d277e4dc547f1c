"""The chat page where the server or the network goes and comes back: nothing is lost, nothing comes twice."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from bot.channels.webchat.service import Opened
from bot.channels.webchat.words import page_words
from bot.conversation.events import Started
from bot.conversation.message import Message
from tests.channels.chat_page.site import Site, asked, bubbles, post, say, until


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
