"""Our messages as the Bot API takes them: HTML with everything escaped, inline keyboards, never over 4,096 characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.channels.capabilities import TELEGRAM
from bot.channels.cutting import split
from bot.channels.marks import to_html
from bot.conversation.message import Attachment, Button, Message

CHOSEN = "✓ "
"""Stands before the one button that is left of a question that was answered by pressing it."""


def texts(message: Message) -> list[dict[str, Any]]:
    """The parameters of `sendMessage`, without the chat: one, or several where the text is long; buttons under the last."""
    long = _with_details(message)
    calls: list[dict[str, Any]] = [
        {"text": to_html(part), "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
        for part in split(long, TELEGRAM.text or 4096)]
    rows = keyboard(message)
    if rows:
        calls[-1]["reply_markup"] = {"inline_keyboard": rows}
    return calls


def as_plain(call: dict[str, Any]) -> dict[str, Any]:
    """The same call without marks, for a server that can't read them."""
    text = re.sub(r"</?b>", "", call["text"]).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return {name: value for name, value in call.items() if name != "parse_mode"} | {"text": text}


def _with_details(message: Message) -> str:
    """Buttons hold a few words, so what else is to be known of an answer stands in the text."""
    details = [f"• {option.label}: {option.detail}" for option in message.options if option.detail]
    text = message.text.strip() or "…"
    maps = [one.subject for one in message.attachments if one.kind in ("map", "link")]
    return "\n\n".join([text, *(["\n".join(details)] if details else []), *(["\n".join(maps)] if maps else [])])


def keyboard(message: Message) -> list[list[dict[str, Any]]]:
    """An answer a row; the small ways out below, two a row."""
    ways = [message.words[place:place + 2] for place in range(0, len(message.words), 2)]
    rows: Sequence[Sequence[Button]] = [*((option,) for option in message.options), *ways]
    pages = [[_page(one)] for one in message.attachments if one.kind == "page"]
    return [*pages, *([_button(button) for button in row] for row in rows)]


def _page(one: Attachment) -> dict[str, Any]:
    """A private page opens inside Telegram, which asks for https (Bot API, WebAppInfo); else in a browser."""
    opens = {"web_app": {"url": one.subject}} if one.subject.startswith("https://") else {"url": one.subject}
    return {"text": one.label, **opens}


def _button(button: Button) -> dict[str, str]:
    assert len(button.id.encode()) <= (TELEGRAM.id_bytes or 64), "callback_data has 1 to 64 bytes"
    return {"text": button.label.strip() or "…", "callback_data": button.id}


def chosen(label: str, button: str) -> dict[str, Any]:
    """The keyboard of a question that was answered: what was pressed. Pressed again it changes nothing."""
    return {"inline_keyboard": [[{"text": f"{CHOSEN}{label}", "callback_data": button}]]}
