"""Readers of typed answers: each makes a value of the text, or says what is wrong and what to do."""

from __future__ import annotations

import re
from datetime import date

from bot.conversation.dates import days_meant, month_names, weekday_names
from bot.conversation.prompts import Option, Reading, Refusal
from bot.conversation.text import Text, _, paragraphs, said
from bot.conversation.words import plain

NAME_LENGTH = 120
"""Signs of a name at most. A passport's first page holds 34 (other sources say 30 or 50); the rest stands on page 4."""

WORDS_OF_A_NAME = 8
"""At most without a question."""


MINE = r"(?:(?:anak|istri|suami|ibu|bapak|ayah) )?(?:saya|sy|aku)|anaknya|beliau"
WHOSE = rf"{MINE}|dia|(?:my|his|her|the|our)(?: (?:son|daughter|child|wife|husband|mother|father)(?:['’]?s)?)?|i|s?he"
IS = r"(?: (?:adalah|ialah|yaitu|itu|is|was))?+"


def introduced(text: str, called: str) -> str:
    """What comes after an introduction that says what it is: "Nama saya Soemarno". `called` is a pattern of the words that
    name it; without one of them, or with nothing after it, all of the text stays."""
    said = re.sub(" +", " ", text.strip())
    found = re.match(rf"(?:(?:{WHOSE}){IS} )?(?:{called})(?: ?(?:ku|nya))?(?: (?:{MINE}))?+{IS}"
                     r"(?:\s*[:=,–-]\s*|\s+)(?=\S*\w)", said, re.IGNORECASE)
    return said[found.end():] if found else text


def a_name(text: str, reading: Reading) -> str | Refusal:
    """A full name as it was typed, with capitals where it has none; one word is a name."""
    name = with_capitals(" ".join(text.split()))
    if len(name) > NAME_LENGTH:
        return Refusal(_("That is too long for a name."))
    if not any(sign.isalpha() for sign in name):
        return Refusal(_("A name is written in letters."))
    odd = is_odd(name, reading) or reading.words.reserved(name, ("id", "en")) is not None
    if odd or any(sign.isdigit() for sign in name) or len(name.split()) > WORDS_OF_A_NAME:
        return is_it_right(name, reading, _(
            "That does not look like a full name. Please type only the name, such as Dewi Lestari. If it is right, choose that "
            "below."))
    return name


def a_birth_place(text: str, reading: Reading) -> str | Refusal:
    """A town or regency, in a few words."""
    place = with_capitals(" ".join(text.split()))
    if len(place) > NAME_LENGTH:
        return Refusal(_("That is too long for a place."))
    if not any(sign.isalpha() for sign in place):
        return Refusal(_("The name of a place is written in letters."))
    if days_meant(place, reading.today) or is_odd(place, reading):
        return is_it_right(place, reading, _(
            "That does not look like a place. Please type the town or regency, such as Surabaya. If it is right, choose that "
            "below."))
    return place


def with_capitals(name: str) -> str:
    """A name that was typed all in small letters says nothing of its capitals: one for each word."""
    return " ".join(word[:1].upper() + word[1:] for word in name.split(" ")) if name == name.lower() else name


def is_odd(text: str, reading: Reading) -> bool:
    """Whether it is a sentence, a weekday, or a yes or no. The short names of days may be people's."""
    is_weekday = len(plain(text)) > 3 and plain(text) in weekday_names()
    return is_weekday or reading.words.is_sentence(text) or reading.words.reserved(text, ("yes", "no")) is not None


_MAILBOX = re.compile(r"\S@\S+\.\S")


def an_address(text: str, reading: Reading) -> str | Refusal:
    """Street, number, city and post code; several lines become one."""
    address = ", ".join(part.strip() for part in text.split("\n") if part.strip())
    if len(address) > 300:
        return Refusal(_("That is too long for an address."))
    if len(address) < 6:
        return Refusal(_("That is very short for an address."))
    if is_no_address(address, reading):
        return Refusal(_("That does not look like an address: one has a street with its number, such as 1234 Main St, Irvine, "
                         "CA 92602."))
    if not any(sign.isalpha() for sign in address) or not any(sign.isdigit() for sign in address):
        return is_it_right(address, reading, _(
            "An address has a street with its number, such as 1234 Main St, Irvine, CA 92602. If what you typed is complete, "
            "choose that below."))
    return address


def is_no_address(text: str, reading: Reading) -> bool:
    """Whether it is surely something else: a mailbox, a phone number, a no, or nothing that says a place."""
    phone, words = a_phone(text, reading), plain(text).split()
    is_phone = not isinstance(phone, Refusal) or bool(phone.options)
    denied = reading.words.begins(text, "negation") or reading.words.begins(text, "not-yet")
    is_answer = reading.words.idle.issuperset(words) or (denied and not any(map(str.isdigit, text)))
    return is_phone or is_answer or _MAILBOX.search(text) is not None


def a_nik(text: str, reading: Reading) -> str | Refusal:
    """A NIK: 16 digits (PP 37/2007, article 37)."""
    digits = re.sub(r"[\s.\-]", "", text)
    if not digits.isascii() or not digits.isdigit():
        return Refusal(_("A NIK has digits only."))
    if len(digits) != 16:
        return Refusal(_("A NIK has 16 digits, and this has {n}.", n=len(digits)))
    return digits


def a_passport_number(text: str, reading: Reading) -> str | Refusal:
    """A passport number. Its format is not known well enough to refuse one that merely looks odd."""
    number = re.sub(r"[\s.\-]", "", text).upper()
    is_sentence = any(part.isalpha() and len(part) > 2 for part in text.split())
    has_digits = any(sign.isdigit() for sign in number)
    if is_sentence or not (number.isascii() and number.isalnum() and has_digits and 5 <= len(number) <= 15):
        return Refusal(_("A passport number has letters and digits, such as X1234567. It is at the top right of the page with "
                         "the photo."))
    return number


BESIDE_A_PHONE = frozenset({
    "wa", "whatsapp", "hp", "handphone", "ponsel", "tel", "tlp", "telp", "telpon", "telepon", "phone", "cell", "mobile",
    "home", "work", "rumah", "kantor", "no", "nomor", "number", "my", "is", "its", "it", "at", "call", "me", "saya", "sy",
    "aku", "ini"})
"""Words that may stand beside a phone number; with others it is an address, or has an extension."""


MOBILE = re.compile(r"8(?:1[1-9]|2[1238]|3[1238]|5[1-35-9]|7[789]|8[1-9]|9[5-9])\d{7,9}")
"""An Indonesian mobile number without its 0. Ten digits may also be American: 818 is Los Angeles."""


def a_phone(text: str, reading: Reading) -> str | Refusal:
    """A phone number in international form: one that begins with a single 0, or as mobile numbers do there, is Indonesian, ten
    digits are American. With fewer it must say its country."""
    digits = "".join(str(int(sign)) for sign in text if sign.isdecimal())     # of whatever script
    has_plus = re.match(r"[^\d+]*[+]", text) is not None
    says_country = has_plus or digits.startswith("0")
    words = set(re.findall(r"[^\W\d]+", reading.words.without_polite(text)))
    if not (8 if says_country else 10) <= len(digits) <= 15 or not words <= BESIDE_A_PHONE:
        return Refusal(_("That does not look like a phone number. One looks like this: +1 213 555 0100."))
    if has_plus:
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("0"):
        return f"+62{digits[1:]}"
    if MOBILE.fullmatch(digits):
        return _a_mobile(digits, [len(group) for group in re.findall(r"\d+", text)])
    return f"+1{digits}" if len(digits) == 10 else f"+{digits}"


def _a_mobile(digits: str, groups: list[int]) -> str | Refusal:
    """What looks like an Indonesian mobile number: American where it is written as those are, asked about where it may be."""
    indonesian, american = f"+62{digits}", f"+1{digits}"
    if len(digits) > 10:
        return indonesian
    if groups == [3, 3, 4]:
        return american
    return Refusal(_("Is that number in Indonesia or in the United States?"), (
        Option(indonesian, _("Indonesia: {number}", number=said(indonesian)), also=("indonesia", "indo", "+62", "62")),
        Option(american, _("United States: {number}", number=said(american)), also=("amerika", "as", "us", "usa", "+1"))))


def a_birth_date(text: str, reading: Reading) -> str | Refusal:
    """A date of birth as `YYYY-MM-DD`. In figures it may be day first or month first: where both can be, it is asked."""
    meant = days_meant(text, reading.today)
    if not meant and is_an_age(text, reading):
        return Refusal(_("The form needs the date of birth, not the age: a day, a month and a year."))
    if not meant:
        return Refusal(_("I could not read that as a date: it takes a day, a month and a year."))
    possible = [day for day in meant if day <= reading.today and reading.today.year - day.year <= 120]
    if len(possible) > 1:
        return Refusal(_("Which date is that: {one:plain} or {other:plain}?", one=possible[0], other=possible[1]),
                       tuple(Option(day.isoformat(), _("{day:plain}", day=day), also=_names_of(day)) for day in possible))
    if possible:
        return possible[0].isoformat()
    if meant[0] > reading.today:
        return Refusal(_("{day:plain} is still to come.", day=meant[0]))
    return Refusal(_("{day:plain} is very long ago. Please check the year once more.", day=meant[0]))


def is_an_age(text: str, reading: Reading) -> bool:
    """Whether it is a number of years, or a small number and no other: "6 tahun", "she is 6"."""
    numbers = re.findall(r"\d+", text)
    small = not numbers or (len(numbers) == 1 and len(numbers[0]) <= 2)
    return small and (reading.words.has(text, "years") or bool(numbers)) and month_names().keys().isdisjoint(
        plain(text).split())


def _names_of(day: date) -> tuple[str, ...]:
    return tuple(name for name, month in month_names().items() if month == day.month)


def is_it_right(typed: str, reading: Reading, why: Text) -> Refusal:
    """What looks odd is asked about, and never refused: somebody may be called so, or live there."""
    says_yes = () if reading.words.reserved(typed, ("yes", "no")) is not None else ("@yes",)
    return Refusal(paragraphs((why, _("What you typed: *{typed}*", typed=typed))),
                   (Option(typed, _("It is right"), also=says_yes),))
