"""An address for whoever does not find this chat again: asked for, proved by a code, written to."""

from __future__ import annotations

from typing import Literal

from bot.config.smtp import ADDRESS
from bot.conversation.graph import Push
from bot.conversation.message import Attachment
from bot.conversation.prompts import Ask, Note, OneOf, Option, Reading, Refusal
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, Text, _, counted, lines, paragraphs, said
from bot.desk import reminders
from bot.desk.desk import Desk
from bot.desk.reaching import LASTING, TRIES
from bot.flows.visit_words import bring_in_words, still_so, when_of, where_of


class AskAddress(Step[str, None]):
    """Where notices are to go. An empty answer: nowhere."""

    def ask(self, desk: Desk, /) -> Ask[str]:
        return Ask(paragraphs((
            _("To which e-mail address shall I send the confirmation, the reminders and “ready”?"),
            _("I send a code there first. The address is used for nothing else."))),
            an_email, _("Please type an e-mail address, such as dewi@example.com, or press the button."),
            (Option("", _("No e-mails"), also=("@no",)),))

    def answer(self, desk: Desk, value: str, /) -> TypeCode | Done[None]:
        return send_code(desk, value) if value else Done(None)


class TypeCode(Step[str, None]):
    """The code that was sent there is typed here. `tries`: those that are left after a wrong one; `sent`: which code it is."""

    mailbox: int
    tries: int = TRIES
    sent: int = 1

    def ask(self, desk: Desk, /) -> Ask[str]:
        minutes = int(LASTING.total_seconds() // 60)
        body: Showable = _("I sent a code of six digits to {address}. Please type it here within {minutes} minutes. If nothing "
                           "comes, look among the unwanted mails too.", address=self._address(desk), minutes=minutes)
        if self.sent > 1:
            body = _("I sent another code, number {n}, to {address}. Only the newest one holds.", n=self.sent,
                     address=self._address(desk))
        if self.tries < TRIES:
            body = counted("That is not the code that I sent. {n} more try.",
                           "That is not the code that I sent. {n} more tries.", n=self.tries)
        return Ask(body, six_digits, _("Please type the six digits of the code, or press a button."),
                   (Option("again", _("Another code")), Option("other", _("Another address")),
                    Option("", _("No e-mails"), also=("@no",))), kind="number")

    def answer(self, desk: Desk, value: str, /) -> TypeCode | AskAddress | CodeOver | Done[None]:
        if value == "":
            return Done(None)
        if value == "other":
            return AskAddress()
        mailbox = desk.reaching.get(self.mailbox)
        if value == "again" and mailbox is not None:
            return send_code(desk, mailbox.address, self.sent + 1)
        match desk.reaching.prove(desk.person.id, self.mailbox, value):
            case "proven":
                return Done(None, said=(Note(proven_in_words(desk)),))
            case "wrong":
                return TypeCode(mailbox=self.mailbox, tries=self.tries - 1, sent=self.sent)
            case "over":
                return CodeOver(mailbox=self.mailbox, sent=self.sent)

    def _address(self, desk: Desk) -> Text:
        mailbox = desk.reaching.get(self.mailbox)
        return said("–" if mailbox is None else mailbox.address)


class CodeOver(Step[Literal["again", "other", "leave"], None]):
    """The code no longer holds."""

    mailbox: int
    sent: int

    def ask(self, desk: Desk, /) -> OneOf[Literal["again", "other", "leave"]]:
        return OneOf(_("That code no longer holds. Shall I send another one?"),
                     (Option("again", _("Another code"), also=("@yes",)), Option("other", _("Another address")),
                      Option("leave", _("No e-mails"), also=("@no",))))

    def answer(self, desk: Desk, value: Literal["again", "other", "leave"], /) -> TypeCode | AskAddress | Done[None]:
        mailbox = desk.reaching.get(self.mailbox)
        if value == "leave":
            return Done(None)
        return AskAddress() if value == "other" or mailbox is None else send_code(desk, mailbox.address, self.sent + 1)


def send_code(desk: Desk, address: str, number: int = 1) -> TypeCode | Done[None]:
    """Send a code, unless too many were sent today."""
    mailbox = desk.reaching.send_code(desk.person.id, address, desk.fleeting)
    if mailbox is not None:
        return TypeCode(mailbox=mailbox, sent=number)
    return Done(None, said=(Note(_(
        "That is as many codes as I may send today. Please try again tomorrow, or note your code and the time.")),))


def an_email(text: str, reading: Reading) -> str | Refusal:
    """An e-mail address as it is written to; capitals in its domain say nothing."""
    typed = text.strip().strip("<>").removeprefix("mailto:")
    name, _at, domain = typed.rpartition("@")
    address = f"{name}@{domain.lower()}"
    if not ADDRESS.fullmatch(address):
        return Refusal(_("That does not look like an e-mail address. Please type it whole, such as dewi@example.com."))
    return address


def six_digits(text: str, reading: Reading) -> str | Refusal:
    """A code; what stands between its digits is left out."""
    digits = "".join(text.split()).replace("-", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 6):
        return Refusal(_("The code has six digits. Please look into the newest mail, and type them here."))
    return digits


def proven_in_words(desk: Desk) -> Showable:
    """What goes there from now on; the confirmations of what is booked go at once."""
    mailbox = desk.reaching.proven(desk.person.id)
    assert mailbox is not None
    visits = desk.appointments.of_person(desk.person.id)
    for visit in visits:
        desk.reaching.confirm(desk.person.id, reminders.subject_of(visit))
    if not mailbox.instead:
        return _("✅ Thank you. If this chat can't be reached one day, what I have to tell you goes to {address}.",
                 address=said(mailbox.address))
    return _("✅ Thank you. The confirmation is on its way to {address}; reminders and “ready” go there too.",
             address=said(mailbox.address))


# --- what goes there ----------------------------------------------------------------------------------------------------

def address_code(desk: Desk, subject: str) -> Push | None:
    """The code that proves an address; dropped when it holds no more."""
    mailbox = desk.reaching.get(int(subject))
    if mailbox is None or not mailbox.code:
        return None
    return Push(paragraphs((
        _("Your code is {code}. Please type it into the chat; it holds for {minutes} minutes.", code=mailbox.code,
          minutes=int(LASTING.total_seconds() // 60)),
        _("If you did not ask for it, somebody mistyped an address: nothing more will come."))),
        title=_("Your code: {code}", code=mailbox.code))


def visit_confirmed(desk: Desk, subject: str) -> Push | None:
    """What is booked, with the calendar file."""
    appointment = still_so(desk, subject)
    if appointment is None:
        return None
    return Push(paragraphs((
        _("✅ Booked. Your code is *{code}*.", code=appointment.code),
        lines((when_of(appointment), where_of(desk, appointment))),
        bring_in_words(desk, appointment))),
        title=_("Your visit on {when}", when=when_of(appointment)),
        attachments=(Attachment("ics", str(appointment.id), ".ics"),))


def offer_address(desk: Desk, subject: str) -> Push | None:
    """Right after booking, in a chat that will not reach them."""
    appointment = still_so(desk, subject)
    if appointment is None or desk.reaching.proven(desk.person.id) is not None:
        return None
    return Push(_("This chat reaches you only while this page is open. I can send the confirmation, the reminders and “your "
                  "passport is ready” by e-mail, too."), "address", subject, appointment.starts_at)


OFFER_CHOICES: dict[str, Text] = {"email": _("Send e-mails")}


def ask_address(desk: Desk, subject: str, choice: str) -> AskAddress:
    """The button under it."""
    return AskAddress()
