"""What a mail server refuses (RFC 5321, 4.2 and RFC 3463), and what follows from it."""

from __future__ import annotations

import re

from aiosmtplib import (
    SMTPDataError,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from bot.conversation.channel import Gone, Later, Refused

NOBODY = {550, 551, 553}
"""For a recipient: no such mailbox here, or it has moved."""

POLICY = re.compile(r"\s*5\.7\.")
"""The same codes also say that the server doesn't want the mail; then this stands in its answer."""

OFFICE = 300.0
"""Seconds until the next try where the office has to look: a password, a sender that is not allowed, a server that greets
nobody from here."""


def as_outcome(problem: Exception) -> Later | Gone | Refused:
    """What becomes of the mail."""
    if isinstance(problem, SMTPRecipientsRefused):
        problem = problem.recipients[0]
    if not isinstance(problem, SMTPResponseException):
        return Later(0.0, type(problem).__name__)            # no connection, no TLS, no answer in time
    word = f"smtp {problem.code}"
    if not isinstance(problem, SMTPRecipientRefused | SMTPDataError):
        return Later(OFFICE, word)
    if problem.code < 500:
        return Later(60.0, word)
    nobody = isinstance(problem, SMTPRecipientRefused) and problem.code in NOBODY and not POLICY.match(problem.message)
    return Gone(word) if nobody else Refused(word)
