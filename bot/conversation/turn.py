"""A turn: one event and all that it causes, in one transaction. The caller commits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.config import Missing
from bot.conversation import given
from bot.conversation.buttons import Buttons
from bot.conversation.events import (
    Event,
    Given,
    Happened,
    LinkWanted,
    Opened,
    Other,
    Pressed,
    Sender,
    Sent,
    Started,
    Typed,
    What,
)
from bot.conversation.everywhere import Everywhere
from bot.conversation.graph import Flows
from bot.conversation.languages import listen
from bot.conversation.meant import Meant
from bot.conversation.message import Message
from bot.conversation.photos import Photos
from bot.conversation.prompts import Ask, Files
from bot.conversation.question import OpenQuestion
from bot.conversation.returning import Returning
from bot.conversation.saying import Saying
from bot.conversation.shown import Kept, Shown
from bot.conversation.stack import Stack, Unreadable, Walked
from bot.conversation.text import _
from bot.conversation.typed import TypedWords
from bot.conversation.words import clean
from bot.desk.desk import Desk, Office
from bot.desk.limits import over_limit
from bot.desk.people import person_of
from storage import events, outbox, papers, people
from storage.database import Transaction
from storage.statement import Row

RELEASE = 1
"""Counts up when steps change in a way that an older program can't read."""


SEEN = timedelta(hours=1)
"""How far behind `people.seen_at`, from which days are counted, may be."""


class NewerRelease(Exception):
    """The conversation was written by a newer program: it is left to that one."""


@dataclass
class TurnResult:
    """`rows` are what to hand to the channels now, `messages` what they say; `repeated`: this event was taken before, and
    nothing was done; `said`: what the person's own bubble shows (masked where the answer is sensitive)."""

    person: int
    repeated: bool = False
    said: str = ""
    rows: list[outbox.OutboxRow] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    walked: list[Walked] = field(default_factory=list)
    step: str = ""
    event_row: int = 0


Also = Callable[[Transaction, TurnResult], None]
"""What a channel writes in the turn's own transaction, such as the person's bubble on a page of ours."""


def take_turn(tx: Transaction, office: Office, flows: Flows, event: Event, now: datetime, at_once: bool = True,
              ) -> TurnResult:
    """Take one event. Changes nothing in memory and commits nothing. Raises NewerRelease.

    `at_once`: this process sends the messages itself, right after the commit.
    """
    row = row_of(tx, office, event.sender, now)
    person_id = int(row.id)
    sender = event.sender
    sent = event.what if isinstance(event.what, Sent | Given) else None
    event_row = events.add(tx, office.key, sender.account, event.id, person_id, type(event.what).__name__.lower(), now,
                           size=sent.size if sent else 0, pages=len(sent.files.keys) if sent else 0)
    if event_row is None:
        return TurnResult(person_id, repeated=True)
    for file in sent.files.keys if sent else ():
        papers.ask_about(tx, file, person_id)
    if now - row.seen_at > SEEN:
        people.set_seen(tx, person_id, now)
    if sender.opens_window:
        people.set_wrote(tx, office.key, sender.account, sender.address, now)
    woken = 0 if isinstance(event.what, Happened | Given | LinkWanted) else outbox.wake(tx, sender.account, sender.address)
    desk = Desk(office, tx, now, person_of(row, office.settings.office.languages), sender.network, sender.fleeting)
    speaks_anew = listen(desk, sender, event.what)
    turn = Turn(flows, desk, sender, event.what, brings_news=woken > 0)
    turn.saying.speaks_anew = speaks_anew
    turn.take()
    step = turn.stack.entries[-1].name if turn.stack.entries else ""
    rows = turn.saying.send(sender, event_row, at_once)
    return TurnResult(person_id, said=turn.saying.bubble, rows=rows, messages=turn.saying.messages,
                      walked=turn.stack.walked, step=step, event_row=event_row)


def row_of(tx: Transaction, office: Office, sender: Sender, now: datetime) -> Row:
    """The row of whoever wrote, locked."""
    languages = office.settings.office.languages
    guess = sender.language_guess if sender.language_guess in languages else languages[0]
    return people.who_wrote(tx, office.key, sender.account, sender.address, guess, sender.timezone or None, now)


class Turn:
    """What came, on its way to whoever takes such a thing. `brings_news`: something waited until they wrote, whatever they
    write, and they read it before what is said to that."""

    def __init__(self, flows: Flows, desk: Desk, sender: Sender, what: What, brings_news: bool = False) -> None:
        self.flows, self.desk, self.what = flows, desk, what
        kept = people.conversation(desk.tx, desk.person.id)
        if kept is not None and kept.release > RELEASE:
            raise NewerRelease(kept.release)
        self.turned_at: datetime | None = kept.turned_at if kept else None
        self.stack = Stack(flows, desk, Stack.read(kept.stack) if kept else [])
        self.saying = Saying(desk, self.stack, Shown.load(kept.shown) if kept else Shown(), kept.misses if kept else 0, sender)
        self.saying.brings_news = brings_news
        self.question = OpenQuestion(desk, self.stack, self.saying, after_photos=isinstance(what, Sent))
        self.meant = Meant(flows, desk, self.stack, self.saying, self.turned_at)
        self.everywhere = Everywhere(flows, self.question, self.meant)
        self.buttons = Buttons(flows, self.question, self.meant, self.everywhere)
        self.typed = TypedWords(flows, self.question, self.meant, self.everywhere, self.buttons)
        self.photos = Photos(flows, self.question, self.meant, self.typed)
        self.returning = Returning(flows, self.question, self.meant, self.everywhere, self.turned_at)

    def take(self) -> None:
        what = self.what
        inside = isinstance(what, Happened | Given | LinkWanted)
        problem = None if inside else over_limit(self.desk)
        if problem is not None:
            if problem.say:
                self.saying.say(
                    _("That was a lot at once. Please wait a minute, then send the last one again.")
                    if problem.of == "minute" else
                    _("That was a lot of messages for one day; I can read on tomorrow. What you filled in, sent and booked is "
                      "kept."))
        elif inside:
            self.dispatch()
        elif isinstance(what, Typed) and (switch := self.everywhere.switch(what.text)) is not None:
            self.saying.bubble = clean(what.text)
            self.everywhere.do(switch)
        elif isinstance(what, Opened) and self.stack.entries:
            pass                                             # the page shows what was said before
        elif not self.stack.entries:
            self.begin(what)
        else:
            self.go_on()
        self.keep()

    def begin(self, what: What) -> None:
        """What is said first, or a link, may say already what they come for; nothing else can be answered before it was
        asked."""
        text = clean(what.text) if isinstance(what, Typed) else ""
        prompt = self.stack.begin()
        self.saying.bubble = self.everywhere.bubble(text, prompt)
        self.saying.show_silently(prompt)
        wanted = self.typed.wanted(text)
        if self.everywhere.is_urgent(text):
            self.everywhere.take(text)
        elif self.typed.asks(text):
            pass
        elif len(wanted) == 1 and self.typed.tells(text, wanted[0]):
            self.question.answer(self.question.value_of(wanted[0]))
        elif wanted:
            self.saying.ask_what(prompt, self.typed.as_wanted(text, wanted))
        elif not self.follows(what.link if isinstance(what, Started) else text):
            self.saying.show(prompt)

    def follows(self, link: str) -> bool:
        """Whether it is known where this leads, and gone there."""
        linked = self.flows.by_link(self.desk, link, self.stack.steps())
        if linked is not None and self.question.takes(linked.answer):
            self.question.answer(linked.answer)
        elif linked is not None:
            self.question.open_over(linked.over)
        return linked is not None

    def go_on(self) -> None:
        try:
            if self.returning.is_to_be_welcomed(self.what):
                self.returning.welcome(self.what)
            elif self.returning.corrects(self.what):
                self.question.show_again(fresh=True)
            elif isinstance(self.what, Typed) and self.typed.only_opens(self.what.text):
                self.typed.let_read()
            else:
                self.dispatch()
        except (Unreadable, Missing):                        # the open question can't be asked any more
            self.question.show_again()

    def dispatch(self) -> None:
        match self.what:
            case Pressed(button):
                self.buttons.press(button)
            case Started(link):
                if not self.follows(link):
                    self.question.show_again(fresh=True)
            case Typed(text):
                self.typed.take(text)
            case Sent(files, _size, caption):
                self.photos.take(files, clean(caption))
            case Happened(kind, subject):
                self.happened(kind, subject)
            case Given() as came:
                given.take(came, self.stack, self.saying, self.flows, self.question.reading())
            case LinkWanted(subject):
                given.say_page(subject, self.stack, self.saying, self.flows)
            case Other(phone=phone) if phone and self.asks_for_phone():
                self.typed.take(phone)
            case Other():
                self.saying.bubble = "…"
                self.saying.say(_("I can read text, buttons, photos and PDF files, but not this. Could you type it, or send a "
                                  "photo?"), again=True)
        if self.meant.freed is not None:
            self.take_freed(self.meant.freed)

    def asks_for_phone(self) -> bool:
        prompt = self.question.now()
        return isinstance(prompt, Ask) and prompt.contact

    def happened(self, kind: str, subject: str) -> None:
        """An event inside the office: if it answers the open question, the conversation goes on by itself."""
        if not self.stack.entries:
            return
        try:
            value = self.stack.top.heard(self.desk, kind, subject)
        except Unreadable:
            return
        if value is not None:
            self.question.answer(value)

    def take_freed(self, freed: Kept) -> None:
        """What waited is for the open question after all, or for what was pushed."""
        prompt = self.question.now()
        self.saying.show_silently(prompt)
        if freed.button:
            self.buttons.press(freed.button)
        elif freed.text and (isinstance(prompt, Ask) or not freed.files):
            self.typed.answer(freed.text, prompt, alone=True)
        if freed.files:
            self.photos.answer(Files(keys=freed.files), self.question.now())

    def keep(self) -> None:
        if isinstance(self.what, Typed | Sent | Other | Started):
            self.saying.pressed_before("")
        opens = isinstance(self.what, Typed) and self.typed.only_opens(self.what.text)
        own = not isinstance(self.what, Happened) and not opens          # what waited is read after it, and may be answered
        turned_at = self.desk.now if own or self.turned_at is None else self.turned_at
        people.keep_conversation(
            self.desk.tx, person=self.desk.person.id, office=self.desk.office.key, stack=self.stack.dump(),
            shown=self.saying.kept(), release=RELEASE, misses=self.saying.misses, turned_at=turned_at)
