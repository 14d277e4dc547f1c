"""A message as the driver writes it down, from what a phone shows of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.conversation.message import Attachment, Button, Message
from tests.journeys.near import PUBLIC


def put_back(text: str, buttons: Sequence[Button], files: Sequence[str], meant: Message) -> Message:
    """The addresses at the end of a text become attachments, and what it says of answers goes to their buttons."""
    text, links = _links(text.strip(), {one.subject for one in meant.attachments})
    text, details = _details(text, buttons)
    ways = {way.id for way in meant.words}
    options = tuple(replace(one, detail=details.get(one.id, "")) for one in buttons if one.id not in ways)
    attached = [*(Attachment("ics" if one == "ics" else "qr", "", "") for one in files), *links]
    attached.sort(key=lambda one: ("qr", "ics", "map").index(one.kind))
    return Message(text, options, tuple(one for one in buttons if one.id in ways), tuple(attached))


def _links(text: str, maps: Collection[str]) -> tuple[str, list[Attachment]]:
    lines = text.split("\n")
    found: list[Attachment] = []
    while lines and (lines[-1] in maps or lines[-1].startswith(f"{PUBLIC}/keepsake/")):
        link = lines.pop()
        found.insert(0, Attachment("ics" if "/keepsake/" in link else "map", link, ""))
    return "\n".join(lines).strip(), found


def _details(text: str, buttons: Sequence[Button]) -> tuple[str, dict[str, str]]:
    """Of the last paragraph, if it says something of each of these answers."""
    rest, _gap, last = text.rpartition("\n\n")
    details: dict[str, str] = {}
    left = list(buttons)
    for line in last.split("\n"):
        said = next((one for one in left if line.startswith(f"• {one.label.removesuffix('…')}") and ": " in line), None)
        if said is None:
            return text, {}
        left = left[left.index(said) + 1:]
        details[said.id] = line[2 + len(said.label.removesuffix("…")):].partition(": ")[2]
    return rest, details
