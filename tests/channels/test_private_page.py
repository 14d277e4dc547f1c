"""The private page for papers and numbers, asked by plain requests, behind Telegram's chat."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from storage.tables import files, links, papers
from tests.channels.contract import Talk
from tests.channels.office import RunningOffice
from tests.channels.private_browser import PageBrowser
from tests.channels.speakers import TelegramSpeaker, TerminalSpeaker
from tests.fakes.servers import telegram_settings
from tests.fakes.telegram import BotApi, Person
from tests.janji import until
from tests.journeys import parts
from tests.pictures import jpeg

NAMES = ("Dewi Lestari", "Budi Santoso", "Siti Rahayu", "Agus Wijaya", "Rina Kusuma", "Joko Susilo", "Wati Hartono",
         "Hadi Pranoto", "Maya Anggraini", "Eko Saputra", "Lina Marlina", "Rudi Hermawan")
MOST = 300_000
NUMBERS = itertools.count(7100)


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    made = BotApi().start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def house(telegram: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    """One office for all; each test is somebody else's."""
    made = RunningOffice(
        Path(tmp_path_factory.mktemp("house")), **telegram_settings(telegram),
        JANJI_PAPERS__TELEGRAM="page-first", JANJI_PAPERS__TERMINAL="page", JANJI_FILES__MAX_BYTES=str(MOST),
        JANJI_LIMITS__PAGES_A_DAY="6", JANJI_LIMITS__ADDRESS_MESSAGES_A_MINUTE="100000")
    made.environ |= {"JANJI_TELEGRAM__WEBHOOK_URL": made.url, "JANJI_PUBLIC_URL": made.url}
    made.start()
    until(lambda: len(telegram.commands) == 3)
    yield made
    made.stop()


class Somebody:
    """In a chat, and with a browser."""

    def __init__(self, house: RunningOffice, telegram: BotApi) -> None:
        number = next(NUMBERS)
        self.house, self.name = house, NAMES[number % len(NAMES)]
        speaker = TelegramSpeaker(telegram, number)
        self.phone: Person = speaker.person
        self.chat = Talk(house, speaker)
        self.browser = PageBrowser()

    @property
    def link(self) -> str:
        """The newest."""
        return [link for said in self.phone.heard for link in said.links][-1]

    def comes_to_a_number(self) -> str:
        """The question for the NIK, and the link that came with it."""
        parts.start(self.chat)
        parts.renewal(self.chat)
        for line in (self.name, "Surabaya", "17/08/1990"):
            self.chat.says(line)
        return self.link

    def comes_to_a_paper(self) -> str:
        """The question for the old passport, and the link that came with it."""
        parts.start(self.chat)
        parts.renewal(self.chat)
        parts.form(self.chat, name=self.name, nik="", passport="")
        parts.book(self.chat, day=1)
        self.chat.picks("papers", "old-passport")
        return self.link

    def pages(self) -> list[bytes]:
        """What is kept of theirs, in order."""
        with self.house.database.reading() as tx:
            person = self.house.person(tx, "telegram", self.chat.speaker.address)
            rows = tx.execute(select(papers.c.file).join(files, files.c.id == papers.c.file).where(
                files.c.person == person).order_by(papers.c.page)).all()
        return [self.house.store.read(row.file) for row in rows]

    def said(self) -> str:
        return self.chat.heard[-1].text


@pytest.fixture
def somebody(house: RunningOffice, telegram: BotApi) -> Somebody:
    return Somebody(house, telegram)


def test_question_for_a_number_comes_with_a_private_link_and_a_typed_one_is_taken_all_the_same(somebody: Somebody) -> None:
    link = somebody.comes_to_a_number()
    assert re.fullmatch(re.escape(somebody.house.url) + r"/p/[A-Za-z0-9_-]{43}", link)
    assert "private page" in somebody.said()
    somebody.chat.says("3578015708900002")
    assert "passport" in somebody.said()


def test_only_a_hash_of_the_link_is_kept(somebody: Somebody) -> None:
    token = somebody.comes_to_a_number().rpartition("/")[2]
    with somebody.house.database.reading() as tx:
        kept = repr(tx.execute(select(links)).all())
    assert token not in kept


def test_a_preview_of_the_link_spends_nothing_and_shows_nothing_of_anybody(somebody: Somebody) -> None:
    link = somebody.comes_to_a_number()
    with somebody.house.unchanged():
        for _time in range(3):
            door = PageBrowser().get(link)
            assert door.status == 200
            assert "Open the page" in door.text
            assert "set-cookie" not in door.headers
            assert not any(word in door.text for word in (*somebody.name.split(), "NIK", "Surabaya"))
            assert door.headers["referrer-policy"] == "no-referrer"
            assert door.headers["cache-control"] == "no-store"
            assert "default-src 'none'" in door.headers["content-security-policy"]
    assert "What is your NIK?" in somebody.browser.opens(link).text


def test_frame_of_another_site_shows_the_way_out_of_it_alone(somebody: Somebody) -> None:
    link = somebody.comes_to_a_number()
    framed = somebody.browser.ask("GET", link, headers={"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"})
    assert framed.headers["content-security-policy"].endswith("frame-ancestors https://web.telegram.org")
    assert f'href="{urlsplit(link).path}" target="_blank"' in framed.text
    assert "<form" not in framed.text
    opened = somebody.browser.opens(link)
    assert "What is your NIK?" in opened.text
    assert opened.headers["content-security-policy"].endswith("frame-ancestors 'none'")


def test_link_is_for_the_browser_that_opens_it_first(somebody: Somebody) -> None:
    link = somebody.comes_to_a_number()
    opened = somebody.browser.form(link)
    cookie = opened.headers["set-cookie"]
    assert opened.status == 303
    assert f"Path={opened.headers['location']};" in cookie
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    other = PageBrowser()
    spent = other.form(link)
    assert spent.status == 410
    assert "set-cookie" not in spent.headers
    assert "NIK" not in other.get(link).text
    assert somebody.browser.form(link).status == 303         # its own may knock again
    assert "What is your NIK?" in somebody.browser.get(link).text


def test_old_link_shows_nothing_and_sends_a_new_one_into_the_chat_once(somebody: Somebody) -> None:
    link = somebody.comes_to_a_number()
    somebody.browser.opens(link)
    somebody.chat.wait(hours=49)
    heard = len(somebody.chat.heard)
    old = somebody.browser.get(link)
    assert old.status == 410
    assert "NIK" not in old.text
    assert PageBrowser().form(link).status == 410
    renewed = [PageBrowser().form(link + "/renew").text for _time in range(3)]
    assert all("A new link is on its way" in text for text in renewed)
    somebody.chat.settles()
    assert len(somebody.chat.heard) == heard + 1
    assert somebody.link != link
    assert not any(somebody.link in text for text in renewed)
    assert "What is your NIK?" in PageBrowser().opens(somebody.link).text


def test_renewed_link_ends_the_one_before(somebody: Somebody) -> None:
    link = somebody.comes_to_a_number()
    assert "What is your NIK?" in somebody.browser.opens(link).text
    PageBrowser().form(link + "/renew")
    somebody.chat.settles()
    assert somebody.browser.get(link).status == 410
    assert PageBrowser().form(link).status == 410
    assert "What is your NIK?" in PageBrowser().opens(somebody.link).text


def test_link_is_renewed_a_handful_of_times_a_day(somebody: Somebody) -> None:
    link = somebody.comes_to_a_number()
    renewed = [PageBrowser().form(link + "/renew") for _time in range(6)]
    assert [one.status for one in renewed] == [200] * 5 + [429]
    assert "No more new links today" in renewed[-1].text
    assert "ask for another one tomorrow" in renewed[-1].text


def test_number_is_refused_in_the_words_of_the_chat_and_then_the_chat_goes_on(somebody: Somebody) -> None:
    link = somebody.comes_to_a_number()
    page = somebody.browser.opens(link).text
    form = re.search(r'name="id" value="([^"]+)"', page)
    assert form is not None
    heard = len(somebody.chat.heard)
    wrong = somebody.browser.form(link + "/words", id=form[1], words="35780157")
    assert wrong.status == 422
    assert "this has 8" in wrong.text
    assert len(somebody.chat.heard) == heard
    right = somebody.browser.form(link + "/words", id=form[1], words="3578 0157 0890 0002")
    assert "It has arrived" in right.text
    somebody.chat.settles()
    assert somebody.chat.heard[heard].text.startswith("✅")
    assert "passport" in somebody.said()
    again = somebody.browser.form(link + "/words", id=form[1], words="3578 0157 0890 0002")
    assert "It has arrived" in again.text
    assert len(somebody.chat.heard) == heard + 2
    assert "not needed any more" in somebody.browser.get(link).text


def test_whoever_has_no_number_says_so_on_the_page_as_in_the_chat(somebody: Somebody) -> None:
    link = somebody.comes_to_a_number()
    page = somebody.browser.opens(link).text
    form = re.search(r'name="id" value="([^"]+)"', page)
    assert form is not None
    assert '<button type="submit" class="choice" name="meant" value="No NIK at hand" formnovalidate>' in page
    assert "It has arrived" in somebody.browser.form(link + "/words", id=form[1], words="", meant="No NIK at hand").text
    somebody.chat.settles()
    assert "present passport" in somebody.said()


def test_number_that_was_typed_in_the_chat_is_not_needed_on_the_page_any_more(somebody: Somebody) -> None:
    link = somebody.comes_to_a_number()
    somebody.browser.opens(link)
    somebody.chat.says("3578015708900002")
    before, heard = somebody.said(), len(somebody.chat.heard)
    assert "not needed any more" in somebody.browser.get(link).text
    late = somebody.browser.form(link + "/words", id="abcdefgh", words="3578015708900009")
    assert "not needed any more" in late.text
    assert (somebody.said(), len(somebody.chat.heard)) == (before, heard)
    assert "not needed any more" in somebody.browser.form(link + "/renew").text


def test_pages_of_a_paper_go_into_the_chat_as_one_answer_and_it_goes_on(somebody: Somebody) -> None:
    link = somebody.comes_to_a_paper()
    assert "Please send a photo or PDF of" in somebody.browser.opens(link).text
    heard = len(somebody.chat.heard)
    first, second = jpeg(b"one"), jpeg(b"two")
    one = somebody.browser.stores(link, first, id="page-number-one")
    assert somebody.browser.stores(link, first, id="page-number-one").json == one.json
    two = somebody.browser.stores(link, second)
    keys = one.json["key"], two.json["key"]
    for _time in range(2):                                   # the answer to the first was lost
        assert somebody.browser.done(link, *keys, id="handed-over").json == {"done": True}
    somebody.chat.settles()
    assert somebody.pages() == [first, second]
    assert len(somebody.chat.heard) == heard + 2
    assert "Please send a photo or PDF of" in somebody.said()
    assert somebody.link != link


def test_paper_that_was_handed_over_before_is_not_answered_again(somebody: Somebody) -> None:
    link = somebody.comes_to_a_paper()
    somebody.browser.opens(link)
    key = somebody.browser.stores(link, jpeg(b"once")).json["key"]
    somebody.browser.done(link, key)
    somebody.chat.settles()
    heard = len(somebody.chat.heard)
    again = [somebody.browser.done(link, key) for _time in range(10)]
    assert [one.status for one in again] == [200] * 9 + [422]
    assert "please send the rest tomorrow" in again[-1].json["refused"]
    somebody.chat.settles()
    assert len(somebody.chat.heard) == heard
    assert somebody.pages() == [jpeg(b"once")]


def test_page_that_breaks_off_half_way_is_sent_again_alone(somebody: Somebody) -> None:
    link = somebody.comes_to_a_paper()
    somebody.browser.opens(link)
    first, second = jpeg(b"one"), jpeg(b"two" * 40_000)
    one = somebody.browser.stores(link, first)
    somebody.browser.breaks_off(link, second, id="on-a-slow-line")
    two = somebody.browser.stores(link, second, id="on-a-slow-line")
    assert somebody.browser.done(link, one.json["key"], two.json["key"]).status == 200
    assert somebody.pages() == [first, second]


def test_broken_page_gets_a_sentence_and_the_others_go(somebody: Somebody) -> None:
    link = somebody.comes_to_a_paper()
    somebody.browser.opens(link)
    broken = somebody.browser.stores(link, b"\xff\xd8\xff and no more")
    assert (broken.status, broken.json["again"]) == (422, False)
    assert "damaged or incomplete" in broken.json["refused"]
    assert somebody.browser.stores(link, jpeg(bytes(MOST))).status == 413
    kept = [somebody.browser.stores(link, jpeg(b"%d" % number)) for number in range(7)]
    assert [one.status for one in kept] == [200] * 6 + [422]
    assert "limit" in kept[-1].json["refused"]
    assert somebody.browser.done(link, kept[0].json["key"]).status == 200
    assert somebody.pages() == [jpeg(b"0")]


def test_paper_is_kept_though_the_chat_has_gone_elsewhere(somebody: Somebody) -> None:
    link = somebody.comes_to_a_paper()
    somebody.browser.opens(link)
    key = somebody.browser.stores(link, jpeg(b"late")).json["key"]
    somebody.chat.picks("later")
    step = somebody.chat.step
    assert somebody.browser.done(link, key).status == 200
    somebody.chat.settles()
    assert somebody.pages() == [jpeg(b"late")]
    assert "Kept as" in somebody.said()
    assert somebody.chat.step == step


def test_paper_of_a_cancelled_visit_is_not_needed_any_more(somebody: Somebody) -> None:
    link = somebody.comes_to_a_paper()
    somebody.browser.opens(link)
    somebody.chat.picks("later")
    somebody.chat.says("my appointments")
    somebody.chat.picks("cancel", True)
    assert "not needed any more" in somebody.browser.get(link).text
    assert somebody.browser.stores(link, jpeg()).status == 410


def test_nobody_else_can_use_what_is_on_this_page(house: RunningOffice, telegram: BotApi, somebody: Somebody) -> None:
    link = somebody.comes_to_a_paper()
    somebody.browser.opens(link)
    key = somebody.browser.stores(link, jpeg(b"mine")).json["key"]
    other = Somebody(house, telegram)
    theirs = other.comes_to_a_paper()
    other.browser.opens(theirs)
    assert other.browser.done(theirs, key).status == 400
    thief = PageBrowser(cookies={link.removeprefix(house.url): next(iter(other.browser.cookies.values()))})
    assert "Please send" not in thief.get(link).text
    assert thief.stores(link, jpeg(b"theirs")).status == 401
    assert thief.done(link, key).status == 401
    assert somebody.browser.ask("POST", link + "/done", b"{}", {"Sec-Fetch-Site": "cross-site", "X-Janji": "1"}).status == 401
    assert (somebody.pages(), other.pages()) == ([], [])


def test_where_the_office_wants_the_page_alone_the_chat_takes_neither_number_nor_photo(
        house: RunningOffice, tmp_path: Path) -> None:
    talk = Talk(house, TerminalSpeaker(house, tmp_path))
    parts.start(talk)
    parts.renewal(talk)
    for line in ("Ayu Wulandari", "Surabaya", "17/08/1990"):
        talk.says(line)
    assert "not in this chat" in talk.heard[-1].text
    question = talk.heard[-1].buttons
    talk.says("3578015708900002")
    assert "I can't take that in this chat" in talk.heard[-1].text
    assert (talk.step, talk.heard[-1].buttons) == ("AskField", question)
    talk.picks("", "")                                       # what the buttons say is no number
    talk.says("1234 Wilshire Blvd, Los Angeles, CA 90017")
    talk.picks("")
    parts.submit(talk)
    parts.book(talk, day=2)
    talk.picks("papers", "old-passport")
    talk.sends(1)
    assert "I can't take that in this chat" in talk.heard[-1].text
    with house.database.reading() as tx:
        person = house.person(tx, "terminal", "me")
        assert tx.execute(select(papers.c.id).join(files, files.c.id == papers.c.file).where(
            files.c.person == person)).all() == []


def test_what_is_no_link_leads_nowhere_and_changes_nothing(somebody: Somebody) -> None:
    link = somebody.comes_to_a_number()
    chance = random.Random(9)
    token = link.rpartition("/")[2]
    signs = "ABCabc019-_%.~\"<>'"
    wrong = ["", "x" * 5_000, token[:-1], token + "A", token.swapcase(), "%00" * 14, "%ff" * 14, "..%2f..%2fhealthz",
             *("".join(chance.choices(signs, k=chance.randint(1, 60))) for _time in range(300))]
    with somebody.house.unchanged():
        for one in wrong:
            path = f"{somebody.house.url}/p/{one}"
            for got in (PageBrowser().get(path), PageBrowser().form(path), PageBrowser().form(path + "/renew"),
                        PageBrowser().form(path + "/words", id="abcdefgh", words="1")):
                assert got.status in (303, 400, 404, 405), (one, got.status)
                assert "<script>" not in got.text


def test_its_link_stands_in_no_log(somebody: Somebody, capfd: pytest.CaptureFixture[str]) -> None:
    link = somebody.comes_to_a_number()
    somebody.browser.opens(link)
    somebody.browser.form(link + "/words", id="abcdefgh", words="no number")
    somebody.browser.stores(link, b"nothing")
    somebody.browser.form(link + "/renew")
    printed = capfd.readouterr()
    assert link.rpartition("/")[2] not in printed.out + printed.err
