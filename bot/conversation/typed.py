"""What typed words do: they answer the open question, are one of the words that work everywhere, or name something else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from bot.conversation.answers import comes_first, number_meant, reader_of, reads_sentences
from bot.conversation.buttons import Buttons
from bot.conversation.corrections import correction, line_named, without_polite_end
from bot.conversation.everywhere import RESERVED, Everywhere
from bot.conversation.graph import Flows
from bot.conversation.meant import Meant
from bot.conversation.prompts import Ask, Option, Prompt, Refusal
from bot.conversation.question import OpenQuestion
from bot.conversation.sentences import as_ones_own, meant_by, only_agrees, standing
from bot.conversation.shown import Choice
from bot.conversation.text import _
from bot.conversation.words import clean, plain

OPENING = ("yes", "on", "greeting", "thanks")
"""What people type to read what waits for them."""


class TypedWords:
    """Finds out what they mean, most certain first, and has it done."""

    def __init__(self, flows: Flows, question: OpenQuestion, meant: Meant, everywhere: Everywhere, buttons: Buttons) -> None:
        self._flows, self._question, self._meant = flows, question, meant
        self._everywhere, self._buttons = everywhere, buttons
        self._desk, self._stack, self._saying = question.desk, question.stack, question.saying
        self._words = question.saying.words

    def take(self, text: str) -> None:
        limit = self._desk.settings.limits.text_characters
        text = clean(text[:limit * 4])
        if len(text) > limit:
            self._saying.bubble = self._everywhere.bubble(text, self._question.now())
            self._too_long()
            return
        prompt = self._past_page(text, self._question.now())
        if isinstance(prompt, Ask) and prompt.takes_all:
            self._to_officer(text, prompt)
            return
        self._saying.bubble = self._everywhere.bubble(text, prompt)
        if not text:
            self._saying.not_understood(prompt)
        elif self._meant.waits and self._settles(text):
            pass
        elif self._agrees_on_page(text, prompt):
            self._question.answer("on")
        elif not self._meant.names_offer(text, prompt):
            self.answer(text, prompt, alone=not self._meant.officer_wrote)

    def _too_long(self) -> None:
        self._saying.say(_("That message is too long for me ({n} characters at most). Could you put it in a few words?",
                           n=self._desk.settings.limits.text_characters), again=True)

    def only_opens(self, text: str) -> bool:
        """Whether it was typed for what waited alone: no answer to a question that they saw days ago, and nothing that an
        officer should read before they have read the officer's line."""
        saying = self._saying
        return saying.brings_news and not saying.shown.is_over and self._words.reserved(clean(text), OPENING) is not None

    def let_read(self) -> None:
        """What waited says enough; who was in the middle of something is asked on."""
        prompt = self._question.now()
        at_rest = len(self._stack.entries) == 1 or (isinstance(prompt, Ask) and prompt.takes_all)
        if not at_rest:
            self._question.show_again(fresh=True)

    def wanted(self, text: str) -> list[Choice]:
        """What was asked for before anything was: of what is heard, all whose words stand in it."""
        choices = self._saying.shown.choices
        named = [choices[place] for place in standing(plain(text), choices, self._words)]
        return [choice for choice in named if choice.heard]

    def as_wanted(self, text: str, wanted: list[Choice]) -> list[Choice]:
        """The same, each by what of one's own it alone is, too."""
        own = [as_ones_own(plain(text).split(), choice, self._words) for choice in wanted]
        told = Counter(word for words in own for word in words)
        return [replace(choice, inside=(*choice.inside, *(word for word in words if told[word] == 1)))
                for choice, words in zip(wanted, own, strict=True)]

    def tells(self, text: str, wanted: Choice) -> bool:
        """Whether it says that this is wanted, rather than only asks about it."""
        return [self._saying.shown.choices[place] for place in self._told(text)] == [wanted]

    def answer(self, text: str, prompt: Prompt[Any], alone: bool) -> None:
        """`alone`: only the open question can be meant. Else a bare yes, or a label inside a sentence, is not taken for it."""
        shown = self._saying.shown
        choice = shown.typed(text, numbers=not isinstance(prompt, Ask), inside=False)
        if choice is None and not isinstance(prompt, Ask):
            choice = shown.typed(self._words.in_figures(text), numbers=True, inside=False) or self._wished(text)
        elif choice is None:
            choice = shown.typed(without_polite_end(text, self._words), numbers=False, inside=False)
        if choice is None and alone and (self.asks(text) or self._says_more(text, prompt) or self._in_a_sentence(text, prompt)):
            return
        meant = self._number_meant(text, choice, prompt) if choice is not None else ()
        if len(meant) > 1:
            self._saying.ask_which(prompt, Refusal(_("Which one do you mean?"), meant))
        elif meant:
            self._question.answer(meant[0].value)
        elif choice is not None and (alone or self._words.reserved(text, ("yes", "no")) is None):
            self._buttons.choose(choice)
        elif comes_first(text, prompt, self._question.reading(), self._desk.settings.office.languages) or not (
                self._is_elsewhere(text, prompt, alone)):
            self.read(text, prompt)

    def read(self, text: str, prompt: Prompt[Any]) -> None:
        """What was typed as an answer to a question that takes typed words."""
        reader = reader_of(prompt)
        unread = reader is None or (isinstance(prompt, Ask) and not prompt.takes_all and self._words.is_question(text))
        value = Refusal() if reader is None or unread else reader(text, self._question.reading())
        if unread or (reads_sentences(prompt) and isinstance(value, Refusal)):
            self._saying.show_heard(standing(plain(text), self._saying.shown.choices, self._words))
            self._saying.not_understood(prompt)
            return
        choice = self._saying.shown.typed(text, numbers=False) if isinstance(value, Refusal) else None
        if choice is not None:
            self._buttons.choose(choice)
        elif self._question.refuses(prompt):
            pass
        elif isinstance(value, Refusal) and value.options:
            self._saying.ask_which(prompt, value)
        elif isinstance(value, Refusal):
            self._saying.not_understood(prompt, value.why)
        else:
            self._question.answer(value)

    # --- what comes before the question -------------------------------------------------------------------------------

    def _past_page(self, text: str, prompt: Prompt[Any]) -> Prompt[Any]:
        """A page that is only read does not catch what is typed: it closes."""
        if not self._question.is_page(prompt) or not text or self._everywhere.is_word(text):
            return prompt
        if self._saying.shown.typed(text, numbers=True) is not None:
            return prompt
        if only_agrees(text, self._words):                  # perhaps to what the page says, so it must not answer another
            return prompt
        return self._past_page(text, self._question.close_page())

    def _agrees_on_page(self, text: str, prompt: Prompt[Any]) -> bool:
        """Whether it is a yes or no to a page that is only read, which names none of its buttons: they have read it."""
        on_page = self._question.is_page(prompt) and only_agrees(text, self._words)
        return on_page and self._saying.shown.typed(text, numbers=True) is None and not self._found(text, prompt)

    def _to_officer(self, text: str, prompt: Ask[Any]) -> None:
        self._saying.bubble = text
        choice = self._saying.shown.typed(text, numbers=False, inside=False)
        if choice is not None:
            self._buttons.choose(choice)
        elif text:
            if prompt.options and self._words.reserved(text, RESERVED) is not None:
                self._saying.say(_("To go back, choose or type *{words}*.", words=prompt.options[0].label))
            self.read(text, prompt)
        else:
            self._saying.not_understood(prompt)

    def _settles(self, text: str) -> bool:
        """Something waits until it is said for whom it is: this says it, or is more of the same."""
        choice = self._saying.shown.typed(text, numbers=True, inside=False)
        if choice is not None:
            self._buttons.choose(choice)
        elif self._everywhere.is_word(text):
            return False
        elif len(self._meant.kept.text) + len(text) > self._desk.settings.limits.text_characters:
            self._too_long()
        else:
            self._meant.ask(self._meant.kept.plus(text))
        return True

    # --- what they may mean -------------------------------------------------------------------------------------------

    def asks(self, text: str) -> bool:
        """Whether it asks about something that is told anywhere; it is, then."""
        asked = self._flows.asked(self._desk, text, self._words, self._stack.steps())
        if asked is not None:
            self._saying.misses = 0
            self._question.open_over(asked)
        return asked is not None

    def _in_a_sentence(self, text: str, prompt: Prompt[Any]) -> bool:
        """Whether what was typed is an answer in more words than a button's; where it may be several, ask which. Beneath a
        small question of the engine's own it may answer the open one."""
        shown = self._saying.shown
        elsewhere = self._everywhere.is_word(text) or self._everywhere.is_language(text)
        if elsewhere or self._words.reserved(text, ("greeting", "thanks")) is not None:
            return False
        found = self._found(text, prompt)
        if len(found) == 1:
            self._buttons.choose(shown.choices[found[0]])
        elif shown.is_over:
            self._saying.show_unseen(prompt)
            self.answer(text, prompt, alone=True)
        elif found:
            self._saying.ask_which_of(prompt, [shown.choices[place] for place in found])
        else:
            return False
        return True

    def _says_more(self, text: str, prompt: Prompt[Any]) -> bool:
        """Whether it says more than the answer whose words stand in it."""
        if (prompt.reads is None and prompt.sentences is None) or (
                self._everywhere.is_word(text) or self._words.is_question(text)):
            return False
        read = Refusal() if prompt.sentences is None else prompt.sentences(text, self._question.reading())
        if isinstance(read, Refusal):
            return self._corrects(text, prompt)
        self._question.answer(read)
        return True

    def _corrects(self, text: str, prompt: Prompt[Any]) -> bool:
        """Whether it names a line together with its new value. The line's own question reads that; it is asked where the
        value does not read, or may not be given in this chat."""
        shown, named = self._saying.shown, correction(text, self._words)
        if prompt.reads is None or named is None or shown.is_over:
            return False
        place = line_named(named.named, shown.choices, self._words)
        line = None if place is None else self._question.value_of(shown.choices[place])
        read = prompt.reads(line, named.value, self._question.reading())
        if read is None or (isinstance(read, Refusal) and not named.sure):
            return False
        asked = self._question.answer_silently(line)
        self._saying.bubble = self._everywhere.bubble(text, asked)
        if self._saying.way(asked) == "page":
            self._question.show_again()
        else:
            self.read(named.value, asked)
        return True

    def _wished(self, text: str) -> Choice | None:
        """The choice that is left of a wish without its polite words. To ask whether something can be done is no wish yet,
        and a yes or no is not taken out of one: "boleh gak"."""
        wish = self._words.without_polite(text)
        if self._words.is_question(text) or self._words.reserved(wish, ("yes", "no")) is not None:
            return None
        return self._saying.shown.typed(wish, numbers=False, inside=False)

    def _found(self, text: str, prompt: Prompt[Any]) -> list[int]:
        """The answers whose words stand in it. A wide one's bare no is none inside of a sentence: it would make a yes of each
        sentence that begins with one."""
        choices = self._saying.shown.choices
        if reads_sentences(prompt) or self._saying.shown.is_over:
            found = meant_by(text, [replace(choice, also=()) if choice.wide else choice for choice in choices], self._words,
                             self._asked(prompt))
            return found or (self._told(text) if self._words.is_question(text) else [])
        is_answer = reader_of(prompt) is None and not self._words.is_question(text)
        return standing(plain(text), choices, self._words) if is_answer else []

    def _told(self, text: str) -> list[int]:
        """Of what is heard, the wishes that it tells of before it asks something."""
        choices = self._saying.shown.choices
        return [place for place in standing(plain(self._words.told(text)), choices, self._words) if choices[place].heard]

    def _asked(self, prompt: Prompt[Any]) -> str:
        """What the open question asks, in each language; nothing where a question of the engine's own lies over it."""
        if self._saying.shown.is_over:
            return ""
        said = [line for speech in (self._saying.speech, *self._saying.other_speeches())
                for line in speech.render(prompt.said).split("\n")]
        return " ".join([line for line in said if "?" in line] or said[:1])

    def _number_meant(self, text: str, choice: Choice, prompt: Prompt[Any]) -> tuple[Option[Any], ...]:
        """What a number may mean; nothing where the question is no longer the one that was shown."""
        try:
            return number_meant(text, self._question.value_of(choice), prompt, self._question.reading())
        except ValueError:
            return ()

    def _is_elsewhere(self, text: str, prompt: Prompt[Any], alone: bool) -> bool:
        """Whether it was meant for something else than the open question, and done."""
        if self._everywhere.take(text):
            return True
        reading = self._question.reading()
        if not alone:
            return self._meant.takes_words(text, prompt, reading)
        if self._everywhere.take_ok(text):
            return True
        taken = isinstance(prompt, Ask) and not isinstance(prompt.reader(text, reading), Refusal)
        if not taken and self._words.calls_officer(text):
            self._everywhere.do("officer")
            return True
        return self._opens(text, taken)

    def _opens(self, text: str, taken: bool) -> bool:
        """Whether it names something that can be opened, such as a visit by its code. What is `taken` by the open question is
        its answer, unless it is surely that."""
        opened = self._flows.recognises(self._desk, text, taken)
        if opened is None and not taken:
            opened = self._flows.named(self._desk, text, self._words, self._stack.steps())
        if opened is not None:
            self._saying.misses = 0
            self._question.open_over(opened)
        return opened is not None
