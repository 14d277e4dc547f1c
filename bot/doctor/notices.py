"""The ways of notices: whether the mail server lets us in, and whether the account has the number. Nothing is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupported,
    SMTPResponseException,
)

from bot.channels.http import Unreachable
from bot.channels.notices.email import server_of
from bot.channels.twilio.api import Api, ApiError
from bot.config import Settings, SmtpSettings
from bot.doctor.patient import SECONDS, Finding, Patient

HOW = "docs/office.md"


def email(patient: Patient) -> Iterator[Finding]:
    smtp = patient.settings.smtp
    if not smtp.is_on:
        half = smtp.host or smtp.sender
        yield (Finding("WRONG", "e-mail", "off: it takes both smtp.host and smtp.sender.") if half
               else Finding("note", "e-mail", f"off ({HOW})."))
        return
    wrong = asyncio.run(_refusal(smtp))
    if wrong:
        yield Finding("WRONG", "e-mail", f"{smtp.host}:{smtp.port} {wrong}. Mails are kept, and go later.")
    else:
        yield Finding("ok", "e-mail", f"{smtp.host}:{smtp.port} answers" + (", and lets us in." if smtp.user else "."))


async def _refusal(smtp: SmtpSettings) -> str:
    """Why no mail can be handed to it; empty: nothing is against it."""
    try:
        async with server_of(smtp, SECONDS) as server:
            await server.ehlo()
    except SMTPAuthenticationError:
        return "refuses the user or the password: look at smtp.user and smtp.password"
    except SMTPNotSupported:
        return "can't do what is asked of it (STARTTLS, or the log-in): look at smtp.port"
    except SMTPResponseException as problem:
        return f"answers {problem.code}"
    except (SMTPException, OSError) as problem:
        return f"can't be reached from here ({type(problem).__name__}): look at smtp.host, smtp.port and the firewall"
    return ""


def sms(patient: Patient) -> Iterator[Finding]:
    settings = patient.settings
    if "sms" not in settings.notices:
        yield (Finding("WRONG", "sms", "off: it takes twilio.account_sid and twilio.auth_token too.") if settings.sms.sender
               else Finding("note", "sms", f"off ({HOW})."))
        return
    try:
        takes = asyncio.run(_capabilities(settings))
    except ApiError as problem:
        yield _refused(problem)
    except Unreachable as problem:
        yield Finding("WRONG", "sms", f"Twilio can't be reached from here ({problem}). Messages are kept, and go later.")
    else:
        yield _number(takes)
    if not settings.public_url:
        yield Finding("note", "sms", "without public_url nobody learns what became of them, and the texts name no chat.")


async def _capabilities(settings: Settings) -> bool | None:
    """Whether the sender's number takes SMS; None: the account has no such number."""
    api = Api(settings.twilio)
    try:
        found = await api.number(settings.sms.sender)
    finally:
        api.close()
    return None if found is None else bool((found.get("capabilities") or {}).get("sms"))


def _number(takes: bool | None) -> Finding:
    if takes is None:
        return Finding("WRONG", "sms", "the account at Twilio has no such number. Look at sms.sender.")
    if not takes:
        return Finding("WRONG", "sms", "the number can't send SMS. Take another one at Twilio (sms.sender).")
    return Finding("ok", "sms", "Twilio takes the account and its token; the number is its own.")


def _refused(problem: ApiError) -> Finding:
    if problem.status in (401, 403):
        return Finding("WRONG", "sms", "Twilio refuses the account or its token. Look at twilio.account_sid and "
                                       "twilio.auth_token.")
    if problem.status == 404:
        return Finding("note", "sms", "the account and its token can't be looked at there (404).")
    return Finding("WRONG", "sms", f"Twilio answers {problem.status}, code {problem.code}.")
