"""What of a message's text can be tapped: telephone numbers, e-mail and web addresses that stand in the office's own
settings, and no others. What a person typed is said back to them and to officers, and must not become a link there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import BaseModel

from bot.config import Settings, Words

_PHONE = re.compile(r"(?<![\w+])(?:\+?\d{1,2}[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\w)")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Links:
    """`exact`: as it is written, and where it leads. `hosts`: whose addresses lead to themselves."""

    exact: Mapping[str, str]
    hosts: tuple[str, ...]


def links_of(settings: Settings) -> Links:
    office = settings.office
    said = "\n".join(_said(settings))
    phones = {office.phone.number, office.duty_phone.number, *_PHONE.findall(said)} - {""}
    mails = {office.email, *_MAIL.findall(said)} - {""}
    sites = {office.website, *(outcome.link for outcome in settings.outcomes.values())}
    hosts = {urlsplit(site).hostname or "" for site in sites if site.startswith("https://")} - {""}
    exact = {phone: f"tel:{_international(phone)}" for phone in phones} | {mail: f"mailto:{mail}" for mail in mails}
    return Links(exact, tuple(sorted(hosts)))


def _said(part: object) -> Iterator[str]:
    """All texts that the office wrote for applicants: nothing of the program's own settings, which may hold secrets."""
    match part:
        case Words():
            yield from part.root.values()
        case BaseModel():
            for name in type(part).model_fields:
                yield from _said(getattr(part, name))
        case Mapping():
            for one in part.values():
                yield from _said(one)
        case tuple():
            for one in part:
                yield from _said(one)


def _international(phone: str) -> str:
    """Ten digits are American."""
    digits = re.sub(r"\D", "", phone)
    if phone.startswith("+"):
        return f"+{digits}"
    return f"+1{digits}" if len(digits) == 10 else digits
