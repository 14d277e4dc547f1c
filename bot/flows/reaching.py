"""An address for whoever does not find this chat again: asked for, proved by a code, written to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from bot.config.sms import SmsSettings, is_number
from bot.config.smtp import ADDRESS
from bot.conversation.graph import Push
from bot.conversation.message import Attachment
from bot.conversation.prompts import Ask, Note, OneOf, Option, Reading, Refusal
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, Text, _, counted, lines, paragraphs, said
from bot.desk import reminders
from bot.desk.desk import Desk
from bot.desk.reaching import LASTING, TRIES, WAYS, Way
from bot.flows import shorts
from bot.flows.visit_words import bring_in_words, still_so, when_of, where_of

INTRODUCING = frozenset({"mailto:", "email", "e-mail", "emailnya", "surel"})

MINUTES = int(LASTING.total_seconds() // 60)


class AskAddress(Step[str, None]):
    """Where notices are to go. An empty answer: nowhere."""

    way: Way

    def ask(self, desk: Desk, /) -> Ask[str]:
        if self.way == "sms":
            def a_number(text: str, reading: Reading) -> str | Refusal:
                return a_phone(text, desk.settings.sms)

            return Ask(paragraphs((
                _("To which mobile number shall I text the confirmation, the reminders and “your passport is ready”?"),
                _("I'll send a code there first. The number is used for nothing else. Your phone company may charge for text "
                  "messages; to end them, reply STOP."))),
                a_number, _("Please type the whole mobile number with its area code, such as (213) 555-0100, or choose "
                            "below."),
                (Option("", none_there(self.way), also=("@no",)),))
        return Ask(paragraphs((
            _("To which e-mail address shall I send the confirmation, the reminders and “your passport is ready”?"),
            _("I'll send a code there first. The address is used for nothing else."))),
            an_email, _("Please type the whole e-mail address, such as dewi@example.com, or choose below."),
            (Option("", none_there(self.way), also=("@no",)),))

    def answer(self, desk: Desk, value: str, /) -> TypeCode | Done[None]:
        return send_code(desk, self.way, value) if value else Done(None)


class TypeCode(Step[str, None]):
    """The code that was sent there is typed here. `tries`: those that are left after a wrong one; `sent`: which code it is."""

    mailbox: int
    way: Way
    tries: int = TRIES
    sent: int = 1

    def ask(self, desk: Desk, /) -> Ask[str]:
        return Ask(self._body(desk), six_digits, _("Please type the six digits of the code, or choose below."),
                   (Option("again", _("Another code")), Option("other", other_there(self.way)),
                    Option("", none_there(self.way), also=("@no",))), kind="number")

    def _body(self, desk: Desk) -> Showable:
        mailbox = desk.reaching.get(self.mailbox)
        address = said("–" if mailbox is None else mailbox.address)
        if self.tries < TRIES:
            return counted("That is not the code that I sent. {n} more try.",
                           "That is not the code that I sent. {n} more tries.", n=self.tries)
        if self.sent > 1:
            return _("I sent another code, number {n}, to {address}. Only the newest one works.", n=self.sent, address=address)
        if self.way == "sms":
            return _("I sent a six-digit code by SMS to {address}. Please type it here within {minutes} minutes.",
                     address=address, minutes=MINUTES)
        return _("I sent a six-digit code to {address}. Please type it here within {minutes} minutes. If nothing comes, look "
                 "in the spam folder too.", address=address, minutes=MINUTES)

    def answer(self, desk: Desk, value: str, /) -> TypeCode | AskAddress | CodeOver | Done[None]:
        if value == "":
            return Done(None)
        if value == "other":
            return AskAddress(way=self.way)
        mailbox = desk.reaching.get(self.mailbox)
        if value == "again" and mailbox is not None:
            return send_code(desk, self.way, mailbox.address, self.sent + 1)
        match desk.reaching.prove(desk.person.id, self.mailbox, value):
            case "proven":
                return Done(None, said=(Note(proven_in_words(desk)),))
            case "wrong":
                return TypeCode(mailbox=self.mailbox, way=self.way, tries=self.tries - 1, sent=self.sent)
            case "over":
                return CodeOver(mailbox=self.mailbox, way=self.way, sent=self.sent)


class CodeOver(Step[Literal["again", "other", "leave"], None]):
    """The code no longer holds."""

    mailbox: int
    way: Way
    sent: int

    def ask(self, desk: Desk, /) -> OneOf[Literal["again", "other", "leave"]]:
        return OneOf(_("That code is no longer valid. Shall I send another one?"),
                     (Option("again", _("Another code"), also=("@yes",)), Option("other", other_there(self.way)),
                      Option("leave", none_there(self.way), also=("@no",))))

    def answer(self, desk: Desk, value: Literal["again", "other", "leave"], /) -> TypeCode | AskAddress | Done[None]:
        mailbox = desk.reaching.get(self.mailbox)
        if value == "leave":
            return Done(None)
        if value == "other" or mailbox is None:
            return AskAddress(way=self.way)
        return send_code(desk, self.way, mailbox.address, self.sent + 1)


def none_there(way: Way) -> Text:
    return _("No text messages") if way == "sms" else _("No e-mails")


def other_there(way: Way) -> Text:
    return _("Another number") if way == "sms" else _("Another address")


def send_code(desk: Desk, way: Way, address: str, number: int = 1) -> TypeCode | Done[None]:
    """Send a code, unless too many were sent today, or the office has switched this way off since."""
    if way not in desk.reaching.ways:
        return Done(None, said=(Note(_("That is not possible at the moment. Please note the code and the time of your "
                                       "visit.")),))
    mailbox = desk.reaching.send_code(desk.person.id, way, address, desk.fleeting)
    if mailbox is not None:
        return TypeCode(mailbox=mailbox, way=way, sent=number)
    return Done(None, said=(Note(_(
        "I can't send any more codes today. Please try again tomorrow, or note the code and the time of your visit.")),))


def an_email(text: str, reading: Reading) -> str | Refusal:
    """An e-mail address as it is written to, out of a sentence that has one; capitals in its domain say nothing."""
    named = re.findall(r"(?<![^\s<>,;:()])[^\s<>,;:()]+@[^\s<>,;:()]+", text)
    typed = named[0].rstrip(".!?") if len(named) == 1 and _introduces(text.replace(named[0], ""), reading) else text
    name, _at, domain = typed.rpartition("@")
    address = f"{name}@{domain.lower()}"
    if not ADDRESS.fullmatch(address):
        return Refusal(_("I can't read that as an e-mail address."))
    return address


def _introduces(beside: str, reading: Reading) -> bool:
    """Whether this may stand beside an address, and is not a piece of one with a gap: "a b@example.com"."""
    words = reading.words.without_filler(beside).split()
    return not words or not INTRODUCING.isdisjoint(words) or reading.words.is_sentence(beside)


def a_phone(text: str, sms: SmsSettings) -> str | Refusal:
    """A number as +12135550100: as people of the United States and of Indonesia write theirs, or with its country's code;
    in a sentence, where nothing else has digits."""
    digits = re.sub(r"[\s().\-/\u2010-\u2015]", "", _number_in(text))
    digits = f"+{digits[2:]}" if digits.startswith("00") else digits
    number = digits
    if re.fullmatch(r"1?[2-9][0-9]{9}", digits, re.ASCII) and "+1" in sms.prefixes:
        number = f"+1{digits[-10:]}"
    elif re.fullmatch(r"0?8[0-9]{8,11}", digits, re.ASCII) and "+62" in sms.prefixes:
        number = f"+62{digits.removeprefix('0')}"
    if is_number(number) and not number.startswith(sms.prefixes):
        return Refusal(_("I can send text messages only to numbers that begin with {prefixes}.",
                         prefixes=said(", ".join(sms.prefixes))))
    if is_number(number) and not sms.takes(number):
        return Refusal(_("I can't send text messages to that country."))
    if not is_number(number):
        return Refusal(_("I can't read that as a mobile number."))
    return number


def _number_in(text: str) -> str:
    """The number of a sentence that has one and no other digit; else the text."""
    found = re.search(r"[+(]?[0-9][0-9\s().\-/\u2010-\u2015]*[0-9]", text)
    rest = text if found is None else text[:found.start()] + text[found.end():]
    return text if found is None or any(sign.isdigit() or sign == "+" for sign in rest) else found[0]


def six_digits(text: str, reading: Reading) -> str | Refusal:
    """A code; what stands between its digits is left out."""
    digits = "".join(text.split()).replace("-", "")
    if not any(sign.isdigit() for sign in digits):
        return Refusal(_("The code has six digits. If none came within a few minutes, choose *{again}*.",
                         again=_("Another code")))
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 6):
        return Refusal(_("The code has six digits; they are in the newest message."))
    return digits


def proven_in_words(desk: Desk) -> Showable:
    """What goes there from now on; the confirmations of what is booked go at once."""
    mailbox = desk.reaching.proven(desk.person.id)
    assert mailbox is not None
    visits = desk.appointments.of_person(desk.person.id)
    for visit in visits:
        desk.reaching.confirm(desk.person.id, reminders.subject_of(visit))
    if not mailbox.instead:
        return _("✅ Thank you. If I can't reach you in this chat one day, I'll write to {address}.",
                 address=said(mailbox.address))
    return _("✅ Thank you. The confirmation is on its way to {address}; reminders and “your passport is ready” go there too.",
             address=said(mailbox.address))


# --- what goes there ----------------------------------------------------------------------------------------------------

def address_code(desk: Desk, subject: str) -> Push | None:
    """The code that proves an address; dropped when it holds no more."""
    mailbox = desk.reaching.get(int(subject))
    if mailbox is None or not mailbox.code:
        return None
    return Push(paragraphs((
        _("Your code is {code}. Please type it into the chat; it is valid for {minutes} minutes.", code=mailbox.code,
          minutes=MINUTES),
        _("If you did not ask for it, somebody probably mistyped an address. You can ignore this e-mail; no other will "
          "come."))),
        title=_("Your code: {code}", code=mailbox.code), short=shorts.code(mailbox.code, MINUTES))


def address_lost(desk: Desk, subject: str) -> Push | None:
    """In the chat, where they wait for the code; dropped when they proved it, or it is too late for it anyway."""
    mailbox = desk.reaching.get(int(subject))
    if mailbox is None or not mailbox.code:
        return None
    return Push(_("The code could not be sent to {address}. Is it typed correctly? You can give another one.",
                  address=said(mailbox.address)))


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
        attachments=(Attachment("ics", str(appointment.id), ".ics"),),
        short=shorts.visit_booked(when_of(appointment), shorts.place(desk, appointment.slot.place), appointment.code))


def offer_address(desk: Desk, subject: str) -> Push | None:
    """Right after booking, in a chat that will not reach them."""
    appointment, ways = still_so(desk, subject), desk.reaching.ways
    if appointment is None or not ways or desk.reaching.proven(desk.person.id) is not None:
        return None
    return Push(_offered(ways), offer_name(ways), subject, appointment.starts_at)


def _offered(ways: tuple[Way, ...]) -> Text:
    if len(ways) > 1:
        return _("This chat reaches you only while this page is open. I can send the confirmation, the reminders and “your "
                 "passport is ready” by e-mail or SMS, too.")
    if ways == ("sms",):
        return _("This chat reaches you only while this page is open. I can send the confirmation, the reminders and “your "
                 "passport is ready” by SMS, too.")
    return _("This chat reaches you only while this page is open. I can send the confirmation, the reminders and “your "
             "passport is ready” by e-mail, too.")


def offer_name(ways: tuple[Way, ...]) -> str:
    return "address-" + "-".join(ways)


OFFER_CHOICES: Mapping[Way, Text] = {"email": _("Send e-mails"), "sms": _("Send SMS")}
OFFERS: Mapping[str, Mapping[str, Text]] = {
    offer_name(ways): {way: OFFER_CHOICES[way] for way in ways} for ways in ((WAYS[0],), (WAYS[1],), WAYS)}
"""The buttons under it, by the ways that are switched on."""


def ask_address(desk: Desk, subject: str, choice: str) -> AskAddress:
    """The button under it."""
    return AskAddress(way="sms" if choice == "sms" else "email")
