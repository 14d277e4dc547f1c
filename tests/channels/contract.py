"""What every channel keeps. Whoever adds one writes a `Speaker` for it (tests/channels/speakers/) and runs this.

A script presses what an option means, so it knows neither labels nor platforms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy import select

from bot.channels.capabilities import Capabilities, misfits
from bot.conversation.message import Button, Message
from storage import outbox
from storage.database import Transaction
from storage.tables import appointments, files, papers
from tests.channels.office import Looking, RunningOffice
from tests.janji import until
from tests.journeys import parts
from tests.pictures import jpeg

PHOTO = jpeg(b"a photo of nothing, number ")


class Heard(Protocol):
    """A message as it reached the person's screen: ids and labels of its buttons, and what stands beside each of them."""

    @property
    def text(self) -> str: ...
    @property
    def buttons(self) -> Sequence[tuple[str, str]]: ...
    @property
    def details(self) -> Sequence[str]: ...


class Speaker(Protocol):
    """A person's end of a channel."""

    @property
    def account(self) -> str: ...
    @property
    def limits(self) -> Capabilities:
        """What the channel claims to show."""
        ...
    @property
    def address(self) -> str: ...
    @property
    def language(self) -> str:
        """What the channel guesses of them, or the office's first language where it guesses nothing."""
        ...
    @property
    def heard(self) -> Sequence[Heard]: ...
    @property
    def received(self) -> Sequence[Sequence[bytes]]:
        """The files that came, message by message."""
        ...
    def other(self) -> Speaker | None:
        """Somebody else with the same channel; None where it is one person's."""
        ...
    def says(self, text: str) -> None: ...
    def presses(self, button: str) -> None: ...
    def sends(self, contents: Sequence[bytes]) -> None: ...
    def sends_broken(self, content: bytes) -> str | None:
        """A file that nobody can open: what they are told at once; None where a message tells it."""
        ...
    def loses_an_answer(self) -> bool:
        """The next message arrives, and the channel never says so; False where that can't happen."""
        ...
    def again(self) -> bool:
        """The outside delivers the last event once more; False where that can't happen."""
        ...


class Talk:
    """A conversation over any channel; the stretches of tests/journeys/parts.py drive it."""

    def __init__(self, office: Looking, speaker: Speaker, language: str = "en") -> None:
        self.office, self.speaker, self.language = office, speaker, language
        self._photos = 0

    # --- what they do -------------------------------------------------------------------------------------------------

    def says(self, text: str = "", **by_language: str) -> None:
        self._do(lambda: self.speaker.says(by_language.get(self.language, text)))

    def picks(self, *values: Any) -> None:
        for value in values:
            self.press(self.button_of(value))

    def picks_nth(self, number: int) -> None:
        shown, _step = self.office.shown(self.speaker.account, self.speaker.address)
        self.press(f"{shown.question}.{number % len(shown.choices)}")

    def press(self, button: str) -> None:
        assert any(button == known for one in self.heard for known, _label in one.buttons), f"{button} is not on the screen"
        self._do(lambda: self.speaker.presses(button))

    def sends(self, pages: int = 1) -> list[bytes]:
        contents = [PHOTO + str(self._photos + page).encode() for page in range(pages)]
        self._photos += pages
        self._do(lambda: self.speaker.sends(contents))
        self.wait(seconds=4)                                 # single photos are acknowledged after a pause
        return contents

    def again(self) -> bool:
        done = self.speaker.again()
        self.settles()
        return done

    def _do(self, act: Callable[[], None]) -> None:
        self.office.clock.advance(seconds=2)                 # nobody is faster, and the limits count
        act()
        self.settles()

    def wait(self, **by: float) -> None:
        self.office.clock.advance(**by)
        self.settles()

    def settles(self) -> None:
        """What is under way has arrived."""
        until(lambda: self.office.is_settled(self.speaker.account, self.speaker.address))

    # --- what they see ------------------------------------------------------------------------------------------------

    @property
    def heard(self) -> Sequence[Heard]:
        return self.speaker.heard

    @property
    def step(self) -> str:
        return self.office.shown(self.speaker.account, self.speaker.address)[1]

    def button_of(self, value: Any) -> str:
        shown, step = self.office.shown(self.speaker.account, self.speaker.address)
        for number, choice in enumerate(shown.choices):
            if value == (choice.value if choice.word is None else choice.word):
                return f"{shown.question}.{number}"
        assert value in shown.words, f"{value!r} is not at {step}"
        return f"{shown.question}.{value}"

    def offered(self, choice: str) -> str:
        """A button of the last message that has one for this choice of an offer."""
        return next(button for one in reversed(self.heard) for button, _label in one.buttons if button.endswith(f".{choice}"))


# --- the contract -----------------------------------------------------------------------------------------------------

def a_whole_booking_with_photos(talk: Talk) -> None:
    code = parts.booked(talk)
    assert any(code in one.text for one in talk.heard)
    talk.picks("papers", "old-passport")
    sent = [*talk.sends(3), *talk.sends(1)]
    with talk.office.database.reading() as tx:
        rows = tx.execute(select(papers.c.file, papers.c.page).order_by(papers.c.page)).all()
        assert len(tx.execute(select(appointments.c.id)).all()) == 1
        assert {row.state for row in tx.execute(select(files.c.state))} == {"kept"}
    assert [talk.office.store.read(row.file) for row in rows] == sent
    talk.picks("done")


def a_number_that_is_typed_is_that_button(talk: Talk) -> None:
    parts.greet(talk)
    talk.says("1")
    talk.says("1")
    assert talk.step == "ChooseService"


def back_is_one_question_back(talk: Talk) -> None:
    parts.greet(talk)
    first = talk.step
    talk.picks("book", "back")
    assert talk.step == first


def a_button_of_an_earlier_question_does_nothing(talk: Talk) -> None:
    parts.greet(talk)
    old = talk.button_of("book")
    talk.picks("book", "self", "passport-renewal")
    step, heard = talk.step, len(talk.heard)
    talk.press(old)
    assert talk.step == step
    assert len(talk.heard) >= heard + 2                      # that it is an old one, and where we are


def a_button_pressed_twice_counts_once(talk: Talk) -> None:
    parts.greet(talk)
    button = talk.button_of("book")
    talk.press(button)
    step, heard = talk.step, len(talk.heard)
    talk.press(button)
    assert (talk.step, len(talk.heard)) == (step, heard)


def what_is_delivered_twice_counts_once(talk: Talk) -> None:
    parts.greet(talk)
    talk.picks("book", "self", "passport-renewal")
    talk.says("Los Angeles, California")
    step, heard, events = talk.step, len(talk.heard), talk.office.events()
    if talk.again():
        assert (talk.step, len(talk.heard), talk.office.events()) == (step, heard, events)


def a_long_list_comes_in_pages(talk: Talk) -> None:
    parts.to_days(talk)
    talk.picks_nth(0)
    shown, step = talk.office.shown(talk.speaker.account, talk.speaker.address)
    assert len(talk.heard[-1].buttons) <= 10 + len(shown.words)
    talk.picks("more")
    later, same = talk.office.shown(talk.speaker.account, talk.speaker.address)
    assert same == step
    assert later.choices[0] != shown.choices[0]


def a_reminder_comes_with_its_buttons(talk: Talk) -> None:
    parts.booked(talk)
    heard = len(talk.heard)
    for _hour in range(24 * 8):
        talk.wait(hours=1)
        if _hour % 6 == 5:
            talk.office.ticks()
            talk.settles()
        if any(button.endswith(".yes") for one in talk.heard[heard:] for button, _label in one.buttons):
            break
    talk.press(talk.offered("yes"))
    with talk.office.database.reading() as tx:
        assert [row.coming for row in tx.execute(select(appointments.c.coming))] == ["yes"]


def an_officer_answers(talk: Talk) -> None:
    parts.greet(talk)
    talk.says("officer")
    talk.says("Is <my> passport *ready* & where?")
    assert isinstance(talk.office, RunningOffice)
    talk.office.officer_writes(talk.speaker.account, talk.speaker.address, "Yes: <today> & until 12")
    until(lambda: any("<today> & until 12" in one.text for one in talk.heard))


def what_belongs_to_a_message_arrives_with_it(talk: Talk) -> None:
    parts.booked(talk)
    assert isinstance(talk.office, RunningOffice)
    service = talk.office.app.settings.services["passport-renewal"]
    assert service.about is not None
    about = service.about.in_language(talk.speaker.language)
    assert any(about in said for one in talk.heard for said in (one.text, *one.details))
    received = talk.speaker.received
    assert not (faults := list(too_large(received, talk.speaker.limits))), faults
    if talk.speaker.limits.files != 0:
        contents = [content for came in received for content in came]
        assert any(content.startswith(b"BEGIN:VCALENDAR") for content in contents)
        assert any(content.startswith((b"\x89PNG", b"<svg")) for content in contents), "the QR"


SENTENCES = [f"This is the sentence with the number {number}." for number in range(1, 121)]
FEW, MANY = 2, 10
"""Answers of a short question, and of a long list: the engine shows no more at once."""


def nothing_is_over_what_the_channel_claims_and_all_arrives(talk: Talk) -> None:
    parts.greet(talk)
    heard, long = len(talk.heard), " ".join(SENTENCES)
    _is_told(talk, Message(long), Message(long, _answers(FEW)), Message("Which one?", _answers(MANY)))
    shown = talk.heard[heard:]
    assert not (faults := list(too_much(shown, talk.speaker.limits))), faults
    read = " ".join(one.text for one in shown)
    assert all(read.count(sentence) == 2 for sentence in SENTENCES), "a sentence is missing, or twice there"
    buttons = [button for one in shown for button, _label in one.buttons]
    assert buttons == [one.id for one in (*_answers(FEW), *_answers(MANY))], "an answer is missing, or twice there"


def too_much(heard: Sequence[Heard], limits: Capabilities) -> Iterator[str]:
    """What on a screen is more than the channel claims to show, in words."""
    claimed = limits if limits.item is None else replace(limits, button=limits.item)     # a few may be a list as well
    for one in heard:
        details = [*one.details, *[""] * len(one.buttons)]
        buttons = tuple(Button(*button, detail) for button, detail in zip(one.buttons, details, strict=False))
        yield from misfits(Message(one.text, buttons), claimed)


def too_large(received: Sequence[Sequence[bytes]], limits: Capabilities) -> Iterator[str]:
    """Which files came that the channel does not claim to take, in words."""
    for came in received:
        if limits.files is not None and len(came) > limits.files:
            yield f"{len(came)} files beside a message; {limits.name} takes {limits.files}"
        for content in came:
            if limits.file_bytes is not None and len(content) > limits.file_bytes:
                yield f"a file of {len(content)} bytes; {limits.name} takes {limits.file_bytes}"


def _answers(count: int) -> tuple[Button, ...]:
    """Longer than any phone shows them: what somebody typed may stand on a button."""
    return tuple(Button(f"{count}answers.{number}", f"{number} is " + "long " * 12, "detail " * 15) for number in range(count))


def _is_told(talk: Talk, *messages: Message) -> None:
    """What a turn says goes to them."""
    assert isinstance(talk.office, RunningOffice)
    app, speaker = talk.office.app, talk.speaker

    def put(tx: Transaction) -> None:
        person = talk.office.person(tx, speaker.account, speaker.address)
        assert person is not None
        outbox.put_answers(tx, app.office.keys, office=app.office.key, person=person, account=speaker.account,
                           address=speaker.address, bodies=[(one.dump(), None) for one in messages], now=app.clock.now(),
                           at_once=False)

    app.writer.submit(put).result(10)
    talk.settles()


def a_broken_file_is_told_and_changes_nothing(talk: Talk) -> None:
    parts.start(talk)
    step, heard = talk.step, len(talk.heard)
    told = talk.speaker.sends_broken(b"\xff\xd8\xff and no more")
    talk.wait(seconds=4)
    if told is None:
        until(lambda: len(talk.heard) > heard)
        told = "\n".join(one.text for one in talk.heard[heard:])
    assert {"en": "photo", "id": "foto"}[talk.speaker.language] in told
    assert talk.step == step
    with talk.office.database.reading() as tx:
        assert tx.execute(select(files.c.id)).all() == []


def two_people_stay_apart(talk: Talk) -> None:
    other = talk.speaker.other()
    if other is None:
        return
    theirs = Talk(talk.office, other)
    parts.greet(talk)
    parts.greet(theirs)
    talk.picks("book", "self")
    assert (talk.step, theirs.step) == ("ChooseService", "Menu")
    heard, their_button = len(theirs.heard), theirs.button_of("visits")
    talk.picks("back")
    assert len(theirs.heard) == heard
    assert not any(button == their_button for one in talk.heard for button, _label in one.buttons)


def a_message_of_which_nobody_knows_whether_it_arrived_comes_again(talk: Talk) -> None:
    parts.greet(talk)
    if not talk.speaker.loses_an_answer():
        return
    heard = len(talk.heard)
    talk.says("help")

    def came_again() -> bool:
        talk.office.clock.advance(seconds=1)
        return len(talk.heard) >= heard + 2

    until(came_again)
    talk.settles()
    assert talk.heard[heard].text == talk.heard[heard + 1].text
    assert talk.heard[-1].buttons


def the_first_words_are_in_the_language_that_the_channel_guesses(talk: Talk) -> None:
    talk.says("?")
    asked = {"en": "Do you agree?", "id": "Apakah Anda setuju?"}[talk.speaker.language]
    assert any(asked in one.text for one in talk.heard)


CONTRACT: Sequence[Callable[[Talk], None]] = (
    a_whole_booking_with_photos, a_number_that_is_typed_is_that_button, back_is_one_question_back,
    a_button_of_an_earlier_question_does_nothing, a_button_pressed_twice_counts_once, what_is_delivered_twice_counts_once,
    a_long_list_comes_in_pages, a_reminder_comes_with_its_buttons, an_officer_answers,
    what_belongs_to_a_message_arrives_with_it, nothing_is_over_what_the_channel_claims_and_all_arrives,
    a_broken_file_is_told_and_changes_nothing, two_people_stay_apart,
    a_message_of_which_nobody_knows_whether_it_arrived_comes_again,
    the_first_words_are_in_the_language_that_the_channel_guesses)
