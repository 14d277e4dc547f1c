"""Every channel there is, as data: a new one is a line of CHANNELS. Of one that is off nothing is loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot.channels.capabilities import TELEGRAM, TERMINAL, WEB, WHATSAPP, Capabilities
from bot.config import Settings
from bot.conversation.application import Application
from bot.conversation.channel import Channel

if TYPE_CHECKING:
    from starlette.routing import Route

    from bot.channels.keepsakes import Keepsake


@runtime_checkable
class Served(Protocol):
    """A channel that hears by itself. After `stop` it takes nothing more, and sends until `close`."""

    def routes(self) -> Sequence[Route]: ...
    def start(self) -> None: ...
    async def stop(self) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class Standing:
    """Whether a channel is set up; how, or for want of what it is not."""

    is_on: bool
    words: str = ""

    def __str__(self) -> str:
        return f"{'on' if self.is_on else 'off'}{self.words and ', '}{self.words}."


@dataclass(frozen=True)
class Entry:
    """A channel before anything of it is loaded. `name`: as officers read it. `limits`: none where nothing can be answered.
    `made_by`: the class that the server makes it of, with the application and what makes attachments; none: made elsewhere."""

    account: str
    name: str
    limits: Capabilities | None = None
    standing: Callable[[Settings], Standing] = lambda settings: Standing(True)
    made_by: str = ""

    def make(self, app: Application, keepsake: Keepsake) -> Channel:
        made: Channel = resolve_name(self.made_by)(app, keepsake)
        return made


def _telegram(settings: Settings) -> Standing:
    if not settings.telegram.token.get_secret_value():
        return Standing(False, "for want of a token (docs/telegram.md says how to get one)")
    return Standing(True, "by webhook" if settings.telegram.webhook_url else "by asking for what is new")


def _whatsapp(settings: Settings) -> Standing:
    if not settings.twilio.is_on:
        return Standing(False, "for want of an account, a token and a sender (docs/whatsapp.md says how to get them)")
    return Standing(True, "" if settings.public_url else "but Twilio can't reach it: set public_url")


def _email(settings: Settings) -> Standing:
    if not settings.smtp.is_on:
        return Standing(False, "for want of a mail server and a sender (docs/office.md, “Notices by e-mail”)")
    return Standing(True, f"by {settings.smtp.host}")


def _sms(settings: Settings) -> Standing:
    if "sms" not in settings.notices:
        lacking = "a number" if settings.twilio.account_sid else "a Twilio account and a number"
        return Standing(False, f"for want of {lacking} (docs/office.md, “Notices by SMS”)")
    return Standing(True, f"from {settings.sms.sender}")


CHANNELS = (
    Entry("web", "web chat", WEB),
    Entry("terminal", "terminal", TERMINAL),
    Entry("telegram", "Telegram", TELEGRAM, _telegram, "bot.channels.telegram:Telegram"),
    Entry("whatsapp", "WhatsApp", WHATSAPP, _whatsapp, "bot.channels.whatsapp:WhatsApp"),
    Entry("email", "e-mail", None, _email, "bot.channels.notices.email:Email"),
    Entry("sms", "SMS", None, _sms, "bot.channels.notices.sms:Sms"),
)

BY_ACCOUNT = {one.account: one for one in CHANNELS}

LIMITS = tuple(one.limits for one in CHANNELS if one.limits is not None)


def called(account: str) -> str:
    """As officers read it; an account that is no more, as it was."""
    return BY_ACCOUNT[account].name if account in BY_ACCOUNT else account
