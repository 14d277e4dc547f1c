"""Who counts as one network address, and what one may do: a proxy's word, many new chats, cookies that nobody knows."""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import http.cookies
import json
import secrets
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.requests import Request

from bot.channels import uploads
from bot.channels.webchat.chat import WebChat
from bot.channels.webchat.networks import Networks
from bot.channels.webchat.safety import HEADERS
from bot.channels.webchat.service import Shown
from bot.conversation.channel import Gone
from bot.conversation.message import Message
from bot.desk import intake
from bot.readiness import Readiness
from bot.watching import Watching
from storage.tables import chat_lines, files, people
from tests.channels.office import RunningOffice
from tests.janji import until
from tests.pictures import jpeg, pdf


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[RunningOffice]:
    office = RunningOffice(folder, **settings).start()
    try:
        yield office
    finally:
        office.stop()


def ask(office: RunningOffice, method: str, path: str, body: bytes = b"", /, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", office.port, timeout=20)
    given = {"X-Janji": "1", "Accept-Language": "en", "Content-Type": "application/json"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, given)
    answer = connection.getresponse()
    content = answer.read().decode()
    connection.close()
    return answer.status, content


def a_cookie() -> str:
    return f"janji={secrets.token_urlsafe(32)}"


def whole_answer(office: RunningOffice, path: str, host: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", office.port, timeout=20)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def begins(office: RunningOffice, forwarded: str = "", cookie: str = "") -> tuple[int, str]:
    behind = {"X_Forwarded_For": forwarded} if forwarded else {}
    return ask(office, "POST", "/chat/open", b"{}", Cookie=cookie or a_cookie(), **behind)


def agrees(office: RunningOffice, cookie: str, forwarded: str = "") -> None:
    """Begin, and agree to the notice."""
    behind = {"X_Forwarded_For": forwarded} if forwarded else {}
    _status, shown = begins(office, forwarded, cookie)
    [yes] = [option["id"] for message in json.loads(shown)["messages"] for option in message["options"]
             if option["label"] == "I agree"]
    pressed = json.dumps({"id": "agree-0001", "option": yes}).encode()
    assert ask(office, "POST", "/chat/press", pressed, Cookie=cookie, **behind)[0] == 200


def sends(office: RunningOffice, cookie: str, name: str, content: bytes, forwarded: str = "") -> tuple[int, str]:
    behind = {"X_Forwarded_For": forwarded} if forwarded else {}
    return ask(office, "POST", "/chat/files", content, Cookie=cookie, X_Janji_Id=name, **behind)


@contextmanager
def half_sent(office: RunningOffice, cookie: str, name: str, forwarded: str) -> Iterator[http.client.HTTPConnection]:
    """A file that was announced, and of which nothing comes."""
    connection = http.client.HTTPConnection("127.0.0.1", office.port, timeout=20)
    connection.putrequest("POST", "/chat/files")
    for header, value in (("X-Janji", "1"), ("X-Janji-Id", name), ("Cookie", cookie), ("Content-Length", "100000"),
                          ("Accept-Language", "en"), ("X-Forwarded-For", forwarded)):
        connection.putheader(header, value)
    connection.endheaders()
    try:
        yield connection
    finally:
        connection.close()


def known(office: RunningOffice) -> int:
    with office.database.reading() as tx:
        return int(tx.execute(select(func.count()).select_from(people)).scalar_one())


# --- a proxy's word -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("peer", "forwarded", "network"), [
    ("198.51.100.7", "203.0.113.9", "198.51.100.7"),                                 # anybody can write that header
    ("10.0.0.5", "203.0.113.9", "203.0.113.9"),
    ("10.0.0.5", "192.0.2.66, 203.0.113.9", "203.0.113.9"),                          # the first is what the client wrote
    ("10.0.0.5", "192.0.2.66, 203.0.113.9, 10.0.0.6", "203.0.113.9"),                # two proxies of ours
    ("10.0.0.5", "10.0.0.7", "10.0.0.7"),
    ("10.0.0.5", "", "10.0.0.5"),
    ("10.0.0.5", "203.0.113.9, unknown", "10.0.0.5"),
    ("10.0.0.5", "203.0.113.9:4711", "203.0.113.9"),
    ("10.0.0.5", "[2001:db8:1:2:3::4]:4711", "2001:db8:1::/56"),
    ("2001:db8:1:2:3::4", "", "2001:db8:1::/56"),
    ("2001:db8:1:ff::1", "", "2001:db8:1::/56"),                                     # one of the 256 networks of a line
    ("2001:db8:1:100::1", "", "2001:db8:1:100::/56"),                                # the next line
    ("2001:db8::1", "", "2001:db8::/56"),                                            # however it is written
    ("2001:db8:0:0:9::1", "", "2001:db8::/56"),
    ("::ffff:198.51.100.7", "", "198.51.100.7"),
    ("::ffff:10.0.0.5", "203.0.113.9", "203.0.113.9"),
])
def test_only_a_trusted_proxy_says_whose_request_it_is(peer: str, forwarded: str, network: str) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    request = Request({"type": "http", "client": (peer, 1), "headers": headers})
    assert Networks(("10.0.0.0/8",)).of(request) == network


def test_a_request_over_a_socket_of_the_machine_has_no_network() -> None:
    assert Networks().of(Request({"type": "http", "client": None, "headers": []})) == ""


def test_behind_a_proxy_each_client_has_a_limit_of_its_own(tmp_path: Path) -> None:
    with running(tmp_path, JANJI_WEB__TRUSTED_PROXIES="[127.0.0.1]", JANJI_LIMITS__ADDRESS_MESSAGES_A_MINUTE="2") as office:
        assert [begins(office, "203.0.113.9")[0] for _time in range(3)] == [200, 200, 422]
        assert begins(office, "203.0.113.10")[0] == 200


def test_without_trust_the_header_changes_nothing(tmp_path: Path) -> None:
    with running(tmp_path, JANJI_LIMITS__ADDRESS_MESSAGES_A_MINUTE="2") as office:
        assert [begins(office, f"203.0.113.{number}")[0] for number in range(3)] == [200, 200, 422]


# --- what one network may begin -----------------------------------------------------------------------------------------

def test_one_network_begins_so_many_chats_an_hour_and_those_that_began_go_on(tmp_path: Path) -> None:
    with running(tmp_path, JANJI_LIMITS__ADDRESS_NEW_CHATS_AN_HOUR="3") as office:
        first = a_cookie()
        assert begins(office, cookie=first)[0] == 200
        assert [begins(office)[0] for _time in range(4)] == [200, 200, 422, 422]
        said = json.dumps({"id": "event-0001", "text": "halo"}).encode()
        status, sentence = ask(office, "POST", "/chat/say", said, Cookie=a_cookie())
        assert status == 422 and "network" in sentence.lower()
        assert known(office) == 3
        assert ask(office, "POST", "/chat/say", said, Cookie=first)[0] == 200


def test_one_chat_is_no_quicker_for_coming_from_many_networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "time", SimpleNamespace(monotonic=float))            # all in the same minute
    with running(tmp_path, JANJI_WEB__TRUSTED_PROXIES="[127.0.0.1]", JANJI_LIMITS__MESSAGES_A_MINUTE="3") as office:
        cookie = a_cookie()
        begins(office, cookie=cookie)
        before = office.events()
        said = [json.dumps({"id": f"event-{number:04}", "text": "halo"}).encode() for number in range(9)]
        asked = [ask(office, "POST", "/chat/say", one, Cookie=cookie, X_Forwarded_For=f"203.0.113.{number}")[0]
                 for number, one in enumerate(said)]
        assert asked == [200] * 5 + [422] * 4, "the page itself was the first of six"
        assert office.events() - before == 5
        assert begins(office, "203.0.113.99")[0] == 200


# --- a cookie that nobody knows -----------------------------------------------------------------------------------------

def test_a_chat_that_was_ended_shows_nothing_to_whoever_still_has_its_cookie(tmp_path: Path) -> None:
    with running(tmp_path) as office:
        cookie, others = a_cookie(), a_cookie()
        for one in (cookie, others):
            begins(office, cookie=one)
            ask(office, "POST", "/chat/say", json.dumps({"id": "event-0001", "text": "saya Dewi"}).encode(), Cookie=one)
        assert ask(office, "POST", "/chat/end", b"{}", Cookie=cookie)[0] == 200
        status, shown = begins(office, cookie=cookie)         # another tab, or somebody who has copied it
        assert status == 200 and "Dewi" not in shown and json.loads(shown)["messages"]
        assert "Dewi" in begins(office, cookie=others)[1]


def test_what_comes_too_late_for_a_chat_that_was_ended_is_written_nowhere(tmp_path: Path) -> None:
    with running(tmp_path) as office:
        cookie = a_cookie()
        begins(office, cookie=cookie)
        assert ask(office, "POST", "/chat/end", b"{}", Cookie=cookie)[0] == 200
        address = hashlib.sha256(cookie.removeprefix("janji=").encode()).hexdigest()
        with pytest.raises(Gone):
            office.do(office.web.chat.send(address, Message("Too late")))
        with office.database.reading() as tx:
            assert tx.execute(select(func.count()).select_from(chat_lines)).scalar_one() == 0


def test_a_file_from_nowhere_is_not_kept_and_a_stream_from_nowhere_not_held_open(tmp_path: Path) -> None:
    with running(tmp_path) as office:
        known_cookie = a_cookie()
        agrees(office, known_cookie)
        paper = pdf(b"of a paper")
        for cookie, status in ((a_cookie(), 401), (known_cookie, 200)):
            assert ask(office, "POST", "/chat/files", paper, Cookie=cookie, X_Janji_Id="file-0001")[0] == status
        with office.database.reading() as tx:
            assert tx.execute(select(func.count()).select_from(files)).scalar_one() == 1
        assert known(office) == 1
        assert sum(path.is_file() for path in (tmp_path / "files").rglob("*")) == 1
        assert ask(office, "GET", "/chat/stream?after=0", Cookie=a_cookie()) == (204, "")


# --- reading ------------------------------------------------------------------------------------------------------------

def test_a_chat_that_is_read_again_and_again_keeps_nobody_elses_waiting(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, mine, others, go_on = WebChat._messages, a_cookie(), a_cookie(), threading.Event()
    whose = hashlib.sha256(others.removeprefix("janji=").encode()).hexdigest()

    def slowly(chat: WebChat, address: str, after: int) -> Shown:
        assert address != whose or go_on.wait(30)
        return read(chat, address, after)

    with running(tmp_path) as office, ThreadPoolExecutor(40) as together:
        for cookie in (mine, others):
            begins(office, cookie=cookie)
        monkeypatch.setattr(WebChat, "_messages", slowly)
        asked = [together.submit(ask, office, "GET", "/chat/messages?after=0", Cookie=others) for _time in range(40)]
        try:
            assert ask(office, "GET", "/chat/messages?after=0", Cookie=mine)[0] == 200
        finally:
            go_on.set()
        assert {one.result()[0] for one in asked} == {200}


def test_no_cookie_is_unquoted_which_takes_the_square_of_its_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of eight kilobytes, which every proxy hands on, a fifth of a second in which nobody else is answered (CVE-2024-7592)."""
    def never(_value: str) -> str:
        raise AssertionError

    monkeypatch.setattr(http.cookies, "_unquote", never)
    with running(tmp_path) as office:
        mine, quoted = a_cookie(), 'janji_language="' + '\\"' * 4_000 + '"'
        begins(office, cookie=mine)
        for method, path, status in (("GET", "/chat", 200), ("GET", "/p/" + "a" * 43, 404), ("GET", "/chat/stream", 204),
                                     ("POST", "/chat/open", 200), ("GET", "/chat/messages", 401)):
            assert ask(office, method, path, b"{}", Cookie=quoted)[0] == status, path
        for cookies in (f"{quoted}; {mine}", f"a=b;{mine}", f" ;; {mine} ; janji=x"):
            assert ask(office, "GET", "/chat/messages", Cookie=cookies)[0] == 200, cookies[-60:]


# --- files --------------------------------------------------------------------------------------------------------------

PAPER = jpeg(bytes(400_000))


def test_uploads_of_one_network_that_stand_still_hold_up_nobody_else(tmp_path: Path) -> None:
    with running(tmp_path, JANJI_WEB__TRUSTED_PROXIES="[127.0.0.1]") as office, ExitStack() as held:
        for number in range(uploads.UPLOADS):
            cookie = a_cookie()
            agrees(office, cookie, "203.0.113.9")
            held.enter_context(half_sent(office, cookie, f"idle-000{number}", "203.0.113.9"))
        mine = a_cookie()
        agrees(office, mine, "203.0.113.10")
        assert sends(office, mine, "file-0001", PAPER, "203.0.113.10")[0] == 200


def test_whoever_finds_no_place_is_told_when_to_come_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PATIENCE", 0.1)
    with running(tmp_path, JANJI_WEB__TRUSTED_PROXIES="[127.0.0.1]") as office, ExitStack() as held:
        cookie = a_cookie()
        agrees(office, cookie, "203.0.113.9")
        for number in range(uploads.UPLOADS_EACH):
            held.enter_context(half_sent(office, cookie, f"idle-000{number}", "203.0.113.9"))
        until(lambda: sends(office, cookie, "file-0001", PAPER, "203.0.113.9")[0] == 503)
        late = held.enter_context(half_sent(office, cookie, "idle-0009", "203.0.113.9")).getresponse()
        assert late.status == 503 and late.headers["retry-after"] == str(uploads.COME_AGAIN)
        assert json.loads(late.read()) == {
            "refused": "There is a lot going on just now. Please try again in a minute.", "again": True}


def test_a_file_that_does_not_come_on_gives_its_place_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SLOWEST_SECONDS", 0.2)
    with running(tmp_path) as office:
        cookie = a_cookie()
        agrees(office, cookie)
        with half_sent(office, cookie, "idle-0001", "") as slow:
            assert slow.getresponse().status == 422
        assert sends(office, cookie, "file-0001", PAPER)[0] == 200


def test_files_that_stand_still_give_a_place_up_while_somebody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("UPLOADS", 2), ("UPLOADS_EACH", 1), ("HURRY_SECONDS", 0.1)):
        monkeypatch.setattr(uploads, name, value)
    with running(tmp_path, JANJI_WEB__TRUSTED_PROXIES="[127.0.0.1]") as office, ExitStack() as held:
        for network in ("203.0.113.1", "203.0.113.2"):
            agrees(office, cookie := a_cookie(), network)
            held.enter_context(half_sent(office, cookie, "idle-0001", network)).send(jpeg(bytes(70_000)))
        agrees(office, mine := a_cookie(), "203.0.113.3")
        assert sends(office, mine, "file-0001", PAPER, "203.0.113.3")[0] == 200


def test_a_file_that_nobody_waits_for_may_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "HURRY_SECONDS", 0.01)

    async def pausing() -> AsyncIterator[bytes]:
        yield b"a pap"
        await asyncio.sleep(0.1)
        yield b"er"

    assert asyncio.run(uploads.read(pausing(), lambda: False)) == b"a paper"
    with pytest.raises(TimeoutError):
        asyncio.run(uploads.read(pausing(), lambda: True))


def test_one_network_fills_no_disk_however_many_chats_it_begins(tmp_path: Path) -> None:
    with running(tmp_path, JANJI_WEB__TRUSTED_PROXIES="[127.0.0.1]", JANJI_LIMITS__ADDRESS_MEGABYTES_A_DAY="1") as office:
        answers = []
        for number, network in enumerate(["203.0.113.9"] * 4 + ["203.0.113.10"]):
            cookie = a_cookie()
            agrees(office, cookie, network)
            answers.append(sends(office, cookie, f"file-000{number}", PAPER, network))
        assert [status for status, _said in answers] == [200, 200, 422, 422, 200]
        assert "from your network today" in answers[2][1]
        assert sum(path.is_file() for path in (tmp_path / "files").rglob("*")) == 3


def test_files_that_are_refused_are_of_the_networks_day_too(tmp_path: Path) -> None:
    with running(tmp_path, JANJI_LIMITS__ADDRESS_MEGABYTES_A_DAY="1") as office:
        cookie = a_cookie()
        agrees(office, cookie)
        answers = [sends(office, cookie, f"file-000{number}", b"MZ" + bytes(400_000))[1] for number in range(3)]
        assert ["not a photo" in said for said in answers] == [True, True, False]
        assert "from your network today" in answers[2]


def test_a_file_keeps_its_place_until_it_is_judged_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "UPLOADS_EACH", 1)
    judged: list[bool] = []
    judge, busy = intake.judge, threading.Semaphore()

    def alone(*given: Any) -> intake.Taken | intake.NotTaken:
        judged.append(busy.acquire(blocking=False))
        time.sleep(0.05)                                                              # long enough for the others to come
        busy.release()
        return judge(*given)

    monkeypatch.setattr(intake, "judge", alone)
    with running(tmp_path) as office, ThreadPoolExecutor(4) as together:
        cookie = a_cookie()
        agrees(office, cookie)
        sent = together.map(lambda number: sends(office, cookie, f"file-000{number}", PAPER)[0], range(4))
        assert [*sent] == [200] * 4
    assert judged == [True] * 4


def test_no_file_is_kept_before_the_notice_was_agreed_to(tmp_path: Path) -> None:
    with running(tmp_path) as office:
        cookie = a_cookie()
        begins(office, cookie=cookie)
        status, said = sends(office, cookie, "file-0001", PAPER)
        assert status == 422 and "notice on personal data" in said
        said = json.dumps({"id": "event-0001", "text": "officer"})
        assert ask(office, "POST", "/chat/say", said.encode(), Cookie=cookie)[0] == 200
        assert sends(office, cookie, "file-0002", PAPER)[0] == 200                    # to the officer


# --- the office's own name ----------------------------------------------------------------------------------------------

def test_under_a_name_that_is_not_the_offices_there_is_no_chat(tmp_path: Path) -> None:
    with running(tmp_path, JANJI_PUBLIC_URL="https://visa.example.org") as office:
        ours = ("visa.example.org", "VISA.example.org:443", f"127.0.0.1:{office.port}", "localhost", "[::1]:8000")
        others = ("evil.example", "visa.example.org.evil.example", "[", "[::1]evil", "[::1].evil.example", "evil@localhost",
                  "localhost/evil", "localhost:evil", "localhost:1:2", "")
        for host, status in (*((one, 200) for one in ours), *((one, 421) for one in others)):
            assert ask(office, "GET", "/chat", Host=host)[0] == status, host
        foreign = {"Host": "evil.example", "Origin": "https://evil.example", "Cookie": a_cookie()}
        assert ask(office, "POST", "/chat/open", b"{}", **foreign)[0] == 421
        assert ask(office, "GET", "/p/anything", Host="evil.example")[0] == 421
        assert ask(office, "GET", "/healthz", Host="10.0.0.7") == (200, "ok\n")       # what watches it names the machine


def test_an_address_that_leads_nowhere_sends_nobody_elsewhere(tmp_path: Path) -> None:
    with running(tmp_path, JANJI_PUBLIC_URL="https://visa.example.org") as office:
        for path in ("/chat/", "/p/a-token/", "/healthz/", "/nowhere", "//evil.example/chat"):
            answer = whole_answer(office, path, "visa.example.org")
            assert (answer.status, answer.headers["location"]) == (404, None), path
            assert answer.headers["content-security-policy"] and answer.headers["referrer-policy"] == "no-referrer"
            assert whole_answer(office, path, "evil.example").status == 421, path
        assert whole_answer(office, "/chat/say", "visa.example.org").headers["x-content-type-options"] == "nosniff"


def test_a_fault_of_ours_is_answered_with_the_same_headers_and_shows_nothing(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_watching: Watching) -> bytes:
        raise RuntimeError("the database at 10.0.0.9 is gone")

    with running(tmp_path) as office:
        monkeypatch.setattr(Watching, "figures", fails)
        assert ask(office, "GET", "/metrics") == (500, "Internal Server Error")
        answer = whole_answer(office, "/metrics", "localhost")
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


# --- figures and readiness ----------------------------------------------------------------------------------------------

def test_the_figures_are_for_this_machine_and_not_for_whom_a_proxy_on_it_serves(tmp_path: Path) -> None:
    with running(tmp_path) as office:
        status, text = ask(office, "GET", "/metrics")
        assert status == 200 and "janji_turns_total" in text
        for header in ("X_Forwarded_For", "Forwarded", "X_Real_IP", "Via"):
            assert ask(office, "GET", "/metrics", **{header: "127.0.0.1"}) == (403, "not for you\n")


def test_with_a_token_the_figures_are_for_whoever_has_it(tmp_path: Path) -> None:
    with running(tmp_path, JANJI_METRICS__TOKEN="long-and-random", JANJI_WEB__TRUSTED_PROXIES="[127.0.0.1]") as office:
        assert ask(office, "GET", "/metrics")[0] == 403
        assert ask(office, "GET", "/metrics", Authorization="Bearer long-and-randon")[0] == 403
        assert ask(office, "GET", "/metrics", Authorization="long-and-random")[0] == 403
        assert ask(office, "GET", "/metrics", Authorization="Bearer long-and-random", X_Forwarded_For="203.0.113.9")[0] == 200


def test_whoever_asks_whether_it_is_ready_hears_yes_or_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(tmp_path) as office:
        assert ask(office, "GET", "/readyz") == (200, "ok\n")

        async def fails(_work: object) -> None:
            raise RuntimeError("the database at 10.0.0.9 is gone")

        monkeypatch.setattr(office.app, "write", fails)
        until(lambda: ask(office, "GET", "/readyz") == (503, "not ok\n"))


def test_the_database_is_tried_once_a_second_however_many_ask() -> None:
    async def asked(times: int) -> int:
        tries = 0

        async def write() -> None:
            nonlocal tries
            tries += 1

        ready = Readiness(write)
        assert all(await asyncio.gather(*(ready.is_ready() for _time in range(times))))
        assert await ready.is_ready()
        return tries

    assert asyncio.run(asked(50)) == 1
