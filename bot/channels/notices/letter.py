"""A message as a mail: headers that say who writes and that a program does, plain text, a calendar file."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.channels.keepsakes import Kept
from bot.channels.marks import BOLD
from bot.channels.notices.recipient import chat_of
from bot.conversation.message import Message
from bot.conversation.text import Text, _, speech
from bot.desk.desk import Office
from bot.desk.reaching import Mailbox

LONGEST_SUBJECT = 120
LINES = SMTP.clone(max_line_length=200)
"""A subject stays on its line: one that is folded at its beginning is shown with a space before it."""


def letter(office: Office, mailbox: Mailbox, message: Message, files: Sequence[Kept], now: datetime) -> bytes:
    """The same message gets the same Message-ID, so that what had to be sent twice is seen once. Headers come from the
    office's settings and from our own words, and hold no line break (the library refuses one)."""
    settings = office.settings
    words = speech(message.language or settings.office.languages[0])
    sender = settings.smtp.sender
    mail = EmailMessage()
    mail["From"] = Address(_one_line(words.render(settings.office.name)), addr_spec=sender)
    mail["To"] = Address(addr_spec=mailbox.address)
    mail["Subject"] = _one_line(message.title or words.render(settings.office.name))[:LONGEST_SUBJECT]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{_name_of(office, mailbox.id, message)}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if settings.smtp.unsubscribe:
        mail["List-Unsubscribe"] = f"<mailto:{settings.smtp.unsubscribe}?subject=unsubscribe>"
    foot = words.render(_foot(office, chat_of(office, mailbox)))
    mail.set_content("\n\n".join((BOLD.sub(r"\1", message.text), "-- \n" + foot)) + "\n", cte="quoted-printable")
    mail["Content-Language"] = words.language
    for one in files:
        kind, _slash, rest = one.content_type.partition(";")[0].partition("/")
        mail.add_attachment(one.content, maintype=kind, subtype=rest, filename=one.file_name)
    return mail.as_bytes(policy=LINES)


def _foot(office: Office, chat: str) -> Text:
    """Why it comes, and where to answer."""
    if not chat:
        return _("{office} writes here because you gave this address in the chat. Nobody reads answers to this mail.",
                 office=office.settings.office.name)
    return _("{office} writes here because you gave this address in the chat. Nobody reads answers to this mail; the chat is "
             "at {url}.",
             office=office.settings.office.name, url=chat)


def _one_line(text: str) -> str:
    return " ".join(BOLD.sub(r"\1", text).split())


def _name_of(office: Office, mailbox: int, message: Message) -> str:
    digest = office.keys.blind(f"{mailbox}\n{message.dump().decode()}", "mail.id")
    return base64.b32encode(digest)[:26].decode().lower()
