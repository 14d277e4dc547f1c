"""The open question: what it asks now, and what an answer to it does."""

from __future__ import annotations

from typing import Any

from bot.config import Missing
from bot.conversation.prompts import Ask, Prompt, Reading
from bot.conversation.saying import Saying
from bot.conversation.shown import Choice
from bot.conversation.stack import Stack, Unreadable
from bot.conversation.step import AnyStep, answer_type
from bot.conversation.text import _
from bot.desk.desk import Desk


class OpenQuestion:
    """`after_photos`: photos came, and more may follow, so what is asked next waits for a pause."""

    def __init__(self, desk: Desk, stack: Stack, saying: Saying, after_photos: bool) -> None:
        self.desk, self.stack, self.saying, self._after_photos = desk, stack, saying, after_photos
        self._asked: tuple[object, Prompt[Any]] | None = None

    def now(self) -> Prompt[Any]:
        """As it is now (nothing is shown). Raises Unreadable and Missing."""
        now = self.stack.entries[-1], self.desk.person, self.desk.tx.written, self.desk.tx.undone
        if self._asked is None or self._asked[0] != now:     # each who may be meant by typed words asks for it
            asked = self.stack.top.ask(self.desk)
            if not isinstance(asked, Prompt):
                return self.stack.asked_again()
            self._asked = now, asked
        return self._asked[1]

    def reading(self) -> Reading:
        return Reading(self.desk.person.language, self.desk.today, self.saying.words)

    def value_of(self, choice: Choice) -> Any:
        """The answer that a choice stands for. Raises ValueError when it is none of this question's."""
        return None if choice.word is not None else answer_type(type(self.stack.top)).validate_python(choice.value)

    def answer(self, value: object) -> None:
        self.saying.misses = 0
        self.saying.show(self.stack.answered(value), after_pause=self._after_photos)

    def answer_silently(self, value: object) -> Prompt[Any]:
        """The same, for what was answered together with the question that comes next."""
        self.saying.misses = 0
        asked = self.stack.answered(value)
        self.saying.show_unseen(asked)
        return asked

    def show_again(self, page: int = 0, fresh: bool = False) -> None:
        self.saying.show(self.stack.asked_again(), page=page, fresh=fresh)

    def open_over(self, step: AnyStep, after_pause: bool = False) -> None:
        """A flow over it; it is asked again after. Whoever wrote to the officers until now writes to the assistant again."""
        if self._takes_all() and type(step) is not type(self.stack.top):
            self.saying.say(_("You're with the assistant again. Your chat with the officers stays open: their answer will come "
                              "here."))
        self.saying.show(self.stack.open_aside(step), after_pause=after_pause)

    def close_page(self) -> Prompt[Any]:
        """A page that is only read, such as the opening hours, goes away; the question under it is the open one again."""
        del self.stack.entries[-1]
        under = self.stack.asked_again()
        self.saying.show_silently(under)
        return under

    def is_page(self, prompt: Prompt[Any]) -> bool:
        """Whether it is one, over a question."""
        return prompt.is_page and self.stack.entries[-1].aside

    def _takes_all(self) -> bool:
        try:
            prompt = self.now()
        except (Unreadable, Missing):
            return False
        return isinstance(prompt, Ask) and prompt.takes_all

    def takes(self, value: object) -> bool:
        """Whether it is one of this question's answers."""
        try:
            answer_type(type(self.stack.top)).validate_python(value)
        except ValueError:
            return False
        return True

    def refuses(self, prompt: Prompt[Any]) -> bool:
        """Whether what came in the chat is to be given on the page alone; then it is said, with a new link."""
        if self.saying.way(prompt) != "page":
            return False
        self.saying.say_page(prompt.private, _("I can't take that in this chat. Please give it on your private page: the link "
                                               "works for two days, in one browser."))
        return True
