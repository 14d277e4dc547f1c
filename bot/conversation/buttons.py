"""What a button does: one of the open question's, of the channel's own menu, of an offer, or of an earlier question."""

from __future__ import annotations

from bot.conversation.everywhere import RESERVED, SWITCHES, Everywhere
from bot.conversation.graph import Flows
from bot.conversation.meant import Meant
from bot.conversation.question import OpenQuestion
from bot.conversation.shown import ANYWHERE, LABELS, Choice
from bot.conversation.text import _
from bot.desk.offers import Offers, OpenOffer


class Buttons:
    """Does what was pressed, or chosen by typing its label."""

    def __init__(self, flows: Flows, question: OpenQuestion, meant: Meant, everywhere: Everywhere) -> None:
        self._flows, self._question, self._meant, self._everywhere = flows, question, meant, everywhere
        self._desk, self._saying = question.desk, question.saying

    def press(self, button: str) -> None:
        saying = self._saying
        if button and button == saying.shown.pressed:
            return                                           # a second press of the same button changes nothing
        question, _dot, pressed = button.partition(".")
        choice = saying.shown.by_id(pressed) if question == saying.shown.question else None
        saying.pressed_before("" if choice is None else button)
        if question == ANYWHERE:
            self._press_word(pressed)
            return
        if choice is not None:
            saying.bubble = choice.label or saying.speech.render(LABELS[choice.word]) if choice.word else choice.label
            self.choose(choice)
            return
        offer = Offers(self._desk).by_token(question)
        if offer is not None:
            self._take_offer(offer, pressed)
            return
        saying.say(_("That button belongs to an earlier question. Here is where we are:"))
        self._question.show_again(fresh=True)

    def choose(self, choice: Choice) -> None:
        if choice.word is not None:
            self._everywhere.do(choice.word)
            return
        try:
            value = self._question.value_of(choice)
        except ValueError:
            self._question.show_again()
            return
        self._question.answer(value)

    def _press_word(self, pressed: str) -> None:
        """A button of the channel's own, such as its menu's: done wherever it is pressed, in an officer's thread too."""
        word = next((word for word in (*RESERVED, *SWITCHES) if word == pressed), None)
        if word is not None:
            self._saying.bubble = self._saying.speech.render(LABELS[word])
            self._everywhere.do(word)

    def _take_offer(self, offer: OpenOffer, choice: str) -> None:
        label = offer.choices.get(choice)
        if offer.used or label is None:
            return
        self._saying.bubble = label
        made = self._flows.offers.get(offer.kind)
        if offer.expired or made is None:
            self._saying.say(_("That button is no longer open."), again=True)
            return
        Offers(self._desk).use(offer)
        if self._meant.waits and self._meant.is_officers(offer.kind, offer.subject):
            self._meant.pass_on(self._meant.kept, self._question.reading())
            return
        self._question.open_over(made.open(self._desk, offer.subject, choice))
