"""The types of content: what each holds, how long it may be, and what the person sees of it on WhatsApp."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.fakes.twilio.wire import Refused

ACTION = {"type": str, "title": str, "id": str}
SHAPES: Mapping[str, Mapping[str, Any]] = {
    "twilio/text": {"body": str},
    "twilio/media": {"body": str, "media": [str]},
    "twilio/location": {"latitude": (int, float), "longitude": (int, float), "label": str, "id": str, "address": str},
    "twilio/quick-reply": {"body": str, "actions": [ACTION]},
    "twilio/call-to-action": {"body": str, "actions": [ACTION | {"url": str, "phone": str, "code": str}]},
    "twilio/list-picker": {"body": str, "button": str, "items": [{"id": str, "item": str, "description": str}]},
    "whatsapp/card": {"body": str, "footer": str, "media": [str], "header_text": str,
                      "actions": [ACTION | {"url": str, "phone": str, "code": str, "webview_size": str}]},
}
"""Of the schema of the Content API, in Twilio's order: of several, the last that the channel knows is sent."""

UNPLAYED = {"twilio/card", "twilio/catalog", "twilio/carousel", "twilio/flows", "twilio/schedule", "whatsapp/authentication",
            "whatsapp/flows"}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "twilio/text": ("body",), "twilio/media": ("media",), "twilio/location": ("latitude", "longitude"),
    "twilio/quick-reply": ("body", "actions"), "twilio/call-to-action": ("body", "actions"),
    "twilio/list-picker": ("body", "button", "items"), "whatsapp/card": ("body",),
    "actions": ("title",), "items": ("id", "item"),
}
ACTIONS = {"twilio/quick-reply": {"QUICK_REPLY"},
           "twilio/call-to-action": {"URL", "PHONE_NUMBER", "COPY_CODE", "VOICE_CALL", "VOICE_CALL_REQUEST"},
           "whatsapp/card": {"URL", "PHONE_NUMBER", "QUICK_REPLY", "COPY_CODE", "VOICE_CALL"}}
LENGTHS = {"body": 1024, "title": 20, "button": 20, "item": 24, "description": 72, "id": 200, "footer": 60, "header_text": 60}
TEXT = 1600
"""Characters of a plain text's or media's body."""
COUNTS = {"twilio/quick-reply": ("actions", 10), "twilio/call-to-action": ("actions", 10), "twilio/list-picker": ("items", 10),
          "whatsapp/card": ("actions", 10)}
IN_SESSION = 3
"""Buttons of a content that isn't an approved template."""
PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


@dataclass(frozen=True)
class Shown:
    """What is on the person's screen."""

    kind: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    media: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()


def checked(types: object) -> dict[str, Any]:
    """The types that Twilio keeps: a key it doesn't know, or null, is dropped without a word. Raises Refused."""
    if not isinstance(types, dict):
        raise Refused(20001, "Invalid types")
    if set(types) & UNPLAYED and any(types[name] is not None for name in set(types) & UNPLAYED):
        raise Refused(20001, "a type that this fake doesn't play", status=501)
    kept = {name: _shaped(name, value, shape) for name, shape in SHAPES.items() if (value := types.get(name)) is not None}
    if not kept:
        raise Refused(20001, "Invalid types. At least one content type definition is required")
    for name, value in kept.items():
        wrong = fault(name, value)
        if wrong:
            raise Refused(20001, f"{name}: {wrong}")
    return kept


def _shaped(name: str, value: object, shape: Any) -> Any:
    if isinstance(shape, list):
        if not isinstance(value, list):
            raise Refused(20001, f"{name} must be an array")
        return [_shaped(name, one, shape[0]) for one in value]
    if not isinstance(shape, Mapping):
        if not isinstance(value, shape) or isinstance(value, bool):
            raise Refused(20001, f"{name} has the wrong type")
        return value
    if not isinstance(value, dict):
        raise Refused(20001, f"{name} must be an object")
    given = {key: inner for key, inner in value.items() if inner is not None}
    if set(given) - set(shape):
        raise Refused(20001, f"{name}: unknown property {min(set(given) - set(shape))}")
    missing = [key for key in REQUIRED.get(name, ()) if key not in given]
    if missing:
        raise Refused(20001, f"{name}: {missing[0]} is required")
    return {key: _shaped(key, inner, shape[key]) for key, inner in given.items()}


def fault(name: str, value: Mapping[str, Any]) -> str:
    """What WhatsApp wouldn't take in this type, or nothing. A text with placeholders is judged when they are filled."""
    list_name, most = COUNTS.get(name, ("", 0))
    parts: Sequence[Mapping[str, Any]] = value.get(list_name, ())
    if len(parts) > most or (list_name in REQUIRED[name] and not parts):
        return f"{list_name} must be 1 to {most}"
    for part in (value, *parts):
        for key, text in part.items():
            limit = TEXT if key == "body" and name in ("twilio/text", "twilio/media") else LENGTHS.get(key)
            if limit is None or not isinstance(text, str) or PLACEHOLDER.search(text):
                continue
            if not text.strip() or len(text) > limit:
                return f"{key} must be 1 to {limit} characters"
    if any(part.get("type", "QUICK_REPLY") not in ACTIONS[name] for part in parts if name in ACTIONS):
        return "unknown type of action"
    return _twice(name, parts)


def _twice(name: str, parts: Sequence[Mapping[str, Any]]) -> str:
    for key in ("id", "title"):
        given = [part[key] for part in parts if key in part and not PLACEHOLDER.search(part[key])]
        if len(given) != len(set(given)):
            return f"{key} must be unique"
    return ""


def strings(value: Any) -> Iterator[str]:
    """All texts within."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def placeholders(value: Any) -> list[str]:
    """Names of variables, as they come."""
    return [found[1] for text in strings(value) for found in PLACEHOLDER.finditer(text)]


def filled(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda found: variables[found[1]], value)
    if isinstance(value, Mapping):
        return {key: filled(inner, variables) for key, inner in value.items()}
    return [filled(inner, variables) for inner in value] if isinstance(value, list) else value


def richest(types: Mapping[str, Any]) -> str:
    return [name for name in SHAPES if name in types][-1]


def shown(name: str, value: Mapping[str, Any]) -> Shown:
    """Of a type whose placeholders are filled. A quick reply without an id answers with its title."""
    text = str(value.get("body", value.get("label", "")))
    items = value.get("items", ())
    pressed = [one for one in value.get("actions", ()) if one.get("type", "QUICK_REPLY") == "QUICK_REPLY"]
    links = [(one["title"], one.get("url") or one.get("phone") or one.get("code", "")) for one in value.get("actions", ())
             if one not in pressed]
    buttons = [*((one["id"], one["item"]) for one in items), *((one.get("id", one["title"]), one["title"]) for one in pressed)]
    return Shown(name.partition("/")[2], text, tuple(buttons), tuple(links), tuple(value.get("media", ())),
                 tuple(one.get("description", "") for one in items))


def unapprovable(types: Mapping[str, Any], samples: Mapping[str, str]) -> str:
    """Why WhatsApp turns a template down, or nothing (twilio.com/docs/content/using-variables-with-content-api)."""
    body = str(types[richest(types)].get("body", ""))
    names = placeholders(types)
    numbers = sorted({int(name) for name in names if name.isdigit()})
    words = len(re.findall(r"\S+", PLACEHOLDER.sub("", body)))
    used = len(set(placeholders(body)))
    if re.match(r"\W*\{\{", body) or re.search(r"\}\}\W*$", body):
        return "INVALID_FORMAT: variables can't be at the start or the end"
    if re.search(r"\}\}\s*\{\{", body):
        return "INVALID_FORMAT: variables can't be side by side"
    if numbers != list(range(1, len(numbers) + 1)):
        return "INVALID_FORMAT: variables must be in sequence"
    if any(not samples.get(name, "").strip() for name in names):
        return "INVALID_FORMAT: a variable has no sample"
    if len(body) > LENGTHS["body"]:
        return "INVALID_FORMAT: the body is too long"
    return "INVALID_FORMAT: too many variables for its length" if used and words < 2 * used + 1 else ""
