"""What an office can set: `config.yaml`, and the environment over it (`JANJI_WEB__PORT=8001`).

Everything is checked here, once, when the program starts; inside, the values are trusted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    RootModel,
    Tag,
    WithJsonSchema,
)

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("there is no such time zone; write it as America/Los_Angeles") from None
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]


class Frozen(BaseModel):
    """The base of every part of the configuration: unknown keys are refused, values can't change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(RootModel[Mapping[Language, str]]):
    """The same words in each of the office's languages, as the office wrote them: `{id: Paspor, en: Passport}`."""

    model_config = ConfigDict(frozen=True)

    def in_language(self, language: str) -> str:
        """The words in `language`; the first that is there if that one is missing."""
        return self.root.get(language) or next(iter(self.root.values()))

    def __hash__(self) -> int:
        return hash(tuple(self.root.items()))


class Money(Frozen):
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Fact(Frozen):
    """Where something that applicants read comes from, and how sure it is.

    `stated`: a source says so. `dated`: it may have changed, and is shown with "check with the office".
    `example`: nobody could find it; the office must fill it in (`janji config facts` lists these).
    """

    sure: Literal["stated", "dated", "example"] = "example"
    source: str = ""
    as_of: str = ""


def _span(text: object) -> object:
    """`"09:00-12:00"` as a pair of times."""
    if not isinstance(text, str):
        return text
    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise ValueError("these are not hours; write them as 09:00-12:00") from None
    return {"start": start, "end": end}


class _Hours(Frozen):
    start: time
    end: time


Hours = Annotated[_Hours, BeforeValidator(_span),
                  PlainSerializer(lambda h: f"{h.start:%H:%M}-{h.end:%H:%M}", return_type=str),
                  WithJsonSchema({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$"})]
Week = Mapping[Weekday, tuple[Hours, ...]]


# --- the office and its places ---------------------------------------------------------------------------------------

class Phone(Frozen):
    number: str
    fact: Fact = Fact()


class OfficeInfo(Frozen):
    """Who the office is, and how a person reaches it without the assistant."""

    key: Key
    name: Words
    languages: tuple[Language, ...] = Field(min_length=1, description="The first is used when nothing else is known.")
    timezone: ZoneName
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "US"
    phone: Phone
    duty_phone: Phone = Field(description="For emergencies outside opening hours.")
    email: str = ""
    website: str = ""
    contact_fact: Fact = Field(default=Fact(), description="Of the e-mail address and the web site.")
    counter_hours: Week = Field(description="When a person can walk in or phone.")
    counter_hours_fact: Fact = Fact()
    officer_hours: Week = Field(description="When officers answer chats.")
    officer_hours_fact: Fact = Fact()


class Release(Frozen):
    """Quota set free ahead: each `weekday` at `at` (place's time), the week that begins `weeks_ahead` Mondays later."""

    weekday: Weekday = "monday"
    at: time = time(8)
    weeks_ahead: int = Field(default=2, ge=1, le=26, description="2 is “the week after next”.")


class Holidays(Frozen):
    """Which calendars close a place."""

    indonesia: bool = True
    joint_leave: bool = Field(default=True, description="Indonesia's cuti bersama.")
    host_country: bool = True


class ServiceGroup(Frozen):
    """Services that share a desk's capacity."""

    services: tuple[Key, ...] = Field(min_length=1)
    every: int = Field(default=30, ge=5, le=240, description="Minutes between two times that are offered.")
    capacity: int = Field(ge=0, description="Applicants who can be served at once.")
    buffer: int = Field(default=0, ge=0, le=120, description="Minutes kept free after each appointment.")
    fact: Fact = Fact()


class Place(Frozen):
    """Where people come: a counter, a drive-thru lane, an outreach weekend. A calendar belongs to a place."""

    name: Words
    address: str
    address_fact: Fact = Fact()
    map_url: str = ""
    timezone: ZoneName
    arrive_early: int = Field(default=15, ge=0, le=240, description="Come at most so many minutes early.")
    for_states: tuple[str, ...] = Field(default=(),
        description="Only people of these states; empty: everybody in the jurisdiction.")
    week: Week = Field(default={}, description="Opening hours a weekday; a gap between two spans is a break.")
    dates: Mapping[date, tuple[Hours, ...]] = Field(
        default={}, description="Hours of single days; they win over the week.")
    hours_fact: Fact = Fact()
    closures: tuple[date, ...] = ()
    holidays: Holidays = Holidays()
    groups: Mapping[Key, ServiceGroup]
    crowd: int | None = Field(
        default=None, ge=1, description="People present at most in a quarter of an hour; none: no cap.")
    notice_hours: int = Field(default=24, ge=0, description="A time can be booked until so many hours before.")
    horizon_days: int = Field(default=45, ge=1, le=366, description="How far ahead a time can be booked.")
    release: Release | None = None


# --- what is asked, and what follows ---------------------------------------------------------------------------------

def _kind_of_condition(raw: object) -> str:
    """Which of the four shapes a condition has, so that a mistake in it is reported once, where it is."""
    if isinstance(raw, (All, AnyOf, Not)):
        return {All: "all", AnyOf: "any", Not: "not"}[type(raw)]
    if isinstance(raw, Mapping):
        return next((word for word in ("all", "any", "not") if word in raw), "answers")
    return "answers"


class Condition(RootModel["_AnyCondition"]):
    """When something applies: `{married: "yes", age: [child, teen]}`, or `all:`, `any:`, `not:` of such conditions.

    A question that was not asked equals nothing, so `{x: "yes"}` is false and `{not: {x: "yes"}}` is true.
    """

    model_config = ConfigDict(frozen=True)

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Whether it applies to these answers (question key to option key)."""
        return self.value(answers) is True

    def value(self, answers: Mapping[str, str], pending: Collection[str] = ()) -> bool | None:
        """The same while questions are still open: none if that depends on a question in `pending`."""
        match self.root:
            case All(all=parts):
                return _every([part.value(answers, pending) for part in parts])
            case AnyOf(any=parts):
                return _not(_every([_not(part.value(answers, pending)) for part in parts]))
            case Not(not_=part):
                return _not(part.value(answers, pending))
            case wanted:
                return _every([None if key in pending else answers.get(key) in options
                               for key, options in wanted.items()])

    def asks(self) -> Mapping[str, frozenset[str]]:
        """The keys of the questions that it looks at, each with the options that it names."""
        match self.root:
            case All(all=parts) | AnyOf(any=parts):
                inner = parts
            case Not(not_=part):
                inner = (part,)
            case wanted:
                return {key: frozenset(options) for key, options in wanted.items()}
        together: dict[str, frozenset[str]] = {}
        for part in inner:
            for key, options in part.asks().items():
                together[key] = together.get(key, frozenset()) | options
        return together


def _every(values: Sequence[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


class All(Frozen):
    all: tuple[Condition, ...] = Field(min_length=1)


class AnyOf(Frozen):
    any: tuple[Condition, ...] = Field(min_length=1)


class Not(Frozen):
    not_: Condition = Field(alias="not")


_Wanted = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda raw: (raw,) if isinstance(raw, str) else raw),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})]
_AnyCondition = Annotated[
    Annotated[All, Tag("all")] | Annotated[AnyOf, Tag("any")] | Annotated[Not, Tag("not")]
    | Annotated[Mapping[Key, _Wanted], Field(min_length=1), Tag("answers")],
    Discriminator(_kind_of_condition)]
Condition.model_rebuild()


class Answer(Frozen):
    """One option of a question. `also`: other words that people type for it."""

    label: Words
    also: tuple[str, ...] = ()


class Question(Frozen):
    """What eligibility asks. `residence` questions read a state (and county) against the jurisdiction data and answer
    `here`, `elsewhere` or `unsure`; the others offer their options."""

    text: Words
    why: Words | None = None
    kind: Literal["choose", "residence"] = "choose"
    options: Mapping[Key, Answer] = {}

    def domain(self) -> tuple[str, ...]:
        """The keys of all answers it can have."""
        return ("here", "elsewhere", "unsure") if self.kind == "residence" else tuple(self.options)


class Asked(Frozen):
    """A question in a service, asked only when `when` holds for the answers so far."""

    question: Key
    when: Condition | None = None


class Outcome(Frozen):
    """Where eligibility can end other than in a booking: why, and what to do instead."""

    text: Words
    instead: Words | None = None
    link: str = ""
    officer: bool = Field(default=False, description="Stop and hand over to an officer.")
    mission: bool = Field(default=False, description="Name the mission that serves where this person lives.")
    fact: Fact = Fact()


class Rule(Frozen):
    """When `when` holds, eligibility ends with this outcome; of rules that hold, the first question to decide wins."""

    when: Condition
    outcome: Key


class Requirement(Frozen):
    """A document or thing to bring. `identity`: it shows who a person is, so channels treat it with more care."""

    name: Words
    detail: Words | None = None
    why: Words | None = None
    form: Literal["original", "copy", "original-and-copy", "show"] = "original"
    copies: int = Field(default=1, ge=0, le=9)
    upload: bool = Field(default=True, description="Whether a photo or file of it is asked for before the visit.")
    pages: int = Field(default=1, ge=1, le=40, description="Pages that one usually has.")
    photo_hint: Words | None = None
    identity: bool = False
    fact: Fact = Fact()


class Needed(Frozen):
    requirement: Key
    when: Condition | None = None


class VisitStep(Frozen):
    """One step of the visit, and its usual minutes (none: not known)."""

    text: Words
    minutes: int | None = Field(default=None, ge=1)
    fact: Fact = Fact()


class Fee(Frozen):
    """What is charged from a date on; the newest entry whose date has come is in force."""

    name: Words
    amount: Money | None = Field(default=None, description="None: the office posts it; say so.")
    since: date
    when: Condition | None = None
    fact: Fact = Fact()


class Attend(Frozen):
    """Who must come in person beside the applicant."""

    who: Words
    people: int = Field(default=0, ge=0, le=4, description="How many more people that brings into the room.")
    when: Condition | None = None
    fact: Fact = Fact()


class Duration(Frozen):
    """Minutes at the desk: the first applicant of a party, and each further one."""

    first: int = Field(default=20, ge=5, le=240)
    more: int = Field(default=10, ge=0, le=240)
    fact: Fact = Fact()


FormField = Literal["full_name", "birth_place", "birth_date", "nik", "passport_number", "address", "phone"]


class Service(Frozen):
    """What people come for. `bookable: false` ends in `unbookable` (an outcome) instead of a booking."""

    name: Words
    short: Words | None = None
    also: tuple[str, ...] = Field(default=(), description="Words that people type for it, in any language.")
    about: Words | None = None
    bookable: bool = True
    unbookable: Key | None = None
    for_child: bool = Field(default=False, description="The applicant is a child; a parent agrees for them.")
    duration: Duration = Duration()
    ask: tuple[Asked, ...]
    rules: tuple[Rule, ...] = ()
    requirements: tuple[Needed, ...] = ()
    attend: tuple[Attend, ...] = ()
    visit: tuple[VisitStep, ...] = ()
    fees: tuple[Fee, ...] = ()
    pay: Words | None = Field(default=None, description="How to pay.")
    pay_fact: Fact = Fact()
    form: tuple[FormField, ...] = (
        "full_name", "birth_place", "birth_date", "nik", "passport_number", "address", "phone")


class Mission(Frozen):
    """Another consulate or embassy, for people whom this office does not serve."""

    name: Words
    contact: str = ""
    fact: Fact = Fact()


class State(Frozen):
    """A state and who serves it. `counties` overrides single counties; `unsure`: sources differ, ask the mission."""

    name: str
    also: tuple[str, ...] = ()
    timezone: ZoneName
    mission: Literal["here", "ask-county", "unsure"] | Key
    counties: Mapping[str, Literal["here", "unsure"] | Key] = {}
    other_counties: Literal["here", "unsure"] | Key = "unsure"
    cities: Mapping[str, str] = Field(default={}, description="Cities that people name instead of their county.")


class Jurisdiction(Frozen):
    states: Mapping[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], State]
    missions: Mapping[Key, Mission]
    fact: Fact = Fact()


class Notice(Frozen):
    """The notice on personal data. A new `version` is shown again to everybody."""

    version: str
    who_sees: Words
    law: Words | None = None


# --- how the program behaves -----------------------------------------------------------------------------------------

class DatabaseSettings(Frozen):
    url: str = Field(
        default="sqlite:///var/janji.db", description="SQLite by default; postgresql+psycopg://… for a server.")


class WebSettings(Frozen):
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    specimens: bool = Field(default=True, description="Offer specimen papers on the chat page, for trying it.")


class KeySettings(Frozen):
    file: Path = Field(
        default=Path("var/keys.json"), description="Made at the first start, mode 0600. Save a copy elsewhere.")


class FileSettings(Frozen):
    folder: Path = Path("var/files")
    max_bytes: int = Field(default=20_000_000, ge=100_000)
    max_pages: int = Field(default=20, ge=1, description="Pages of one requirement.")


class Limits(Frozen):
    """What one person, and one address, may send."""

    text_characters: int = Field(default=4_000, ge=200)
    messages_a_minute: int = Field(default=40, ge=1)
    messages_a_day: int = Field(default=1_000, ge=1)
    megabytes_a_day: int = Field(default=300, ge=1)
    pages_a_day: int = Field(default=200, ge=1)
    address_messages_a_minute: int = Field(default=120, ge=1, description="All chats from one network address.")
    code_tries_an_hour: int = Field(default=8, ge=1, description="Wrong code or birth date, one person.")
    code_tries_an_hour_each: int = Field(default=12, ge=1, description="Wrong birth dates for one code.")
    code_tries_an_hour_all: int = Field(default=300, ge=1)


class BookingSettings(Frozen):
    hold_minutes: int = Field(default=10, ge=2, le=60)
    party: int = Field(default=6, ge=1, le=12, description="Applicants in one appointment at most.")
    unproven_share: float = Field(default=0.25, gt=0, le=1, description=(
        "Share of a day's places that holds of people with neither an appointment nor a confirmed address may take."))
    change_until_hours: int = Field(default=12, ge=0, description="Changes are possible until so many hours before.")


class ReminderSettings(Frozen):
    papers_days_before: tuple[int, ...] = (3, 1)
    papers_at: time = time(10)
    evening_before_at: time = time(18)
    hours_before: int = Field(default=2, ge=0)
    hold_minutes_before: int = Field(default=3, ge=0)
    quiet: Hours = _Hours(start=time(21), end=time(8))


class ConversationSettings(Frozen):
    welcome_back_hours: int = Field(default=48, ge=1)
    quiet_seconds: float = Field(default=3.0, ge=0, description="Single photos are acknowledged after this pause.")


Days = Annotated[int, Field(ge=1)]


class Retention(Frozen):
    """Days that things are kept; after that they are destroyed. Every table of the database stands in `tables`."""

    tables: Mapping[str, Days | Literal["forever", "with-parent"]]


class Settings(Frozen):
    """The whole of `config.yaml`."""

    office: OfficeInfo
    notice: Notice
    places: Mapping[Key, Place] = Field(min_length=1)
    jurisdiction: Jurisdiction
    questions: Mapping[Key, Question]
    outcomes: Mapping[Key, Outcome]
    requirements: Mapping[Key, Requirement]
    services: Mapping[Key, Service] = Field(min_length=1)
    database: DatabaseSettings = DatabaseSettings()
    web: WebSettings = WebSettings()
    public_url: str = Field(
        default="", description="The https address that the outside uses; empty: only this machine.")
    keys: KeySettings = KeySettings()
    files: FileSettings = FileSettings()
    limits: Limits = Limits()
    booking: BookingSettings = BookingSettings()
    reminders: ReminderSettings = ReminderSettings()
    conversation: ConversationSettings = ConversationSettings()
    retention: Retention = Retention(tables={})

    def fee_in_force(self, service: str, answers: Mapping[str, str], on: date) -> tuple[Fee, ...]:
        """The fees of a case of `service` with these answers on a day: of each name, the newest that has begun."""
        newest: dict[str, Fee] = {}
        for fee in self.services[service].fees:
            if fee.since <= on and (fee.when is None or fee.when.holds(answers)):
                known = newest.get(str(fee.name.root))
                if known is None or known.since < fee.since:
                    newest[str(fee.name.root)] = fee
        return tuple(newest.values())


ONE_DAY = timedelta(days=1)
