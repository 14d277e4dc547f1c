"""What comes from a private page: to the question that it is for, wherever the chat has gone meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.config import Missing
from bot.conversation.events import Given
from bot.conversation.graph import Flows
from bot.conversation.prompts import Ask, AskFiles, Note, Prompt, Reading, Refusal
from bot.conversation.saying import Saying
from bot.conversation.stack import Stack, Unreadable
from bot.conversation.text import Showable, _, speech
from bot.desk.desk import Desk
from storage import people

ARRIVED = _("✅ What you gave on the private page has arrived.")


def open_question(stack: Stack, subject: str) -> tuple[int, Prompt[Any]] | None:
    """The place of the question with this subject, and the question: the open one, or the one below a page that is only
    read."""
    for place in range(len(stack.entries) - 1, -1, -1):
        entry = stack.entries[place]
        try:
            asked = stack.load(entry).ask(stack.desk)
        except (Unreadable, Missing):
            return None
        if isinstance(asked, Prompt) and asked.private == subject:
            return place, asked
        if not (entry.aside and isinstance(asked, Prompt) and asked.is_page):
            return None
    return None


@dataclass(frozen=True)
class Page:
    """What a private page asks for: words that answer `ask`, or files."""

    body: Showable
    about: str
    ask: Ask[Any] | None = None


def page(desk: Desk, flows: Flows, stack: Stack, subject: str) -> Page | None:
    """Files while they are needed, words while the chat waits for them; None: neither any more."""
    found = open_question(stack, subject)
    if found is not None and isinstance(found[1], Ask):
        return Page(found[1].body, found[1].about, found[1])
    wanted = flows.wanted(desk, subject)
    return None if wanted is None else Page(wanted.body, wanted.about)


def page_of(flows: Flows, desk: Desk, subject: str) -> Page | None:
    """The same, outside a turn."""
    kept = people.conversation(desk.tx, desk.person.id)
    return page(desk, flows, Stack(flows, desk, Stack.read(kept.stack) if kept else []), subject)


def say_page(subject: str, stack: Stack, saying: Saying, flows: Flows) -> None:
    """A new link in place of all before, while there is something to give."""
    if subject and page(stack.desk, flows, stack, subject) is not None:
        stack.desk.private_pages.end(stack.desk.person.id, subject)
        saying.say_page(subject, _("🔒 Here is your private page. The link works for two days, in one browser; this chat goes "
                                   "on by itself when you are done there."))


def take(given: Given, stack: Stack, saying: Saying, flows: Flows, reading: Reading) -> None:
    """Answer the question, and go on; files are kept in any case while they are needed."""
    found = open_question(stack, given.subject)
    value = Refusal() if found is None else _value(given, found[1], reading)
    if found is None or isinstance(value, Refusal):
        kept = flows.for_given(stack.desk, given.subject, given.files) if given.files.keys else None
        if kept is not None:
            saying.say(kept, again=True)
        return
    del stack.entries[found[0] + 1:]
    saying.misses = 0
    prompt = stack.answered(value)
    if isinstance(prompt, AskFiles) and prompt.private == given.subject and prompt.finished is not None:
        prompt = stack.answered(prompt.finished)
    stack.notes.insert(0, Note(ARRIVED))
    saying.show(prompt)


def _value(given: Given, prompt: Prompt[Any], reading: Reading) -> Any:
    if isinstance(prompt, AskFiles) and given.files.keys:
        return prompt.make(given.files)
    if isinstance(prompt, Ask) and given.text:
        return read(prompt, given.text, reading)
    return Refusal()


def read(ask: Ask[Any], text: str, reading: Reading) -> Any:
    """Words that were typed on the page, or what one of the question's own buttons says."""
    say = speech(reading.language).render
    pressed = [option.value for option in ask.options if say(option.label) == text]
    return pressed[0] if pressed else ask.reader(text, reading)
