"""How the program behaves, and the whole of `config.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, time
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from bot.config.notices import NoticeLimits
from bot.config.office import Jurisdiction, Notice, OfficeInfo, Place
from bot.config.retention import Retention
from bot.config.services import Fee, FieldSettings, FormField, Outcome, Question, Requirement, Service, in_force
from bot.config.sms import SmsSettings
from bot.config.smtp import SmtpSettings
from bot.config.stages import FeedbackSettings, StageList
from bot.config.twilio import TwilioSettings
from bot.config.values import REMEMBERED, Fact, Frozen, Hours, Key, Span, Week
from bot.loopback import is_loopback


def _database(url: str) -> str:
    """As SQLAlchemy writes it; PostgreSQL's own way to write it does, too."""
    kind, mark, rest = url.partition("://")
    if kind in ("postgres", "postgresql"):
        return f"postgresql+psycopg://{rest}"
    if not mark or kind not in ("sqlite", "postgresql+psycopg"):
        raise ValueError("write it as sqlite:///var/janji.db, or postgresql://name:password@host/janji")
    return url


class DatabaseSettings(Frozen):
    url: Annotated[str, AfterValidator(_database)] = Field(
        default="sqlite:///var/janji.db", description="SQLite by default; postgresql://… for a server.")


def _network(text: str) -> str:
    try:
        ip_network(text)
    except ValueError:
        raise ValueError("write an address as 10.0.0.5, a network as 10.0.0.0/24 or fd00::/8") from None
    return text


Network = Annotated[str, AfterValidator(_network)]
"""An address, or a network, of IPv4 or IPv6."""


class WebSettings(Frozen):
    host: str = Field(default="127.0.0.1", description="0.0.0.0 lets other machines in.")
    port: int = Field(default=8000, ge=1, le=65535, description="Where the chat page is served.")
    specimens: bool = Field(default=True, description="Offer specimen papers on the chat page, for trying it.")
    trusted_proxies: tuple[Network, ...] = Field(default=(), description=(
        "Of the reverse proxies whose X-Forwarded-For is believed: addresses or networks. None: of nobody."))


class MetricsSettings(Frozen):
    token: SecretStr = Field(default=SecretStr(""), description=(
        "Opens /metrics to other machines (Authorization: Bearer …); empty: this machine only."))


def _web_address(url: str) -> str:
    if url and not url.startswith(("https://", "http://")):
        raise ValueError("write an address as https://example.org")
    return url


WebAddress = Annotated[str, AfterValidator(_web_address)]


def _public_address(url: str) -> str:
    """What crosses the internet is encrypted, or it is refused."""
    if not url or _is_kept_private(url):
        return _rooted(url)
    raise ValueError("write an address as https://example.org; one with http:// only for this machine (http://localhost:8000)")


def _is_kept_private(url: str) -> bool:
    with suppress(ValueError):                               # no address at all
        parts = urlsplit(url)
        host = parts.hostname or ""
        return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
    return False


def _rooted(url: str) -> str:
    parts = urlsplit(url)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("write an address without a path, such as https://example.org: the pages are at its root")
    return url


PublicAddress = Annotated[str, AfterValidator(_public_address)]


def _token(secret: SecretStr) -> SecretStr:
    """It stands in the address of each request."""
    token = secret.get_secret_value().strip()
    if not re.fullmatch(r"[A-Za-z0-9_:.~=+@-]*", token):
        raise ValueError("write the token as @BotFather gave it, such as 123456789:AA…")
    return SecretStr(token)


class TelegramSettings(Frozen):
    token: Annotated[SecretStr, AfterValidator(_token)] = Field(
        default=SecretStr(""), description="Of the bot, from @BotFather; empty: no Telegram.")
    api_base_url: WebAddress = Field(
        default="https://api.telegram.org", description="Of the Bot API; another where the office runs its own server.")
    webhook_url: WebAddress = Field(
        default="", description="Where Telegram reaches us from outside; empty: Janji asks Telegram instead.")
    messages_a_second: float = Field(default=30.0, gt=0, description="To all chats together.")
    chat_messages_a_second: float = Field(default=1.0, gt=0, description="To one chat, after a burst.")
    chat_burst: int = Field(default=20, ge=1, description="To one chat at once.")
    officers_group: int = Field(default=0, gt=-2**53, le=0, description=(
        "The id of the officers' group, such as -1001234567890, which is told who waits for an officer; 0: none."))
    officers_again_minutes: int = Field(
        default=60, ge=1, description="The group is told once more when somebody has waited so long while officers answer.")

    @property
    def tells_officers(self) -> bool:
        return bool(self.officers_group and self.token.get_secret_value())


class KeySettings(Frozen):
    file: Path = Field(
        default=Path("var/keys.json"), description="Made at the first start, mode 0600. Save a copy elsewhere.")


class FileSettings(Frozen):
    folder: Path = Field(default=Path("var/files"), description="Where papers are kept, encrypted.")
    max_bytes: int = Field(default=20_000_000, ge=100_000, description="Of one file.")
    max_pages: int = Field(default=20, ge=1, description="Pages of one requirement.")


Way = Literal["chat", "page", "page-first"]


class Limits(Frozen):
    """What one person, and one address, may send."""

    text_characters: int = Field(default=4_000, ge=200, description="Of one message; what is over is not read.")
    messages_a_minute: int = Field(default=40, ge=1, description="One person.")
    messages_a_day: int = Field(default=1_000, ge=1, description="One person.")
    megabytes_a_day: int = Field(default=300, ge=1, description="Files of one person.")
    pages_a_day: int = Field(default=200, ge=1, description="Pages of one person.")
    address_messages_a_minute: int = Field(default=120, ge=1, description="All chats from one network address.")
    address_new_chats_an_hour: int = Field(default=60, ge=1, description="Chats that begin, from one network address.")
    address_megabytes_a_day: int = Field(default=1_000, ge=1, description="Files, from one network address.")
    address_bookings_a_day: int = Field(
        default=30, ge=1, description="Applicants in new appointments, from one network address.")
    address_newcomer_holds: int = Field(default=10, ge=2, description=(
        "Times held at once for people with neither an appointment nor a confirmed address, from one network address."))
    address_newcomer_holds_a_day: int = Field(default=100, ge=1, description="The same, in a day.")
    applicants_to_come: int = Field(default=12, ge=1, description="With an appointment to come, booked by one person.")
    code_tries_an_hour: int = Field(default=8, ge=1, description="Wrong code or birth date, one person.")
    address_code_tries_an_hour: int = Field(default=20, ge=1, description="The same, from one network address.")
    code_tries_a_day_each: int = Field(default=12, ge=1, description=(
        "Wrong birth dates for one code: by one person a third of them, from one network address two thirds."))
    code_tries_an_hour_all: int = Field(
        default=3_000, ge=1, description="Codes that do not exist, everybody together.")


class BookingSettings(Frozen):
    hold_minutes: int = Field(default=10, ge=2, le=60, description="How long a chosen time is kept for a person.")
    party: int = Field(default=6, ge=1, le=12, description="Applicants in one appointment at most.")
    unproven_share: float = Field(default=0.25, gt=0, le=1, description=(
        "Share of a day's places that holds of people with neither an appointment nor a confirmed address may take."))
    change_until_hours: int = Field(default=12, ge=0, description="Changes are possible until so many hours before.")


class ReminderSettings(Frozen):
    papers_days_before: tuple[int, ...] = Field(
        default=(3, 1), description="Papers that are missing are reminded of so many days before.")
    papers_at: time = Field(default=time(10), description="At this time of those days.")
    evening_before_at: time = Field(default=time(18), description="The appointment, the day before.")
    hours_before: int = Field(default=2, ge=0, description="The appointment, so many hours before.")
    hold_minutes_before: int = Field(default=3, ge=0, description="A hold about to lapse, so many minutes before.")
    quiet: Hours = Field(
        default=Span(start=time(21), end=time(8)), description="Nobody is written to then, by the person's own clock.")


class ConversationSettings(Frozen):
    welcome_back_hours: int = Field(default=48, ge=1, description="After this pause a person is welcomed back.")
    quiet_seconds: float = Field(default=3.0, ge=0, description="Single photos are acknowledged after this pause.")


class Settings(Frozen):
    """The whole of `config.yaml`."""

    office: OfficeInfo
    notice: Notice
    places: Annotated[Mapping[Key, Place], Field(min_length=1), REMEMBERED]
    jurisdiction: Jurisdiction
    questions: Annotated[Mapping[Key, Question], REMEMBERED]
    outcomes: Annotated[Mapping[Key, Outcome], REMEMBERED]
    requirements: Annotated[Mapping[Key, Requirement], REMEMBERED]
    services: Annotated[Mapping[Key, Service], Field(min_length=1), REMEMBERED]
    fields: Mapping[FormField, FieldSettings] = Field(
        default={"nik": FieldSettings(identity=True), "passport_number": FieldSettings(identity=True)},
        description="Of the form: which lines show who a person is.")
    stages: Mapping[Key, StageList] = Field(default={}, description="Lists of stages; a service names the one it takes.")
    feedback: FeedbackSettings = FeedbackSettings()
    database: DatabaseSettings = DatabaseSettings()
    web: WebSettings = WebSettings()
    metrics: MetricsSettings = MetricsSettings()
    telegram: TelegramSettings = TelegramSettings()
    twilio: TwilioSettings = TwilioSettings()
    smtp: SmtpSettings = SmtpSettings()
    sms: SmsSettings = SmsSettings()
    public_url: PublicAddress = Field(
        default="", description="The https address that the outside uses; empty: only this machine.")
    keys: KeySettings = KeySettings()
    files: FileSettings = FileSettings()
    papers: Mapping[Key, Way] = Field(default={}, description=(
        "How what shows who a person is (`identity: true`) is given: chat (the private page is offered beside it), page-first "
        "(on the page, the chat takes it too), page (only there)."))
    limits: Limits = Limits()
    booking: BookingSettings = BookingSettings()
    reminders: ReminderSettings = ReminderSettings()
    conversation: ConversationSettings = ConversationSettings()
    retention: Retention = Retention()

    @property
    def has_private_pages(self) -> bool:
        """Whether people can open the private page: over https, or on this machine itself."""
        return bool(self.public_url)

    @property
    def notices(self) -> Mapping[str, NoticeLimits]:
        """The ways of notices that are switched on, by their account, with their limits."""
        sms_is_on = bool(self.twilio.has_account and self.sms.sender)
        on = {"email": (self.smtp.is_on, self.smtp), "sms": (sms_is_on, self.sms)}
        return {account: limits for account, (is_on, limits) in on.items() if is_on}

    @property
    def counter_hours(self) -> tuple[Week, Fact]:
        """When a person can walk in or phone, and how sure it is: the office's own words, or the hours of its counter."""
        if self.office.counter_hours is not None:
            return self.office.counter_hours, self.office.counter_hours_fact
        place = self.counter_place
        return place.week, place.week_fact

    @property
    def counter_place(self) -> Place:
        return self.places[self.office.counter_place or next(iter(self.places))]

    def fee_in_force(self, service: str, answers: Mapping[str, str] | None, on: date) -> tuple[Fee, ...]:
        """The fees of a case of `service` with these answers on a day: of each name, the newest that has begun. Without answers
        those of every case."""
        return in_force((fee for fee in self.services[service].fees
                         if fee.when is None or answers is None or fee.when.holds(answers)), on)
