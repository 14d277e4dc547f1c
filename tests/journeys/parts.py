"""Stretches of a conversation that many journeys share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from tests.journeys.driver import CODE, EXAMPLE

SKIP = ""


class Said(Protocol):
    """A message, as far as it is read here."""

    @property
    def text(self) -> str: ...


class Talking(Protocol):
    """Somebody who talks, over whichever channel."""

    @property
    def step(self) -> str: ...
    def says(self, text: str = "", /, **by_language: str) -> None: ...
    def picks(self, *values: Any) -> None: ...
    def picks_nth(self, number: int, /) -> None: ...


class Reading(Talking, Protocol):
    """Who can look at what was said, too."""

    @property
    def heard(self) -> Sequence[Said]: ...


def known(applicant: int) -> dict[str, int]:
    """The answer that names somebody whose form was filled in before."""
    return {"applicant": applicant}


def greet(chat: Talking) -> None:
    """From hello to the menu."""
    chat.says(id="halo", en="hello")
    chat.picks("agree")


def start(chat: Talking, who: Any = "self", service: str = "passport-renewal") -> None:
    """From hello to the first question of a service."""
    greet(chat)
    chat.picks("book", who, service)


def renewal(chat: Talking) -> None:
    """The straight answers of a passport's replacement, to the papers, and on to the form."""
    chat.says("Los Angeles, California")
    chat.picks("wni", "yes", "expiring", "recent", "yes")
    chat.picks("on")


def form(chat: Talking, *lines: Any, **named: Any) -> None:
    """The whole form, and what follows it until somebody else is asked for."""
    fill(chat, *lines, **named)
    submit(chat)


def fill(chat: Talking, name: str = "Dewi Lestari", place: str = "Surabaya", born: str = "17/08/1990",
         nik: str = "3578015708900002", passport: str | None = "C1234567", phone: str = SKIP) -> None:
    """Each line of the form, to its review. `passport` is None where no number is asked for."""
    chat.says(name)
    if " " not in name:
        chat.picks(SKIP)                                # a single name is asked for its other shape
    chat.says(place)
    chat.says(born)
    for value in (nik, *(() if passport is None else (passport,))):
        chat.says(value) if value else chat.picks(SKIP)
        if chat.step == "CheckNik":
            chat.picks("right")                         # the birth date was corrected after the NIK was given
    chat.says("1234 Wilshire Blvd, Los Angeles, CA 90017")
    chat.says(phone) if phone else chat.picks(SKIP)


def submit(chat: Talking) -> None:
    """From a form that is right to whether anybody else comes."""
    chat.picks("submit")


def formed(chat: Talking) -> None:
    """From hello to whether anybody else comes, the straight way."""
    start(chat)
    renewal(chat)
    form(chat)


def one_more(chat: Talking, name: str = "Budi Lestari", born: str = "17/08/1990") -> None:
    """Another grown-up comes too; back at whether anybody else does."""
    chat.picks("more", "other", "passport-renewal")
    chat.says("Irvine")
    chat.picks("wni", "yes", "expiring", "recent", "yes", "on", True)
    form(chat, name, born=born, nik="3578010101850001", passport="C7654321")


def nobody_else(chat: Talking) -> None:
    """From there to the days."""
    chat.picks("enough")


def to_days(chat: Talking) -> None:
    """From hello to the days, the straight way."""
    formed(chat)
    nobody_else(chat)


def book(chat: Reading, day: int = 0, hour: int = 0) -> str:
    """Nobody else comes; a day, a time, and the booking. The code."""
    nobody_else(chat)
    choose_time(chat, day, hour)
    chat.picks("book")
    return code_of(chat)


def choose_time(chat: Talking, day: int = 0, hour: int = 0) -> None:
    chat.picks_nth(day)
    chat.picks_nth(hour)


def code_of(chat: Reading) -> str:
    """The code of the newest appointment, as it was said."""
    found = [code for message in chat.heard for code in CODE.findall(message.text) if code != EXAMPLE]
    return str(found[-1])


def booked(chat: Reading) -> str:
    """From hello to a code, the straight way."""
    formed(chat)
    return book(chat)
