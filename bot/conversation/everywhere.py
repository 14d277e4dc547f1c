"""The words that work everywhere: which ones a text means, and what each does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.conversation import given
from bot.conversation.graph import Flows
from bot.conversation.meant import Meant
from bot.conversation.message import Button, Message
from bot.conversation.prompts import Ask, Prompt, Word
from bot.conversation.question import OpenQuestion
from bot.conversation.saying import to_the_menu
from bot.conversation.shown import ANYWHERE, LABELS, Kept
from bot.conversation.text import Text, _
from bot.conversation.words import plain

RESERVED: tuple[Word, ...] = ("back", "cancel", "start-over", "help", "language", "officer", "status", "on")

SWITCHES: tuple[Word, ...] = ("no-reminders", "reminders")
"""STOP and START: read before anything else, so only what is short is looked at."""

LONGEST_SWITCH = 60

OKS = frozenset({"ok", "oke", "okay", "okey", "siap", "sip", "baik", "baiklah"})
"""What people type to what they were told."""

BEGINNING = 60
"""Characters of a message that is too long to be read."""


class Everywhere:
    """Reads them and does them, whatever is asked."""

    def __init__(self, flows: Flows, question: OpenQuestion, meant: Meant) -> None:
        self._flows, self._question, self._meant = flows, question, meant
        self._desk, self._stack, self._saying = question.desk, question.stack, question.saying
        self._words = question.saying.words

    # --- read -----------------------------------------------------------------------------------------------------

    def is_urgent(self, text: str) -> bool:
        """Whether it tells of something that officers must hear."""
        return self._words.has(text, "urgent")

    def is_word(self, text: str) -> bool:
        topics, wish = self._flows.topics, self._words.without_polite(text)
        found = self._words.reserved(text, (*RESERVED, *topics)) or self._words.reserved(wish, topics)
        return found is not None or self.is_urgent(text) or self._words.calls_officer(text) or self._wants_officer(text)

    def _wants_officer(self, text: str) -> bool:
        """Whether one part of it is a wish for a person, in more than a word: "saya ga punya ktp, bisa bicara sama orang?"."""
        parts = [part.strip() for part in re.split(r"[,;.!?\n]+", text)]
        return any(" " in wish and self._words.reserved(wish, ("officer",)) is not None
                   for part in parts for wish in (plain(part), self._words.without_polite(part)))

    def is_language(self, text: str) -> bool:
        """Whether it asks for a language; what is said to it is said in that."""
        return self._language(text) is not None

    def _language(self, text: str) -> str | None:
        languages = self._languages(text)
        return self._words.reserved(text, languages) or next(
            (language for language in languages if self._words.switches_to(text, language)), None)

    def _languages(self, text: str) -> Sequence[str]:
        return () if is_about(self._saying.shown.line, text) else self._desk.settings.office.languages

    def bubble(self, text: str, prompt: Prompt[Any]) -> str:
        """What the person's own bubble shows: a secret masked, and of what is too long the beginning."""
        if isinstance(prompt, Ask) and prompt.sensitive and not self.is_word(text):
            return "•••••"
        return text[:BEGINNING] + " …" if len(text) > self._desk.settings.limits.text_characters else text

    def switch(self, text: str) -> Word | None:
        """STOP or START alone, wherever it is typed: to an officer, and before anything was asked, too. Who has reminders
        means by START to begin anew."""
        if len(text) > LONGEST_SWITCH:
            return None
        switch = next((one for one in SWITCHES if self._words.means(text, one)), None)
        begins = self._desk.person.reminders and self._words.means(text, "start-over")
        return None if switch == "reminders" and begins else switch

    def take(self, text: str) -> bool:
        """What is urgent, a word, a language, a topic, a greeting: done, if the text is one."""
        if self.is_urgent(text):
            self._saying.say(self._sympathy(text))
            self._meant.pass_on(Kept(text), self._question.reading())
            return True
        if self._wants_officer(text):
            self.do("officer")
            return True
        languages = self._desk.settings.office.languages
        page = ("page",) if "page" in self._saying.shown.words else ()
        wishes = (*page, *RESERVED, *self._flows.topics)
        meaning = self._words.reserved(text, wishes) or self._language(text) or self._words.reserved(
            text, ("greeting", "thanks")) or self._words.reserved(self._words.without_polite(text), wishes)
        if meaning is None:
            return False
        if meaning in self._flows.topics:
            self._question.open_over(self._flows.topics[meaning](self._desk))
        elif meaning in languages:
            self._desk.people.choose_language(self._desk.person, meaning)
            self._question.show_again()
        elif meaning == "greeting":
            self._question.show_again(fresh=True)
        elif meaning == "thanks":
            self._saying.say(_("You're welcome."), again=True)
        else:
            self.do(meaning)  # type: ignore[arg-type]
        return True

    def _sympathy(self, text: str) -> Text:
        if self._words.has(text, "death"):
            return _("We're very sorry for your loss.")
        if not self.is_urgent(self._words.without(text, "in-a-hurry")):
            return _("We understand that it's urgent.")
        return _("We understand how hard this is.")

    def take_ok(self, text: str) -> bool:
        """Whether it is an "ok" at the menu, where nothing is asked that it could agree to."""
        said = set(self._words.without_polite(text).split())
        if len(self._stack.entries) > 1 or not said or not said <= OKS:
            return False
        self._saying.say(_("You're welcome."), again=True)
        return True

    # --- done -----------------------------------------------------------------------------------------------------

    def do(self, word: Word) -> None:
        self._saying.misses = 0
        match word:
            case "back":
                self._saying.show(self._stack.back())
            case "cancel" if self._stack.would_lose() > 1:
                self._saying.ask_word(_("Stop here and go back to where this began? What you filled in is kept."),
                                      ("cancel-surely", "on"))
            case "cancel" | "cancel-surely":
                self._saying.show(self._stack.cancel())
            case "start-over" if len(self._stack.entries) > 2:
                self._saying.ask_word(to_the_menu(self._desk), ("start-over-surely", "on"))
            case "start-over" | "start-over-surely":
                self._saying.show(self._stack.begin())
            case "on":
                self._question.show_again()
            case "more":
                self._question.show_again(page=self._saying.shown.page + 1)
            case "page":
                given.say_page(self._question.now().private, self._stack, self._saying, self._flows)
            case "reminders" | "no-reminders":
                self._set_reminders(word == "reminders")
            case "to-officer":
                self._meant.pass_on(self._meant.kept, self._question.reading())
            case "to-question" | "to-offer":
                self._meant.let_go(word == "to-offer")
            case _:
                self._question.open_over(self._flows.asides[word](self._desk))

    def _set_reminders(self, wants: bool) -> None:
        """Say what comes from now on and how to change it. The open question stays as it is."""
        reminding = self._flows.reminding
        if reminding is None:
            return
        self._desk.people.wants_reminders(self._desk.person, wants)
        if wants:
            self._saying.say(reminding.on, again=True)
        else:
            speech = self._saying.speech
            self._saying.put(Message(speech.render(reminding.off), offer=True, expects="choice", options=(
                Button(f"{ANYWHERE}.reminders", speech.render(LABELS["reminders"])),)))


def is_about(line: str, text: str) -> bool:
    """Whether a question speaks of what one word names a language after: "indonesian" is no language where it is asked what
    the journey to Indonesia is for."""
    word = plain(text)
    return " " not in word and any(len(one) > 4 and word.startswith(one) for one in plain(line).split())
