"""The methods that a bot like ours uses, on chats, groups and files that there are."""

from __future__ import annotations

from typing import Any

from tests.fakes.telegram.checks import (
    check,
    check_commands,
    check_document,
    check_photo,
    check_reply,
    check_webhook,
    plain_text,
    rows_of,
)
from tests.fakes.telegram.failures import Failing, Failures
from tests.fakes.telegram.record import Record, Said
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.wire import OURS, Refused, chat_of


class Methods(Record, Failures, Updates):
    """`known`: whoever began a chat; `groups`: what the bot is in each: member, restricted (it may not write), left, kicked."""

    def __init__(self) -> None:
        super().__init__()
        self.known: set[int] = set()
        self.blocked: set[int] = set()
        self.groups: dict[int, str] = {}
        self.moved: dict[int, int] = {}
        self.files: dict[str, bytes | Failing] = {}
        self.troubles: dict[str, Any] = {}
        """What getWebhookInfo says of them: pending_update_count, last_error_date, last_error_message."""
        self.queries: set[str] = set()
        self._ids = 1000

    def next_id(self) -> int:
        with self.lock:
            self._ids += 1
            return self._ids

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """The result. Raises Refused."""
        check(method, params)
        return getattr(self, f"_{method}")(**params)

    def _getMe(self) -> Any:  # noqa: N802
        return {"id": OURS, "is_bot": True, "first_name": "Janji", "username": "janji_test_bot",
                "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    def _getWebhookInfo(self) -> Any:  # noqa: N802
        return {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": 0,
                **self.troubles}

    def _setWebhook(self, url: str, secret_token: str = "", allowed_updates: Any = (), **_more: Any) -> bool:  # noqa: N802
        check_webhook(url, secret_token, allowed_updates)
        self.webhook = {"url": url, "secret_token": secret_token, "allowed_updates": list(allowed_updates)}
        return True

    def _deleteWebhook(self, **_more: Any) -> bool:  # noqa: N802
        self.webhook = {}
        return True

    def _getUpdates(self, offset: int = 0, limit: int = 100, timeout: int = 0, **_more: Any) -> Any:  # noqa: N802
        if self.webhook.get("url"):
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        return self.new_for_whoever_asks(offset, limit, timeout)

    def _setMyCommands(self, commands: list[Any], language_code: str = "", **_more: Any) -> bool:  # noqa: N802
        check_commands(commands)
        self.commands[language_code] = commands
        return True

    def _sendMessage(self, chat_id: int | str, text: str, parse_mode: str = "", **more: Any) -> Any:  # noqa: N802
        return self._said(chat_id, plain_text(text, parse_mode), html=text, **more)

    def _sendPhoto(self, chat_id: int | str, photo: object, caption: str = "", **more: Any) -> Any:  # noqa: N802
        return self._said(chat_id, caption, kind="photo", content=check_photo(photo), **more)

    def _sendDocument(self, chat_id: int | str, document: object, caption: str = "", **more: Any) -> Any:  # noqa: N802
        return self._said(chat_id, caption, kind="document", content=check_document(document), **more)

    def _said(self, chat_id: int | str, text: str, html: str = "", kind: str = "text", content: bytes = b"",
              reply_markup: Any = None, name: str = "", reply_parameters: Any = None, disable_notification: bool = False,
              **_more: Any) -> Any:
        chat = self._chat(chat_id)
        if self.groups.get(chat) == "restricted":
            raise Refused(400, "Bad Request: not enough rights to send text messages to the chat")
        if len(text) > 1024 and kind != "text":
            raise Refused(400, "Bad Request: message caption is too long")
        said = Said(self.next_id(), chat, text, html, rows_of(reply_markup), kind, name, content,
                    silent=disable_notification, answers=self._answered(chat, reply_parameters))
        self.chats[chat].append(said)
        return said.as_json()

    def _answered(self, chat: int, parameters: Any) -> int:
        """The message that another one replies to: one of the chat, or none is asked for."""
        if parameters is None:
            return 0
        number = check_reply(parameters)
        if not parameters.get("allow_sending_without_reply") and all(one.id != number for one in self.chats[chat]):
            raise Refused(400, "Bad Request: message to be replied not found")
        return number

    def _chat(self, chat_id: int | str) -> int:
        chat = int(chat_id)
        if chat in self.moved:
            raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.moved[chat])
        if chat not in self.known and chat not in self.groups:
            raise Refused(400, "Bad Request: chat not found")
        if self.groups.get(chat) in ("left", "kicked"):
            name = chat_of(chat)["type"]
            raise Refused(403, f"Forbidden: bot was kicked from the {name} chat" if self.groups[chat] == "kicked" else
                          f"Forbidden: bot is not a member of the {name} chat")
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def _getChatMember(self, chat_id: int | str, user_id: int) -> Any:  # noqa: N802
        status = self.groups.get(self._chat(chat_id), "member")
        return {"status": status, "user": {"id": user_id, "is_bot": user_id == OURS, "first_name": "Janji"}}

    def _editMessageReplyMarkup(self, chat_id: int | str, message_id: int, reply_markup: Any = None) -> Any:  # noqa: N802
        chat = self._chat(chat_id)
        said = next((one for one in self.chats[chat] if one.id == message_id), None)
        if said is None:
            raise Refused(400, "Bad Request: message to edit not found")
        rows = rows_of(reply_markup)
        if rows == said.rows:
            raise Refused(400, "Bad Request: message is not modified: specified new message content and reply markup are "
                               "exactly the same as a current content and reply markup of the message")
        said.rows = rows
        return said.as_json()

    def _answerCallbackQuery(self, callback_query_id: str, text: str = "", **_more: Any) -> bool:  # noqa: N802
        if callback_query_id not in self.queries or len(text) > 200:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.queries.discard(callback_query_id)
        self.answered.append(callback_query_id)
        return True

    def _getFile(self, file_id: str) -> Any:  # noqa: N802
        content = self.files.get(file_id)
        if content is None:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if isinstance(content, bytes) and len(content) > 20 * 1024 * 1024:
            raise Refused(400, "Bad Request: file is too big")
        size = {"file_size": len(content)} if isinstance(content, bytes) else {}
        return {"file_id": file_id, "file_unique_id": file_id[:8], "file_path": f"photos/{file_id}.jpg", **size}
