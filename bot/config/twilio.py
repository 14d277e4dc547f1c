"""How WhatsApp and SMS are reached: an account of Twilio, and the WhatsApp sender in it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from bot.config.sms import NUMBER
from bot.config.values import Frozen


def _sender(sender: str) -> str:
    number = sender.strip().removeprefix("whatsapp:")
    if number and not NUMBER.fullmatch(number):
        raise ValueError("write the sender as whatsapp:+12135550100")
    return number and f"whatsapp:{number}"


def _sid(sid: str) -> str:
    """It stands in the address of each request."""
    if not re.fullmatch(r"[A-Za-z0-9]*", sid.strip()):
        raise ValueError("write it as Twilio's console shows it: AC and 32 signs")
    return sid.strip()


def _stripped(secret: SecretStr) -> SecretStr:
    return SecretStr(secret.get_secret_value().strip())


def _address(url: str) -> str:
    if url and not url.startswith(("https://", "http://")):
        raise ValueError("write an address as https://example.org")
    return url


class TwilioSettings(Frozen):
    account_sid: Annotated[str, AfterValidator(_sid)] = Field(
        default="", description="Of the Twilio account; empty: no WhatsApp and no SMS.")
    auth_token: Annotated[SecretStr, AfterValidator(_stripped)] = Field(
        default=SecretStr(""), description="Of the account; it signs what Twilio sends us, too.")
    sender: Annotated[str, AfterValidator(_sender)] = Field(
        default="", description="The office's WhatsApp sender, such as whatsapp:+12135550100; empty: no WhatsApp.")
    api_base_url: Annotated[str, AfterValidator(_address)] = Field(
        default="", description="One server for messages, contents and media; empty: Twilio's own.")
    messages_a_second: float = Field(default=80.0, gt=0, description="Of the sender; Twilio queues what is over it.")
    chat_messages_a_second: float = Field(default=1.0, gt=0, description="To one person, after a burst.")
    chat_burst: int = Field(default=20, ge=1, description="To one person at once.")
    delete_messages: bool = Field(
        default=False, description="Delete messages at Twilio once they are delivered, not only what was attached.")

    @property
    def has_account(self) -> bool:
        """Whether there is an account, whatever goes by it."""
        return bool(self.account_sid and self.auth_token.get_secret_value())

    @property
    def is_on(self) -> bool:
        """Whether all is there that WhatsApp takes."""
        return bool(self.has_account and self.sender)
