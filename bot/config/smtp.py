"""How notices go by e-mail: a mail server, and who they are from."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from bot.config.notices import NoticeLimits

ADDRESS = re.compile(r"(?=[^@]{1,64}@)(?!.*(?:^|\.)(?:\.|@)|=\?)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?=.{3,253}$)"
                     r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}", re.ASCII)
"""What HTML's `<input type=email>` takes, with a domain that has a dot; and what a header takes: dots only between other signs
(RFC 5322, 3.2.3), and nothing that begins as an encoded word does (RFC 2047)."""


def _mail_address(text: str) -> str:
    if text and not ADDRESS.fullmatch(text):
        raise ValueError("write an address as desk@example.org")
    return text


MailAddress = Annotated[str, AfterValidator(_mail_address)]


class SmtpSettings(NoticeLimits):
    host: str = Field(default="", description="Of the office's mail server; empty: no notices by e-mail.")
    port: int = Field(default=587, ge=1, le=65535, description="465: TLS from the start; any other: STARTTLS.")
    user: str = Field(default="", description="Empty: the server wants none.")
    password: SecretStr = Field(default=SecretStr(""), description="Of this user.")
    sender: MailAddress = Field(default="", description="Whom notices are from, such as desk@example.org.")
    unsubscribe: MailAddress = Field(
        default="", description="Where mail programs write to end the notices; somebody has to read it. Empty: nowhere.")
    messages_a_minute: float = Field(default=60.0, gt=0, description="To all addresses together.")

    @property
    def is_on(self) -> bool:
        """Whether all is there that it takes."""
        return bool(self.host and self.sender)
