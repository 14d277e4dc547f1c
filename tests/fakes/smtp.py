"""A mail server on loopback that refuses what real ones refuse (RFC 5321, 5322), can be told to fail, and keeps what came."""

from __future__ import annotations

import asyncio
import base64
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

LONGEST_LINE = 998


@dataclass
class MailServer:
    """`answers` are given instead of the usual ones: to `greet`, `mail`, `rcpt`, `data`, `end` (after the text). `login`:
    nothing is taken before it. `drops`: the connection breaks after the text was taken."""

    login: tuple[str, str] | None = None
    answers: dict[str, str] = field(default_factory=dict)
    drops: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> MailServer:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop).result(5)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Talk(self, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class _Talk:
    """One connection."""

    def __init__(self, server: MailServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.greeted = self.known = False
        self.sender: str | None = None
        self.to = ""

    def say(self, answer: str, stage: str = "") -> bool:
        """Whether it is a yes."""
        answer = self.server.answers.get(stage, answer)
        self.writer.write(f"{answer}\r\n".encode())
        return answer[0] in "23"

    async def run(self) -> None:
        if not self.say("220 mail.example ready", "greet"):
            return
        while line := await self.reader.readline():
            verb, _space, rest = line.decode("ascii").rstrip("\r\n").partition(" ")
            match verb.upper():
                case "EHLO":
                    self.greeted = bool(rest)
                    self.say("250-mail.example\r\n" + ("250-AUTH PLAIN\r\n" if self.server.login else "") + "250 8BITMIME")
                case "AUTH":
                    self._log_in(rest)
                case "MAIL":
                    self._mail(rest)
                case "RCPT":
                    self._recipient(rest)
                case "DATA" if not self.to:
                    self.say("503 no recipient")
                case "DATA":
                    if self.say("354 go on", "data"):
                        await self._text()
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("502 not known")

    def _log_in(self, rest: str) -> None:
        given = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")[1:]
        self.known = tuple(given) == self.server.login
        self.say("235 welcome" if self.known else "535 5.7.8 wrong name or password")

    def _mail(self, rest: str) -> None:
        if not self.greeted or (self.server.login and not self.known):
            self.say("503 who are you?" if not self.greeted else "530 5.7.0 log in first")
        elif self.say("250 ok", "mail"):
            self.sender, self.to = rest.removeprefix("FROM:<").partition(">")[0], ""

    def _recipient(self, rest: str) -> None:
        if self.sender is None:
            self.say("503 no sender")
        elif self.say("250 ok", "rcpt"):
            self.to = rest.removeprefix("TO:<").partition(">")[0]

    async def _text(self) -> None:
        text = (await self.reader.readuntil(b"\r\n.\r\n"))[:-3].replace(b"\r\n..", b"\r\n.")
        wrong = _wrong(text)
        taken = self.say(f"554 5.6.0 {wrong}" if wrong else "250 queued", "end")
        if taken:
            assert self.sender is not None
            mail = message_from_bytes(text, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.server.mails.append(mail)
            self.server.envelopes.append((self.sender, self.to))
        if self.server.drops:
            self.writer.transport.abort()


def _wrong(text: bytes) -> str:
    """What a real server refuses a mail for."""
    head, _blank, _body = text.partition(b"\r\n\r\n")
    if b"\n" in text.replace(b"\r\n", b"") or b"\r" in text.replace(b"\r\n", b""):
        return "bare line end"
    if any(len(line) > LONGEST_LINE for line in text.split(b"\r\n")):
        return "line too long"
    if not head.isascii():
        return "header not ASCII"
    names = [line.split(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    for name in (b"from", b"to", b"date", b"message-id", b"subject"):
        if names.count(name) != 1:
            return f"{name.decode()} {names.count(name)} times"
    return ""
