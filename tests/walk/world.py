"""An office at work on a virtual clock: turns are taken, messages delivered, officers answer, the program starts anew."""

from __future__ import annotations

import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, select

from bot.clock import HandClock
from bot.conversation import pushes
from bot.conversation.events import Event, Sender, What
from bot.conversation.failed import sorry
from bot.conversation.message import Button, Message
from bot.conversation.prompts import Prompt
from bot.conversation.shown import Shown
from bot.conversation.stack import Entry, Stack
from bot.conversation.step import AnyStep, Done
from bot.conversation.turn import TurnResult, take_turn
from bot.desk import holds, reminders
from bot.desk.catalogue import Catalogue
from bot.desk.desk import Desk, Office
from bot.desk.people import person_of
from bot.desk.reaching import WAYS
from bot.desk.unopened import NotOpened
from bot.flows.all import FLOWS
from bot.flows.booking import Confirm
from bot.flows.times import TooManyHolds
from storage import bookings, events, outbox, papers, people
from storage.database import Database, Transaction
from storage.outbox import ANSWER, OutboxRow
from storage.sealed import Keys
from storage.tables import metadata
from storage.tables import outbox as outbox_rows
from tests import prepared
from tests.walk import checks
from tests.walk.coverage import Coverage, Ways, code_ways, config_ways
from tests.walk.offices import Plan

START = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)         # a Tuesday, 09:00 in Los Angeles
KEYS = Keys({1: AESGCM(b"w" * 32)}, 1, b"b" * 32)
ACCOUNT = "walk"
DEEPEST = 200
"""Places in a stack at most, in a walk that goes round and round."""

EVERY = 40
"""Turns after which the whole office is looked over."""

AGAIN = 10
"""Turns after which the open question is asked once more than it was in the turn."""

ABOUT_APPOINTMENTS = (reminders.PAPERS, reminders.EVENING, reminders.HOURS, reminders.GUESSED)


@dataclass
class Someone:
    """A person on a channel, as the walk knows them."""

    address: str
    guess: str
    network: str
    fleeting: bool = False
    """They talk on a page that is closed some day."""
    id: int = 0
    language: str = ""
    entries: list[Entry] = field(default_factory=list)
    top: AnyStep | None = None
    buttons: deque[Button] = field(default_factory=lambda: deque(maxlen=80))
    """Every button they were shown, the newest last."""
    shown: Shown = field(default_factory=Shown)
    """The open question as it was shown."""
    offers: deque[Button] = field(default_factory=lambda: deque(maxlen=6))
    last: Event | None = None
    booked: bool = False
    held_too_many: bool = False
    """They were told so, and have held nothing since."""
    transcript: deque[str] = field(default_factory=lambda: deque(maxlen=60))

    @property
    def sender(self) -> Sender:
        return Sender(ACCOUNT, self.address, self.guess, network=self.network, fleeting=self.fleeting)


@dataclass
class Problem:
    """Something that must not be, and what led there."""

    what: str
    where: str
    transcript: list[str]

    def __str__(self) -> str:
        return "\n".join((f"!! {self.what}", *self.transcript, self.where))


class World:
    """One walk's office, with its own database."""

    def __init__(self, plan: Plan, folder: Path, coverage: Coverage) -> None:
        self.plan = plan
        self.random = Random(plan.seed)
        self.clock = HandClock(START)
        self.url = f"sqlite:///{folder / 'walk.db'}"
        self.coverage = coverage
        self.problems: dict[str, Problem] = {}
        self.seen: Counter[str] = Counter()
        self.everyone: list[Someone] = []
        self.events = 0
        """Counts up: whatever needs a name of its own."""
        self.flows = replace(FLOWS)
        self._ways: dict[int, Ways] = {}
        self.slowest: Counter[str] = Counter()
        self.release = 0
        self.shown: tuple[Prompt[Any], AnyStep] | None = None
        """What was asked last in this turn, and at which step."""
        self.beside: Callable[[Transaction], None] = lambda _tx: None
        """Delivers what goes beside the chat."""
        self.pushed: dict[tuple[object, ...], datetime] = {}
        """When what is told once was last told."""
        self.database = Database(self.url)
        self._kept = self.database.engine.connect()
        self.start()
        metadata.create_all(self.database.engine)

    @property
    def ways(self) -> Ways:
        """All that could be walked in this release."""
        return self._ways[self.release]

    def start(self, release: int = 0) -> None:
        """A process starts: nothing of the one before is known to it."""
        self.close()
        self.release = release
        settings = self.plan.releases[release]
        self.office = Office(settings, Catalogue(settings), KEYS)
        self.database = prepared.in_a_hurry(Database(self.url))
        self._kept = self.database.engine.connect()
        if release not in self._ways:
            self._ways[release] = Ways.of(self.flows, settings)

    def close(self) -> None:
        self._kept.close()
        self.database.close()

    def transaction(self) -> AbstractContextManager[Transaction]:
        """On the connection that is kept: to take one for each look is a tenth of what a walk costs."""
        return self.database.transaction(self._kept)

    # --- turns --------------------------------------------------------------------------------------------------------

    def take(self, who: Someone, what: What, id: str = "") -> TurnResult | None:  # noqa: A002
        """One event of theirs; none where it failed (what is noted, and told to them as the program does)."""
        self.events += 1
        event = Event(id or f"e{self.events}", who.sender, what)
        who.transcript.append(f"{self.clock.now():%d %b %H:%M:%S} → {_short(repr(what))}")
        who.last, self.shown = event, None
        began = time.perf_counter()
        try:
            with self.transaction() as tx:
                result = take_turn(tx, self.office, self.flows, event, self.clock.now())
                taken = time.perf_counter() - began
                self._look(tx, who, result)
        except Exception as problem:  # noqa: BLE001 - every failure is a finding
            self.note(who, f"{type(problem).__name__}: {problem}", traceback.format_exc(limit=-12))
            with self.transaction() as tx:
                result = sorry(tx, self.office, event, self.clock.now())
                who.id = result.person
                self._hand(tx, who, result.rows)
            return None
        self.coverage.turns += 1
        self.coverage.seconds += taken
        name = who.top.__class__.__name__
        self.slowest[name] = max(self.slowest[name], int(taken * 1e6))
        if self.coverage.turns % EVERY == 0:
            self.look_around()
        return result

    def _look(self, tx: Transaction, who: Someone, result: TurnResult) -> None:
        """After the turn, in its transaction: what it said, where it stands, and that all is as it must be."""
        desk = self.know(tx, who, result.person)
        messages = self._hand(tx, who, result.rows)
        if result.repeated:
            if result.rows:
                self.note(who, "a repeated event was answered")
            return
        kept = people.conversation(tx, who.id)
        assert kept is not None
        entries, shown = Stack.read(kept.stack), Shown.load(kept.shown)
        asked = self._was_asked(who, shown)
        stack = Stack(self.flows, desk, entries)
        for wrong in (*checks.wrong_stack(stack, desk, who.entries, asked, self.shown if self.events % AGAIN else None),
                      *checks.said_twice(messages), *checks.wrong_keepsakes(desk, messages)):
            self.note(who, wrong)
        if messages and not checks.leads_on(messages) and not self._is_told_to_wait(desk):
            self.note(who, "a dead end: nothing to press, and not told what to type")
        self._count(desk, who, entries, result)
        who.entries, who.shown = entries, shown
        who.top = stack.top if entries else None
        who.held_too_many = isinstance(who.top, TooManyHolds) or (who.held_too_many and not isinstance(who.top, Confirm))

    @staticmethod
    def _was_asked(who: Someone, shown: Shown) -> bool:
        """Whether the open question was shown just now, not a small one of the engine's over it."""
        return shown.question != who.shown.question and not all(choice.word for choice in shown.choices)

    def know(self, tx: Transaction, who: Someone, person: int) -> Desk:
        row = people.get(tx, person)
        desk = Desk(self.office, tx, self.clock.now(), person_of(row, self.office.settings.office.languages))
        who.id, who.language = person, desk.person.language
        return desk

    def _is_told_to_wait(self, desk: Desk) -> bool:
        limits = self.office.settings.limits
        used = events.sent(desk.tx, desk.person.id, desk.now - timedelta(minutes=1), desk.now - timedelta(days=1))
        return bool(used.minute > limits.messages_a_minute or used.day > limits.messages_a_day)

    def _count(self, desk: Desk, who: Someone, entries: list[Entry], result: TurnResult) -> None:
        ways, coverage = self._ways[self.release], self.coverage
        same = 0
        while same < min(len(entries), len(who.entries)) and entries[same] == who.entries[same]:
            same += 1
        code = code_ways(result.walked)
        asked = [type(one.result).__name__ for one in result.walked if not isinstance(one.result, Done)]
        coverage.steps.update(asked)
        for place in range(same, len(entries)):
            coverage.steps[entries[place].name] += entries[place].name not in asked
            if place and entries[place].under == place - 1 and not entries[place].aside:
                code.append((entries[place - 1].name, entries[place].name, "opens"))
        config = config_ways(desk, result.walked)
        coverage.code.update(code)
        coverage.config.update(config)
        coverage.deepest = max(coverage.deepest, len(entries))
        if len(entries) > DEEPEST:
            self.note(who, f"the stack is {len(entries)} deep")
        for way in (*(way for way in code if way not in ways.code), *(way for way in config if way not in ways.config)):
            self.note(who, f"a way that nobody counts: {way}")

    # --- what is delivered -----------------------------------------------------------------------------------------------

    def _hand(self, tx: Transaction, who: Someone, rows: Iterable[OutboxRow]) -> list[Message]:
        """Answers, right after their turn."""
        messages = []
        for row in rows:
            if row.state != "sending":
                continue                                    # another of theirs goes first: `deliver` takes it
            assert row.body is not None
            message = Message.load(KEYS.open(row.body, outbox.BODY))
            self._arrive(tx, who, row, message)
            messages.append(message)
        return messages

    def deliver(self) -> list[Someone]:
        """Whatever is due now, as delivery takes it. Who got a push."""
        pushed = []
        with self.transaction() as tx:
            for address in outbox.waiting(tx, ACCOUNT, self.clock.now(), 100):
                who = next(one for one in self.everyone if one.address == address)
                while rows := outbox.take(tx, ACCOUNT, address, self.clock.now()):
                    pushed += [who for row in rows if self._deliver(tx, who, row)]
            self.beside(tx)
        return pushed

    def _deliver(self, tx: Transaction, who: Someone, row: OutboxRow) -> bool:
        desk = self.know(tx, who, row.person)
        if row.kind == ANSWER:
            assert row.body is not None
            self._arrive(tx, who, row, Message.load(KEYS.open(row.body, outbox.BODY)))
            return False
        message = self.rendered(tx, who, desk, row)
        if message is None:
            return False
        self._arrive(tx, who, row, message)
        return True

    def rendered(self, tx: Transaction, who: Someone, desk: Desk, row: OutboxRow) -> Message | None:
        """What a push says now; none where it is not to be sent, which is written down."""
        try:
            message = pushes.render(tx, self.office, self.flows, row, self.clock.now())
        except NotOpened:
            outbox.mark_dropped(tx, row.id, "not opened any more")
            return None
        except pushes.OptedOut:
            if desk.person.reminders:
                self.note(who, f"{row.kind} was dropped, though reminders are on")
            outbox.mark_dropped(tx, row.id, "opted out")
            return None
        if message is None:
            outbox.mark_dropped(tx, row.id, "no longer true")
            return None
        about = checks.untrue(desk, row) if row.kind in ABOUT_APPOINTMENTS else ()
        for wrong in (*about, *checks.wrong_words([message], who.language), *checks.sent_again(desk, row, self.pushed)):
            self.note(who, wrong)
        return message

    def _arrive(self, tx: Transaction, who: Someone, row: OutboxRow, message: Message) -> None:
        """The person sees it; the minutes of a hold that it offers begin."""
        who.transcript.append(f"  ← {_short(message.text, 400)} {[b.label for b in (*message.options, *message.words)]}")
        for wrong in checks.wrong_words([message], who.language):
            self.note(who, wrong)
        if not outbox.mark_sent(tx, row.id, self.clock.now()):
            self.note(who, "a message was sent that was sent before")
        who.buttons.extend((*message.options, *message.words))
        if message.offer:
            who.offers.extend(message.options)
        if row.hold is not None:
            self._handed(tx, row.hold, who)

    def _handed(self, tx: Transaction, hold_id: int, who: Someone) -> None:
        desk = self.know(tx, who, who.id)
        row = bookings.hold(tx, self.office.key, hold_id)
        if row is not None and desk.holds.handed(hold_id, desk.now):
            held = desk.holds.of(row.person)
            if held is not None and held.id == hold_id:
                desk.reminders.schedule_hold(held)

    # --- time -------------------------------------------------------------------------------------------------------------

    def pass_time(self, until: datetime, written_to: Callable[[Someone], None]) -> None:
        """On to that instant, stopping where something falls due: whoever is written to then may answer."""
        while (due := self._next_due()) is not None and due <= until:
            self.clock.set(max(due, self.clock.now()))
            for who in self.deliver():
                written_to(who)
        self.clock.set(max(until, self.clock.now()))
        with self.transaction() as tx:
            holds.sweep(tx, self.clock.now())

    def _next_due(self) -> datetime | None:
        with self.transaction() as tx:
            found: datetime | None = tx.execute(
                select(func.min(outbox_rows.c.due_at)).where(
                    outbox_rows.c.account.in_((ACCOUNT, *WAYS)), outbox_rows.c.state.in_(("due", "sending")))).scalar()
            return found

    # --- who and what is there --------------------------------------------------------------------------------------------

    def someone(self, person: int) -> Someone:
        return next(one for one in self.everyone if one.id == person)

    def ids(self) -> list[int]:
        return [one.id for one in self.everyone]

    @contextmanager
    def desk(self, who: Someone) -> Iterator[Desk]:
        """The office as this person sees it, to look things up."""
        with self.transaction() as tx:
            yield self.know(tx, who, who.id)

    def file(self, who: Someone) -> str:
        """The key of a file that they uploaded just now; now and then one that they uploaded before."""
        self.events += 1
        key = f"f{self.events}"
        with self.transaction() as tx:
            papers.add_file(tx, id=key, office=self.office.key, person=who.id, media_type="image/jpeg", size=100_000,
                            digest=KEYS.digest(str(self.random.randint(0, 10_000)).encode()), state="quarantine",
                            made_at=self.clock.now())
        return key

    # --- findings -----------------------------------------------------------------------------------------------------------

    def look_around(self) -> None:
        """The whole office."""
        settings = self.plan.releases[0]
        with self.transaction() as tx:
            anybody = next(who.id for who in self.everyone if who.id)
            desk = Desk(Office(settings, Catalogue(settings), KEYS), tx, self.clock.now(),
                        person_of(people.get(tx, anybody), settings.office.languages))
            for wrong in checks.wrong_anywhere(desk):
                self.note(None, wrong)

    def note(self, who: Someone | None, what: str, where: str = "") -> None:
        """Each kind of problem once, with what led to it."""
        lines = where.strip().splitlines()
        place = lines[-3] if len(lines) > 3 else ""
        kind = "".join(sign for sign in what.split(":", maxsplit=1)[0] + place if not sign.isdigit())
        self.seen[kind] += 1
        if kind not in self.problems:
            transcript = list(who.transcript)[-30:] if who else [f"after turn {self.coverage.turns}"]
            self.problems[kind] = Problem(what, where, transcript)


def _short(words: str, length: int = 120) -> str:
    return words if len(words) <= length else f"{words[:length]}… ({len(words)})"
