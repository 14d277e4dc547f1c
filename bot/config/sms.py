"""How notices go by SMS: the number they are from, and the countries they go to. The account is `twilio`'s."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.config.notices import NoticeLimits

NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
"""E.164."""

AMERICAN = re.compile(r"\+1(?!9(?:00|76)|...976)[2-9][0-9]{2}[2-9][0-9]{6}", re.ASCII)
"""The North American Numbering Plan: area code and exchange begin with 2 to 9. Area code 900 (47 CFR 64.1506) and exchange 976
are those of services that whoever calls pays for."""

CARIBBEAN = frozenset({"242", "246", "264", "268", "284", "345", "441", "473", "649", "658", "664", "721", "758", "767", "784",
                       "809", "829", "849", "868", "869", "876"})
"""Area codes of the Caribbean's countries, and of Bermuda, under +1: a text there costs many times as much, and can earn
whoever asks for it. The Federal Trade Commission's warnings of "one ring" calls name half of them; the rest are alike."""


def is_number(text: str) -> bool:
    """Whether this is a telephone number as +12135550100."""
    return bool((AMERICAN if text.startswith("+1") else NUMBER).fullmatch(text))


def _sender(text: str) -> str:
    if text and not is_number(text):
        raise ValueError("write the number as +12135550100")
    return text


def _prefix(text: str) -> str:
    if not re.fullmatch(r"\+[1-9][0-9]{0,5}", text, re.ASCII):
        raise ValueError("write a country code as +1 or +62")
    return text


class SmsSettings(NoticeLimits):
    sender: Annotated[str, AfterValidator(_sender)] = Field(
        default="", description="The number of the Twilio account that they are from, such as +12135550100; empty: no SMS.")
    prefixes: Annotated[tuple[Annotated[str, AfterValidator(_prefix)], ...], Field(min_length=1)] = Field(
        default=("+1",), description="Only numbers that begin so are written to: codes to far countries are how fraud "
                                       "earns. Caribbean ones need their own, such as +1876.")
    messages_a_second: float = Field(default=1.0, gt=0, description="Of the number; Twilio queues what is over it.")
    person_messages_a_day: int = Field(default=10, ge=1, description="To one person.")
    codes_a_day: int = Field(default=200, ge=1, description="Codes that prove a number, everybody together.")

    def takes(self, number: str) -> bool:
        """Whether this number may be written to."""
        return is_number(number) and any(_covers(prefix, number) for prefix in self.prefixes)


def _covers(prefix: str, number: str) -> bool:
    """The Caribbean only where its area code is named."""
    is_named = len(prefix) >= len("+1876") or not number.startswith("+1") or number[2:5] not in CARIBBEAN
    return number.startswith(prefix) and is_named
