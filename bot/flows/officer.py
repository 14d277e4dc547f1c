"""A person instead of the assistant: it opens a thread and steps aside; the way back is always one tap."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.conversation.prompts import Ask, Files, Note, Option, Reading
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, Text, _, lines, paragraphs
from bot.desk.desk import Desk
from bot.flows.office import number_as_sure


class Wrote(BaseModel):
    """What the person wrote to the officers."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: str


class WithOfficer(Step[Wrote | Files | Literal["assistant"], None]):
    """All that is typed or sent goes to the officers. `told`: something was passed on and it was said, `again`: more than once;
    `handed`: a flow handed over, and the officers know why; `unasked`: it was opened by what was typed after an officer's
    line."""

    one_place = True
    thread: int
    told: bool = False
    again: bool = False
    handed: bool = False
    unasked: bool = False

    def ask(self, desk: Desk, /) -> Ask[Wrote | Files | Literal["assistant"]]:
        def everything(text: str, reading: Reading) -> Wrote:
            return Wrote(text=text)

        opening = _("An officer sees your answers and writes to you here. What do you need, and by when? If you are about to "
                    "travel, please write the date of your journey too.") if self.handed else _(
            "An officer will answer you here. Please write what it is about; you can send photos too.")
        body: Showable = paragraphs((opening, expectation(desk)))
        if self.again:
            body = _("✓")
        elif self.told and self.unasked:
            body = paragraphs((_("I've passed it on to the officers. You're writing to them now; to go back to the "
                                 "assistant, choose below."), expectation(desk)))
        elif self.told:
            body = _("I've passed it on to the officers.")
        return Ask(body, everything, _("Please write to the officer, or choose below to go back."),
                   (Option("assistant", _("Back to assistant"), also=(
                       "kembali ke asisten", "balik ke asisten", "ke asisten", "ke asisten aja", "asisten", "kembali ke bot",
                       "balik ke bot", "back to the assistant", "back to the bot", "assistant")),),
                   takes_all=True, takes_files=lambda files: files)

    def answer(self, desk: Desk, value: Wrote | Files | Literal["assistant"], /) -> WithOfficer | Done[None]:
        if value == "assistant":
            waits = desk.threads.waits(self.thread)
            return Done(None, said=(Note(_("Your chat with the officers stays open: their answer will come here.")),) if waits
                        else ())
        thread = desk.threads.open(desk.person.id, "asked")      # an officer may have closed the one before
        if isinstance(value, Files):
            desk.threads.say_files(thread, desk.person.id, value.keys)
        else:
            desk.threads.say(thread, "person", value.text)
        return WithOfficer(thread=thread, told=True, again=self.told, unasked=self.unasked)

    def heard(self, desk: Desk, kind: str, subject: str, /) -> Literal["assistant"] | None:
        return "assistant" if kind == "thread-closed" and subject == str(self.thread) else None


def expectation(desk: Desk) -> Showable:
    """When an answer can be expected; at night the phone for emergencies."""
    again: datetime | None = desk.threads.answers_from()
    if again is None:
        return _("Officers are on duty now and will answer as soon as they can.")
    office = desk.settings.office
    # A number that nobody confirmed is never given to anyone in need: then the office's listed line.
    duty = office.duty_phone if office.duty_phone.fact.sure != "example" else office.phone
    phone: Text = _("If it can't wait until then, phone {number}.", number=duty.number)
    return lines((_again_from(desk, again), number_as_sure(phone, duty.fact)))


def _again_from(desk: Desk, again: datetime) -> Text:
    match (again.date() - desk.now.astimezone(again.tzinfo).date()).days:
        case 0:
            return _("Officers answer again from {hour} today.", hour=again.time())
        case 1:
            return _("Officers answer again from {hour} tomorrow.", hour=again.time())
        case _:
            return _("Officers answer again from {day} at {hour}.", day=again.date(), hour=again.time())


def call_officer(desk: Desk) -> WithOfficer:
    """Open the person's thread (or go on with it)."""
    return WithOfficer(thread=desk.threads.open(desk.person.id, "asked"))


def answer_officer(desk: Desk) -> WithOfficer:
    """The same for what was typed or sent after an officer's line."""
    return WithOfficer(thread=desk.threads.open(desk.person.id, "asked"), unasked=True)


def reply(desk: Desk, subject: str, choice: str) -> WithOfficer:
    """The button under an officer's message."""
    return call_officer(desk)


def hears(desk: Desk, subject: str) -> bool:
    """Whether the officer's thread is still open: what is typed after it may be an answer."""
    line = desk.threads.line(int(subject))
    return line is not None and line.thread == desk.threads.open_of(desk.person.id)


REPLY_CHOICES: dict[str, Text] = {"reply": _("Reply")}
