"""SMS from a number of the account: who can be written to, and in how many parts a text goes."""

from __future__ import annotations

import re
from collections.abc import Collection

from tests.fakes.twilio.wire import Refused

SMS_SENDER = "+12135550188"
NUMBER = re.compile(r"\+[1-9]\d{6,14}")
AMERICAN = re.compile(r"\+1[2-9]\d\d[2-9]\d{6}")
GSM = re.compile(r"[\w@£$¥ÇΔΦΓΛΩΠΨΣΘΞ \n\r!\"#¤%&'()*+,\-./:;<=>?¡§¿^{}\\\[~\]|€]*")
"""Near enough of 3GPP TS 23.038 for what offices write, with `ACCENTED` left out."""
ACCENTED = re.compile(r"[^\W\d_A-Za-zèéùìòØøÅåÆæßÉÄÖÑÜäöñüàΔΦΓΛΩΠΨΣΘΞÇ]")


def check(to: str, sender: str, regions: Collection[str]) -> None:
    """Raises Refused. `regions`: the countries that the account may send to (geo permissions)."""
    if not (AMERICAN if to.startswith("+1") else NUMBER).fullmatch(to):
        raise Refused(21211, to)
    if sender and not NUMBER.fullmatch(sender):
        raise Refused(21212, sender)
    if sender not in ("", SMS_SENDER):
        raise Refused(21659, sender)
    if not to.startswith(tuple(regions)):
        raise Refused(21408, to)


def segments(text: str) -> int:
    """What is billed."""
    if GSM.fullmatch(text) and not ACCENTED.search(text):
        size = len(text) + len(re.findall(r"[\^{}\\\[~\]|€]", text))
        return 1 if size <= 160 else -(-size // 153)
    size = len(text.encode("utf-16-le")) // 2
    return 1 if size <= 70 else -(-size // 67)
