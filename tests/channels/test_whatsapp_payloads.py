"""What each kind of webhook means to us."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.channels.twilio import statuses
from bot.channels.whatsapp import incoming
from bot.conversation.events import Other, Pressed, Typed

PAYLOADS = Path(__file__).parent / "payloads" / "whatsapp"
DEWI, SCOPED = "whatsapp:+15550100101", "whatsapp:US.1A2B3C4D5E6F7G8H9I0J"
FILES = "https://api.twilio.com/2010-04-01/Accounts/AC0fa70fa70fa70fa70fa70fa70fa70fa7/Messages/"


def payload(name: str) -> dict[str, str]:
    read: dict[str, str] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return read


def file(message: str, media: str, number: int = 0, caption: str = "") -> incoming.File:
    return incoming.File(f"{FILES}MM{message:>032}/Media/ME{media:>032}", number, caption)


MEANS: dict[str, incoming.What] = {
    "text": Typed("Los Angeles, California"),
    "text-as-it-was-before-2026": Typed("halo"),
    "text-forwarded": Typed(payload("text-forwarded")["Body"]),
    "text-from-an-advertisement": Typed(payload("text-from-an-advertisement")["Body"]),
    "text-in-reply": Typed("ya, itu"),
    "text-of-several-lines": Typed(
        "Selamat pagi 🙏\nSaya mau *perpanjang* paspor\n<b>tolong</b> https://example.org/?a=1&b=2"),
    "text-without-number": Typed("halo"),
    "stop": Typed(payload("stop")["Body"]),
    "quick-reply-in-session": Pressed("abcd2345.1"),
    "quick-reply-of-a-template": Pressed("read"),
    "quick-reply-without-a-payload": Typed(payload("quick-reply-without-a-payload")["Body"]),
    "list-reply": Pressed("abcd2345.4"),
    "list-reply-without-description": Pressed("abcd2345.4"),
    "image": (file("e", "f"),),
    "image-in-reply": (file("12", "13"),),
    "image-with-caption": (file("10", "11", caption="halaman depan"),),
    "image-without-number": (file("14", "15"),),
    "images": tuple(file("16", media, number, "tiga halaman") for number, media in enumerate(("17", "18", "19"))),
    "document-heic": (file("1c", "1d", caption="IMG_0147.HEIC"),),
    "document-pdf": (file("1a", "1b", caption="akta.pdf"),),
    "voice": Other("voice"), "sticker": Other("sticker"), "contact": Other("contact"), "video": Other("unknown"),
    "location": Other("location"), "location-of-a-place": Other("location"), "empty": Other("unknown"),
    "of-a-kind-to-come": Other("unknown"),
}
STATUS = {
    "accepted": None, "queued": None, "of-a-kind-to-come": None, "sent": ("sent", ""), "sent-as-template": ("sent", ""),
    "delivered": ("delivered", ""), "read": ("read", ""), "read-without-number": ("read", ""),
    "failed-without-a-code": ("failed", ""), "outside-the-window": ("failed", "63016"), "not-on-whatsapp": ("failed", "63024"),
    "policy-violated": ("failed", "63013"), "marketing-to-the-united-states": ("failed", "63049"),
    "template-paused": ("failed", "63041"),
}
NOT_READ = {"sms"}


def test_every_payload_has_its_meaning_here() -> None:
    assert {path.stem for path in PAYLOADS.iterdir()} == {*MEANS, *NOT_READ, *(f"status-{name}" for name in STATUS)}


@pytest.mark.parametrize("name", MEANS)
def test_what_a_person_does(name: str) -> None:
    form = payload(name)
    came = incoming.read(form)
    assert (came.id, came.what) == (form["MessageSid"], MEANS[name])
    assert came.address == (SCOPED if name.endswith("without-number") else DEWI)
    lies_there = {form[key] for key in form if key.startswith("MediaUrl")}
    taken = {one.url for one in came.what} if isinstance(came.what, tuple) else set()
    assert set(came.left) == lies_there - taken


@pytest.mark.parametrize("name", STATUS)
def test_what_became_of_a_message(name: str) -> None:
    form, means = payload(f"status-{name}"), STATUS[name]
    assert statuses.read(form) == (None if means is None else statuses.Said(form["MessageSid"], *means))


@pytest.mark.parametrize("name", sorted(NOT_READ))
def test_what_is_no_message_of_whatsapp(name: str) -> None:
    with pytest.raises(incoming.NotRead):
        incoming.read(payload(name))


@pytest.mark.parametrize(("address", "language"), [
    ("whatsapp:+62811000111", "id"), ("whatsapp:ID.1A2B3C", "id"), ("whatsapp:+12135550100", ""), (SCOPED, "")])
def test_whoever_has_an_indonesian_number_reads_indonesian(address: str, language: str) -> None:
    assert incoming.read(payload("text") | {"From": address}).language == language


def test_of_several_files_those_that_are_papers_are_taken() -> None:
    came = incoming.read(payload("images") | {"MediaContentType1": "audio/ogg"})
    assert isinstance(came.what, tuple)
    assert [one.number for one in came.what] == [0, 2]
    assert len(came.left) == 1


@pytest.mark.parametrize("count", ["", "-1", "x", "٣", "9999", "1e3"])
def test_a_count_of_files_that_is_no_number_is_none(count: str) -> None:
    assert incoming.read(payload("image") | {"NumMedia": count}).what == Other()
