"""What a turn says: questions, notes, and what is said to whoever was not understood. Written to the outbox at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.config import Way
from bot.conversation.events import Sender
from bot.conversation.message import Attachment, Button, Message
from bot.conversation.prompts import Ask, AskFiles, Choose, OneOf, Prompt, Refusal, Review, Word
from bot.conversation.shown import LABELS, Choice, Kept, Shown, new_token, show
from bot.conversation.stack import Stack
from bot.conversation.text import CATALOGUES, Showable, Speech, Text, _, paragraphs, speech
from bot.conversation.words import word_lists
from bot.desk.desk import Desk
from bot.desk.offers import OpenOffer
from storage import outbox

QUIET = "quiet"
"""The outbox key of a question that waits for a pause between photos."""


def offer_buttons(offer: OpenOffer) -> tuple[Button, ...]:
    """An offer's buttons, as they come back when they are pressed."""
    return tuple(Button(f"{offer.token}.{key}", label) for key, label in offer.choices.items())


def takes_files(prompt: Prompt[Any]) -> bool:
    """Whether photos answer this question."""
    return isinstance(prompt, AskFiles) or (isinstance(prompt, Ask) and prompt.takes_files is not None)


def to_the_menu(desk: Desk) -> Text:
    """Whether they mean it, and what they would lose."""
    if desk.holds.of(desk.person.id) is None:
        return _("Go to the main menu? What you filled in is kept.")
    return _("Go to the main menu? What you filled in is kept; the time that is held for you is given back.")


class Saying:
    """The open question as it was shown, and what is said in this turn."""

    def __init__(self, desk: Desk, stack: Stack, shown: Shown, misses: int, sender: Sender) -> None:
        self.desk, self.stack, self.shown, self.misses, self.sender = desk, stack, shown, misses, sender
        self.words = word_lists(CATALOGUES, desk.settings.office.languages)
        self.messages: list[Message] = []
        self._holds: list[int | None] = []
        self._waits: Message | None = None
        self._delayed = shown.delayed
        self._unseen = False
        self.brings_news = False
        """What waited for them comes first, and was asked for by whatever they wrote."""
        self.speaks_anew = False
        """The question was asked in another language than theirs, so it is asked in this one."""
        self.bubble = ""
        """What the person's own bubble shows, on channels where we keep the history."""

    @property
    def speech(self) -> Speech:
        return speech(self.desk.person.language)

    def show(self, prompt: Prompt[Any], page: int = 0, fresh: bool = False, after_pause: bool = False) -> None:
        """Say the question, and keep how it was shown. `fresh`: its buttons get a new name; `after_pause`: it waits until
        no more photos come, and the next photo's replaces it."""
        for note in dict.fromkeys(self.stack.notes):         # what is lost twice over is said once
            self.put(Message(self.speech.render(note.text), attachments=note.attachments))
        if self.stack.fell_back:
            self.stack.fell_back = False
            self.say(_("This service was updated in the meantime, so I have to ask this again. What you filled in is kept."))
        elif self.stack.is_gone:
            self.say(_("Something has changed in the meantime, so that question is no longer open. Let's go on here:"))
        self.stack.is_gone = False
        for note in prompt.before if self.stack.is_new else ():
            self.put(Message(self.speech.render(note.text), attachments=note.attachments))
        self.stack.notes, self.stack.is_new = [], False
        step = self.stack.top
        shown = replace(self.shown, question="") if fresh else self.shown
        self.shown, message = show(prompt, step, self.speech, shown, self.words, self.ways_out(prompt), page,
                                   self.other_speeches())
        message = self.with_page(prompt, message)
        if after_pause and takes_files(prompt) and not self.messages:     # what is said at once needs a way on at once
            self._waits = message
            return
        self.drop_waiting()
        self.put(message, hold=prompt.hold)

    def other_speeches(self) -> list[Speech]:
        languages = self.desk.settings.office.languages
        return [speech(language) for language in languages if language != self.desk.person.language]

    def ways_out(self, prompt: Prompt[Any]) -> tuple[Word, ...]:
        """Small buttons: none at the floor, nor where everything that is typed goes to an officer."""
        if isinstance(prompt, Ask) and prompt.takes_all:
            return ()
        page: tuple[Word, ...] = ("page",) if self.way(prompt) == "chat" else ()
        return (*page, "back", "start-over") if self.stack.has_before() else page

    def kept(self) -> str:
        """The open question as it is stored."""
        delayed = self._delayed or self._waits is not None
        return (self.shown if delayed == self.shown.delayed else replace(self.shown, delayed=delayed)).dump()

    def pressed_before(self, button: str) -> None:
        """A second press of it, with nothing else between, changes nothing."""
        if button != self.shown.pressed:
            self.shown = replace(self.shown, pressed=button)

    # --- private pages ------------------------------------------------------------------------------------------------

    def way(self, prompt: Prompt[Any]) -> Way | None:
        """How what this asks for is given in this chat; None: there is no page for it."""
        if not prompt.private:
            return None
        way = self.desk.private_pages.way(self.sender.account, prompt.identity)
        is_more = isinstance(prompt, AskFiles) and prompt.more
        return "chat" if way == "page-first" and is_more else way

    def with_page(self, prompt: Prompt[Any], message: Message) -> Message:
        """The question with the link of its page, where the office wants it there."""
        match self.way(prompt):
            case "page-first":
                say = _("🔒 Better on your private page than in this chat: open the link below. It works for two days, in one "
                        "browser. You may also send it here.")
            case "page":
                say = _("🔒 Please give this on your private page, not in this chat: open the link below. It works for two "
                        "days, in one browser.")
            case _:
                return message
        text = f"{message.text}\n\n{self.speech.render(say)}"
        return replace(message, text=text, attachments=(*message.attachments, self.page_of(prompt.private)))

    def page_of(self, subject: str) -> Attachment:
        """A new link, for this chat and this subject."""
        link = self.desk.private_pages.link(self.desk.person.id, self.sender.account, self.sender.address, subject)
        return Attachment("page", link, self.speech.render(_("Open the private page")))

    def say_page(self, subject: str, text: Showable) -> None:
        """A new link beside the question, with the question's buttons."""
        options, words = self.shown.buttons(self.speech)
        self.put(Message(self.speech.render(text), options=options, words=words, expects=self.shown.expects,
                         attachments=(self.page_of(subject),)))

    # --- beside the question ------------------------------------------------------------------------------------------

    def say(self, text: Showable, again: bool = False) -> None:
        """A message beside the question; `again`: with the question's buttons, so that there is a way on."""
        anew = again and self.speaks_anew                   # the buttons are in the language before
        options, words = self.shown.buttons(self.speech) if again and not anew else ((), ())
        expects = self.shown.expects if options or words else "none"
        self.put(Message(self.speech.render(text), options=options, words=words, expects=expects))
        if anew:
            self.show(self.stack.asked_again(), fresh=True)

    def ask_word(self, text: Showable, words: tuple[Word, ...]) -> None:
        """A small question of the engine's own, over the open one. Yes means the first word; no means to go on."""
        typed = {"on": "no"} | {words[0]: "yes"}
        meanings = self.words.meanings
        choices = tuple(Choice(self.speech.render(LABELS[word]), (
            *meanings.get(typed.get(word, ""), ()), *meanings.get(f"{word}-said", ())), word=word) for word in words)
        self.ask_over(text, choices)

    def ask_over(self, text: Showable, choices: tuple[Choice, ...], kept: Kept | None = None,
                 after_pause: bool = False) -> None:
        """The same with choices of its own. `kept`: what waits for the answer."""
        self.shown = Shown(new_token(), choices, line=self.shown.line, pressed=self.shown.pressed, kept=kept)
        options, _words = self.shown.buttons(self.speech)
        message = Message(self.speech.render(text), options=options, expects="choice")
        if after_pause:
            self._waits = message
            return
        if kept is not None:
            self.drop_waiting()
        self.put(message)

    def show_silently(self, prompt: Prompt[Any]) -> None:
        """What is typed or pressed from now on answers this question; nothing is said."""
        self.shown, _message = show(prompt, self.stack.top, self.speech, replace(self.shown, question=""), self.words,
                                    self.ways_out(prompt), 0, self.other_speeches())

    def show_unseen(self, prompt: Prompt[Any]) -> None:
        """The same for a question that another one covers: when what was typed is not understood, it is said again."""
        self.show_silently(prompt)
        self._unseen = True

    def drop_waiting(self) -> None:
        """A question that waits for a pause between photos is out of date."""
        if self._delayed:
            outbox.drop_keys(self.desk.tx, self.desk.office.key, self.desk.person.id, QUIET, "answered")
            self._delayed = False

    def not_understood(self, prompt: Prompt[Any], why: Showable | None = None) -> None:
        """Say what is expected; never the same wall of text, and the third time an officer."""
        if (self.brings_news or self.speaks_anew) and why is None and not self.shown.is_over:
            self.show(prompt, fresh=True)
            return
        self.misses += 1
        sorry = why or (_("I'm sorry, I did not understand that.") if self.misses == 1 else
                        _("I'm sorry, I still don't understand."))
        if self._unseen:
            self.say(sorry)
            self.show(prompt)
            return
        if self.misses >= 3:
            self.shown = replace(self.shown, words=self._with_officer(self.shown.words))
            text = paragraphs((sorry, _("An officer can answer you too.")))
        else:
            text = paragraphs((sorry, prompt.expected))
        options, words = self.shown.buttons(self.speech)
        self.put(Message(self.speech.render(text), options=options, words=words, expects=prompt.expects,
                         sensitive=isinstance(prompt, Ask) and prompt.sensitive))

    def show_heard(self, named: Sequence[int]) -> None:
        """What is no button becomes one where a question named it: that is no wish yet."""
        choices = tuple(replace(choice, heard=choice.heard and place not in named)
                        for place, choice in enumerate(self.shown.choices))
        self.shown = replace(self.shown, choices=choices)

    def ask_what(self, prompt: Prompt[Any], named: Sequence[Choice]) -> None:
        """Which of these is wanted, before the question itself is asked: the first words named more than one, or only asked
        about it."""
        for note in prompt.before:
            self.put(Message(self.speech.render(note.text), attachments=note.attachments))
        others = Choice(self.speech.render(_("Something else")), word="on")
        yes = tuple(self.words.meanings.get("yes", ())) if len(named) == 1 else ()
        asked = (replace(choice, heard=False, also=(*choice.also, *yes)) for choice in named)
        self.ask_over(_("What can I do for you?"), (*asked, others))

    def ask_which(self, prompt: Prompt[Any], refusal: Refusal) -> None:
        """Ask the open question again by what may have been meant: answers to press, beside the question's own."""
        assert isinstance(prompt, Ask | Choose) and refusal.why is not None
        self.misses += 1
        kept = prompt.options if isinstance(prompt, Ask) else ()
        words = self._with_officer(prompt.words) if self.misses >= 3 else prompt.words
        self.show(replace(prompt, body=refusal.why, options=(*refusal.options, *kept), before=(), words=words))

    def ask_which_of(self, prompt: Prompt[Any], found: Sequence[Choice]) -> None:
        """Ask the open question again where more than one of its answers was said; those that are no buttons become some."""
        self.misses += 1
        words = self._with_officer(prompt.words) if self.misses >= 3 else prompt.words
        asked = replace(prompt, body=_("That could be more than one answer. Which one do you mean?"), before=(), words=words)
        if isinstance(asked, Review) and any(choice.heard for choice in found):
            asked = replace(asked, change=None)
        if isinstance(asked, OneOf):
            labels = {choice.label for choice in found if choice.heard}
            said = tuple(option for option in asked.heard if self.speech.render(option.label) in labels)
            asked = replace(asked, options=(*asked.options, *said), heard=tuple(one for one in asked.heard if one not in said))
        self.show(asked)

    def _with_officer(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """The way to an officer before these, unless it stands there already or is an answer of the question."""
        label = self.speech.render(LABELS["officer"])
        is_there = any(choice.label == label for choice in self.shown.choices)
        return words if is_there else tuple(dict.fromkeys(("officer", *words)))

    def put(self, message: Message, hold: int | None = None) -> None:
        """One more message of this turn. The minutes of `hold` count from when it is handed over."""
        self.messages.append(message)
        self._holds.append(hold)

    def send(self, sender: Sender, cause: int, at_once: bool) -> list[outbox.OutboxRow]:
        """Write what was said to the outbox, in this turn's transaction."""
        desk = self.desk
        if self._waits is not None:
            pause = timedelta(seconds=desk.settings.conversation.quiet_seconds)
            outbox.put_later(
                desk.tx, desk.office.keys, office=desk.office.key, person=desk.person.id, account=sender.account,
                address=sender.address, body=self._waits.dump(), due_at=desk.now + pause, key=QUIET, now=desk.now, cause=cause)
        bodies = [(message.dump(), hold) for message, hold in zip(self.messages, self._holds, strict=True)]
        return outbox.put_answers(
            desk.tx, desk.office.keys, office=desk.office.key, person=desk.person.id, account=sender.account,
            address=sender.address, bodies=bodies, now=desk.now, cause=cause, at_once=at_once)
