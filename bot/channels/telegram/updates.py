"""What Telegram sends, read from its raw JSON: anything that isn't a message or a press of a person becomes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.channels.fetching import File
from bot.channels.telegram.outgoing import CHOSEN
from bot.conversation import events

ALLOWED = ("message", "callback_query", "my_chat_member")
"""The kinds of update that are asked for. Edited messages are not: an answer stays as it was given."""

COMMANDS: Mapping[str, str] = {"menu": "start-over", "status": "status", "officer": "officer",
                               "language": "language", "help": "help"}
"""Telegram's command, and the meaning among the words that work everywhere."""

_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL | re.IGNORECASE)
_LINK = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What may stand in `https://t.me/<bot>?start=<link>`, by Telegram's rule."""

KINDS: Mapping[str, Literal["location", "contact", "voice", "sticker", "unknown"]] = {
    "voice": "voice", "audio": "voice", "video_note": "voice", "sticker": "sticker", "contact": "contact",
    "location": "location", "venue": "location", "animation": "unknown", "video": "unknown", "dice": "unknown",
    "game": "unknown", "poll": "unknown", "story": "unknown", "paid_media": "unknown", "checklist": "unknown",
    "rich_message": "unknown", "gift": "unknown", "passport_data": "unknown"}
"""What a person can send that can't be read. All else (somebody pinned something) is said by Telegram, not by them."""

CAME: Mapping[str, Literal["in", "out"]] = {"member": "in", "administrator": "in", "left": "out", "kicked": "out"}
"""What a ChatMember's status says of the bot in a group. One that is `restricted` is in it, and may not write."""

LARGEST = 2**53
"""Ids have at most 52 significant bits."""


@dataclass(frozen=True)
class Command:
    """One of the commands, by its meaning among the words."""

    meaning: str


@dataclass(frozen=True)
class Press:
    """A button. `query` is to be answered; `message` is 0 where Telegram doesn't say which it was; `label` is what
    stood on the button, empty where that is not known or it stands alone already."""

    query: str
    button: str
    message: int
    label: str


@dataclass(frozen=True)
class Contact:
    """The sender's own number, shared by a tap."""

    number: str


What = events.Typed | events.Started | events.Other | Command | Press | File | Contact


@dataclass(frozen=True)
class Private:
    """A person's message or press."""

    update: int
    chat: str
    language: str
    what: What


@dataclass(frozen=True)
class Group:
    """Something in a group. `query` is a press there, or one that is nobody's, which is answered and no more; `message` replies
    to one of `replied_to`; `came`: the bot was put in or out; `moved_to`: it is another chat now."""

    chat: str
    language: str
    query: str = ""
    update: int = 0
    message: int = 0
    replied_to: int = 0
    came: Literal["", "in", "out"] = ""
    moved_to: str = ""


class NotRead(Exception):
    """It is not as the Bot API says."""


def read(update: object) -> Private | Group | None:
    """An update as an event; None for what is none, or is malformed."""
    try:
        return _read(_block(update))
    except NotRead:
        return None


def _read(update: Mapping[str, Any]) -> Private | Group | None:
    number = _number(update, "update_id")
    if "message" in update:
        return _message(number, _block(update["message"]))
    if "callback_query" in update:
        return _press(number, _block(update["callback_query"]))
    if "my_chat_member" in update:
        return _member(_block(update["my_chat_member"]))
    return None


def _message(update: int, message: Mapping[str, Any]) -> Private | Group | None:
    chat, kind = _chat(message)
    language = _language(message.get("from"))
    if kind in ("group", "supergroup"):
        return _in_a_group(update, message, chat, language)
    sender = _block(message.get("from"))
    if kind != "private" or sender.get("is_bot") is True:
        return None
    what = _what(message, _number(sender, "id"))
    return None if what is None else Private(update, chat, language, what)


def _in_a_group(update: int, message: Mapping[str, Any], chat: str, language: str) -> Group:
    """A group that becomes a supergroup says so twice: in the old one and in the new."""
    if "migrate_to_chat_id" in message:
        return Group(chat, language, moved_to=str(_number(message, "migrate_to_chat_id")))
    if "migrate_from_chat_id" in message:
        return Group(str(_number(message, "migrate_from_chat_id")), language, moved_to=chat)
    if "reply_to_message" not in message:
        return Group(chat, language)
    replied = _block(message["reply_to_message"])
    author = _number(_block(replied["from"]), "id") if "from" in replied else 0
    return Group(chat, language, update=update, message=_number(message, "message_id"), replied_to=author)


def _what(message: Mapping[str, Any], sender: int) -> What | None:
    if "text" in message:
        return _typed(_text(message, "text"))
    file = _file(message)
    if file is not None:
        return file
    if "contact" in message:
        contact = _block(message["contact"])
        if contact.get("user_id") == sender:
            return Contact(_text(contact, "phone_number"))
    return next((events.Other(what) for kind, what in KINDS.items() if kind in message), None)


def _typed(text: str) -> events.Typed | events.Started | Command:
    """`/start` with whatever stands behind it is a start; it says what for where it can be a link's. A command that is not in
    our menu, such as `/cancel`, is the word that it says."""
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return events.Typed(text)
    name, rest = found[1].casefold(), found[2] or ""
    if name == "start":
        link = _LINK.fullmatch(rest)
        return events.Started(link[0] if link else "")
    if rest:
        return events.Typed(text)
    return Command(COMMANDS[name]) if name in COMMANDS else events.Typed(name.replace("_", " "))


def _file(message: Mapping[str, Any]) -> File | None:
    """The largest size of a photo; a document as it is. A moving picture has a document too, and is none."""
    if "animation" in message:
        return None
    if isinstance(message.get("photo"), list) and message["photo"]:
        sizes = [_block(one) for one in message["photo"][:20]]
        found = max(sizes, key=lambda one: (_size(one, "width") * _size(one, "height"), _size(one, "file_size")))
    elif "document" in message:
        found = _block(message["document"])
    else:
        return None
    return File(_id(found, "file_id"), _number(message, "message_id"), _id(message, "media_group_id", ""),
                _size(found, "file_size"), _text(message, "caption", ""))


def _press(update: int, query: Mapping[str, Any]) -> Private | Group | None:
    number, sender, message = _id(query, "id"), _block(query.get("from")), query.get("message")
    if message is None:
        return Group("", _language(sender), number)          # of an inline message: this bot has none
    message = _block(message)
    chat, kind = _chat(message)
    if kind != "private" or chat != str(_number(sender, "id")):
        return Group(chat, _language(sender), number)
    button = _text(query, "data", "")
    return Private(update, chat, _language(sender), Press(
        number, button, _number(message, "message_id"), _label(message, button)))


def _label(message: Mapping[str, Any], button: str) -> str:
    """What stands on this button of the message; empty if it is marked already."""
    markup = message.get("reply_markup")
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    for row in rows if isinstance(rows, list) else ():
        for one in row if isinstance(row, list) else ():
            if isinstance(one, dict) and one.get("callback_data") == button and isinstance(one.get("text"), str):
                text = clean(one["text"])
                return "" if text.startswith(CHOSEN) else text
    return ""


def _member(change: Mapping[str, Any]) -> Group | None:
    """The bot was put into a group, or out of it."""
    chat, kind = _chat(change)
    if kind not in ("group", "supergroup"):
        return None
    status = _block(change.get("new_chat_member")).get("status")
    came = CAME.get(status) if isinstance(status, str) else None
    return None if came is None else Group(chat, _language(change.get("from")), came=came)


# --- values -----------------------------------------------------------------------------------------------------------

def clean(text: str) -> str:
    """Without what no database takes: halves of surrogate pairs and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _block(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise NotRead
    return value


def _number(block: Mapping[str, Any], name: str) -> int:
    value = block.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not -LARGEST < value < LARGEST:
        raise NotRead
    return value


def _size(block: Mapping[str, Any], name: str) -> int:
    return max(0, _number(block, name)) if name in block else 0


def _text(block: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = block.get(name, default)
    if not isinstance(value, str):
        raise NotRead
    return clean(value)


def _id(block: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """An id of Telegram's: signs, not many."""
    value = _text(block, name, default)
    if len(value) > 512 or (not value and default is None):
        raise NotRead
    return value


def _chat(block: Mapping[str, Any]) -> tuple[str, str]:
    chat = _block(block.get("chat"))
    return str(_number(chat, "id")), _text(chat, "type", "")


def _language(sender: object) -> str:
    """`en` of `en-GB`; empty where Telegram doesn't say."""
    code = sender.get("language_code") if isinstance(sender, dict) else None
    found = re.match(r"[a-z]{2,3}(?=$|[-_])", code) if isinstance(code, str) else None
    return found[0] if found else ""
