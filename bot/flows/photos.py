"""A photo that no question waited for: which paper is it?"""

from __future__ import annotations

from typing import Literal

from bot.conversation.prompts import AskFiles, Files, Note, Option
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, Text, _, counted, paragraphs, said
from bot.desk.desk import Desk
from bot.desk.limits import room_for_files
from bot.desk.papers import Wanted
from bot.flows.papers import Paper, files_of

Naming = Files | Paper | Literal["none", "each"]


class WhichPaper(Step[Files | Paper | Literal["none", "each"], None]):
    """A photo came when no question waited for one: for which paper is it? More pages may follow. `rest` are asked about
    after it, where each of `all` is for another paper; `before` is the paper that the one before was kept for."""

    one_place = True
    files: Files
    rest: tuple[str, ...] = ()
    all: int = 0
    before: str = ""

    def ask(self, desk: Desk, /) -> AskFiles[Files | Paper | Literal["none", "each"]]:
        options: list[Option[Naming]] = []
        files = files_of(desk)
        several = len({file.applicant for file in files}) > 1
        for file, answers in files.items():
            for one in sorted(desk.papers.wanted(file.applicant, file.service, answers), key=lambda one: not one.missing):
                paper = Paper(applicant=file.applicant, service=file.service, requirement=one.key)
                state = _state(one)
                if several:
                    state = _("{name}, {state}", name=said(desk.applicants.get(file.applicant).name), state=state)
                name = one.requirement.short or one.requirement.name
                options.append(Option(paper, name, detail=state, also=one.requirement.also))
        if len(self.files.keys) > 1:
            options.append(Option("each", _("Different papers"), also=("beda", "beda dokumen", "different")))
        return AskFiles(self._body(desk), lambda files: files, (*options, Option("none", _("Wrong photo, delete it"), also=(
            "@no", "salah", "salah foto", "salah kirim", "hapus", "hapus aja", "hapus saja", "wrong", "wrong photo", "delete",
            "remove", "none", "none of these", "bukan semua"))))

    def _body(self, desk: Desk) -> Showable:
        if self.all:
            number = self.all - len(self.rest)
            return paragraphs((*_kept_for(desk, self.before, 1),
                               _("File {n} of {all}: which paper is it?", n=number, all=self.all)))
        if len(self.files.keys) == 1:
            return _("Thank you. Which paper is this?")
        return counted("Thank you. You sent {n} file: which paper is it?",
                       "Thank you. You sent {n} files: which paper are they?", n=len(self.files.keys))

    def answer(self, desk: Desk, value: Files | Paper | Literal["none", "each"], /) -> WhichPaper | Done[None]:
        keys = self.files.keys
        if isinstance(value, Files) and self.all:
            return WhichPaper(files=self.files, rest=(*self.rest, *value.keys), all=self.all + len(value.keys),
                              before=self.before)
        if isinstance(value, Files):
            return WhichPaper(files=Files(keys=(*keys, *value.keys)))
        if value == "each":
            return WhichPaper(files=Files(keys=keys[:1]), rest=keys[1:], all=len(keys))
        before = "" if value == "none" else value.requirement
        if isinstance(value, Paper):
            desk.papers.receive(desk.person.id, value.applicant, value.service, value.requirement, keys)
        if self.rest:
            return WhichPaper(files=Files(keys=self.rest[:1]), rest=self.rest[1:], all=self.all, before=before)
        said_so = _kept_for(desk, before, len(keys)) or (_("All right, I didn't keep it."),)
        return Done(None, said=tuple(map(Note, said_so)))

    def unanswered(self, desk: Desk, /) -> tuple[Note, ...]:
        return (Note(counted("You didn't say which paper that {n} file is for, so I didn't keep it. You can send it again at "
                             "any time.", "You didn't say which paper those {n} files are for, so I didn't keep them. You can "
                                          "send them again at any time.", n=len(self.files.keys) + len(self.rest))),)


def _state(one: Wanted) -> Showable:
    return _("missing") if one.missing else counted("✅ {n} page received", "✅ {n} pages received", n=one.pages)


def _kept_for(desk: Desk, requirement: str, pages: int) -> tuple[Text, ...]:
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
