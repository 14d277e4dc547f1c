"""What is typed or sent right after something was pushed may be meant for that, and not for the open question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from bot.conversation.graph import Flows
from bot.conversation.prompts import Ask, Choose, Files, Prompt, Reading, Refusal
from bot.conversation.saying import Saying, offer_buttons, takes_files
from bot.conversation.sentences import led, meant_by, standing
from bot.conversation.shown import LABELS, Choice, Kept, Shown, offered
from bot.conversation.stack import Stack
from bot.conversation.text import Showable, _
from bot.conversation.words import plain
from bot.desk.desk import Desk
from bot.desk.offers import Offers, OpenOffer


class Meant:
    """Finds out for whom it is, and passes on what is for an officer."""

    def __init__(self, flows: Flows, desk: Desk, stack: Stack, saying: Saying, turned_at: datetime | None) -> None:
        self._flows, self._desk, self._stack, self._saying, self._turned_at = flows, desk, stack, saying, turned_at
        self.freed: Kept | None = None
        """What waited, once it is known that it is for the open question: taken as if it came now."""

    @cached_property
    def officer_wrote(self) -> bool:
        """Whether an officer wrote since the person's last turn, and reads what is answered."""
        return any(self.is_officers(offer.kind, offer.subject) for offer in self._pushed_since)

    @cached_property
    def _pushed_since(self) -> Sequence[OpenOffer]:
        """What was pushed since the person's last turn; the newest is first."""
        return Offers(self._desk).pushed_since(self._turned_at) if self._turned_at is not None else ()

    def is_officers(self, kind: str, subject: str) -> bool:
        made = self._flows.offers.get(kind)
        return made is not None and made.hears is not None and made.hears(self._desk, subject)

    # --- a button of what was pushed --------------------------------------------------------------------------------------

    def names_offer(self, text: str, prompt: Prompt[Any]) -> bool:
        """What is typed names a button of what was pushed since: as good as pressed. A number that may mean the open
        question's list as well: ask which."""
        offer = next(iter(self._pushed_since), None)
        if offer is None:
            return False
        listed, shown = not isinstance(prompt, Ask), self._saying.shown
        pushed = self._pushed(offer, listed)
        theirs = pushed.typed(text, numbers=listed, inside=False)
        ours = shown.typed(text, numbers=listed, inside=False)
        if theirs is None and listed and not meant_by(text, shown.choices, self._saying.words):
            theirs = self._in_a_sentence(text, pushed)
        if theirs is None or (ours is not None and not plain(text).isdecimal()):
            return False
        button = offer_buttons(offer)[pushed.choices.index(theirs)].id
        if ours is None:
            self.freed = Kept(button=button)
        else:
            self._saying.ask_over(_("Which one do you mean?"), (
                Choice(ours.label or self._saying.speech.render(LABELS[ours.word or "on"]), ours.also, word="to-question",
                       inside=ours.inside),
                Choice(theirs.label, theirs.also, word="to-offer", inside=theirs.inside)), Kept(text, button=button))
        return True

    def _pushed(self, offer: OpenOffer, listed: bool) -> Shown:
        """Its buttons. Where words are asked for, only a whole label means one of them."""
        made = self._flows.offers.get(offer.kind)
        also = made.also if made is not None and listed else {}
        return Shown(choices=tuple(
            offered(label, also.get(key, ()), self._saying.words) for key, label in offer.choices.items()))

    def _in_a_sentence(self, text: str, pushed: Shown) -> Choice | None:
        """The only button that a sentence may mean."""
        words = self._saying.words
        if words.is_question(text):
            return None
        found = standing(plain(text), pushed.choices, words) or led(plain(text), pushed.choices, words)
        return pushed.choices[found[0]] if len(found) == 1 else None

    # --- words and photos after an officer's line -----------------------------------------------------------------------

    def takes_words(self, text: str, prompt: Prompt[Any], reading: Reading) -> bool:
        """Words that are no button's: for the officer who has just written; where they may be an answer too, ask."""
        if not self.officer_wrote or self._is_choice(text, prompt, reading):
            return False
        if self._may_answer(text, prompt, reading):
            self.ask(Kept(text))
        else:
            self.pass_on(Kept(text), reading)
        return True

    def _is_choice(self, text: str, prompt: Prompt[Any], reading: Reading) -> bool:
        """Whether it names something of a list, such as a day: as good as its button."""
        return isinstance(prompt, Choose) and prompt.reader is not None and not isinstance(
            prompt.reader(text, reading), Refusal)

    def _may_answer(self, text: str, prompt: Prompt[Any], reading: Reading) -> bool:
        """Whether the open question could take them. A date or a number may be mistyped, so digits count."""
        if self._saying.shown.typed(text, numbers=False) is not None:
            return True
        if not isinstance(prompt, Ask) or reading.words.is_question(text):
            return False
        return any(sign.isdigit() for sign in text) or not isinstance(prompt.reader(text, reading), Refusal)

    def takes_files(self, files: Files, caption: str, prompt: Prompt[Any], reading: Reading) -> bool:
        """Photos for the officer who has just written; where they may be papers too, ask."""
        if not self.officer_wrote and not self.waits:
            return False
        kept, longest = self.kept.plus(caption, files.keys), self._desk.settings.limits.text_characters
        if len(kept.text) > longest:
            kept = replace(kept, text=f"{kept.text[:longest]} …")
        if self.waits or takes_files(prompt) or not isinstance(self._flows.for_files(self._desk, files), Showable):
            self.ask(kept, after_pause=True)
        else:
            self.pass_on(kept, reading)
        return True

    # --- what waits -----------------------------------------------------------------------------------------------------

    @property
    def waits(self) -> bool:
        """Whether something waits until it is said whether it is for an officer."""
        return self._saying.shown.kept is not None and not self._saying.shown.kept.button

    @property
    def kept(self) -> Kept:
        return self._saying.shown.kept or Kept()

    def ask(self, kept: Kept, after_pause: bool = False) -> None:
        """For whom it is."""
        saying = self._saying
        question = _("An officer has just written to you. Is what you typed for the officer, or your answer to: “{line}”?",
                     line=saying.shown.line)
        if kept.files:
            question = _("An officer has just written to you. Is this for the officer, or one of your papers?")
        answer = _("One of my papers") if kept.files else LABELS["to-question"]
        choices = (Choice(saying.speech.render(LABELS["to-officer"]), tuple(saying.words.meanings.get("officer", ())),
                          word="to-officer"),
                   Choice(saying.speech.render(answer), word="to-question"))
        saying.ask_over(question, choices, kept, after_pause)

    def let_go(self, is_button: bool) -> None:
        """It is the button of what was pushed, or for the open question."""
        self.freed = self.kept if is_button else replace(self.kept, button="")

    def pass_on(self, kept: Kept, reading: Reading) -> None:
        """Into the officer's thread, which is open then."""
        prompt = self._stack.open_aside(self._flows.asides["to-officer"](self._desk))
        assert isinstance(prompt, Ask)
        if kept.files and prompt.takes_files is not None:
            self._stack.answered(prompt.takes_files(Files(keys=kept.files)))
        if kept.text:
            self._stack.answered(prompt.reader(kept.text, reading))
        self._saying.misses = 0
        self._saying.show(self._stack.asked_again(), after_pause=bool(kept.files))
