"""Photos and documents from WhatsApp, what lies at Twilio afterwards, and what we attach ourselves."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from bot.channels.twilio import clearing
from bot.channels.twilio.api import Api, ApiError
from bot.config.twilio import TwilioSettings
from storage.tables import appointments
from tests.channels.contract import PHOTO, Talk
from tests.channels.speakers import WhatsAppSpeaker
from tests.channels.test_telegram import pages
from tests.channels.whatsapp_desk import WEBHOOK, Desk, desk_in
from tests.fakes.twilio.media import OtherHost
from tests.fakes.twilio.people import Person
from tests.fakes.twilio.wire import ACCOUNT as TWILIO_ACCOUNT
from tests.fakes.twilio.wire import AUTH_TOKEN
from tests.janji import until
from tests.journeys import parts


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clearing, "LOOK", 0.2)
        with desk_in(tmp_path_factory.mktemp("office"), JANJI_TWILIO__DELETE_MESSAGES="true") as made:
            yield made


@pytest.fixture
def other() -> Iterator[OtherHost]:
    made = OtherHost()
    yield made
    made.stop()


def said(person: Person, words: str) -> bool:
    return any(words in one.text for one in person.heard)


def all_deleted(desk: Desk, sids: list[str]) -> bool:
    return all(desk.twilio.media[sid].deleted for sid in sids)


# --- a whole visit, with its papers -----------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def booked(desk: Desk) -> Talk:
    """At the old passport's pages; the module's tests are one visit."""
    speaker = WhatsAppSpeaker(desk.office, desk.twilio, "+15550120001")
    speaker.person.url = WEBHOOK
    talk = Talk(desk.office, speaker)
    speaker.says("hello")
    talk.settles()
    talk.press(next(button for button, label in talk.heard[-1].buttons if label == "English"))
    talk.picks("agree", "book", "self", "passport-renewal")
    parts.renewal(talk)
    parts.form(talk)
    parts.book(talk)
    return talk


def phone(talk: Talk) -> Person:
    assert isinstance(talk.speaker, WhatsAppSpeaker)
    return talk.speaker.person


def test_photos_are_pages_in_the_order_they_came_one_by_one_or_together(desk: Desk, booked: Talk) -> None:
    booked.picks("papers", "old-passport")
    sids = []
    for number in range(2):
        sids += phone(booked).sends(PHOTO + f"one {number}".encode())
    sids += phone(booked).sends(*(PHOTO + f"two {number}".encode() for number in range(3)))
    desk.office.clock.advance(seconds=3)
    until(lambda: len(pages(desk.office)) == 5)
    assert pages(desk.office) == [PHOTO + text for text in (b"one 0", b"one 1", b"two 0", b"two 1", b"two 2")]
    desk.office.clock.advance(seconds=6)
    until(lambda: all_deleted(desk, sids))
    kept = len(desk.fetched(phone(booked)))
    phone(booked).again()
    booked.settles()
    assert (phone(booked).status, len(pages(desk.office)), len(desk.fetched(phone(booked)))) == (200, 5, kept)
    booked.picks("done")


def test_the_code_comes_as_a_picture_and_the_visit_as_a_calendar_file(desk: Desk, booked: Talk) -> None:
    attached = [one.shown.media[0] for one in phone(booked).heard if one.shown.media]
    assert len(attached) == 1
    status, headers, body = got(desk, attached[0])
    assert (status, headers["content-type"], body[:4]) == (200, "image/png", b"\x89PNG")
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex"
    link = next(word for one in phone(booked).heard for word in one.text.split() if word.endswith(".ics"))
    assert b"BEGIN:VCALENDAR" in got(desk, link)[2]


def got(desk: Desk, url: str) -> tuple[int, dict[str, str], bytes]:
    parts_of = urlsplit(url)
    assert f"{parts_of.scheme}://{parts_of.netloc}" == "https://janji.example"
    connection = HTTPConnection("127.0.0.1", desk.office.port, timeout=10)
    connection.request("GET", parts_of.path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_an_address_of_a_picture_is_nobodys_to_guess_or_to_change(desk: Desk, booked: Talk) -> None:
    link = next(one.shown.media[0] for one in phone(booked).heard if one.shown.media)
    token = link.split("/")[-2]
    sealed = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    sealed[-1] ^= 1
    for tampered in (base64.urlsafe_b64encode(sealed).decode().rstrip("="), "x", "", "%ff", token[:-4]):
        status, _headers, body = got(desk, link.replace(token, tampered))
        assert (status, body if tampered else b"") == (404, b"")
    with desk.office.database.reading() as tx:
        [appointment] = tx.execute(select(appointments.c.id)).scalars()
    links = desk.office.web.on["whatsapp"]._links  # type: ignore[attr-defined]
    budi = desk.person()
    assert links.of("whatsapp", budi.address, "qr.png", str(appointment)) is None, "another's visit"
    assert links.of("whatsapp", phone(booked).address, "qr.png", "999") is None
    assert links.of("whatsapp", phone(booked).address, "passport", str(appointment)) is None
    assert got(desk, link)[0] == 200
    desk.is_away(budi, hours=49)
    status, headers, body = got(desk, link)
    assert (status, headers["referrer-policy"], body) == (404, "no-referrer", b"")


# --- what can't be taken ----------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("content", "kind", "words"), [
    (b"\xff\xd8\xff" + b"x" * 16_000_001, "image/jpeg", "MB"), (b"MZ a program", "image/jpeg", "foto (JPEG"),
    (b"GIF89a", "image/gif", "foto (JPEG"), (b"", "image/jpeg", "kosong")])
def test_what_can_not_be_taken_is_said_and_deleted_at_twilio_all_the_same(content: bytes, kind: str, words: str,
                                                                         desk: Desk) -> None:
    dewi, kept = desk.person(), len(desk.kept_files())
    sids = dewi.sends(content, kind=kind)
    until(lambda: said(dewi, words), what=lambda: dewi.heard[-1].text)
    desk.office.clock.advance(seconds=6)
    until(lambda: all_deleted(desk, sids))
    assert len(desk.kept_files()) == kept


@pytest.mark.parametrize("kind", ["audio/ogg", "image/webp", "text/vcard", "video/mp4", "application/msword"])
def test_what_is_no_paper_is_deleted_unread(kind: str, desk: Desk) -> None:
    dewi = desk.person()
    desk.office.clock.advance(seconds=2)
    sids = dewi.sends(b"of no use", kind=kind)
    desk.settles(dewi)
    desk.office.clock.advance(seconds=6)
    until(lambda: all_deleted(desk, sids))
    assert [desk.twilio.media[sid].fetched for sid in sids] == [0]


def test_who_never_wrote_before_and_sends_a_file_reads_the_notice_first_and_nothing_is_fetched(desk: Desk) -> None:
    dewi = desk.stranger()
    sids = dewi.sends(PHOTO)
    until(lambda: said(dewi, "Sebelum saya dapat menerima foto") and said(dewi, "Apakah Anda setuju?"))
    assert desk.wrote_at(dewi) is not None
    desk.office.clock.advance(seconds=6)
    until(lambda: all_deleted(desk, sids))
    assert [desk.twilio.media[sid].fetched for sid in sids] == [0]


def test_who_never_agreed_to_the_notice_sends_files_to_an_officer_all_the_same(desk: Desk) -> None:
    dewi = desk.stranger()
    dewi.says("halo")
    desk.settles(dewi)
    dewi.says("petugas")
    desk.settles(dewi)
    sids = dewi.sends(PHOTO)
    until(lambda: [desk.twilio.media[sid].fetched for sid in sids] == [1])
    desk.settles(dewi)
    assert not said(dewi, "Sebelum saya dapat menerima foto")


def test_a_photo_opens_the_window_and_wakes_what_waited_for_it(desk: Desk) -> None:
    dewi = desk.person()
    desk.is_away(dewi)
    desk.push(dewi, "thread-closed")
    desk.becomes(dewi, "waiting", "no template")
    desk.twilio.fail("fetch media", 500, times=2)
    dewi.sends(PHOTO)
    until(lambda: said(dewi, "menutup"), what=lambda: str([one.text for one in dewi.heard]))
    until(lambda: desk.fetched(dewi)[0].file is not None or desk.later(seconds=2))


def test_a_file_that_is_hard_to_get_is_tried_again_and_one_that_is_gone_is_said(desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.fail("fetch media", 503)
    dewi.sends(PHOTO + b"hard")
    until(lambda: bool(desk.fetched(dewi)) and desk.fetched(dewi)[0].tries == 1)
    desk.office.clock.advance(seconds=3)
    until(lambda: desk.fetched(dewi)[0].file is not None)
    desk.twilio.fail("fetch media", 410)
    dewi.sends(PHOTO + b"gone")
    until(lambda: desk.fetched(dewi)[1].problem == "not-had")


@pytest.mark.parametrize("status", [403, 404])
def test_a_file_that_is_at_twilio_only_some_seconds_after_its_message_is_taken(status: int, desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.fail("fetch media", status)
    dewi.sends(PHOTO + b"later %d" % status)
    until(lambda: bool(desk.fetched(dewi)) and desk.fetched(dewi)[0].tries == 1)
    desk.office.clock.advance(seconds=2)
    until(lambda: desk.fetched(dewi)[0].file is not None)


def test_deleting_at_twilio_is_tried_until_it_is_done(desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.fail("delete media", 503, times=2)
    sids = dewi.sends(PHOTO + b"until done")
    until(lambda: not desk.twilio.failing["delete media"] or desk.later(seconds=30))
    until(lambda: all_deleted(desk, sids) or desk.later(seconds=30))


def test_what_can_not_be_asked_for_keeps_no_other_from_being_deleted(desk: Desk) -> None:
    from storage import clearings
    now = desk.office.clock.now()
    desk.write(lambda tx: clearings.add(tx, office=desk.office.key, account="whatsapp", reference="/no such pläce", now=now))
    dewi = desk.person()
    sids = dewi.sends(PHOTO + b"another")
    until(lambda: all_deleted(desk, sids) or desk.later(seconds=1))


# --- messages, too ----------------------------------------------------------------------------------------------------

def test_where_the_office_says_so_messages_are_deleted_too(desk: Desk) -> None:
    dewi = desk.person()
    came = dict(dewi.last)["MessageSid"]
    sent = [one.sid for one in dewi.heard]
    until(lambda: {came, *sent} <= desk.twilio.deleted, what=lambda: str(desk.still_to_clear()))


def test_a_message_with_files_is_deleted_only_when_they_are_here_or_given_up(desk: Desk) -> None:
    dewi = desk.person()
    desk.twilio.fail("fetch media", 503)
    sids = dewi.sends(PHOTO + b"a", PHOTO + b"b")
    message = dict(dewi.last)["MessageSid"]
    desk.office.clock.advance(seconds=6)
    until(lambda: all_deleted(desk, sids))
    assert message not in desk.twilio.deleted
    desk.office.clock.advance(hours=1)
    until(lambda: message in desk.twilio.deleted)


# --- where a file may lie ---------------------------------------------------------------------------------------------

def test_who_is_redirected_to_another_host_tells_it_nothing_of_the_account(desk: Desk, other: OtherHost) -> None:
    dewi = desk.person()
    other.serve("/second", PHOTO + b"moved twice", "image/jpeg")
    other.onward["/first"] = "/second"
    dewi.sends(b"", elsewhere=f"{other.url}/first")
    until(lambda: bool(desk.fetched(dewi)) and desk.fetched(dewi)[0].file is not None)
    assert len(other.headers) == 2
    assert not any("authorization" in {name.lower() for name in headers} for headers in other.headers)


@pytest.mark.parametrize("elsewhere", [
    "http://localhost:{port}/photo", "http://127.0.0.2:{port}/photo", "https://media.twilio.com.evil.example/photo",
    "http://mms.twiliocdn.com/photo", "https://bucket-of-anybody.s3.amazonaws.com/photo", "file:///etc/passwd", "//[",
    "https://mms.twiliocdn.com:99999/photo", "https://\u00e4.twilio.com/photo"])
def test_a_redirect_to_a_foreign_host_is_not_followed(elsewhere: str, desk: Desk, other: OtherHost) -> None:
    dewi, kept = desk.person(), len(desk.kept_files())
    other.serve("/photo", PHOTO, "image/jpeg")
    sid = desk.twilio.add_media("MM" + "7" * 32, b"x", "image/jpeg").sid
    media = desk.twilio.media[sid]
    media.elsewhere = elsewhere.format(port=urlsplit(other.url).port)
    dewi.send(dewi.form("image", "", NumMedia="1", MediaContentType0="image/jpeg", MediaUrl0=desk.twilio.url + media.path))
    until(lambda: bool(desk.fetched(dewi)) and desk.fetched(dewi)[0].problem == "not-had")
    assert (other.headers, len(desk.kept_files())) == ([], kept)


def api(base: str = "") -> Api:
    return Api(TwilioSettings(account_sid=TWILIO_ACCOUNT, auth_token=AUTH_TOKEN, sender="whatsapp:+15550100199",  # type: ignore[arg-type]
                              api_base_url=base))


OF_A_MESSAGE = f"/2010-04-01/Accounts/{TWILIO_ACCOUNT}/Messages/MM1/Media/ME1"


def test_a_file_is_asked_for_only_at_twilio_and_only_as_a_file() -> None:
    assert api().own_path("https://api.twilio.com" + OF_A_MESSAGE) == OF_A_MESSAGE
    assert api("http://127.0.0.1:9/twilio").own_path("http://127.0.0.1:9/twilio" + OF_A_MESSAGE) == OF_A_MESSAGE
    for url in ("https://api.twilio.com.evil.example" + OF_A_MESSAGE, "http://api.twilio.com" + OF_A_MESSAGE,
                "https://me@api.twilio.com" + OF_A_MESSAGE, "https://api.twilio.com:8443" + OF_A_MESSAGE, "", "//[",
                f"https://api.twilio.com/2010-04-01/Accounts/{TWILIO_ACCOUNT}.json",
                "https://api.twilio.com" + OF_A_MESSAGE + "/../../../../x", "https://api.twilio.com" + OF_A_MESSAGE + " x",
                "https://api.twilio.com" + OF_A_MESSAGE + "ä"):
        with pytest.raises(ApiError):
            api().own_path(url)


def test_a_server_that_stands_in_for_twilio_may_have_files_where_it_likes() -> None:
    stand_in = api("http://127.0.0.1:9/twilio")
    assert stand_in.own_path("http://127.0.0.1:9/twilio/media/photo-1.jpg") == "/media/photo-1.jpg"
    for url in ("http://127.0.0.1:8/twilio/media/1", "http://127.0.0.1:9/other/1", "https://api.twilio.com/media/1",
                "http://127.0.0.1:9/twilio/media/1 x"):
        with pytest.raises(ApiError):
            stand_in.own_path(url)
    with pytest.raises(ApiError):
        api("https://api.dublin.ie1.twilio.com").own_path("https://api.dublin.ie1.twilio.com/media/1")


@pytest.mark.parametrize(("url", "base", "has"), [
    ("https://mms.twiliocdn.com/a", "", True), ("https://media.twilio.com/a", "", True),
    ("https://s3-external-1.amazonaws.com/media.twiliocdn.com/a", "", True),
    ("https://s3-external-1.amazonaws.com/another-bucket/a", "", False), ("http://mms.twiliocdn.com/a", "", False),
    ("https://eviltwilio.com/a", "", False), ("http://127.0.0.1:9/a", "", False),
    ("http://127.0.0.1:9/a", "http://127.0.0.1:8", True), ("ftp://127.0.0.1:9/a", "http://127.0.0.1:8", False),
    ("http://localhost:9/a", "http://127.0.0.1:8", False)])
def test_the_hosts_that_have_media(url: str, base: str, has: bool) -> None:
    assert api(base)._has_media(urlsplit(url)) is has

