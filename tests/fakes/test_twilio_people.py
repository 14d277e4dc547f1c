"""What the Twilio of the tests sends in: signed as Twilio's own validator wants it, with the names that Twilio has."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator

from tests.fakes.asking import MESSAGES, ask
from tests.fakes.twilio.people import Person
from tests.fakes.twilio.server import Twilio
from tests.fakes.twilio.wire import AUTH_TOKEN, SENDER
from tests.janji import until

PAYLOADS = Path(__file__).parent.parent / "channels" / "payloads" / "whatsapp"
PUBLIC = "https://janji.example"


class Office:
    """Keeps what comes, and whether it is rightly signed for its public address."""

    def __init__(self) -> None:
        self.came: list[tuple[str, dict[str, str], bool]] = []
        self.status = 200
        office, validator = self, RequestValidator(AUTH_TOKEN)

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_arguments: object) -> None:
                """Nothing on the test's output."""

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = dict(parse_qsl(body, keep_blank_values=True))
                url = f"{self.headers['X-Forwarded-Proto']}://{self.headers['Host']}{self.path}"
                office.came.append((url, form, validator.validate(url, form, self.headers["X-Twilio-Signature"])))
                self.send_response(office.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def last(self) -> dict[str, str]:
        return self.came[-1][1]

    @property
    def statuses(self) -> list[str]:
        return [form["MessageStatus"] for _url, form, _signed in self.came if "MessageStatus" in form]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def office() -> Iterator[Office]:
    made = Office()
    yield made
    made.stop()


@pytest.fixture
def api(office: Office) -> Iterator[Twilio]:
    made = Twilio().start()
    made.webhooks.reach[PUBLIC] = office.url
    yield made
    made.stop()


@pytest.fixture
def dewi(api: Twilio) -> Person:
    return Person(api, f"{PUBLIC}/whatsapp/webhook?office=la")


def send(api: Twilio, to: str, **over: str) -> Any:
    answer = ask(api, "POST", f"{MESSAGES}.json", data={"To": to, "From": SENDER, "Body": "Halo", **over})
    assert answer.status_code == 201, answer.text
    return answer.json()


def create(api: Twilio, types: object) -> str:
    answer = ask(api, "POST", "/v1/Content", json={"language": "id", "types": types})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["sid"])


def payload(name: str) -> dict[str, str]:
    told: dict[str, str] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return told


def alike(form: dict[str, str], name: str) -> None:
    """The same parameters as the payload of this name, and the same kind."""
    expected = payload(name)
    assert set(form) == set(expected)
    assert form.get("MessageType") == expected.get("MessageType")


# --- what comes in --------------------------------------------------------------------------------------------------------

def test_a_text_comes_signed_for_the_public_address_and_opens_the_window(api: Twilio, office: Office, dewi: Person) -> None:
    assert not api.outbox.is_open(dewi.address)
    dewi.says("Selamat pagi & terima kasih 🙏\nDewi")
    url, form, signed = office.came[0]
    assert (url, signed, dewi.status) == (f"{PUBLIC}/whatsapp/webhook?office=la", True, 200)
    assert form["Body"] == "Selamat pagi & terima kasih 🙏\nDewi"
    assert api.outbox.is_open(dewi.address)
    alike(form, "text")


def test_a_wrong_signature_is_wrong(office: Office, dewi: Person) -> None:
    dewi.send(dewi.form("text", "halo"), signed="bm90IHRoZSBzaWduYXR1cmU=")
    dewi.send(dewi.form("text", "halo"), signed="")
    assert [signed for _url, _form, signed in office.came] == [False, False]


def test_the_same_comes_again_with_the_same_sid(office: Office, dewi: Person) -> None:
    office.status = 500
    dewi.says("halo")
    assert dewi.status == 500
    dewi.again()
    assert office.came[0] == office.came[1]


def test_somebody_without_a_number_is_told_by_the_scoped_id_everywhere(api: Twilio, office: Office, dewi: Person) -> None:
    hidden = Person(api, dewi.url, number="")
    hidden.says("halo", Username="dewi_example")
    assert office.last["From"] == office.last["ExternalUserId"] == "whatsapp:US.1A2B3C4D5E6F7G8H9I0J"
    alike(office.last, "text-without-number")
    send(api, hidden.address)
    assert [one.text for one in hidden.heard] == ["Halo"]


def test_quick_replies_and_lists_come_back_by_their_ids(api: Twilio, office: Office, dewi: Person) -> None:
    dewi.says("halo")
    replies = {"twilio/quick-reply": {"body": "Benar?", "actions": [{"type": "QUICK_REPLY", "title": "Ya", "id": "q.0"}]}}
    items = {"twilio/list-picker": {"body": "Jam?", "button": "Pilih", "items": [
        {"id": "q.1", "item": "09.30", "description": "Kamis"}, {"id": "q.2", "item": "10.00"}]}}
    sent = [send(api, dewi.address, Body="", ContentSid=create(api, one))["sid"] for one in (replies, items)]
    dewi.presses("q.0")
    assert (office.last["ButtonText"], office.last["ButtonPayload"], office.last["Body"]) == ("Ya", "q.0", "Ya")
    assert office.last["OriginalRepliedMessageSid"] == sent[0]
    assert set(office.last) | {"Forwarded", "FrequentlyForwarded"} == set(payload("quick-reply-in-session"))
    dewi.presses("q.1")
    assert (office.last["ListId"], office.last["ListTitle"], office.last["Body"]) == ("q.1", "09.30", "09.30")
    assert office.last["OriginalRepliedMessageSid"] == sent[1]
    alike(office.last, "list-reply")
    dewi.presses("q.2")
    alike(office.last, "list-reply-without-description")


def test_the_button_of_a_template_comes_back_as_a_button(api: Twilio, office: Office, dewi: Person) -> None:
    sid = create(api, {"twilio/quick-reply": {"body": "Ada jawaban dari loket.", "actions": [{"title": "Baca", "id": "read"}]}})
    ask(api, "POST", f"/v1/Content/{sid}/ApprovalRequests/whatsapp", json={"name": "answer_waits", "category": "UTILITY"})
    api.contents.review()
    send(api, dewi.address, Body="", ContentSid=sid)
    dewi.presses("read")
    assert office.last["MessageType"] == payload("quick-reply-of-a-template")["MessageType"] == "button"


def test_media_of_each_kind(api: Twilio, office: Office, dewi: Person) -> None:
    for sent, name in (
        (dewi.sends(b"1"), "image"), (dewi.sends(b"1", caption="halaman depan"), "image-with-caption"),
        (dewi.sends(b"1", kind="image/heic", MessageType="document"), "document-heic"),
        (dewi.sends(b"1", kind="application/pdf"), "document-pdf"), (dewi.sends(b"1", kind="video/mp4"), "video"),
        (dewi.speaks(b"1"), "voice"), (dewi.sticks(b"1"), "sticker"), (dewi.shares_contact("+15550100102"), "contact"),
    ):
        form = next(form for _url, form, _signed in office.came if form.get("MediaUrl0", "").endswith(sent[0]))
        alike(form, name)
        assert form["MediaContentType0"] == payload(name)["MediaContentType0"]
        assert api.media[sent[0]].message == form["MessageSid"]
    assert len(dewi.sends(b"1", b"2", b"3")) == 3
    assert (office.last["NumMedia"], office.last["MediaContentType2"]) == ("3", "image/jpeg")


def test_a_place_and_an_answer_to_an_earlier_message(api: Twilio, office: Office, dewi: Person) -> None:
    dewi.is_at(34.0612, -118.3005)
    alike(office.last, "location")
    send(api, dewi.address)
    dewi.replies_to(dewi.heard[0], "ya, itu")
    assert office.last["OriginalRepliedMessageSid"] == dewi.heard[0].sid
    alike(office.last, "text-in-reply")


def test_every_payload_is_of_nobody() -> None:
    for path in PAYLOADS.iterdir():
        told = payload(path.stem)
        assert all(isinstance(value, str) for value in told.values()), path.name
        assert told["MessageSid"] == told["SmsSid"]
        assert "+1555010" in told["From"] + told["To"]


# --- what becomes of messages ----------------------------------------------------------------------------------------------

def test_a_message_is_told_as_queued_sent_delivered_and_read(api: Twilio, office: Office, dewi: Person) -> None:
    dewi.says("halo")
    send(api, dewi.address, StatusCallback=f"{PUBLIC}/whatsapp/status")
    until(lambda: len(api.callbacks.sent) == 4)
    assert office.statuses == ["queued", "sent", "delivered", "read"]
    assert all(signed for _url, _form, signed in office.came)
    for status, form in zip(office.statuses, (form for _url, form, _signed in office.came[1:]), strict=True):
        alike(form, f"status-{status}")


def test_a_failure_is_told_with_its_code(api: Twilio, office: Office, dewi: Person) -> None:
    send(api, dewi.address, StatusCallback=f"{PUBLIC}/whatsapp/status")
    until(lambda: len(api.callbacks.sent) == 3)
    assert office.statuses == ["queued", "sent", "undelivered"]
    assert office.last["ErrorCode"] == "63016"
    alike(office.last, "status-outside-the-window")


def test_callbacks_wait_come_in_any_order_and_twice(api: Twilio, office: Office, dewi: Person) -> None:
    dewi.says("halo")
    api.callbacks.held = True
    send(api, dewi.address, StatusCallback=f"{PUBLIC}/whatsapp/status")
    queued, sent, delivered, read = api.callbacks.waiting
    for callback in (read, sent, sent, delivered):
        assert api.callbacks.call(callback) == 200
    api.callbacks.call(queued, signed="forged")
    assert office.statuses == ["read", "sent", "sent", "delivered", "queued"]
    assert [signed for _url, _form, signed in office.came[1:]] == [True, True, True, True, False]
    api.callbacks.release()
    assert office.statuses[5:] == ["queued", "sent", "delivered", "read"]


def test_a_person_reads_when_they_do(api: Twilio, office: Office, dewi: Person) -> None:
    api.callbacks.stages = ("sent", "delivered")
    dewi.says("halo")
    send(api, dewi.address, StatusCallback=f"{PUBLIC}/whatsapp/status")
    until(lambda: len(api.callbacks.sent) == 2)
    dewi.reads()
    assert office.statuses == ["sent", "delivered", "read"]
    assert api.messages[0].status == "read"
