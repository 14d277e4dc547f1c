"""Which typed words are an answer to the open question, where they could be something else too."""

from __future__ import annotations

from typing import Any

from bot.conversation.prompts import (
    Ask,
    AskFiles,
    Choose,
    Option,
    Prompt,
    Reader,
    Reading,
    Refusal,
    Review,
    YesNo,
)
from bot.conversation.words import plain


def reader_of(prompt: Prompt[Any]) -> Reader[Any] | None:
    """What reads an answer that is typed freely, if anything does."""
    return prompt.reader if isinstance(prompt, Ask | Choose | Review | YesNo) else None


def reads_sentences(prompt: Prompt[Any]) -> bool:
    """Whether it is a question with buttons alone, to which a sentence may be an answer."""
    return isinstance(prompt, Review | YesNo) or (reader_of(prompt) is None and not isinstance(prompt, AskFiles))


def comes_first(text: str, prompt: Prompt[Any], reading: Reading, languages: tuple[str, ...]) -> bool:
    """Whether the question's reader comes before the words that work everywhere: it takes only what it knows, or the
    word names a language and may as well be a name or a place."""
    if not isinstance(prompt, Ask):
        return False
    if prompt.knows:
        return not isinstance(prompt.reader(text, reading), Refusal)
    names_a_language = reading.words.reserved(text, languages) is not None
    return names_a_language and " " not in plain(text) and prompt.kind == "text" and not prompt.sensitive


def number_meant(text: str, value: object, prompt: Prompt[Any], reading: Reading) -> tuple[Option[Any], ...]:
    """What a number that is typed means beside its place in the list, such as an hour; before it the answer at that place
    (its `value`), where both may be meant."""
    if not isinstance(prompt, Choose) or prompt.reader is None or not plain(text).isdecimal():
        return ()
    read = prompt.reader(text, reading)
    meant = tuple(option for option in prompt.options if option.value == read)
    listed = tuple(option for option in prompt.options if option.value == value and option not in meant)
    return (*listed, *meant) if meant else ()
