"""The bot: its token, and where Telegram brings what people write."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.channels.telegram.api import Api, ApiError, Unreachable
from bot.channels.telegram.connecting import webhook_address
from bot.channels.telegram.troubles import as_outcome
from bot.conversation.channel import Gone
from bot.doctor.patient import SECONDS, Finding, Patient

RECENT = timedelta(hours=1)
"""An older failure of the webhook is over."""

MANY = 100
"""Updates that wait: more means that they don't arrive."""


def telegram(patient: Patient) -> Iterator[Finding]:
    settings = patient.settings.telegram
    token = settings.token.get_secret_value()
    if not token:
        yield Finding("note", "telegram", "off (docs/telegram.md).")
        return
    try:
        me, hook = asyncio.run(_ask(token, settings.api_base_url))
    except ApiError as problem:
        if problem.code in (401, 404):
            yield Finding("WRONG", "telegram", "it doesn't know the token. Look at telegram.token (docs/telegram.md).")
        else:
            yield Finding("WRONG", "telegram", f"it answers {problem.code}.")
        return
    except Unreachable as problem:
        yield Finding("WRONG", "telegram", f"can't be reached from here ({problem}). Messages are kept, and go later.")
        return
    yield Finding("ok", "telegram", f"the token works; the bot is @{me.get('username', '')}.")
    yield _hook(hook, webhook_address(settings.webhook_url))
    yield from _troubles(hook, patient)
    if settings.officers_group:
        yield _officers_group(patient, int(me.get("id") or 0))


async def _ask(token: str, base_url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    api = Api(token, base_url)
    try:
        return await api.call("getMe", {}, SECONDS / 2), await api.call("getWebhookInfo", {}, SECONDS / 2)
    finally:
        api.close()


def _officers_group(patient: Patient, bot: int) -> Finding:
    """Whether the bot may write there."""
    try:
        status = asyncio.run(_status(patient, bot))
    except ApiError as problem:
        if problem.moved_to is not None:
            return Finding("WRONG", "telegram", "the officers' group has another id now: set telegram.officers_group to "
                                                f"{problem.moved_to}.")
        if not isinstance(as_outcome(problem), Gone):
            return Finding("WRONG", "telegram", f"asked for the officers' group it answers {problem.code}.")
        status = "left"
    except Unreachable as problem:
        return Finding("WRONG", "telegram", f"the officers' group can't be looked at ({problem}).")
    if status == "restricted":
        return Finding("WRONG", "telegram", "the bot may not write in the officers' group; its administrators can allow it.")
    if status in ("left", "kicked"):
        return Finding("WRONG", "telegram", "the bot is not in the officers' group: add it there, or look at "
                                            "telegram.officers_group (docs/telegram.md).")
    return Finding("ok", "telegram", "the bot is in the officers' group.")


async def _status(patient: Patient, bot: int) -> str:
    """What the bot is in the officers' group."""
    settings = patient.settings.telegram
    api = Api(settings.token.get_secret_value(), settings.api_base_url)
    try:
        found = await api.call("getChatMember", {"chat_id": settings.officers_group, "user_id": bot}, SECONDS / 2)
        return str(found.get("status"))
    finally:
        api.close()


def _hook(hook: dict[str, Any], ours: str) -> Finding:
    """Another's address is shown without its path, which may be its secret."""
    url = str(hook.get("url") or "")
    if url == ours:
        return Finding("ok", "telegram", f"brings messages to {ours}." if ours else "Janji asks for what is new.")
    if not url:
        return Finding("WRONG", "telegram", "the webhook is not set. Start Janji: it sets it.")
    there = urlsplit(url).hostname or ""
    wanted = f"instead of {ours}" if ours else "while Janji here asks for what is new"
    return Finding("WRONG", "telegram", f"the webhook is set to {there}, {wanted}. Start Janji again, and see that no other "
                                        "Janji uses this bot.")


def _troubles(hook: dict[str, Any], patient: Patient) -> Iterator[Finding]:
    waiting = int(hook.get("pending_update_count") or 0)
    if waiting > MANY:
        yield Finding("WRONG", "telegram", f"{waiting} messages wait there. Is Janji running, and reached?")
    elif waiting:
        yield Finding("note", "telegram", f"{waiting} messages wait there.")
    at = datetime.fromtimestamp(int(hook.get("last_error_date") or 0), UTC)
    if patient.clock.now() - at < RECENT:
        said = " ".join("".join(c if c.isprintable() else " " for c in str(hook.get("last_error_message", ""))).split())[:120]
        yield Finding("WRONG", "telegram", f"it could not reach the webhook at {patient.local(at)}: {said}")
