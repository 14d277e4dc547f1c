"""What photos and documents do: they go to the open question, to an officer, or begin something of their own."""

from __future__ import annotations

from typing import Any

from bot.conversation.graph import Flows
from bot.conversation.meant import Meant
from bot.conversation.prompts import Ask, AskFiles, Files, Prompt
from bot.conversation.question import OpenQuestion
from bot.conversation.text import Showable, counted
from bot.conversation.typed import TypedWords


class Photos:
    """Takes those that came together, and the caption they came with."""

    def __init__(self, flows: Flows, question: OpenQuestion, meant: Meant, typed: TypedWords) -> None:
        self._flows, self._question, self._meant, self._typed = flows, question, meant, typed
        self._saying = question.saying

    def take(self, files: Files, caption: str) -> None:
        self._saying.bubble = self._saying.speech.render(counted("📎 {n} file", "📎 {n} files", n=len(files.keys)))
        prompt = self._question.now()
        while self._question.is_page(prompt):               # it does not catch what is sent either
            prompt = self._question.close_page()
        if isinstance(prompt, Ask) and prompt.takes_all and prompt.takes_files is not None:
            self._question.answer(prompt.takes_files(files))
            if caption:
                self._typed.read(caption, prompt)
        elif not self._meant.takes_files(files, caption, prompt, self._question.reading()):
            self.answer(files, prompt)

    def answer(self, files: Files, prompt: Prompt[Any]) -> None:
        """To the open question, or as something of its own."""
        if isinstance(prompt, AskFiles) and self._question.refuses(prompt):
            pass
        elif isinstance(prompt, AskFiles):
            self._question.answer(prompt.make(files))
        elif isinstance(prompt, Ask) and prompt.takes_files is not None:
            self._question.answer(prompt.takes_files(files))
        else:
            opened = self._flows.for_files(self._question.desk, files)
            if isinstance(opened, Showable):
                self._saying.say(opened, again=True)
            else:
                self._question.open_over(opened, after_pause=True)
