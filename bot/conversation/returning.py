"""What has changed meanwhile is said at the next turn; after long, where they were is asked before anything is an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.config import Missing
from bot.conversation.events import Pressed, Sent, Started, Typed, What
from bot.conversation.everywhere import Everywhere
from bot.conversation.graph import Flows
from bot.conversation.meant import Meant
from bot.conversation.prompts import Ask, Review
from bot.conversation.question import OpenQuestion
from bot.conversation.shown import ANYWHERE
from bot.conversation.stack import Unreadable
from bot.conversation.text import Showable, _, paragraphs
from bot.conversation.words import clean
from bot.desk.offers import Offers


class Returning:
    """`turned_at`: when the person's last turn was."""

    def __init__(self, flows: Flows, question: OpenQuestion, meant: Meant, everywhere: Everywhere,
                 turned_at: datetime | None) -> None:
        self._flows, self._question, self._meant, self._everywhere = flows, question, meant, everywhere
        self._turned_at = turned_at
        self._desk, self._stack, self._saying = question.desk, question.stack, question.saying

    def is_to_be_welcomed(self, what: What) -> bool:
        return self._is_back_after_long() and not self._stands_alone(what)

    def welcome(self, what: What) -> None:
        """Where they were, and honestly what is no longer so."""
        prompt = self._stack.asked_again()
        self._saying.bubble = self._everywhere.bubble(clean(what.text), prompt) if isinstance(what, Typed) else ""
        line = self._saying.speech.render(prompt.said).split("\n", 1)[0]
        steps = self._stack.steps()
        changed: Sequence[Showable] = (*self._flows.returning(self._desk, steps), *self._flows.changed(self._desk, steps))
        for number, text in enumerate(changed):
            self._saying.say(text if number else paragraphs((_("Welcome back."), text)))
        where = _("We had got to: “{line}”", line=line) if changed else _("Welcome back. We had got to: “{line}”", line=line)
        self._saying.ask_word(where, ("on", "start-over-surely"))

    def corrects(self, what: What) -> bool:
        """Say what the office has changed of what they were told, once they answer the open question. Whether that comes
        before what they sent: in a review they would agree to what they had not read."""
        pressed_again = isinstance(what, Pressed) and what.button == self._saying.shown.pressed
        if pressed_again or not self._may_have_changed() or self._stands_alone(what):
            return False
        changed = self._flows.changed(self._desk, (self._stack.top,))
        for text in changed:
            self._saying.say(text)
        return bool(changed) and isinstance(self._question.now(), Review)

    def _may_have_changed(self) -> bool:
        """Asked first: it hardly ever has."""
        try:
            return self._flows.has_changed(self._desk, (self._stack.top,))
        except (Unreadable, Missing):
            return True                                      # what came may have its meaning all the same

    def _is_back_after_long(self) -> bool:
        away = timedelta(hours=self._desk.settings.conversation.welcome_back_hours)
        last = self._stack.entries[-1]
        at_root = last.name == self._flows.root.__name__
        return not at_root and not last.aside and self._turned_at is not None and self._desk.now - self._turned_at > away

    def _stands_alone(self, what: What) -> bool:
        """Whether what came has its meaning without the open question: a reminder's button, photos, a link, a word that
        works everywhere, a language, what is written to an officer."""
        match what:
            case Sent():
                return True
            case Pressed(button):
                question = button.partition(".")[0]
                return question == ANYWHERE or (
                    question != self._saying.shown.question and Offers(self._desk).by_token(question) is not None)
            case Started(link):
                return self._flows.by_link(self._desk, link, self._stack.steps()) is not None
            case Typed(text):
                prompt = self._question.now()
                for_officer = (isinstance(prompt, Ask) and prompt.takes_all) or self._meant.waits or self._meant.officer_wrote
                return (for_officer or self._everywhere.is_word(text) or self._everywhere.is_language(text)
                        or self._flows.recognises(self._desk, text, False) is not None
                        or self._flows.asked(self._desk, text, self._saying.words, self._stack.steps()) is not None)
        return False
