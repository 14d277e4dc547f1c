"""Every channel there is, as data: a new one is an entry of CHANNELS. Of one that is off nothing is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot.channels.capabilities import TELEGRAM, TERMINAL, WEB, WHATSAPP, Capabilities
from bot.config import Settings, Way

if TYPE_CHECKING:
    from starlette.routing import Route

    from bot.channels.keepsakes import Keepsake
    from bot.conversation.application import Application
    from bot.conversation.channel import Channel


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
    """A channel before anything of it is loaded. What is named as `module:name` is loaded where it is wanted."""

    account: str
    name: str
    """As officers read it."""
    limits: Capabilities | None = None
    """None where nothing can be answered."""
    standing: Callable[[Settings], Standing] = lambda settings: Standing(True)
    made_by: str = ""
    """The class that the server makes it of, with the application and what makes attachments; none: made elsewhere."""
    examined_by: str = ""
    """What looks at it for `janji doctor` (a Check)."""
    papers: Way = "chat"
    """How what shows who a person is is given, where the office says nothing of it."""
    framed_in: str = ""
    """The site on which it shows what a button opens in a frame."""
    server: Callable[[Settings], tuple[str, str] | None] = lambda settings: None
    """Whom it talks with where it is set up, by name and address: `janji doctor` looks at its clock."""

    def make(self, app: Application, keepsake: Keepsake) -> Channel:
        made: Channel = resolve_name(self.made_by)(app, keepsake)
        return made


def _telegram(settings: Settings) -> Standing:
    if not settings.telegram.token.get_secret_value():
        return Standing(False, "for want of a token (docs/telegram.md says how to get one)")
    return Standing(True, "by webhook" if settings.telegram.webhook_url else "by asking for what is new")


def _bot_api(settings: Settings) -> tuple[str, str] | None:
    return ("Telegram", settings.telegram.api_base_url) if settings.telegram.token.get_secret_value() else None


def _whatsapp(settings: Settings) -> Standing:
    if not settings.twilio.is_on:
        return Standing(False, "for want of an account, a token and a sender (docs/whatsapp.md says how to get them)")
    return Standing(True, "" if settings.public_url else "but Twilio can't reach it: set public_url")


def _twilio(settings: Settings) -> tuple[str, str] | None:
    return ("Twilio", settings.twilio.api_base_url or "https://api.twilio.com") if settings.twilio.has_account else None


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
    Entry("telegram", "Telegram", TELEGRAM, _telegram, "bot.channels.telegram:Telegram", "bot.doctor.telegram:telegram",
          framed_in="https://web.telegram.org", server=_bot_api),
    Entry("whatsapp", "WhatsApp", WHATSAPP, _whatsapp, "bot.channels.whatsapp:WhatsApp", "bot.doctor.whatsapp:whatsapp",
          papers="page-first", server=_twilio),              # Meta wants no identity papers asked for in the chat itself
    Entry("email", "e-mail", None, _email, "bot.channels.notices.email:Email", "bot.doctor.notices:email"),
    Entry("sms", "SMS", None, _sms, "bot.channels.notices.sms:Sms", "bot.doctor.notices:sms", server=_twilio),
)

BY_ACCOUNT = {one.account: one for one in CHANNELS}

LIMITS = tuple(one.limits for one in CHANNELS if one.limits is not None)

PAPERS: Mapping[str, Way] = {one.account: one.papers for one in CHANNELS if one.limits is not None}
"""Where papers and numbers can be given, and how, where the office says nothing of it."""


def ways(settings: Settings) -> Mapping[str, Way]:
    """How what shows who a person is is given, channel by channel."""
    return {**PAPERS, **settings.papers}


def framed_in(settings: Settings) -> str:
    """The sites in whose frames people meet our links, as `frame-ancestors` has them."""
    return " ".join(one.framed_in for one in CHANNELS if one.framed_in and one.standing(settings).is_on)


def called(account: str) -> str:
    """As officers read it; an account that is no more, as it was."""
    return BY_ACCOUNT[account].name if account in BY_ACCOUNT else account
