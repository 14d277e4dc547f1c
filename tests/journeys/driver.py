"""An office in memory with a clock that is set by hand, and people who chat with it. What is said becomes a transcript.

A script answers by what an option means (`dewi.picks("agree")`), so that one script is a conversation in any language; and
it says nothing of how what is done reaches the office, so that it is one over any channel (`over_channels.py`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.app import App
from bot.clock import HandClock
from bot.conversation import events
from bot.conversation.message import Button, Message
from bot.conversation.prompts import Files
from bot.conversation.shown import Shown
from bot.conversation.turn import TurnResult, take_turn
from bot.delivery import Dropped
from bot.desk import intake
from bot.desk.codes import ALPHABET
from bot.desk.threads import Threads
from bot.flows.all import FLOWS
from storage import outbox, papers, people
from storage.database import Transaction
from storage.tables import outbox as outbox_table
from tests import prepared
from tests.pictures import jpeg

ROOT = Path(__file__).parents[2]
TRANSCRIPTS = Path(__file__).parent / "transcripts"
ACCOUNT = "chat"
ZONE = ZoneInfo("America/Los_Angeles")
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
TURN = timedelta(seconds=7)
"""How long a person takes for an answer, by the hand-set clock."""

CODE = re.compile(f"\\b[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}\\b")
EXAMPLE = "K7M-4TD"
NAMES_OF_CODES = ("R4P-8WX", "C9D-3HN", "T6K-2YD", "M5V-7GF", "H3J-9QR", "V7C-5XM", "F2W-6TK", "Y8H-4NP", "J5G-3DV")
INDENT = "       "


@dataclass(frozen=True)
class Photos:
    """Sent together."""

    contents: tuple[bytes, ...]


What = events.What | Photos


class Journey:
    """The office, its clock and its people. `settings` are environment variables over the repository's config.yaml."""

    account = ACCOUNT

    def __init__(self, folder: Path, language: str = "en", now: datetime = TUESDAY, config: Path = ROOT / "config.yaml",
                 **settings: str) -> None:
        self.folder, self.language = folder, language
        self.clock = HandClock(now)
        self.lines: list[str] = []
        self.codes: list[str] = []
        self.chats: dict[str, Chat] = {}
        self._files = count(1)
        self._events = count(1)
        self.app = self._open(config, settings)
        self._stamp()

    def _open(self, config: Path, settings: Mapping[str, str]) -> App:
        app = App(prepared.office(self.folder, config, self.clock.now().date(), settings), self.clock)
        prepared.in_a_hurry(app.database)
        return app

    def close(self) -> None:
        self.app.writer.close()
        self.app.database.close()

    def restart(self, config: Path = ROOT / "config.yaml", **settings: str) -> None:
        """The program again, with the same data and other settings."""
        self.close()
        self.app = self._open(config, settings)

    def person(self, name: str, language: str | None = None, timezone: str = "America/Los_Angeles") -> Chat:
        """Somebody with a chat of their own, new to the office."""
        language = language or self.language
        chat = self.chats[name] = Chat(self, name, language, self.meet(name, language, timezone))
        return chat

    def meet(self, name: str, language: str, timezone: str) -> events.Sender:
        """How the office knows who it is."""
        return events.Sender(self.account, name, language, timezone)

    # --- what people do -----------------------------------------------------------------------------------------------

    def bring(self, chat: Chat, what: What, event_id: str = "") -> TurnResult:
        """To the office."""
        if isinstance(what, Photos):
            keys = tuple(chat._store(content) for content in what.contents)
            what = events.Sent(Files(keys=keys), size=100 * len(keys))
        event = events.Event(event_id or self.event_id(), chat.sender, what)
        with self.app.database.transaction() as tx:
            return take_turn(tx, self.app.office, FLOWS, event, self.clock.now(), at_once=False)

    def event_id(self) -> str:
        return f"event-{next(self._events)}"

    def photos(self, number: int) -> list[bytes]:
        """No two are the same."""
        return [jpeg(f" photo {next(self._files)}".encode()) for _photo in range(number)]

    # --- time -------------------------------------------------------------------------------------------------------

    def wait(self, **by: float) -> None:
        """Time passes, and what becomes due meanwhile is sent when it is due. The names are timedelta's."""
        until = self.clock.now() + timedelta(**by)
        while (due := self._next_due()) is not None and due <= until:
            self.clock.set(max(due, self.clock.now()))
            self.deliver(stamp=by.keys() != {"seconds"})
        self.clock.set(until)

    def wait_until(self, local: str) -> None:
        """Until a local time in Los Angeles, such as 2026-11-29 18:05; said in the transcript."""
        self.wait(seconds=0)
        until = datetime.fromisoformat(local).replace(tzinfo=ZONE)
        self.wait(minutes=(until - self.clock.now()).total_seconds() / 60)
        self._stamp()

    def _next_due(self) -> datetime | None:
        with self.app.database.reading() as tx:
            due: datetime | None = tx.execute(
                select(func.min(outbox_table.c.due_at)).where(
                    outbox_table.c.state == "due", outbox_table.c.account == self.account)).scalar_one()
        return due

    def _stamp(self) -> None:
        local = self.clock.now().astimezone(ZONE)
        line = f"-- {local:%A} {local.day} {local:%B %Y}, {local:%H.%M} in Los Angeles --"
        if line not in self.lines[-2:]:
            self.lines += [line, ""]

    def note(self, text: str) -> None:
        """Something that no chat shows."""
        self.lines += [f"-- {text} --", ""]

    # --- what the office sends ----------------------------------------------------------------------------------------

    def deliver(self, stamp: bool = False) -> None:
        """Hand over what is due, as the sender does: in order, pushes made into words now, minutes of holds counted."""
        with self.app.database.transaction() as tx:
            while taken := self._taken(tx):
                for row in taken:
                    self._hand_over(tx, row, stamp)

    def _taken(self, tx: Transaction) -> list[outbox.OutboxRow]:
        now = self.clock.now()
        return [row for address in outbox.waiting(tx, self.account, now, 100)
                for row in outbox.take(tx, self.account, address, now)]

    def _hand_over(self, tx: Transaction, row: outbox.OutboxRow, stamp: bool) -> None:
        now = self.clock.now()
        if row.kind == outbox.ANSWER:
            assert row.body is not None
            message = Message.load(self.app.office.keys.open(row.body, outbox.BODY))
        else:
            made = self.app.render(tx, row, now)
            assert made is None or isinstance(made, Message | Dropped), made
            if not isinstance(made, Message):
                outbox.mark_dropped(tx, row.id, made.reason if isinstance(made, Dropped) else "no longer true")
                return
            message = made
        if stamp:
            self._stamp()
        outbox.mark_sent(tx, row.id, now)
        if row.hold is not None:
            self.app.handed(tx, row.hold, now)
        self.chats[row.address].hears(message)

    # --- officers -----------------------------------------------------------------------------------------------------

    def officer_writes(self, chat: Chat, text: str) -> None:
        """As `janji threads reply` does."""
        self._officer(chat, lambda threads, thread: ("officer-line", str(threads.say(thread, "officer", text))))

    def officer_closes(self, chat: Chat) -> None:
        """As `janji threads close` does."""
        def close(threads: Threads, thread: int) -> tuple[str, str]:
            threads.close(thread)
            return "thread-closed", str(thread)

        thread = self._officer(chat, close)
        chat.take(events.Happened("thread-closed", str(thread)), "")

    def _officer(self, chat: Chat, act: Callable[[Threads, int], tuple[str, str]]) -> int:
        now = self.clock.now()
        with self.app.database.transaction() as tx:
            threads = Threads(tx, self.app.settings, self.app.office.keys, now)
            thread = threads.open_of(chat.id(tx))
            assert thread is not None, "no thread is open"
            kind, subject = act(threads, thread)
            outbox.put_push(tx, office=self.app.office.key, person=chat.id(tx), account=self.account,
                            address=chat.sender.address, kind=kind, subject=subject, due_at=now, now=now)
        if kind != "thread-closed":
            self.deliver()
        return thread

    def threads(self) -> list[tuple[str, list[str]]]:
        """Open and closed threads: what each is about, and what was said in it."""
        with self.app.database.reading() as tx:
            kept = Threads(tx, self.app.settings, self.app.office.keys, self.clock.now())
            rows = [*kept.listed(True), *kept.listed(False)]
            return [(thread.topic, [line.said for line in kept.lines(thread.id)]) for thread, *_more in rows]

    # --- the transcript -----------------------------------------------------------------------------------------------

    def write(self, who: str, text: str) -> None:
        first, *rest = self.normal(text).split("\n")
        self.lines += [f"{who}: {first}", *(f"{INDENT}{line}".rstrip() for line in rest)]

    def normal(self, text: str) -> str:
        """With codes that are the same each time."""
        for code in CODE.findall(text):
            if code != EXAMPLE and code not in self.codes:
                self.codes.append(code)
        for number, code in enumerate(self.codes):
            text = text.replace(code, NAMES_OF_CODES[number])
            text = text.replace(sloppy(code), sloppy(NAMES_OF_CODES[number]))
        return text

    def transcript(self) -> str:
        return "\n".join(self.lines).rstrip() + "\n"

    def compare(self, name: str, **instead: str) -> None:
        """Hold what was said against what is kept of this journey; `UPDATE=1` keeps this. `instead`: texts that are others
        each time, by how they stand there."""
        transcript = self.transcript()
        for kept, said in instead.items():
            transcript = transcript.replace(said, kept)
        self.compare_with(TRANSCRIPTS / f"{name}.{self.language}.txt", transcript)

    def compare_with(self, path: Path, transcript: str) -> None:
        if os.environ.get("UPDATE"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(transcript)
        kept = path.read_text() if path.exists() else ""
        assert transcript == kept, f"{path.name} reads otherwise now. If that is meant: UPDATE=1 pytest tests/journeys"


class Chat:
    """One person's chat: what they do, and what they have before their eyes."""

    def __init__(self, journey: Journey, name: str, language: str, sender: events.Sender) -> None:
        self.journey, self.name, self.language, self.sender = journey, name, language, sender
        self.heard: list[Message] = []
        self.typed: list[str] = []
        self.pressed = ""
        self.result: TurnResult | None = None

    def id(self, tx: Transaction) -> int:
        return people.find_or_add(tx, self.journey.app.office.key, self.sender.account, self.sender.address, self.language,
                                  None, self.journey.clock.now())

    # --- what they do -------------------------------------------------------------------------------------------------

    def opens(self) -> None:
        """Open the chat, and say nothing."""
        self.take(events.Opened(), "(opens the chat)")

    def says(self, text: str = "", **by_language: str) -> None:
        """Type something; `says(id="halo", en="hello")` where it depends on the language."""
        text = by_language.get(self.language, text)
        self.typed.append(text)
        self.take(events.Typed(text), text)

    def picks(self, *values: Any) -> None:
        """Press the buttons that mean these, one question after the other: a value as it is stored, or a word."""
        for value in values:
            if any(choice.heard and choice.value == value for choice in self.shown().choices):
                self.press(self._button_of("change"))       # the lines of a review stand behind one button
            self.press(self._button_of(value))

    def picks_nth(self, number: int) -> None:
        """Press the button with this number, from 0 on; from the end below 0."""
        self.press(self.open_question().options[number].id)

    def press(self, button: str) -> None:
        self.pressed = button
        self.take(events.Pressed(button), "(presses a button of an earlier question)")

    def presses_again(self) -> None:
        """The same button, once more."""
        self.take(events.Pressed(self.pressed), "(presses the same button again)")

    def accepts(self, choice: str) -> None:
        """Press a button of the last reminder, or of an officer's message."""
        self.journey.wait(seconds=1)                        # it comes a moment after what it is about
        self.press(next(button.id for button in self.last_offer().options if button.id.endswith(f".{choice}")))

    def sends(self, pages: int = 1, one_by_one: bool = False) -> None:
        """Send photos: as one album, or in a message each; then wait a moment."""
        contents = self.journey.photos(pages)
        for group in [[content] for content in contents] if one_by_one else [contents]:
            self.take(Photos(tuple(group)), "")
        self.journey.wait(seconds=4)

    def _store(self, content: bytes) -> str:
        """Whatever was sent before: it is for the turn to refuse."""
        app = self.journey.app
        taken = intake.judge(app.office, self.name, self.journey.event_id(), content)
        assert isinstance(taken, intake.Taken)
        with app.database.transaction() as tx:
            papers.add_file(tx, id=taken.key, office=app.office.key, person=self.id(tx), media_type=taken.kind,
                            size=taken.size, digest=taken.digest, state="quarantine", made_at=self.journey.clock.now())
        app.store.write_once(taken.key, content)
        return taken.key

    def take(self, what: What, shown: str, event_id: str = "") -> TurnResult:
        """One event, and what is said to it at once."""
        journey = self.journey
        quick = isinstance(what, Photos | events.Sent | events.Happened)
        journey.clock.advance(seconds=1 if quick else TURN.total_seconds())
        self.result = journey.bring(self, what, event_id)
        said = self.result.said or shown
        if said:
            pressed = isinstance(what, events.Pressed) and self.result.said
            journey.write(self.name, f"[{said}]" if pressed else said)
            journey.lines.append("")
        journey.deliver()
        return self.result

    # --- what they see ------------------------------------------------------------------------------------------------

    def hears(self, message: Message) -> None:
        self.heard.append(message)
        others = len(self.journey.chats) > 1
        self.journey.write(f"Janji (to {self.name})" if others else "Janji", as_text(message))
        self.journey.lines.append("")

    def last_offer(self) -> Message:
        return next(message for message in reversed(self.heard) if message.offer)

    def open_question(self) -> Message:
        """The last message with answers to press, or that asks for something."""
        return next(message for message in reversed(self.heard)
                    if not message.offer and (message.options or message.words or message.expects != "none"))

    def last(self) -> Message:
        return self.heard[-1]

    def since(self, number: int) -> Sequence[Message]:
        """The messages after the first `number` of them."""
        return self.heard[number:]

    @property
    def step(self) -> str:
        assert self.result is not None
        return self.result.step

    def shown(self) -> Shown:
        """The open question as the engine keeps it."""
        with self.journey.app.database.reading() as tx:
            kept = people.conversation(tx, self.id(tx))
        assert kept is not None
        return Shown.load(kept.shown)

    def _button_of(self, value: Any) -> str:
        shown = self.shown()
        for number, choice in enumerate(shown.choices):
            if (choice.word is None and choice.value == value) or (choice.word is not None and choice.word == value):
                return self._on_screen(f"{shown.question}.{number}")
        if value in shown.words:
            return self._on_screen(f"{shown.question}.{value}")
        found = [(choice.word or choice.value, choice.label) for choice in shown.choices]
        raise AssertionError(f"{value!r} is not among {found} and the words {shown.words} at {self.step}")

    def _on_screen(self, button: str) -> str:
        """A button that this person was really shown."""
        assert any(button == other.id for message in self.heard for other in (*message.options, *message.words)), button
        return button


def sloppy(code: str) -> str:
    """A code as people type it."""
    return code.lower().replace("-", " ")


def as_text(message: Message) -> str:
    """A message as it reads in a chat: buttons in brackets, small ways out after them."""
    parts = [message.text]
    parts += [f"📎 {attachment.kind}: {attachment.label}" for attachment in message.attachments]
    if any(button.detail for button in message.options):
        parts += [_labelled(button) for button in message.options]
    elif message.options:
        parts.append(" ".join(f"[{button.label}]" for button in message.options))
    if message.words:
        parts.append(" ".join(f"‹{button.label}›" for button in message.words))
    return "\n".join(parts)


def _labelled(button: Button) -> str:
    return f"[{button.label}] {button.detail}".rstrip()
