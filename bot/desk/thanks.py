"""Words that thank an officer and ask for nothing."""

from __future__ import annotations

import re

THANKS = frozenset({
    "makasi", "makasih", "nuhun", "suwun", "terima", "terimakasih", "thank", "thanks", "thx", "tks", "trims", "ty"})
BESIDE = frozenset({
    "a", "answer", "atas", "baik", "banyak", "bantuannya", "bapak", "bu", "for", "good", "great", "help", "ibu", "info",
    "infonya", "informasinya", "jawabannya", "kak", "kasih", "lot", "many", "mas", "mbak", "much", "noted", "ok", "okay", "oke",
    "okey", "pak", "perfect", "sekali", "siap", "sip", "so", "the", "u", "understood", "very", "ya", "yaa", "you", "your"})


def only_thanks(said: str, after: str) -> bool:
    """Whether that is all; not after a question, which it may answer."""
    words = re.findall(r"[^\W_]+", said.casefold())
    return "?" not in after + said and not THANKS.isdisjoint(words) and THANKS.union(BESIDE).issuperset(words)
