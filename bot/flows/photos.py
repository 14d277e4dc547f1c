"""A photo that no question waited for: which paper is it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from bot.config import Words
from bot.conversation.prompts import AskFiles, Files, Note, Option, Reading, Refusal
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, Text, _, counted, paragraphs, said
from bot.conversation.words import plain
from bot.desk.desk import Desk
from bot.desk.limits import room_for_files
from bot.desk.papers import Wanted
from bot.flows.papers import Paper, files_of

Naming = Files | Paper | Literal["none", "each", "unlisted", "again", "officer", "unnamed"]

DELETE: Option[Naming] = Option("none", _("Wrong photo, delete it"), also=(
    "salah", "salah foto", "salah kirim", "hapus", "hapus aja", "hapus saja", "wrong", "wrong photo", "delete", "delete it",
    "remove"))
UNLISTED: Option[Naming] = Option("unlisted", _("None of these"), also=(
    "@no", "none", "none of them", "tidak ada yang cocok", "ga ada yang cocok", "gak ada yang cocok", "bukan semua",
    "bukan semuanya", "bukan itu", "yang lain", "lainnya", "dokumen lain", "another paper", "something else", "other"))
"""To say that it is none of the papers is no wish to lose it."""

NOT_HERE = frozenset({"kalau", "kalo", "klo", "jika", "nanti", "hilang", "ilang", "dicuri", "if", "later", "lost", "stolen"})
"""Beside a paper's name: it may be wanted, but it is not what was sent."""


class WhichPaper(Step[Naming, None]):
    """A photo came when no question waited for one: for which paper is it? More pages may follow. `rest` are asked about
    after it, where each of `all` is for another paper; `before` is what became of the one before: the paper that it was kept
    for, or an officer; `unlisted`: it is for none of the papers that are wanted; `unnamed`: a paper was only spoken of."""

    one_place = True
    files: Files
    rest: tuple[str, ...] = ()
    all: int = 0
    before: str = ""
    unlisted: bool = False
    unnamed: bool = False

    def ask(self, desk: Desk, /) -> AskFiles[Naming]:
        if self.unlisted:
            return AskFiles(_("All right, none of those. What you sent is still here: what shall I do with it?"),
                            lambda files: files,
                            (Option("officer", _("Pass it to an officer"), also=("@officer",)),
                             Option("again", _("See the papers again")), DELETE))
        several = (Option[Naming]("each", _("Different papers"), also=("beda", "beda dokumen", "different")),)
        papers = tuple(self._papers(desk))
        ways = (*(several if len(self.files.keys) > 1 else ()), *((UNLISTED,) if self.unnamed else ()), DELETE)
        return AskFiles(self._body(desk), lambda files: files, (*papers, *ways), heard=() if self.unnamed else (UNLISTED,),
                        sentences=only_speaks_of(papers))

    def _papers(self, desk: Desk) -> Iterator[Option[Naming]]:
        files = files_of(desk)
        several = len({file.applicant for file in files}) > 1
        for file, answers in files.items():
            for one in sorted(desk.papers.wanted(file.applicant, file.service, answers), key=lambda one: not one.missing):
                state = _state(one)
                if several:
                    state = _("{name}, {state}", name=said(desk.applicants.get(file.applicant).name), state=state)
                yield Option(Paper(applicant=file.applicant, service=file.service, requirement=one.key),
                             one.requirement.short or one.requirement.name, detail=state, also=one.requirement.also)

    def _body(self, desk: Desk) -> Showable:
        if self.unnamed:
            return _("I haven't kept what you sent as one of the papers yet. Which paper is it?")
        if self.all:
            number = self.all - len(self.rest)
            return paragraphs((*_kept_for(desk, self.before, 1),
                               _("File {n} of {all}: which paper is it?", n=number, all=self.all)))
        if len(self.files.keys) == 1:
            return _("Thank you. Which paper is this?")
        return counted("Thank you. You sent {n} file: which paper is it?",
                       "Thank you. You sent {n} files: which paper are they?", n=len(self.files.keys))

    def answer(self, desk: Desk, value: Naming, /) -> WhichPaper | Done[None]:
        keys = self.files.keys
        if isinstance(value, Files) and self.all:
            return WhichPaper(files=self.files, rest=(*self.rest, *value.keys), all=self.all + len(value.keys),
                              before=self.before)
        if isinstance(value, Files):
            return WhichPaper(files=Files(keys=(*keys, *value.keys)))
        if value == "each":
            return WhichPaper(files=Files(keys=keys[:1]), rest=keys[1:], all=len(keys))
        if value == "unlisted" or value == "again" or value == "unnamed":
            return WhichPaper(files=self.files, rest=self.rest, all=self.all, before=self.before,
                              unlisted=value == "unlisted", unnamed=value == "unnamed")
        before = self._place(desk, value)
        if self.rest:
            return WhichPaper(files=Files(keys=self.rest[:1]), rest=self.rest[1:], all=self.all, before=before)
        said_so = _kept_for(desk, before, len(keys)) or (_("All right, I didn't keep it."),)
        return Done(None, said=tuple(map(Note, said_so)))

    def _place(self, desk: Desk, value: Paper | Literal["none", "officer"]) -> str:
        """Put them where they belong; what became of them."""
        if isinstance(value, Paper):
            desk.papers.receive(desk.person.id, value.applicant, value.service, value.requirement, self.files.keys)
            return value.requirement
        if value == "officer":
            desk.threads.say_files(desk.threads.open(desk.person.id, "asked"), desk.person.id, self.files.keys)
            return OFFICER
        return ""

    def unanswered(self, desk: Desk, /) -> tuple[Note, ...]:
        return (Note(counted("You didn't say which paper that {n} file is for, so I didn't keep it. You can send it again at "
                             "any time.", "You didn't say which paper those {n} files are for, so I didn't keep them. You can "
                                          "send them again at any time.", n=len(self.files.keys) + len(self.rest))),)


def only_speaks_of(papers: Sequence[Option[Naming]]) -> Callable[[str, Reading], Literal["unnamed"] | Refusal]:
    """Reads what is said of a paper that is not there, or asked about it: "ktp nya belum ada" does not say that the photo is
    one. A wish to delete it, or for none of these, is something else."""

    def read(text: str, reading: Reading) -> Literal["unnamed"] | Refusal:
        speech, words = f" {plain(text)} ", reading.words
        if any(f" {word} " in speech for word in (*DELETE.also, *UNLISTED.also)):
            return Refusal()
        beside = set(speech.split()).difference(*(plain(name).split() for paper in papers for name in _names(paper)))
        against = NOT_HERE.union(*(words.meanings.get(meaning, ()) for meaning in ("no", "negation", "question")))
        return Refusal() if "?" not in text and beside.isdisjoint(against) else "unnamed"

    return read


def _names(paper: Option[Naming]) -> tuple[str, ...]:
    return (*paper.label.root.values(), *paper.also) if isinstance(paper.label, Words) else paper.also


def _state(one: Wanted) -> Showable:
    return _("missing") if one.missing else counted("✅ {n} page received", "✅ {n} pages received", n=one.pages)


OFFICER = "@officer"
"""Instead of a requirement, which is never called so."""


def _kept_for(desk: Desk, requirement: str, pages: int) -> tuple[Text, ...]:
    if requirement == OFFICER:
        return (_("✅ I've passed it on to the officers; they answer you here."),)
    known = desk.settings.requirements.get(requirement)
    return () if known is None else (
        counted("✅ {n} page kept as: *{name}*", "✅ {n} pages kept as: *{name}*", n=pages, name=known.name),)


def for_files(desk: Desk, files: Files) -> WhichPaper | Text:
    """What to do with photos that no question waits for."""
    if not room_for_files(desk):
        return _("Today's limit for files is reached, so I did not keep this one. What you sent before is kept; please send "
                 "the rest tomorrow.")
    if not files_of(desk):
        return _("Thank you, but I don't know what this is for, so I didn't keep it. Prepare a visit first, and I'll ask for "
                 "each paper.")
    return WhichPaper(files=files)
