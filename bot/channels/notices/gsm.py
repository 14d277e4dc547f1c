"""How long a text is as SMS: 160 characters of GSM's alphabet in one part, else 153 a part; of any other characters 70 and 67
(3GPP TS 23.038; twilio.com/docs/glossary/what-is-gsm-7-character-encoding). Each part is paid for."""

from __future__ import annotations

import re
import unicodedata

BASIC = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
                  "abcdefghijklmnopqrstuvwxyzäöñüà")
TWICE = frozenset("^{}\\[~]|€")
"""These take two places."""

PARTS = 3
"""More is a letter, and belongs into the chat."""

SAME = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‑": "-", "−": "-", "…": "...",
                      "•": "-", "·": "-", "×": "x", "→": "->", "\t": " ", "\r": "", "`": "'"})


def plain(text: str) -> str:
    """The same in GSM's alphabet where there is a way to say it: spaces and quotation marks as on a typewriter, letters
    without accents that it lacks, no emoji."""
    said = "".join(_plain(char) for char in text.translate(SAME))
    lines = (" ".join(line.split()) for line in said.split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


def _plain(char: str) -> str:
    if char in BASIC or char in TWICE:
        return char
    kind = unicodedata.category(char)
    if kind == "Zs":
        return " "
    if kind in ("So", "Sk", "Mn", "Me", "Cf", "Cc", "Cs"):
        return ""
    bare = unicodedata.normalize("NFKD", char)
    bare = "".join(one for one in bare if not unicodedata.combining(one))
    return bare if bare and all(one in BASIC for one in bare) else char


def places(text: str) -> int:
    """How many places it takes, of those in a part: `room`."""
    if _is_gsm(text):
        return sum(2 if char in TWICE else 1 for char in text)
    return len(text.encode("utf-16-le")) // 2


def parts(text: str) -> int:
    """How many parts are paid for."""
    one, each = (160, 153) if _is_gsm(text) else (70, 67)
    taken = places(text)
    return 1 if taken <= one else -(-taken // each)


def fitted(text: str, foot: str) -> str:
    """Both within `PARTS` parts: what is too much of the text is cut at a word, and the foot says where the rest is."""
    text, foot = plain(text), plain(foot)
    whole = f"{text}\n{foot}"
    while parts(whole) > PARTS and " " in text:
        text = text.rpartition(" ")[0]
        whole = f"{text}...\n{foot}"
    return whole


def _is_gsm(text: str) -> bool:
    return BASIC.union(TWICE).issuperset(text)
