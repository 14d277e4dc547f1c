"""The open question as it was shown: a button or a number means what stood there then."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from pydantic import TypeAdapter

from bot.conversation.dates import age_meant, year_meant
from bot.conversation.message import Button, Expects, Message
from bot.conversation.prompts import Ask, Option, Prompt, Word
from bot.conversation.sentences import standing
from bot.conversation.step import AnyStep, answer_type
from bot.conversation.text import Speech, Text, _, said
from bot.conversation.words import WordLists, plain
from storage.recent import Recent

PAGE = 10
"""Options in a list at most: WhatsApp's list picker takes no more."""

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

LABELS: dict[Word, Text] = {
    "back": _("Back"),
    "cancel": _("Cancel"),
    "cancel-surely": _("Yes, stop here"),
    "help": _("Help"),
    "language": _("Language"),
    "officer": _("Talk to an officer"),
    "start-over": _("Main menu"),
    "start-over-surely": _("To the main menu"),
    "status": _("My appointments"),
    "on": _("Go on"),
    "more": _("More choices…"),
    "to-officer": _("For the officer"),
    "to-question": _("My answer"),
    "page": _("On a private page"),
    "reminders": _("Remind me again"),
    "no-reminders": _("No reminders"),
}

NO_WORDS: frozenset[str] = frozenset()

ANYWHERE = "any"
"""Instead of a question's name, before a word that works everywhere: `any.help` in a channel's own menu."""


_PAIRS = [one + other for one in ALPHABET for other in ALPHABET]


def new_token() -> str:
    """Names a question in its buttons: eight signs, unguessable."""
    number, pairs = secrets.randbits(64), len(_PAIRS)
    return (_PAIRS[number % pairs] + _PAIRS[number // pairs % pairs] + _PAIRS[number // pairs ** 2 % pairs]
            + _PAIRS[number // pairs ** 3 % pairs])


@dataclass(frozen=True)
class Choice:
    """One button as it was shown: the answer's JSON, or a word that the engine does. `also` are words for it, which count
    when nothing else is typed ("ga ada yang lain" is no no); `inside` those that count inside of a sentence too; `heard`:
    it is not a button, it can only be typed; `wide`: inside of a sentence others come before it; `strict`: no other yes means
    it."""

    label: str
    also: tuple[str, ...] = ()
    value: Any = None
    word: Word | None = None
    inside: tuple[str, ...] = ()
    heard: bool = False
    wide: bool = False
    strict: bool = False

    @cached_property
    def stored(self) -> str:
        """It is stored each time that its question is asked, and has many words."""
        return _CHOICE.dump_json(self, exclude_defaults=True).decode()

    def has(self, words: str) -> bool:
        return bool(words) and (words == plain(self.label) or words in self.also or words in self.inside)


@dataclass(frozen=True)
class Kept:
    """What came, and waits until the person says for whom it is. `files` are keys of rows in `files`; `button` is what it
    may mean of something that was pushed."""

    text: str = ""
    files: tuple[str, ...] = ()
    button: str = ""

    def plus(self, text: str = "", files: tuple[str, ...] = ()) -> Kept:
        return Kept("\n".join(filter(None, (self.text, text))), (*self.files, *files))


@dataclass(frozen=True)
class Shown:
    """`question` names it in the ids of its buttons; `line` is what it asked, in few words; `pressed` the last button
    that was taken (a second press of it changes nothing); `kept` waits until it is said for whom it is; `delayed`: a
    question waits in the outbox for a pause between photos, or did; `expects`: as its message said."""

    question: str = ""
    choices: tuple[Choice, ...] = ()
    words: tuple[Word, ...] = ()
    page: int = 0
    line: str = ""
    pressed: str = ""
    kept: Kept | None = None
    expects: Expects = "choice"
    delayed: bool = field(default=False, compare=False)

    def dump(self) -> str:
        rest = _SHOWN.dump_json(self, exclude={"choices"}, exclude_defaults=True).decode()[1:]
        choices = ",".join(choice.stored for choice in self.choices)
        stored = f'{{"choices":[{choices}]{"," if rest != "}" else ""}{rest}'
        _RECENT.put(stored, self)
        return stored

    @staticmethod
    def load(stored: str) -> Shown:
        return _RECENT.take(stored) or _SHOWN.validate_json(stored)

    def buttons(self, speech: Speech) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
        """The question's answers, and its small ways out."""
        options = tuple(Button(f"{self.question}.{number}", choice.label)
                        for number, choice in enumerate(self.choices) if not choice.heard)
        words = tuple(Button(f"{self.question}.{word}", speech.render(LABELS[word])) for word in self.words)
        return options, words

    def by_id(self, choice: str) -> Choice | None:
        """The choice behind a button's second half: a number, or a word."""
        if choice.isdecimal() and int(choice) < len(self.choices):
            return self.choices[int(choice)]
        return next((Choice(label="", word=word) for word in self.words if word == choice), None)

    @property
    def is_over(self) -> bool:
        """Whether it is a small question of the engine's own, over the open one."""
        return bool(self.choices) and all(choice.word not in (None, "more") for choice in self.choices)

    def typed(self, text: str, numbers: bool, inside: bool = True) -> Choice | None:
        """The choice that these words name: its label, though it says yes elsewhere ("lanjut"), one of the words for it, or
        (where `numbers`) its number; with `inside` also the only one whose words stand inside of what was typed. What is no
        button was meant more exactly than a button that many words stand for."""
        wanted = plain(text)
        said = (wanted, year_meant(text), age_meant(text))
        shown = [choice for choice in self.choices if not choice.heard]
        if wanted and (named := next((choice for choice in shown if wanted == plain(choice.label)), None)) is not None:
            return named
        for choice in (*(choice for choice in self.choices if choice.heard), *shown):
            if any(map(choice.has, said)):
                return choice
        if numbers and wanted.isdecimal() and 0 < int(wanted) <= len(shown):
            return shown[int(wanted) - 1]
        found = standing(wanted, self.choices) if inside else []
        return self.choices[found[0]] if len(found) == 1 else None


_CHOICE = TypeAdapter(Choice)
_SHOWN = TypeAdapter(Shown)
_RECENT: Recent[str, Shown] = Recent()


def show(prompt: Prompt[Any], step: AnyStep, speech: Speech, before: Shown, words: WordLists,
         ways_out: tuple[Word, ...], page: int = 0, others: Sequence[Speech] = ()) -> tuple[Shown, Message]:
    """The question as its reader sees it. It keeps its name when it only repeats itself, so its buttons stay good. Labels
    in the `others` may be typed too: people mix languages."""
    options, more = _page(prompt, page)
    adapter = answer_type(type(step))
    heard = prompt.heard
    speeches, is_ask = (speech, *others), isinstance(prompt, Ask)
    choices = tuple(_choice(option, adapter, words, speeches, inside=is_ask or not _has_meaning(option.also),
                            heard=option in heard) for option in (*options, *heard))
    if more:
        choices = (*choices, Choice(label=speech.render(LABELS["more"]), word="more"))
    body = speech.render(prompt.said)
    line, small = body.split("\n", 1)[0], (*prompt.words, *ways_out)
    is_same = before.kept is None and (line, page, small, choices) == (before.line, before.page, before.words, before.choices)
    shown = Shown(before.question if before.question and is_same else new_token(), choices, small, page, line, before.pressed,
                  expects=prompt.expects)
    details = [speech.render(option.detail) if option.detail else "" for option in options]
    buttons, ways = shown.buttons(speech)
    buttons = tuple(replace(button, detail=detail) if detail else button
                    for button, detail in zip(buttons, [*details, ""], strict=False))
    return shown, Message(
        text=_with_heading(body, prompt, speech),
        options=buttons,
        words=ways,
        attachments=prompt.attachments,
        expects=prompt.expects,
        sensitive=isinstance(prompt, Ask) and prompt.sensitive,
    )


@lru_cache(maxsize=1024)
def _has_meaning(also: tuple[str, ...]) -> bool:
    """Whether a whole list stands among these words, as yes and no do."""
    return any(word.startswith("@") for word in also)


@lru_cache(maxsize=4096)
def _choice(option: Option[Any], adapter: TypeAdapter[Any], words: WordLists, speeches: tuple[Speech, ...], inside: bool,
            heard: bool) -> Choice:
    """An option as it is kept: most are the same each time that their question is asked."""
    label, *others = (speech.render(option.label) for speech in speeches)
    alone, within = _typed_for(label, tuple(others), option.also, words, inside)
    return Choice(label, alone, adapter.dump_python(option.value, mode="json"), inside=within, heard=heard, wide=option.wide,
                  strict=option.strict)


def offered(label: str, also: tuple[str, ...], words: WordLists) -> Choice:
    """A button of what was pushed, as it may be typed."""
    alone, within = _typed_for(label, (), also, words, inside=True)
    return Choice(label, alone, inside=within)


@lru_cache(maxsize=4096)
def _typed_for(label: str, others: tuple[str, ...], also: tuple[str, ...], lists: WordLists, inside: bool,
               ) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is typed for a label: the words that count alone, and those that count inside of a sentence too. Words for yes
    and no, years and short words never count inside."""
    whole = lists.meanings.get("yes", NO_WORDS) | lists.meanings.get("no", NO_WORDS)
    words = tuple(dict.fromkeys((*_also(also, lists.meanings), *map(plain, others))))
    within = {word for word in (plain(label), *words)
              if inside and len(word) > 2 and word not in whole and not word.isdecimal()}
    return tuple(word for word in words if word not in within), tuple(sorted(within))


def _page(prompt: Prompt[Any], page: int) -> tuple[Sequence[Option[Any]], bool]:
    """The options of one page, and whether a button for more is needed. Past the last page it begins again."""
    options = prompt.answers
    if len(options) <= PAGE:
        return options, False
    long = [option for option in options if option not in prompt.always]
    size = PAGE - 1 - len(prompt.always)
    pages = -(-len(long) // size)
    start = page % pages * size
    return (*long[start:start + size], *prompt.always), True


def _also(words: tuple[str, ...], meanings: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Words as they are compared; `@yes` stands for the list of that meaning."""
    found: list[str] = []
    for word in words:
        found += sorted(meanings.get(word[1:], frozenset())) if word.startswith("@") else [plain(word)]
    return tuple(found)


def _with_heading(body: str, prompt: Prompt[Any], speech: Speech) -> str:
    heading = []
    if prompt.about:
        heading.append(speech.render(_("For {name}", name=said(prompt.about))))
    if prompt.progress:
        heading.append(speech.render(_("Step {step} of {steps}", step=prompt.progress[0], steps=prompt.progress[1])))
    return f"{' · '.join(heading)}\n{body}" if heading else body
