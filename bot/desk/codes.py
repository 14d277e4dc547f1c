"""Codes of appointments: short, easy to say on the phone, hard to guess."""

from __future__ import annotations

import re
import secrets

ALPHABET = "CDFGHJKMNPQRTVWXY23456789"
"""No vowels, so no words; none of 0 O 1 I L; of the pairs that look alike (B 8, S 5, Z 2) only the digit."""

LENGTH = 6
"""25 to the sixth: 244 million codes. Guessing is limited by `limits.code_tries_…`."""

_IN_TEXT = re.compile(r"(?<![\w-])([0-9A-Z]{3})([- ]?)([0-9A-Z]{3})(?![\w-])")
_CALLED = re.compile(r"\b(KODE|KODENYA|CODE)\b")

MOST = 8
"""Codes that are looked for in one text, which may be of nothing else: each is looked up."""

LOOKS_LIKE = str.maketrans("BSZ", "852")
RUDE = ("FCK", "FVK", "CNT", "DCK", "KNT", "MMK", "MMX", "PNTK", "PKK", "KKK", "TTK", "NGNT", "88")


def make_code() -> str:
    """A random code such as `K7M-4TD`; whoever keeps it sees to it that it is the office's only one."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not any(word in drawn for word in RUDE):
            return f"{drawn[:3]}-{drawn[3:]}"


def read_code(typed: str) -> str | None:
    """The code that a person typed, in whatever case, with or without its dash; None when it can't be one."""
    letters = _letters(typed)
    if len(letters) != LENGTH or not set(letters) <= set(ALPHABET):
        return None
    return f"{letters[:3]}-{letters[3:]}"


def codes_in(text: str) -> list[tuple[str, bool]]:
    """What may be codes in a text, and whether each is surely meant as one: it has its dash, is called a code, or is the
    whole text with letters and digits in it."""
    text = text.upper().strip().replace("–", "-")
    is_called = _CALLED.search(text) is not None
    found: dict[str, bool] = {}
    for start in range(len(text)):
        one = _IN_TEXT.match(text, start)
        code = read_code(one[0]) if one else None
        if one and code:
            letters = one[1] + one[3]
            mixed = not letters.isalpha() and not letters.isdigit()
            sure = one[2] == "-" or (mixed and (one[0] == text or is_called))
            found[code] = found.get(code, False) or (sure and not letters.isdigit())
        if len(found) == MOST:
            break
    return list(found.items())


def has_other_signs(typed: str) -> bool:
    """Whether it is as long as a code, and has letters or digits that no code has."""
    letters = _letters(typed)
    return len(letters) == LENGTH and not set(letters) <= set(ALPHABET)


def _letters(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter.isalnum()).translate(LOOKS_LIKE)
