"""What the Bot API refuses, by name, and what follows from it. Telegram has no list: these are its sentences as they come."""

from __future__ import annotations

from bot.channels.telegram.api import ApiError
from bot.conversation.channel import Gone, Later, Refused

NOBODY = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "chat_id is empty",
          "group chat was deleted", "not enough rights to send", "have no rights to send", "chat_write_forbidden",
          "chat_send_plain_forbidden", "topic_closed")
"""400s that mean: nobody is there, or (of a group) nothing may be written."""


def as_outcome(problem: ApiError) -> Later | Gone | Refused:
    """What becomes of the message."""
    said = problem.description
    match problem.code:
        case 429:
            return Later(max(problem.retry_after, 1.0), "429")
        case 403:
            return Gone("deactivated" if "deactivated" in said else "blocked" if "blocked" in said else "forbidden")
        case 400 if any(sentence in said for sentence in NOBODY):
            return Gone("no such chat")
        case 401 | 404 | 409:
            return Later(30.0, f"http {problem.code}")       # the token: the office has to look, and nothing is lost
        case 400 | 413:
            return Refused(f"http {problem.code}")
        case code:
            return Later(0.0, f"http {code}")


def is_entity(problem: ApiError) -> bool:
    """It could not read the marks."""
    return problem.code == 400 and ("can't parse entities" in problem.description or "entit" in problem.description)


def is_unchanged(problem: ApiError) -> bool:
    """There was nothing to do, or it came too late to matter."""
    return problem.code == 400 and any(sentence in problem.description for sentence in (
        "message is not modified", "query is too old", "query id is invalid", "message to edit not found"))
