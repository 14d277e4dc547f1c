"""A Bot API server on loopback, version 10.1 as far as a bot like ours uses it. It refuses what the real one refuses, can
be told to fail, and keeps what arrived. Updates go out by webhook, or to whoever asks for them."""

from __future__ import annotations

import json
import re
import secrets
import socket
import threading
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

TOKEN = "123456789:AAFakeTokenOfNobodyAtAll-forTestsOnly_x"
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
OURS = 123456789
"""The bot's own id, as in its token."""

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote", "tg-spoiler"}
KINDS = {"message", "edited_message", "channel_post", "callback_query", "my_chat_member", "inline_query", "poll"}


class Refused(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


@dataclass(frozen=True)
class Call:
    """A request that came; `at` by the monotonic clock; `result` is None while it was made to fail."""

    method: str
    params: Mapping[str, Any]
    at: float
    ok: bool = True


@dataclass
class Said:
    """A message as it stands in a chat: its text with the marks taken out, its buttons row by row."""

    id: int
    chat: int
    text: str
    html: str = ""
    rows: list[list[dict[str, Any]]] = field(default_factory=list)
    kind: str = "text"
    name: str = ""
    content: bytes = b""
    at: float = field(default_factory=time.monotonic)
    silent: bool = False
    answers: int = 0

    details = ()
    """Nothing stands beside a button."""

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Ids and labels."""
        return [(one["callback_data"], one["text"]) for row in self.rows for one in row if "callback_data" in one]

    @property
    def links(self) -> list[str]:
        """Where its other buttons lead."""
        return [one["url"] for row in self.rows for one in row if "url" in one]

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"message_id": self.id, "date": int(time.time()), "text": self.text,
                                "from": {"id": OURS, "is_bot": True, "first_name": "Janji"}, "chat": chat_of(self.chat)}
        return told | ({"reply_markup": {"inline_keyboard": self.rows}} if self.rows else {})


@dataclass(frozen=True)
class Failing:
    """How calls of a method go wrong: a number (429, 403, 400, 500 …), `hang`, `drop` (the connection closes before it is
    done), `drop-after` (it is done, and the answer is lost), `nonsense` (no JSON)."""

    how: int | str
    description: str = ""
    parameters: Mapping[str, int] = field(default_factory=dict)


class BotApi:
    """The server; `chats` holds what each chat was sent."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.chats: defaultdict[int, list[Said]] = defaultdict(list)
        self.known: set[int] = set()
        self.blocked: set[int] = set()
        self.groups: dict[int, str] = {}
        """What the bot is in each: member, restricted (it may not write), left, kicked."""
        self.moved: dict[int, int] = {}
        self.files: dict[str, bytes | Failing] = {}
        self.failing: defaultdict[str, deque[Failing]] = defaultdict(deque)
        self.failing_chats: dict[int, Failing] = {}
        self.webhook: dict[str, Any] = {}
        self.troubles: dict[str, Any] = {}
        """What getWebhookInfo says of them: pending_update_count, last_error_date, last_error_message."""
        self.commands: dict[str, list[Any]] = {}
        self.answered: list[str] = []
        self.queries: set[str] = set()
        self.answers: list[int] = []
        self.lock = threading.Condition()
        self._updates: deque[dict[str, Any]] = deque()
        self._ids = 1000
        self._update_ids = 500_000_000
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    # --- the server -------------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> BotApi:
        """Listen; again at the same port after `stop`."""
        api = self

        class Handler(_Handler):
            bot = api

        ThreadingHTTPServer.request_queue_size = 128
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def fail(self, method: str, how: int | str, times: int = 1, description: str = "", **parameters: int) -> None:
        """The next calls of this method go wrong."""
        self.failing[method].extend([Failing(how, description, parameters)] * times)

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def next_id(self) -> int:
        with self.lock:
            self._ids += 1
            return self._ids

    # --- updates ----------------------------------------------------------------------------------------------------

    def update(self, **what: Any) -> dict[str, Any]:
        """A new update with its number."""
        with self.lock:
            self._update_ids += 1
            return {"update_id": self._update_ids, **what}

    def deliver(self, update: dict[str, Any], tries: int = 1) -> int:
        """By the webhook that was set (its status; again where it isn't a 2xx), else for whoever asks: 0."""
        if not self.webhook.get("url"):
            with self.lock:
                self._updates.append(update)
                self.lock.notify_all()
            return 0
        status = 0
        for _try in range(tries):
            status = self.post(json.dumps(update).encode())
            if 200 <= status < 300:
                break
            time.sleep(0.1)
        return status

    def post(self, body: bytes, secret: str | None = None) -> int:
        """To the webhook, with the secret it was set with or another."""
        parts = urlsplit(self.webhook["url"])
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        try:
            connection.request("POST", parts.path, body, {
                "Content-Type": "application/json",
                "X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"] if secret is None else secret})
            status = connection.getresponse().status
        except OSError:
            status = 0
        finally:
            connection.close()
        self.answers.append(status)
        return status

    @property
    def waiting(self) -> int:
        return len(self._updates)

    # --- the methods ------------------------------------------------------------------------------------------------

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """The result. Raises Refused."""
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
                raise Refused(400, "Bad Request: message text is empty" if name == "text" else
                              f"Bad Request: {name} is empty")
        return getattr(self, f"_{method}")(**params)

    def _getMe(self) -> Any:  # noqa: N802
        return {"id": OURS, "is_bot": True, "first_name": "Janji", "username": "janji_test_bot",
                "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    def _getWebhookInfo(self) -> Any:  # noqa: N802
        return {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": 0,
                **self.troubles}

    def _setWebhook(self, url: str, secret_token: str = "", allowed_updates: Any = (), **_more: Any) -> bool:  # noqa: N802
        if not url.startswith(("https://", "http://127.0.0.1")):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if secret_token and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret_token):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        if not set(allowed_updates) <= KINDS:
            raise Refused(400, "Bad Request: unknown kind of update")
        self.webhook = {"url": url, "secret_token": secret_token, "allowed_updates": list(allowed_updates)}
        return True

    def _deleteWebhook(self, **_more: Any) -> bool:  # noqa: N802
        self.webhook = {}
        return True

    def _getUpdates(self, offset: int = 0, limit: int = 100, timeout: int = 0, **_more: Any) -> Any:  # noqa: N802
        if self.webhook.get("url"):
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        with self.lock:
            while self._updates and self._updates[0]["update_id"] < offset:
                self._updates.popleft()
            self.lock.wait_for(lambda: bool(self._updates) or self._server is None, min(timeout, 25))
            return list(self._updates)[:limit]

    def _setMyCommands(self, commands: list[Any], language_code: str = "", **_more: Any) -> bool:  # noqa: N802
        if len(commands) > 100:
            raise Refused(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        for one in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", one["command"]) or not 1 <= len(one["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands[language_code] = commands
        return True

    def _sendMessage(self, chat_id: int | str, text: str, parse_mode: str = "", **more: Any) -> Any:  # noqa: N802
        plain = parsed(text) if parse_mode == "HTML" else text
        if parse_mode not in ("", "HTML"):
            raise Refused(400, "Bad Request: unsupported parse_mode")
        if not plain.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if len(plain.encode("utf-16-le")) // 2 > 4096:
            raise Refused(400, "Bad Request: message is too long")
        return self._said(chat_id, plain, html=text, **more)

    def _sendPhoto(self, chat_id: int | str, photo: object, caption: str = "", **more: Any) -> Any:  # noqa: N802
        if not isinstance(photo, bytes) or not photo.startswith((b"\x89PNG", b"\xff\xd8\xff")):
            raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
        return self._said(chat_id, caption, kind="photo", content=photo, **more)

    def _sendDocument(self, chat_id: int | str, document: object, caption: str = "", **more: Any) -> Any:  # noqa: N802
        if not isinstance(document, bytes) or not document:
            raise Refused(400, "Bad Request: file must be non-empty")
        return self._said(chat_id, caption, kind="document", content=document, **more)

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
        known = {"message_id": int, "allow_sending_without_reply": bool}
        odd = any(not isinstance(value, known.get(name, ())) for name, value in parameters.items())
        if odd or "message_id" not in parameters:
            raise Refused(400, "Bad Request: can't parse reply parameters")
        number = int(parameters["message_id"])
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


def chat_of(number: int) -> dict[str, Any]:
    """A chat as Telegram tells of it: a person's, a group's below zero, a supergroup's below -10^12."""
    if number > 0:
        return {"id": number, "type": "private", "first_name": "Someone"}
    return {"id": number, "type": "supergroup" if number < -10**12 else "group", "title": "Someone's group"}


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


class _Handler(BaseHTTPRequestHandler):
    bot: BotApi
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_arguments: object) -> None:
        """Nothing on the test's output."""

    def do_GET(self) -> None:
        prefix = f"/file/bot{self.bot.token}/"
        if not self.path.startswith(prefix):
            self._plain(404, b"Not Found")
            return
        name = unquote(self.path.removeprefix(prefix)).rpartition("/")[2].removesuffix(".jpg")
        content = self.bot.files.get(name)
        if isinstance(content, bytes):
            self._plain(200, content, "application/octet-stream")
        elif isinstance(content, Failing) and content.how in ("drop", "hang"):
            self._break(content)
        else:
            self._plain(content.how if isinstance(content, Failing) and isinstance(content.how, int) else 404, b"no")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", self.path)
        if found is None or found[1] != self.bot.token:
            self._answer(Refused(401 if found else 404, "Unauthorized" if found else "Not Found"))
            return
        method, params = found[2], self._params(body)
        failing = self._failing(method, params)
        if failing is not None and failing.how != "drop-after":
            self.bot.calls.append(Call(method, params, time.monotonic(), ok=False))
            self._break(failing)
            return
        try:
            result = self.bot.call(method, dict(params))
        except Refused as refused:
            self.bot.calls.append(Call(method, params, time.monotonic(), ok=False))
            self._answer(refused)
            return
        self.bot.calls.append(Call(method, params, time.monotonic()))
        if failing is not None:
            self._break(failing)
        else:
            self._json(200, {"ok": True, "result": result})

    def _failing(self, method: str, params: Mapping[str, Any]) -> Failing | None:
        waiting = self.bot.failing[method]
        if waiting:
            return waiting.popleft()
        return self.bot.failing_chats.get(int(params.get("chat_id", 0))) if method.startswith("send") else None

    def _params(self, body: bytes) -> dict[str, Any]:
        kind = self.headers.get("Content-Type", "")
        if kind == "application/json":
            given: dict[str, Any] = {}
            for name, value in json.loads(body or b"{}").items():
                inner = isinstance(value, str) and name in ("commands", "allowed_updates", "reply_markup", "scope")
                given[name] = json.loads(value) if inner else value
            return given
        assert kind.startswith("multipart/form-data; boundary="), kind
        parts: dict[str, Any] = {}
        for part in body.split(b"--" + kind.partition("boundary=")[2].encode())[1:-1]:
            head, _end, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
            name = re.search(rb' name="([^"]+)"', head)
            file = re.search(rb'filename="([^"]+)"', head)
            assert name is not None
            value = content.removesuffix(b"\r\n")
            parts[name[1].decode()] = value if file else value.decode()
        return parts

    # --- answers ----------------------------------------------------------------------------------------------------

    def _break(self, failing: Failing) -> None:
        if isinstance(failing.how, int):
            self._answer(Refused(failing.how, failing.description or f"Error {failing.how}", **failing.parameters))
        elif failing.how == "nonsense":
            self._plain(502, b"<html>Bad Gateway</html>")
        else:
            if failing.how == "hang":
                time.sleep(60)
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, refused: Refused) -> None:
        parameters = {"parameters": refused.parameters} if refused.parameters else {}
        self._json(refused.code, {"ok": False, "error_code": refused.code, "description": refused.description, **parameters})

    def _json(self, code: int, value: object) -> None:
        self._plain(code, json.dumps(value).encode(), "application/json")

    def _plain(self, code: int, content: bytes, kind: str = "text/plain") -> None:
        try:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True


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
