"""The chat page keeps others out: markup, other sites, cookies, what the page did not send."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot import config_file
from bot.channels.webchat import PageSettings
from bot.channels.webchat.links import links_of
from bot.channels.webchat.page import Page as ChatPage
from bot.channels.webchat.wire import Body
from bot.channels.webchat.words import page_words
from tests.channels.chat_page.site import OURS, SETTINGS, Site, asked, bubbles, post, say
from tests.janji import CONFIG


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


@pytest.mark.parametrize("value", [True, None, "1", 1.5, -1, 2**63, [1]])
def test_a_cursor_that_is_none_is_the_beginning(value: object) -> None:
    assert Body({"after": value}).after() == 0


def test_a_time_zone_that_nobody_here_knows_is_none() -> None:
    """No reminder could be planned by its clock."""
    known = ["America/Los_Angeles", "Asia/Jakarta", "UTC", "America/Argentina/Buenos_Aires"]
    assert [Body({"zone": zone}).zone() for zone in known] == known
    for zone in ("Mars/Phobos", "America", "Etc/Unknown", "tzdata.zi", "leapseconds", "a" * 32, "../UTC", "UTC\n", "", 1, None):
        assert Body({"zone": zone}).zone() is None, zone


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
