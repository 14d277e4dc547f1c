"""The smallest parts of the configuration: keys, words in each language, money, hours, and how sure a fact is."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import time, timedelta
from decimal import Decimal
from ipaddress import ip_address
from typing import Annotated, Any, Literal, Never, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.numbers import get_currency_precision, list_currencies
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    RootModel,
    WithJsonSchema,
    model_validator,
)

ONE_DAY = timedelta(days=1)
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("there is no such time zone; write it as America/Los_Angeles") from None
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]


def is_loopback(host: str) -> bool:
    """Whether this name or address is the machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


class Missing(KeyError):
    """What a stored conversation names is not there any more: the office took it out of its settings, or the person out
    of what they prepare."""


class _Entries(dict[str, Any]):
    """Entries by key; one that is gone is Missing."""

    def __missing__(self, key: str) -> Never:
        raise Missing(key)


REMEMBERED = AfterValidator(_Entries)
"""Entries whose keys stored conversations remember."""


class Frozen(BaseModel):
    """The base of every part of the configuration: unknown keys are refused, values can't change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(RootModel[Mapping[Language, str]]):
    """The same words in each of the office's languages, as the office wrote them: `{id: Paspor, en: Passport}`."""

    model_config = ConfigDict(frozen=True)

    def in_language(self, language: str) -> str:
        """The words in `language`; the first that is there if that one is missing."""
        return self.root.get(language) or next(iter(self.root.values()))

    def __hash__(self) -> int:
        return hash(tuple(self.root.items()))


def _known_currency(code: str) -> str:
    if code not in list_currencies():
        raise ValueError("there is no such currency; write it as three capital letters, such as IDR")
    return code


class Money(Frozen):
    """An amount in a currency (ISO 4217)."""

    amount: Decimal = Field(ge=0)
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$"), AfterValidator(_known_currency)]

    @model_validator(mode="after")
    def _no_thousands(self) -> Self:
        """Indonesians write a thousand as 1.000."""
        decimals = -int(self.amount.as_tuple().exponent)
        if decimals > get_currency_precision(self.currency):
            whole = f"{self.amount}".replace(".", "")
            raise ValueError(f"{self.amount} has more decimals than {self.currency}; write thousands without a point: {whole}")
        return self


class Fact(Frozen):
    """Where something that applicants read comes from, and how sure it is.

    `stated`: a source says so. `dated`: it may have changed, and is shown with "check with the office".
    `example`: nobody could find it; the office must fill it in (`janji config facts` lists these).
    """

    sure: Literal["stated", "dated", "example"] = "example"
    source: str = ""
    as_of: str = ""


def _span(text: object) -> object:
    """`"09:00-12:00"` as a pair of times."""
    if not isinstance(text, str):
        return text
    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise ValueError("these are not hours; write them as 09:00-12:00") from None
    return {"start": start, "end": end}


class Span(Frozen):
    start: time
    end: time


Hours = Annotated[Span, BeforeValidator(_span),
                  PlainSerializer(lambda h: f"{h.start:%H:%M}-{h.end:%H:%M}", return_type=str),
                  WithJsonSchema({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$"})]
Week = Mapping[Weekday, tuple[Hours, ...]]
