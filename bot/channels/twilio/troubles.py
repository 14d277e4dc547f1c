"""What Twilio refuses, by its codes (https://www.twilio.com/docs/api/errors), and what follows from it."""

from __future__ import annotations

from bot.channels.twilio.api import ApiError
from bot.conversation.channel import Gone, Later, Refused

OUTSIDE_WINDOW = 63016
NOBODY = {21211, 21265, 21610, 21614, 21635, 30005, 30006, 63003, 63024, 63032}
"""Nobody is there, it takes no messages (a landline, a short code), or they unsubscribed at the channel (STOP)."""

CONTENT = {21654, 21655, 21656, 21658, 63013, 63021, 63027, 92000}
"""Something about the content: the same can be said in words."""

TEMPLATE = {63040, 63041, 63042}
"""The template was rejected, paused or disabled: it is not to be used any more."""

SOON = {20429, 30001, 63017, 63018, 63038}
"""Too much at once, at Twilio or at WhatsApp."""


def as_outcome(problem: ApiError) -> Later | Gone | Refused:
    """What becomes of the message."""
    if problem.code in SOON or problem.status == 429:
        return Later(max(2.0, problem.wait), "429")
    if problem.code in NOBODY:
        return Gone(f"twilio {problem.code}")
    if problem.status in (401, 403, 404):
        return Later(60.0, f"twilio {problem.code}")         # the account: the office has to look, and nothing is lost
    if problem.status >= 500:
        return Later(0.0, f"http {problem.status}")
    return Refused(f"twilio {problem.code}")


def is_content(problem: ApiError) -> bool:
    """Whether numbered words may do instead."""
    return problem.code in CONTENT or problem.code in TEMPLATE
