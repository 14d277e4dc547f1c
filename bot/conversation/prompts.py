"""What a step can show: a question with its answers. A `Prompt[V]` asks for a V."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from bot.conversation.message import Attachment, Expects
from bot.conversation.text import Showable, Text, _, lines
from bot.conversation.words import WordLists

V = TypeVar("V", covariant=True)

Word = Literal["back", "cancel", "cancel-surely", "help", "language", "officer", "start-over", "start-over-surely",
               "status", "on", "more", "to-officer", "to-question", "to-offer", "reminders", "no-reminders", "page"]
"""What works everywhere, by a button or by typing it; the engine does it."""


class Files(BaseModel):
    """Photos or documents that came together, in order: keys of rows in `files`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Option(Generic[V]):
    """An answer that can be pressed. `also`: what people type for it, beside its label and its number; `wide`: they say
    less than the words of any other, which come first where both stand in a sentence; `strict`: no other word means it, not
    even another yes."""

    value: V
    label: Showable
    detail: Showable | None = None
    also: tuple[str, ...] = ()
    wide: bool = False
    strict: bool = False


@dataclass(frozen=True)
class Reading:
    """What a reader of typed text may know."""

    language: str
    today: date
    words: WordLists


@dataclass(frozen=True)
class Refusal:
    """What is wrong with what was typed, and what to do; None: it was not understood. `options`: what may have been meant,
    to press instead."""

    why: Showable | None = None
    options: tuple[Option[Any], ...] = ()


Reader = Callable[[str, Reading], V | Refusal]


@dataclass(frozen=True)
class Note:
    """A message of its own, beside a question."""

    text: Showable
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Prompt(Generic[V]):
    """What every question has: its words, and what can be pressed. `about` names the applicant where there are several;
    `progress` is (3, 7) for "3 of 7"; `before` are messages of their own, said once, before the question; the minutes of
    `hold` count from when the question is handed over. `private` is what this is about where it can be given on a private
    page, too (empty: it can't); `identity`: it shows who a person is, so the office may want it there rather than here.
    `reads` makes the new value of a line that is named together with it, by the answer that changes that line; None: it is
    none. `sentences` makes an answer of a sentence that says another thing than the label in it."""

    body: Showable
    about: str = field(default="", kw_only=True)
    progress: tuple[int, int] | None = field(default=None, kw_only=True)
    before: tuple[Note, ...] = field(default=(), kw_only=True)
    attachments: tuple[Attachment, ...] = field(default=(), kw_only=True)
    words: tuple[Word, ...] = field(default=(), kw_only=True)
    hold: int | None = field(default=None, kw_only=True)
    private: str = field(default="", kw_only=True)
    identity: bool = field(default=False, kw_only=True)
    reads: Callable[[Any, str, Reading], object] | None = field(default=None, kw_only=True)
    sentences: Callable[[str, Reading], object] | None = field(default=None, kw_only=True)

    @property
    def said(self) -> Showable:
        """The whole of the question's words."""
        return self.body

    @property
    def answers(self) -> tuple[Option[V], ...]:
        """What can be pressed."""
        return ()

    @property
    def heard(self) -> tuple[Option[V], ...]:
        """What can be typed too, but is no button."""
        return ()

    @property
    def always(self) -> tuple[Option[V], ...]:
        """The answers that stand on each page of a long list."""
        return ()

    @property
    def is_page(self) -> bool:
        """Whether it is only read: over another question, what is typed is for that one."""
        return False

    @property
    def expects(self) -> Expects:
        return "choice"

    @property
    def expected(self) -> Text:
        """What to do, for whoever was not understood."""
        return _("Please choose one, or type what it says.")


@dataclass(frozen=True)
class OneOf(Prompt[V]):
    """A few answers, the same each time; beneath a `page` they are only ways on."""

    options: tuple[Option[V], ...]
    heard: tuple[Option[V], ...] = ()
    page: bool = False

    @property
    def is_page(self) -> bool:
        return self.page

    @property
    def answers(self) -> tuple[Option[V], ...]:
        return self.options


@dataclass(frozen=True)
class Choose(Prompt[V]):
    """A list that may be long, and may turn out empty: so there is always another way on. `reader`: what can be typed
    beside the labels, such as a day."""

    options: Sequence[Option[V]]
    on: Option[V]
    also_on: Option[V] | None = None
    reader: Reader[V] | None = None

    @property
    def answers(self) -> tuple[Option[V], ...]:
        return (*self.options, *self.always)

    @property
    def always(self) -> tuple[Option[V], ...]:
        return (self.on,) if self.also_on is None else (self.on, self.also_on)


@dataclass(frozen=True)
class Say(Prompt[Literal["on"]]):
    """Something to read, and one button to go on."""

    next: Showable = _("Continue")

    @property
    def is_page(self) -> bool:
        return True

    @property
    def answers(self) -> tuple[Option[Literal["on"]], ...]:
        return (Option("on", self.next, also=("ok", "oke", "lanjut", "continue", "next")),)


@dataclass(frozen=True)
class YesNo(Prompt[bool]):
    """Yes or no, in the words of the question. `reader`: what else can be typed, such as another hour."""

    yes: Showable = _("Yes")
    no: Showable = _("No")
    also_yes: tuple[str, ...] = ()
    reader: Reader[Any] | None = None

    @property
    def answers(self) -> tuple[Option[bool], ...]:
        return (Option(True, self.yes, also=("@yes", *self.also_yes)), Option(False, self.no, also=("@no",)))


@dataclass(frozen=True)
class Ask(Prompt[V]):
    """Something to type. `reader` makes a V of it or says what is wrong; `options` are other ways to answer.
    `sensitive`: it is not said back, and the person's own bubble is masked. `takes_all`: not even reserved words are
    read before it (an officer's thread); `knows`: its reader takes only what it knows, such as a state ("HI"), so it is
    read before greetings; `contact`: their own number, as their app shares it, is an answer."""

    reader: Reader[V]
    example: Text
    options: tuple[Option[V], ...] = ()
    sensitive: bool = False
    takes_all: bool = False
    knows: bool = False
    contact: bool = False
    kind: Literal["text", "date", "number"] = "text"
    takes_files: Callable[[Files], V] | None = None
    heard: tuple[Option[V], ...] = ()

    @property
    def answers(self) -> tuple[Option[V], ...]:
        return self.options

    @property
    def expects(self) -> Expects:
        return self.kind

    @property
    def expected(self) -> Text:
        return self.example


@dataclass(frozen=True)
class AskFiles(Prompt[V]):
    """Photos or files. `make` turns what came into the answer. Pages that come one by one are acknowledged together.
    `finished` is the answer of whoever gave all of them at once, and goes on; `more`: some are here already."""

    make: Callable[[Files], V]
    options: tuple[Option[V], ...]
    finished: V | None = None
    more: bool = False
    heard: tuple[Option[V], ...] = ()

    @property
    def answers(self) -> tuple[Option[V], ...]:
        return self.options

    @property
    def expects(self) -> Expects:
        return "files"

    @property
    def expected(self) -> Text:
        return _("Please send a photo or a PDF, or choose one.")


@dataclass(frozen=True)
class Line(Generic[V]):
    """One line of a review: what it is, what was filled in, and the answer that changes it; `also`: other names of it."""

    label: Showable
    value: Showable
    change: V
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Review(Prompt[V]):
    """All that was filled in, before it is submitted; each line can be changed. `more`: what else can be done with it;
    `change`: one button instead of those of all lines, which can still be typed; `reader`: what else can be typed."""

    lines: tuple[Line[V], ...]
    submit: Option[V]
    more: tuple[Option[V], ...] = ()
    change: Option[V] | None = None
    reader: Reader[V] | None = None

    @property
    def said(self) -> Showable:
        return lines((self.body, *(_("• {label}: *{value}*", label=line.label, value=line.value) for line in self.lines)))

    @property
    def answers(self) -> tuple[Option[V], ...]:
        changes = self._changes() if self.change is None else (self.change,)
        return (self.submit, *changes, *self.more)

    @property
    def heard(self) -> tuple[Option[V], ...]:
        return () if self.change is None else self._changes()

    def _changes(self) -> tuple[Option[V], ...]:
        return tuple(Option(line.change, _("Change: {label}", label=line.label), also=line.also) for line in self.lines)

    @property
    def always(self) -> tuple[Option[V], ...]:
        return (self.submit,)
