"""Who talks with the bot."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.record import Said
from tests.fakes.telegram.server import BotApi
from tests.fakes.telegram.wire import OURS, chat_of


@dataclass
class Person:
    """Somebody with Telegram on their phone, in a private chat with the bot."""

    api: BotApi
    id: int
    name: str = "Dewi"
    language: str = "en"
    status: int = 0
    last: dict[str, Any] = field(default_factory=dict)

    @property
    def as_user(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}

    @property
    def as_chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "private", "first_name": self.name}

    @property
    def heard(self) -> list[Said]:
        return list(self.api.chats[self.id])

    def says_in(self, group: int, text: str, to: Said | None = None) -> int:
        """In a group, where the bot hears what replies to it; the message's number."""
        number = self.api.next_id()
        reply = {} if to is None else {"reply_to_message": to.as_json()}
        self.send(self.api.update(message={"message_id": number, "from": self.as_user, "chat": chat_of(group),
                                           "date": int(time.time()), "text": text, **reply}))
        return number

    def migrates(self, group: int, to: int) -> None:
        """The group becomes a supergroup."""
        self.send(self.api.update(message={"message_id": self.api.next_id(), "from": self.as_user, "chat": chat_of(group),
                                           "date": int(time.time()), "migrate_to_chat_id": to}))

    def puts_bot(self, group: int, status: str) -> None:
        """Into a group, or out of it."""
        before, self.api.groups[group] = self.api.groups.get(group, "left"), status
        bot = {"id": OURS, "is_bot": True, "first_name": "Janji"}
        self.send(self.api.update(my_chat_member={
            "chat": chat_of(group), "from": self.as_user, "date": int(time.time()),
            "old_chat_member": {"user": bot, "status": before}, "new_chat_member": {"user": bot, "status": status}}))

    def says(self, text: str) -> None:
        self.message(text=text)

    def message(self, **what: Any) -> dict[str, Any]:
        """A message with any content."""
        self.api.known.add(self.id)
        message = {"message_id": self.api.next_id(), "from": self.as_user, "chat": self.as_chat, "date": int(time.time()),
                   **what}
        return self.send(self.api.update(message=message))

    def send(self, update: dict[str, Any]) -> dict[str, Any]:
        self.last = update
        self.status = self.api.deliver(update)
        return update

    def again(self) -> None:
        """Telegram sends the same update once more."""
        self.send(self.last)

    def presses(self, button: str) -> str:
        """The newest button with this id; the query's id."""
        said = next(one for one in reversed(self.heard) if any(button == known for known, _label in one.buttons))
        query = secrets.token_hex(8)
        self.api.queries.add(query)
        self.send(self.api.update(callback_query={
            "id": query, "from": self.as_user, "chat_instance": "1", "data": button, "message": said.as_json()}))
        return query

    def photo(self, content: bytes | None, caption: str = "", album: str = "", file: str = "") -> str:
        """A photo in three sizes; the name of the largest."""
        name = file or secrets.token_hex(12)
        if content is not None:                             # else Telegram knows of no such file
            self.api.files.setdefault(name, content)
        sizes = [{"file_id": f"{name}{side}" if side < 1280 else name, "file_unique_id": f"u{side}", "width": side,
                  "height": side, "file_size": side * 10} for side in (90, 320, 1280)]
        more = ({"caption": caption} if caption else {}) | ({"media_group_id": album} if album else {})
        self.message(photo=sizes, **more)
        return name

    def document(self, content: bytes, name: str = "scan.pdf", kind: str = "application/pdf", size: int | None = None,
                 ) -> str:
        file = secrets.token_hex(12)
        self.api.files[file] = content
        self.message(document={"file_id": file, "file_unique_id": "u1", "file_name": name, "mime_type": kind,
                               "file_size": len(content) if size is None else size})
        return file
