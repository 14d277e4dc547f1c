"""The account at Twilio, and what has to be there before it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.channels.http import Unreachable
from bot.channels.twilio.api import Api, ApiError
from bot.channels.whatsapp import ACCOUNT
from bot.channels.whatsapp.channel import STATUS, WEBHOOK
from bot.channels.whatsapp.contents import Content, wanted
from bot.channels.whatsapp.provision import STATES
from bot.config import TwilioSettings
from bot.doctor.patient import Finding, Patient
from bot.flows.all import FLOWS
from storage import contents
from storage.migrations import HEAD, stored_revision

PAGES = 20
"""Of a hundred contents each: more are not looked through."""

TRY_AGAIN = "#rc=5&rp=all"
"""Twilio's connection overrides: it tries as often as it may, whatever went wrong."""

PROVISION = "Run: janji whatsapp provision"


def whatsapp(patient: Patient) -> Iterator[Finding]:
    settings = patient.settings.twilio
    if not settings.is_on:
        for_sms = settings.has_account and not settings.sender and patient.settings.sms.sender
        if not for_sms and (settings.account_sid or settings.sender or settings.auth_token.get_secret_value()):
            yield Finding("WRONG", "whatsapp", "off: it takes all of twilio.account_sid, twilio.auth_token and twilio.sender.")
        else:
            yield Finding("note", "whatsapp", "off (docs/whatsapp.md).")
        return
    try:
        there = asyncio.run(_ask(settings))
    except ApiError as problem:
        if problem.status in (401, 403):
            yield Finding("WRONG", "whatsapp", "Twilio refuses the account or its token. Look at twilio.account_sid and "
                                               "twilio.auth_token.")
        else:
            yield Finding("WRONG", "whatsapp", f"Twilio answers {problem.status}, code {problem.code}.")
        return
    except Unreachable as problem:
        yield Finding("WRONG", "whatsapp", f"Twilio can't be reached from here ({problem}). Messages are kept, and go later.")
        return
    yield Finding("ok", "whatsapp", "Twilio takes the account and its token.")
    yield _addresses(patient.settings.public_url.rstrip("/"))
    yield from _contents(patient, there)


async def _ask(settings: TwilioSettings) -> dict[str, Mapping[str, Any]]:
    """What there is at Twilio, by its id."""
    api, found = Api(settings), {}
    query: str | None = "PageSize=100"
    try:
        for _page in range(PAGES):
            said = await api.content("GET", f"AndApprovals?{query}")
            found.update({str(one["sid"]): one for one in said.get("contents") or ()})
            query = urlsplit((said.get("meta") or {}).get("next_page_url") or "").query
            if not query:
                break
    finally:
        api.close()
    return found


def _addresses(public: str) -> Finding:
    if not public:
        return Finding("WRONG", "whatsapp", "Twilio can't reach Janji: set public_url.")
    return Finding("note", "whatsapp", f"enter at Twilio, for the sender, both by POST: {public}{WEBHOOK}{TRY_AGAIN} for "
                                       f"incoming messages, {public}{STATUS} for statuses.")


def _contents(patient: Patient, there: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    languages = patient.settings.office.languages
    kept = _kept(patient)
    made: list[tuple[Content, Mapping[str, Any]]] = []
    missing = 0
    for content in wanted(languages, FLOWS.templates):
        sid, digest = kept.get((content.name, content.language), ("", ""))
        if sid in there and digest == content.digest:
            made.append((content, there[sid]))
        else:
            missing += 1
    if missing:
        yield Finding("WRONG", "whatsapp", f"{missing} buttons, lists or templates are not made, or have other words now. "
                                           f"{PROVISION}")
    else:
        yield Finding("ok", "whatsapp", "all buttons, lists and templates are made.")
    for language in languages:
        yield from _templates(language, [one for one in made if one[0].category and one[0].language == language])


def _kept(patient: Patient) -> dict[tuple[str, str], tuple[str, str]]:
    """Id and digest of what was made, as it was written down."""
    if patient.database is None or stored_revision(patient.database) != HEAD:
        return {}
    with patient.database.reading() as tx:
        return {(row.name, row.language): (row.reference, row.digest)
                for row in contents.all_of(tx, patient.settings.office.key, ACCOUNT)}


def _templates(language: str, made: Sequence[tuple[Content, Mapping[str, Any]]]) -> Iterator[Finding]:
    """How they stand in one language."""
    states: dict[str, list[str]] = {}
    for content, said in made:
        approval = said.get("approval_requests") or {}
        states.setdefault(STATES.get(str(approval.get("status")), "submitted"), []).append(content.name)
        category = str(approval.get("category") or content.category)
        if category != content.category:
            states.setdefault(f"moved to {category}", []).append(content.name)
    for state, names in sorted(states.items()):
        about = f"whatsapp, {language}"
        if state == "approved":
            yield Finding("ok", about, f"{len(names)} templates are approved.")
        elif state == "submitted":
            yield Finding("note", about, f"{len(names)} templates wait for approval: {', '.join(names)}.")
        else:
            yield Finding("WRONG", about, f"{state}: {', '.join(names)}. docs/whatsapp.md says what to do.")
