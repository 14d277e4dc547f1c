"""Readers of typed answers: each makes a value of the text, or says what is wrong and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from babel import Locale

from bot.conversation.prompts import Reading, Refusal
from bot.conversation.text import _
from bot.conversation.words import plain

NAME_LENGTH = 120
"""Signs of a name at most. A passport's first page holds 34 (other sources say 30 or 50); the rest stands on page 4."""


def a_name(text: str, reading: Reading) -> str | Refusal:
    """A full name as it was typed; one word is a name."""
    name = " ".join(text.split())
    if len(name) > NAME_LENGTH:
        return Refusal(_("That is longer than a name. Please type only the full name, as in the passport."))
    if not any(sign.isalpha() for sign in name):
        return Refusal(_("A name has letters. Please type the full name, as in the passport."))
    if sum(sign.isdigit() for sign in name) > 2:
        return Refusal(_("There are many digits in that. Please type only the full name, as in the passport."))
    return name


def a_line(text: str, reading: Reading) -> str | Refusal:
    """A line of text, such as a town."""
    line = " ".join(text.split())
    if len(line) > NAME_LENGTH:
        return Refusal(_("That is too long. Please type it in a few words."))
    return line


def an_address(text: str, reading: Reading) -> str | Refusal:
    """Street, number, city and post code; several lines become one."""
    address = ", ".join(part.strip() for part in text.split("\n") if part.strip())
    if len(address) > 300:
        return Refusal(_("That is too long for an address. Please type street, city and ZIP code."))
    if len(address) < 6:
        return Refusal(_("That is very short for an address. Please type street, city and ZIP code."))
    return address


def a_nik(text: str, reading: Reading) -> str | Refusal:
    """A NIK: 16 digits (PP 37/2007, article 37)."""
    digits = re.sub(r"[\s.\-]", "", text)
    if not digits.isascii() or not digits.isdigit():
        return Refusal(_("A NIK has digits only. It is at the top of the KTP (identity card)."))
    if len(digits) != 16:
        return Refusal(_("A NIK has 16 digits; I count {n}. Please look once more.", n=len(digits)))
    return digits


def a_passport_number(text: str, reading: Reading) -> str | Refusal:
    """A passport number. Its format is not known well enough to refuse one that merely looks odd."""
    number = re.sub(r"[\s.\-]", "", text).upper()
    if not (number.isascii() and number.isalnum() and any(sign.isdigit() for sign in number) and 5 <= len(number) <= 15):
        return Refusal(_("A passport number has letters and digits, such as X1234567. It stands at the top right of the "
                         "page with the photo."))
    return number


LETTERS = 12
"""Of a phone number at most ("tel.", "ext", "WhatsApp"): with more of them it is an address."""


def a_phone(text: str, reading: Reading) -> str | Refusal:
    """A phone number in international form: one that begins with a single 0 is Indonesian, ten digits are American."""
    digits = re.sub(r"\D", "", text)
    if not 8 <= len(digits) <= 15 or sum(sign.isalpha() for sign in text) > LETTERS:
        return Refusal(_("That does not look like a phone number. Please type it with its area code, such as "
                         "+1 213 555 0100."))
    if text.strip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("0"):
        return f"+62{digits[1:]}"
    return f"+1{digits}" if len(digits) == 10 else f"+{digits}"


def a_birth_date(text: str, reading: Reading) -> str | Refusal:
    """A date of birth as `YYYY-MM-DD`: day first, unless only month first is a date."""
    born = read_date(text)
    if born is None:
        return Refusal(_("I could not read that as a date. Please type day, month and year, such as 17 August 1990 or "
                         "17/08/1990."))
    if born > reading.today:
        return Refusal(_("{day:plain} is still to come. Please type the date of birth.", day=born))
    if reading.today.year - born.year > 120:
        return Refusal(_("{day:plain} is very long ago. Please look at the year once more.", day=born))
    return born.isoformat()


def read_date(text: str) -> date | None:
    """A whole date in digits or with the month's name, in Indonesian or English; None where there is no such date."""
    parts = re.findall(r"\d+|[^\W\d_]+", plain(text))
    words = [part for part in parts if not part.isdigit()]
    numbers = [part for part in parts if part.isdigit()]
    months = [month for word in words if (month := _months().get(word))]
    if len(months) == 1 and len(numbers) == 2:
        day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
        return _date(year, months[0], day)
    if months or len(numbers) != 3 or (words and len(numbers) == 3 and len(words) > 2):
        return None
    if len(numbers[0]) == 4:
        return _date(numbers[0], int(numbers[1]), numbers[2])
    return _date(numbers[2], int(numbers[1]), numbers[0]) or _date(numbers[2], int(numbers[0]), numbers[1])


def _date(year: str, month: int, day: str) -> date | None:
    if len(year) != 4:
        return None                       # "61" may be 1961 or 2061: ask rather than guess
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _months() -> Mapping[str, int]:
    """Names of months, whole and short, in both languages."""
    found = {}
    for language in ("id", "en"):
        for width in ("wide", "abbreviated"):
            for number, name in Locale.parse(language).months["format"][width].items():
                found[plain(name).rstrip(".")] = int(number)
    return {**found, "agt": 8, "agus": 8, "agt.": 8, "sept": 9, "pebruari": 2, "nopember": 11}
