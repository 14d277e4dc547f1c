"""What the real Bot API refuses, of a request alone (core.telegram.org/bots/api, version 10.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.telegram.wire import Refused

KEYBOARD = {"reply_markup": dict}
METHODS: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "getMe": {},
    "getWebhookInfo": {},
    "setWebhook": {"url": str, "secret_token": str, "allowed_updates": list, "max_connections": int,
                   "drop_pending_updates": bool, "ip_address": str},
    "deleteWebhook": {"drop_pending_updates": bool},
    "getUpdates": {"offset": int, "limit": int, "timeout": int, "allowed_updates": list},
    "setMyCommands": {"commands": list, "scope": dict, "language_code": str},
    "getChatMember": {"chat_id": (int, str), "user_id": int},
    "sendMessage": {"chat_id": (int, str), "text": str, "parse_mode": str, "link_preview_options": dict,
                    "disable_notification": bool, "reply_parameters": dict, **KEYBOARD},
    "sendPhoto": {"chat_id": (int, str), "photo": (str, bytes), "caption": str, "parse_mode": str, **KEYBOARD},
    "sendDocument": {"chat_id": (int, str), "document": (str, bytes), "caption": str, "parse_mode": str, **KEYBOARD},
    "editMessageReplyMarkup": {"chat_id": (int, str), "message_id": int, **KEYBOARD},
    "answerCallbackQuery": {"callback_query_id": str, "text": str, "show_alert": bool, "url": str, "cache_time": int},
    "getFile": {"file_id": str},
}
"""The methods that a bot like ours needs, with the types of their parameters (core.telegram.org/bots/api)."""

REQUIRED = {"setWebhook": ("url",), "setMyCommands": ("commands",), "sendMessage": ("chat_id", "text"),
            "sendPhoto": ("chat_id", "photo"), "sendDocument": ("chat_id", "document"), "getFile": ("file_id",),
            "getChatMember": ("chat_id", "user_id"), "answerCallbackQuery": ("callback_query_id",)}

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote", "tg-spoiler"}
KINDS = {"message", "edited_message", "channel_post", "callback_query", "my_chat_member", "inline_query", "poll"}


def check(method: str, params: Mapping[str, Any]) -> None:
    """A method that there is, with the parameters that it takes. Raises Refused."""
    known = METHODS.get(method)
    if known is None:
        raise Refused(404, "Not Found")
    for name, value in params.items():
        if name not in known:
            raise Refused(400, f"Bad Request: unknown parameter {name}")
        if not isinstance(value, known[name]) or (isinstance(value, bool) and known[name] is int):
            raise Refused(400, f"Bad Request: parameter {name} has the wrong type")
    for name in REQUIRED.get(method, ()):
        if name not in params or params[name] == "":
            raise Refused(400, "Bad Request: message text is empty" if name == "text" else f"Bad Request: {name} is empty")


def check_webhook(url: str, secret_token: str, allowed_updates: Sequence[str]) -> None:
    if not url.startswith(("https://", "http://127.0.0.1")):
        raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if secret_token and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret_token):
        raise Refused(400, "Bad Request: secret token contains unallowed characters")
    if not set(allowed_updates) <= KINDS:
        raise Refused(400, "Bad Request: unknown kind of update")


def check_commands(commands: Sequence[Any]) -> None:
    if len(commands) > 100:
        raise Refused(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", one["command"]) or not 1 <= len(one["description"]) <= 256:
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")


def plain_text(text: str, parse_mode: str) -> str:
    """What a message says without its marks."""
    plain = parsed(text) if parse_mode == "HTML" else text
    if parse_mode not in ("", "HTML"):
        raise Refused(400, "Bad Request: unsupported parse_mode")
    if not plain.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(plain.encode("utf-16-le")) // 2 > 4096:
        raise Refused(400, "Bad Request: message is too long")
    return plain


def check_photo(photo: object) -> bytes:
    if not isinstance(photo, bytes) or not photo.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
    if len(photo) > 10_000_000:
        raise Refused(413, "Request Entity Too Large")
    return photo


def check_document(document: object) -> bytes:
    if not isinstance(document, bytes) or not document:
        raise Refused(400, "Bad Request: file must be non-empty")
    if len(document) > 50_000_000:
        raise Refused(413, "Request Entity Too Large")
    return document


def check_reply(parameters: Mapping[str, Any]) -> int:
    """The number of the message that is replied to."""
    known = {"message_id": int, "allow_sending_without_reply": bool}
    odd = any(not isinstance(value, known.get(name, ())) for name, value in parameters.items())
    if odd or "message_id" not in parameters:
        raise Refused(400, "Bad Request: can't parse reply parameters")
    return int(parameters["message_id"])


def rows_of(markup: Any) -> list[list[dict[str, Any]]]:
    """An inline keyboard's rows. Raises Refused for a shape or a button that Telegram doesn't take."""
    if markup is None:
        return []
    rows = markup.get("inline_keyboard")
    if set(markup) != {"inline_keyboard"} or not isinstance(rows, list):
        raise Refused(400, "Bad Request: object expected as reply markup")
    for row in rows:
        for one in row:
            _check_button(one)
    if sum(map(len, rows)) > 100 or any(not 1 <= len(row) <= 8 for row in rows):
        raise Refused(400, "Bad Request: reply markup is too long")
    return [[dict(one) for one in row] for row in rows]


def _check_button(one: Any) -> None:
    """A label, and one thing that it does."""
    [does] = set(one) - {"text"} if len(one) == 2 and one.get("text", "").strip() else [""]
    match does:
        case "callback_data":
            if not 1 <= len(one["callback_data"].encode()) <= 64:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        case "url":
            if not one["url"].startswith(("https://", "http://", "tg://")):
                raise Refused(400, "Bad Request: inline keyboard button URL is invalid: Wrong HTTP URL")
        case "web_app":
            if set(one["web_app"]) != {"url"} or not one["web_app"]["url"].startswith("https://"):
                raise Refused(400, "Bad Request: inline keyboard button Web App URL is invalid: Only HTTPS links are allowed")
        case _:
            raise Refused(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed")


def parsed(html: str) -> str:
    """The text without its marks. Raises Refused where Telegram can't parse them."""
    def bad(why: str) -> Refused:
        return Refused(400, f"Bad Request: can't parse entities: {why}")

    text, open_tags, place = [], [], 0
    for found in re.finditer(r"<(/?)([a-z-]*)([^<>]*)>|<|&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);", html):
        text.append(html[place:found.start()])
        place = found.end()
        if found[4] is not None:
            text.append({"lt": "<", "gt": ">", "amp": "&", "quot": '"'}.get(found[4], "?"))
        elif found[2] not in TAGS:
            raise bad(f'unsupported start tag "{found[2] or ""}" at byte offset {found.start()}')
        elif not found[1]:
            open_tags.append(found[2])
        elif not open_tags or open_tags.pop() != found[2]:
            raise bad(f"unmatched end tag at byte offset {found.start()}")
    if open_tags:
        raise bad(f'can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return "".join([*text, html[place:]])
