"""What each channel can show, as data: how many buttons, how long their labels, how long a message, which files beside it.

What the program says is kept within all of them (`janji flows check`), so that no channel has to cut it. Only what a
person typed (a name on a button) is shortened, with "…", by the channel that has no room for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.conversation.message import Button, Message


@dataclass(frozen=True)
class Capabilities:
    """Limits in characters, and of an id in bytes; None: no limit. A question has at most `buttons` buttons of `button`
    characters, else it is a list of at most `items` of `item` characters with details of `detail`. `text` is the length
    of a message alone, `question` of one with buttons or a list. Beside a message come at most `files` of `file_bytes` each."""

    name: str
    buttons: int | None = None
    button: int | None = None
    items: int | None = None
    item: int | None = None
    detail: int | None = None
    text: int | None = None
    question: int | None = None
    id_bytes: int | None = None
    files: int | None = None
    file_bytes: int | None = None
    lasting: bool = True
    """Whether what is said later reaches somebody who has closed it."""
    window: timedelta | None = None
    """How long after a person wrote it takes free text."""

    def shown(self, message: Message) -> tuple[Button, ...]:
        """What it shows as buttons or as a list: the ways out beside the answers, where there is room for all."""
        every = (*message.options, *message.words)
        return every if self.items is None or len(every) <= self.items else message.options

    def label(self, answers: int | None) -> int | None:
        """The length of a label in a question with so many answers (None: it depends)."""
        few = self.buttons is not None and answers is not None and answers <= self.buttons
        return self.button if few else self.item


WEB = Capabilities("web", lasting=False)
TERMINAL = Capabilities("terminal", files=0)
TELEGRAM = Capabilities("telegram", text=4096, question=4096, id_bytes=64, files=1, file_bytes=10_000_000)
"""Bot API: a message of 4,096 characters after its entities are parsed; `callback_data` of 1 to 64 bytes; a photo of 10 MB (a
document may have 50)."""
WHATSAPP = Capabilities("whatsapp", buttons=3, button=20, items=10, item=24, detail=72, text=1600, question=1024,
                        id_bytes=200, files=1, file_bytes=5_000_000, window=timedelta(hours=24) - timedelta(minutes=2))
"""Twilio's in-session content: quick replies (3 of 20), list picker (10 items of 24, descriptions of 72, ids of 200),
with a body of 1,024; a text alone of 1,600; one picture of 5 MB a message. The window is Meta's customer service window, less
what a message may take on its way."""


def misfits(message: Message, channel: Capabilities) -> Iterator[str]:
    """What of a message this channel has no room for, in words."""
    answers, shown = len(message.options), channel.shown(message)
    limits = [("text", message.text, channel.question if answers else channel.text)]
    for button in shown:
        limits += [("label", button.label, channel.label(len(shown))), ("detail", button.detail, channel.detail)]
        if channel.id_bytes is not None and len(button.id.encode()) > channel.id_bytes:
            yield f"the id {button.id} takes more than {channel.id_bytes} bytes"
    for what, words, limit in limits:
        if limit is not None and len(words) > limit:
            yield f"the {what} “{words[:40]}” has {len(words)} characters; {channel.name} takes {limit}"
    if channel.items is not None and answers > channel.items:
        yield f"{answers} answers; {channel.name} takes {channel.items}"
