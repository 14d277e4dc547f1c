"""A turn: one event and all that it causes, in one transaction. The caller commits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.config import Missing
from bot.conversation import given
from bot.conversation.answers import comes_first, number_meant, reader_of, reads_sentences
from bot.conversation.events import Event, Given, Happened, LinkWanted, Opened, Other, Pressed, Sender, Sent, Typed
from bot.conversation.graph import Flows
from bot.conversation.meant import Meant
from bot.conversation.message import Button, Message
from bot.conversation.prompts import Ask, AskFiles, Files, Option, Prompt, Reading, Refusal, Say, Word
from bot.conversation.readers import a_phone
from bot.conversation.saying import Saying, to_the_menu
from bot.conversation.sentences import meant_by, standing
from bot.conversation.shown import ANYWHERE, LABELS, Choice, Shown
from bot.conversation.stack import Stack, Unreadable, Walked
from bot.conversation.step import AnyStep, answer_type
from bot.conversation.text import Showable, Speech, _, counted, paragraphs, speech
from bot.conversation.words import clean, plain
from bot.desk.desk import Desk, Office
from bot.desk.limits import over_limit
from bot.desk.offers import Offers, OpenOffer
from bot.desk.people import person_of
from storage import events, outbox, papers, people
from storage.database import Transaction
from storage.statement import Row

RELEASE = 1
"""Counts up when steps change in a way that an older program can't read."""

RESERVED: tuple[Word, ...] = ("back", "cancel", "start-over", "help", "language", "officer", "status", "on")

SWITCHES: tuple[Word, ...] = ("no-reminders", "reminders")
"""STOP and START: read before anything else, so only what is short is looked at."""

LONGEST_SWITCH = 60

FAILING = timedelta(minutes=10)
"""Two failures within this time are one that lasts."""


class NewerRelease(Exception):
    """The conversation was written by a newer program: it is left to that one."""


@dataclass
class TurnResult:
    """`rows` are what to hand to the channels now; `repeated`: this event was taken before, and nothing was done;
    `said`: what the person's own bubble shows (masked where the answer is sensitive)."""

    person: int
    repeated: bool = False
    said: str = ""
    rows: list[outbox.OutboxRow] = field(default_factory=list)
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
    row = _person(tx, office, event.sender, now)
    person_id = int(row.id)
    sender = event.sender
    sent = event.what if isinstance(event.what, Sent | Given) else None
    event_row = events.add(tx, office.key, sender.account, event.id, person_id, type(event.what).__name__.lower(), now,
                           size=sent.size if sent else 0, pages=len(sent.files.keys) if sent else 0)
    if event_row is None:
        return TurnResult(person_id, repeated=True)
    for file in sent.files.keys if sent else ():
        papers.ask_about(tx, file, person_id)
    people.set_seen(tx, person_id, now)
    if sender.opens_window:
        people.set_wrote(tx, office.key, sender.account, sender.address, now)
        outbox.wake(tx, sender.account, sender.address)
    desk = Desk(office, tx, now, person_of(row, office.settings.office.languages), sender.network, sender.fleeting)
    turn = Turn(flows, desk, event, event_row)
    turn.take()
    step = turn.stack.entries[-1].name if turn.stack.entries else ""
    rows = turn.saying.send(event.sender, event_row, at_once)
    return TurnResult(person_id, said=turn.said, rows=rows, walked=turn.stack.walked, step=step, event_row=event_row)


def _person(tx: Transaction, office: Office, sender: Sender, now: datetime) -> Row:
    """The row of whoever wrote, locked."""
    languages = office.settings.office.languages
    guess = sender.language_guess if sender.language_guess in languages else languages[0]
    return people.get(tx, people.find_or_add(tx, office.key, sender.account, sender.address, guess,
                                             sender.timezone or None, now))


class Turn:
    """One event's way through the conversation."""

    def __init__(self, flows: Flows, desk: Desk, event: Event, event_row: int) -> None:
        self.flows, self.desk, self.event, self.event_row = flows, desk, event, event_row
        self.said = ""
        kept = people.conversation(desk.tx, desk.person.id)
        if kept is not None and kept.release > RELEASE:
            raise NewerRelease(kept.release)
        self.stack = Stack(flows, desk, Stack.read(kept.stack) if kept else [])
        self.saying = Saying(desk, self.stack, Shown.load(kept.shown) if kept else Shown(),
                             kept.misses if kept else 0, event.sender)
        self.words = self.saying.words
        self.turned_at: datetime | None = kept.turned_at if kept else None
        self.meant = Meant(flows, desk, self.stack, self.saying, self.turned_at)

    # --- the event ------------------------------------------------------------------------------------------------

    def take(self) -> None:
        what = self.event.what
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
        elif isinstance(what, Typed) and (switch := self.switch(what.text)) is not None:
            self.remember(clean(what.text))
            self.do_word(switch)
        elif isinstance(what, Opened) and self.stack.entries:
            pass                                             # the page shows what was said before
        elif not self.stack.entries:
            self.begin(clean(what.text) if isinstance(what, Typed) else "")
        else:
            try:
                self.go_on()
            except (Unreadable, Missing):                    # the open question can't be asked any more
                self.saying.show(self.ask_again())
        self.keep()

    def begin(self, text: str) -> None:
        """What is said first may say already what they come for; nothing else can be answered before it was asked."""
        self.remember(text)
        prompt = self.stack.begin()
        self.saying.show_silently(prompt)
        choice = self.saying.shown.typed(text, numbers=False)
        if choice is not None and choice.heard:
            self.answer(self.value_of(choice))
        else:
            self.saying.show(prompt)

    def go_on(self) -> None:
        if self.is_back_after_long() and not self.stands_alone():
            self.remember(self.event.what.text if isinstance(self.event.what, Typed) else "")
            self.welcome_back()
        else:
            self.dispatch()

    def dispatch(self) -> None:
        match self.event.what:
            case Pressed(button):
                self.pressed(button)
            case Typed(text):
                self.typed(text)
            case Sent(files, _size, caption):
                self.sent(files, clean(caption))
            case Happened(kind, subject):
                self.happened(kind, subject)
            case Given() as came:
                given.take(came, self.stack, self.saying, self.flows, self.reading())
            case LinkWanted(subject):
                self.say_page(subject)
            case Other(phone=phone) if phone and self.asks_for_phone():
                self.typed(phone)
            case Other():
                self.remember("…")
                self.saying.say(_("I can read text, buttons, photos and PDF files, but not this. Could you type it, or send a "
                           "photo?"), again=True)

    def asks_for_phone(self) -> bool:
        prompt = self.prompt_now()
        return isinstance(prompt, Ask) and prompt.reader is a_phone

    def keep(self) -> None:
        own = not isinstance(self.event.what, Happened)
        turned_at = self.desk.now if own or self.turned_at is None else self.turned_at
        people.keep_conversation(
            self.desk.tx, person=self.desk.person.id, office=self.desk.office.key, stack=self.stack.dump(),
            shown=self.saying.shown.dump(), release=RELEASE, misses=self.saying.misses, turned_at=turned_at)

    def remember(self, said: str) -> None:
        """What the person's own bubble shows, on channels where we keep the history."""
        self.said = said

    # --- buttons --------------------------------------------------------------------------------------------------

    def pressed(self, button: str) -> None:
        if button == self.saying.shown.pressed:
            return                                           # a second press of the same button changes nothing
        question, _dot, choice_id = button.partition(".")
        if question == ANYWHERE:
            self.press_word(choice_id)
            return
        choice = self.saying.shown.by_id(choice_id) if question == self.saying.shown.question else None
        if choice is not None:
            self.remember(choice.label or self.saying.speech.render(LABELS[choice.word]) if choice.word else choice.label)
            self.saying.shown = replace(self.saying.shown, pressed=button)
            self.chosen(choice)
            return
        offer = Offers(self.desk).by_token(question)
        if offer is not None:
            self.take_offer(offer, choice_id)
            return
        self.saying.say(_("That button belongs to an earlier question. Here is where we are:"))
        self.saying.show(self.ask_again(), fresh=True)

    def press_word(self, pressed: str) -> None:
        """A button of the channel's own, such as its menu's: done wherever it is pressed, in an officer's thread too."""
        word = next((word for word in (*RESERVED, *SWITCHES) if word == pressed), None)
        if word is not None:
            self.remember(self.saying.speech.render(LABELS[word]))
            self.do_word(word)

    def chosen(self, choice: Choice) -> None:
        if choice.word is not None:
            self.do_word(choice.word)
            return
        try:
            value = self.value_of(choice)
        except ValueError:
            self.saying.show(self.ask_again())
            return
        self.answer(value)

    def value_of(self, choice: Choice) -> Any:
        """The answer that a choice stands for. Raises ValueError when it is none of this question's."""
        return None if choice.word is not None else answer_type(type(self.stack.top)).validate_python(choice.value)

    def take_offer(self, offer: OpenOffer, choice: str) -> None:
        label = offer.choices.get(choice)
        if offer.used or label is None:
            return
        self.remember(label)
        made = self.flows.offers.get(offer.kind)
        if offer.expired or made is None:
            self.saying.say(_("This offer is no longer open."), again=True)
            return
        Offers(self.desk).use(offer)
        if self.meant.waits and self.meant.is_officers(offer.kind, offer.subject):
            self.meant.pass_on(self.meant.kept, self.reading())
            return
        self.saying.show(self.stack.open_aside(made.open(self.desk, offer.subject, choice)))

    # --- words ----------------------------------------------------------------------------------------------------

    def typed(self, text: str) -> None:
        limit = self.desk.settings.limits.text_characters
        text = clean(text[:limit * 4])
        if len(text) > limit:
            self.remember(text[:60] + " …")
            self.saying.say(_("That message is too long for me ({n} signs at most). Could you say it in a few words?", n=limit),
                     again=True)
            return
        prompt = self.past_page(text, self.prompt_now())
        if isinstance(prompt, Ask) and prompt.takes_all:
            self.typed_to_officer(text, prompt)
            return
        self.remember("•••••" if isinstance(prompt, Ask) and prompt.sensitive and not self.is_word(text) else text)
        if not text:
            self.saying.not_understood(prompt)
            return
        if self.meant.waits and self.settles(text):
            return
        if not self.meant.asks_which_list(text, prompt):
            self.in_words(text, prompt, alone=not self.meant.officer_wrote)

    def switch(self, text: str) -> Word | None:
        """STOP or START alone, wherever it is typed: to an officer, and before anything was asked, too. Who has reminders
        means by START to begin anew."""
        if len(text) > LONGEST_SWITCH:
            return None
        switch = next((one for one in SWITCHES if self.words.means(text, one)), None)
        begins = self.desk.person.reminders and self.words.means(text, "start-over")
        return None if switch == "reminders" and begins else switch

    def set_reminders(self, wants: bool) -> None:
        """Say what comes from now on and how to change it. The open question stays as it is."""
        reminding = self.flows.reminding
        if reminding is None:
            return
        self.desk.people.wants_reminders(self.desk.person, wants)
        if wants:
            self.saying.say(reminding.on, again=True)
        else:
            label = self.saying.speech.render(LABELS["reminders"])
            self.saying.put(Message(self.saying.speech.render(reminding.off), offer=True, expects="choice",
                                    options=(Button(f"{ANYWHERE}.reminders", label),)))

    def in_words(self, text: str, prompt: Prompt[Any], alone: bool) -> None:
        """`alone`: only the open question can be meant. Else a bare yes, or a label inside a sentence, is not taken for it."""
        choice = self.saying.shown.typed(text, numbers=not isinstance(prompt, Ask), inside=False)
        if choice is None and not isinstance(prompt, Ask):
            choice = self.saying.shown.typed(self.words.in_figures(text), numbers=True, inside=False)
        if choice is None and alone and self.in_a_sentence(text, prompt):
            return
        meant = self.number_meant(text, choice, prompt) if choice is not None else ()
        if len(meant) > 1:
            self.saying.ask_which(prompt, Refusal(_("Which one do you mean?"), meant))
        elif meant:
            self.answer(meant[0].value)
        elif choice is not None and (alone or self.words.reserved(text, ("yes", "no")) is None):
            self.chosen(choice)
        elif comes_first(text, prompt, self.reading(), self.desk.settings.office.languages) or not self.is_elsewhere(
                text, prompt, alone):
            self.read(text, prompt)

    def is_elsewhere(self, text: str, prompt: Prompt[Any], alone: bool) -> bool:
        """Whether it was meant for something else than the open question, and done."""
        if self.do_reserved(text):
            return True
        if not alone:
            return self.meant.takes_words(text, prompt, self.reading())
        taken = isinstance(prompt, Ask) and not isinstance(prompt.reader(text, self.reading()), Refusal)
        if not taken and self.words.calls_officer(text):
            self.do_word("officer")
            return True
        return self.opens(text, taken)

    def in_a_sentence(self, text: str, prompt: Prompt[Any]) -> bool:
        """Whether what was typed is an answer in more words than a button's; where it may be several, ask which. Beneath a
        small question of the engine's own it may answer the open one."""
        shown = self.saying.shown
        if self.is_word(text) or self.words.reserved(text, ("greeting", "thanks")) is not None:
            return False
        found = meant_by(text, shown.choices, self.words) if reads_sentences(prompt) or shown.is_over else standing(
            plain(text), shown.choices, self.words) if reader_of(prompt) is None else []
        if len(found) == 1:
            self.chosen(shown.choices[found[0]])
        elif shown.is_over:
            self.saying.show_unseen(prompt)
            self.in_words(text, prompt, alone=True)
        elif found:
            self.saying.ask_which_of(prompt, [shown.choices[place] for place in found])
        else:
            return False
        return True

    def opens(self, text: str, taken: bool) -> bool:
        """Whether it names something that can be opened, such as a visit by its code. What is `taken` by the open question is
        its answer, unless it is surely that."""
        opened = self.flows.recognises(self.desk, text, taken)
        if opened is not None:
            self.saying.misses = 0
            self.saying.show(self.stack.open_aside(opened))
        return opened is not None

    def number_meant(self, text: str, choice: Choice, prompt: Prompt[Any]) -> tuple[Option[Any], ...]:
        """What a number may mean; nothing where the question is no longer the one that was shown."""
        try:
            return number_meant(text, self.value_of(choice), prompt, self.reading())
        except ValueError:
            return ()

    def settles(self, text: str) -> bool:
        """Something waits until it is said for whom it is: this says it, or is more of the same."""
        choice = self.saying.shown.typed(text, numbers=True, inside=False)
        if choice is not None:
            self.chosen(choice)
        elif self.is_word(text):
            return False
        else:
            self.meant.ask(self.meant.kept.plus(text))
        return True

    def for_question(self) -> None:
        """What waited is for the open question after all."""
        kept, prompt = self.meant.kept, self.prompt_now()
        self.saying.show_silently(prompt)
        if kept.text and (isinstance(prompt, Ask) or not kept.files):
            self.in_words(kept.text, prompt, alone=True)
        if kept.files:
            self.sent_here(Files(keys=kept.files), self.prompt_now())

    def past_page(self, text: str, prompt: Prompt[Any]) -> Prompt[Any]:
        """A page that is only read, such as the opening hours, does not catch what is typed: it closes, and the question
        under it is the open one again."""
        is_page = isinstance(prompt, Say) and self.stack.entries[-1].aside
        if not is_page or not text or self.is_word(text) or self.saying.shown.typed(text, numbers=True) is not None:
            return prompt
        del self.stack.entries[-1]
        under = self.ask_again()
        self.saying.show_silently(under)
        return self.past_page(text, under)

    def reading(self) -> Reading:
        return Reading(self.desk.person.language, self.desk.today, self.words)

    def is_word(self, text: str) -> bool:
        return self.words.reserved(text, (*RESERVED, *self.flows.topics)) is not None or self.words.calls_officer(text)

    def typed_to_officer(self, text: str, prompt: Ask[Any]) -> None:
        self.remember(text)
        choice = self.saying.shown.typed(text, numbers=False, inside=False)
        if choice is not None:
            self.chosen(choice)
        elif text:
            if prompt.options and self.words.reserved(text, RESERVED) is not None:
                self.saying.say(_("To go back, press the button, or type *{words}*.", words=prompt.options[0].label))
            self.read(text, prompt)
        else:
            self.saying.not_understood(prompt)

    def do_reserved(self, text: str) -> bool:
        """A word that works everywhere, a language, a topic, a greeting."""
        languages = self.desk.settings.office.languages
        page = ("page",) if "page" in self.saying.shown.words else ()
        meaning = self.words.reserved(text, (*page, *RESERVED, *self.flows.topics, *languages, "greeting", "thanks"))
        if meaning is None:
            return False
        if meaning in self.flows.topics:
            self.saying.show(self.stack.open_aside(self.flows.topics[meaning](self.desk)))
        elif meaning in languages:
            self.desk.people.choose_language(self.desk.person, meaning)
            self.saying.show(self.ask_again())
        elif meaning == "greeting":
            self.saying.show(self.ask_again(), fresh=True)
        elif meaning == "thanks":
            self.saying.say(_("You're welcome."), again=True)
        else:
            self.do_word(meaning)  # type: ignore[arg-type]
        return True

    def do_word(self, word: Word) -> None:
        self.saying.misses = 0
        match word:
            case "back":
                self.saying.show(self.stack.back())
            case "cancel" if self.stack.would_lose() > 1:
                self.saying.ask_word(_("Stop here and go back to where this began? What you filled in is kept."),
                              ("cancel-surely", "on"))
            case "cancel" | "cancel-surely":
                self.saying.show(self.stack.cancel())
            case "start-over" if len(self.stack.entries) > 2:
                self.saying.ask_word(to_the_menu(self.desk), ("start-over-surely", "on"))
            case "start-over" | "start-over-surely":
                self.saying.show(self.stack.begin())
            case "on":
                self.saying.show(self.ask_again())
            case "page":
                self.say_page(self.prompt_now().private)
            case "reminders" | "no-reminders":
                self.set_reminders(word == "reminders")
            case "to-officer":
                self.meant.pass_on(self.meant.kept, self.reading())
            case "to-question":
                self.for_question()
            case "more":
                self.saying.show(self.ask_again(), page=self.saying.shown.page + 1)
            case _:
                self.saying.show(self.stack.open_aside(self.flows.asides[word](self.desk)))

    def read(self, text: str, prompt: Prompt[Any]) -> None:
        """What was typed as an answer to a question that takes typed words."""
        reader = reader_of(prompt)
        if reader is None or (isinstance(prompt, Ask) and not prompt.takes_all and self.words.is_question(text)):
            self.saying.not_understood(prompt)
            return
        value = reader(text, self.reading())
        choice = self.saying.shown.typed(text, numbers=False) if isinstance(value, Refusal) else None
        if choice is not None:
            self.chosen(choice)
        elif self.refuses(prompt):
            pass
        elif isinstance(value, Refusal) and value.options:
            self.saying.ask_which(prompt, value)
        elif isinstance(value, Refusal):
            self.saying.not_understood(prompt, value.why)
        else:
            self.answer(value)

    # --- photos and documents ---------------------------------------------------------------------------------------

    def sent(self, files: Files, caption: str) -> None:
        self.remember(self.saying.speech.render(counted("📎 {n} file", "📎 {n} files", n=len(files.keys))))
        prompt = self.prompt_now()
        if isinstance(prompt, Ask) and prompt.takes_all and prompt.takes_files is not None:
            self.answer(prompt.takes_files(files))
            if caption:
                self.read(caption, prompt)
        elif not self.meant.takes_files(files, caption, prompt, self.reading()):
            self.sent_here(files, prompt)

    def sent_here(self, files: Files, prompt: Prompt[Any]) -> None:
        """To the open question, or as something of its own."""
        if isinstance(prompt, AskFiles) and self.refuses(prompt):
            pass
        elif isinstance(prompt, AskFiles):
            self.answer(prompt.make(files))
        elif isinstance(prompt, Ask) and prompt.takes_files is not None:
            self.answer(prompt.takes_files(files))
        else:
            opened = self.flows.for_files(self.desk, files)
            if isinstance(opened, Showable):
                self.saying.say(opened, again=True)
            else:
                self.saying.show(self.stack.open_aside(opened), after_pause=True)

    def happened(self, kind: str, subject: str) -> None:
        """An event inside the office: if it answers the open question, the conversation goes on by itself."""
        if not self.stack.entries:
            return
        try:
            value = self.stack.top.heard(self.desk, kind, subject)
        except Unreadable:
            return
        if value is not None:
            self.answer(value)

    # --- the open question --------------------------------------------------------------------------------------------

    def answer(self, value: object) -> None:
        self.saying.misses = 0
        prompt = self.stack.answered(value)
        self.saying.show(prompt, after_pause=isinstance(self.event.what, Sent))

    def prompt_now(self) -> Prompt[Any]:
        """The open question as it is now (nothing is shown). Raises Unreadable and Missing."""
        asked = self.stack.top.ask(self.desk)
        return asked if isinstance(asked, Prompt) else self.stack.asked_again()

    # --- private pages ------------------------------------------------------------------------------------------------

    def say_page(self, subject: str) -> None:
        """A new link, while there is something to give."""
        if subject and given.page(self.desk, self.flows, self.stack, subject) is not None:
            self.saying.say_page(subject, _("🔒 Here is your private page. The link works for two days, in one browser; this "
                                            "chat goes on by itself when you are done there."))

    def refuses(self, prompt: Prompt[Any]) -> bool:
        """Whether what came in the chat is to be given on the page alone; then it is said, with a new link."""
        if self.saying.way(prompt) != "page":
            return False
        self.saying.say_page(prompt.private, _("I can't take that in this chat. Please give it on your private page: the link "
                                               "works for two days, in one browser."))
        return True

    def ask_again(self) -> Prompt[Any]:
        return self.stack.asked_again()

    # --- coming back ----------------------------------------------------------------------------------------------------

    def is_back_after_long(self) -> bool:
        away = timedelta(hours=self.desk.settings.conversation.welcome_back_hours)
        last = self.stack.entries[-1]
        at_root = last.name == self.flows.root.__name__
        return not at_root and not last.aside and self.turned_at is not None and self.desk.now - self.turned_at > away

    def stands_alone(self) -> bool:
        """Whether what came has its meaning without the open question: a reminder's button, photos, a word that works
        everywhere, what is written to an officer."""
        match self.event.what:
            case Sent():
                return True
            case Pressed(button):
                question = button.partition(".")[0]
                return question == ANYWHERE or Offers(self.desk).by_token(question) is not None
            case Typed(text):
                prompt = self.prompt_now()
                for_officer = (isinstance(prompt, Ask) and prompt.takes_all) or self.meant.waits or self.meant.officer_wrote
                return for_officer or self.is_word(text) or self.flows.recognises(self.desk, text, False) is not None
        return False

    def welcome_back(self) -> None:
        """Where they were, and honestly what is no longer so."""
        prompt = self.ask_again()
        line = self.saying.speech.render(prompt.said).split("\n", 1)[0]
        changed: Sequence[Showable] = self.flows.returning(self.desk, self.steps())
        for number, text in enumerate(changed):
            self.saying.say(text if number else paragraphs((_("Welcome back."), text)))
        where = _("You were at: “{line}”", line=line) if changed else _("Welcome back. You were at: “{line}”", line=line)
        self.saying.ask_word(where, ("on", "start-over-surely"))

    def steps(self) -> list[AnyStep]:
        found = []
        for entry in self.stack.entries:
            try:
                found.append(self.stack.load(entry))
            except Unreadable:
                continue
        return found


def _buttons(stored: str, words: Speech) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """The open question's buttons; none where what was stored can't be read."""
    try:
        return Shown.load(stored).buttons(words)
    except ValueError:
        return (), ()


def sorry(tx: Transaction, office: Office, event: Event, now: datetime, at_once: bool = True) -> TurnResult:
    """Something failed on our side, and what the event did was undone: say so. The open question stays as it was; when
    it fails again, the conversation begins anew at the menu, so that nobody is stuck."""
    row = _person(tx, office, event.sender, now)
    event_row = events.add(tx, office.key, event.sender.account, event.id, row.id, events.FAILED, now)
    words = speech(person_of(row, office.settings.office.languages).language)
    kept = people.conversation(tx, row.id)
    if kept is not None and events.failures(tx, row.id, now - FAILING) > 1:
        people.keep_conversation(tx, person=row.id, office=office.key, stack="[]", shown=Shown().dump(), release=kept.release,
                                 misses=0, turned_at=now)
        message = Message(words.render(_(
            "Something keeps going wrong on our side at this question, so let us begin again at the main menu: write "
            "anything. What you filled in, sent and booked is kept. For a person, type *officer*.")))
    else:
        options, ways = _buttons(kept.shown, words) if kept else ((), ())
        message = Message(words.render(_(
            "Something went wrong on our side; it is not your fault, and nothing that you sent before is lost. Please try "
            "that once more, or type *officer*.")), options=options, words=ways)
    rows = outbox.put_answers(
        tx, office.keys, office=office.key, person=row.id, account=event.sender.account, address=event.sender.address,
        bodies=[(message.dump(), None)], now=now, cause=event_row, at_once=at_once)
    return TurnResult(row.id, rows=rows)
