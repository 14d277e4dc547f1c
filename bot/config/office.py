"""The office, the places where people come, and who serves which state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field

from bot.config.values import Fact, Frozen, Hours, Key, Language, Week, Weekday, Words, ZoneName


class Phone(Frozen):
    """A telephone number, and how sure it is."""

    number: str = Field(description="As it is written to applicants.")
    fact: Fact = Fact()


class OfficeInfo(Frozen):
    """Who the office is, and how a person reaches it without the assistant."""

    key: Key = Field(description="The office's own short name, in every table of the database.")
    name: Words = Field(description="As it is said to applicants.")
    short: Words | None = Field(default=None, description="For the top of a small page.")
    languages: tuple[Language, ...] = Field(min_length=1, description="The first is used when nothing else is known.")
    timezone: ZoneName = Field(description="The office's clock: greetings, officers' hours.")
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = Field(
        default="US", description="The host country, for its public holidays.")
    phone: Phone
    duty_phone: Phone = Field(description="For emergencies outside opening hours.")
    email: str = Field(default="", description="The office's e-mail address.")
    email_fact: Fact = Field(default=Fact(), description="Of the e-mail address and the web site.")
    website: str = Field(default="", description="The office's web site.")
    counter_place: Key | None = Field(
        default=None, description="The place whose week is said as the counter's hours; none: the first one.")
    counter_hours: Week | None = Field(
        default=None, description="When a person can walk in or phone; none: the week of counter_place.")
    counter_hours_fact: Fact = Field(default=Fact(), description="Of counter_hours, where they are given.")
    officer_hours: Week = Field(description="When officers answer chats.")
    officer_hours_fact: Fact = Fact()


class Release(Frozen):
    """Quota set free ahead: each `weekday` at `at` (place's time), the week that begins `weeks_ahead` Mondays later."""

    weekday: Weekday = Field(default="monday", description="The day on which places are set free.")
    at: time = Field(default=time(8), description="The time of that day, by the place's clock.")
    weeks_ahead: int = Field(default=2, ge=1, le=26, description="2 is “the week after next”.")


class Holidays(Frozen):
    """Which calendars close a place."""

    indonesia: bool = Field(default=True, description="Indonesia's public holidays.")
    joint_leave: bool = Field(default=True, description="Indonesia's cuti bersama.")
    host_country: bool = Field(default=True, description="Public holidays of office.country.")


class ServiceGroup(Frozen):
    """Services that share a desk's capacity."""

    services: tuple[Key, ...] = Field(min_length=1, description="The services that share these places.")
    every: int = Field(default=30, ge=5, le=240, description="Minutes between two times that are offered.")
    capacity: int = Field(ge=0, description="Applicants who can be served at once.")
    buffer: int = Field(default=0, ge=0, le=120, description="Minutes kept free after each appointment.")
    fact: Fact = Fact()


class Place(Frozen):
    """Where people come: a counter, a drive-thru lane, an outreach weekend. A calendar belongs to a place."""

    name: Words = Field(description="As it is said to applicants.")
    address: str = Field(description="As one would write it on a letter.")
    address_fact: Fact = Fact()
    map_url: str = Field(default="", description="A link to it on a map.")
    timezone: ZoneName = Field(description="The place's clock: all its times are meant, and said, in it.")
    arrive_early: int = Field(default=15, ge=0, le=240, description="Nobody should come more minutes early than this.")
    for_states: tuple[str, ...] = Field(default=(),
        description="Only people of these states; empty: everybody in the jurisdiction.")
    week: Week = Field(default={}, description="Opening hours a weekday; a gap between two spans is a break.")
    dates: Mapping[date, tuple[Hours, ...]] = Field(
        default={}, description="Hours of single days; they win over the week.")
    week_fact: Fact = Fact()
    closures: tuple[date, ...] = Field(default=(), description="Days on which it is closed.")
    holidays: Holidays = Holidays()
    groups: Mapping[Key, ServiceGroup]
    crowd: int | None = Field(
        default=None, ge=1, description="People present at most in a quarter of an hour; none: no cap.")
    notice_hours: int = Field(default=24, ge=0, description="A time can be booked until so many hours before.")
    horizon_days: int = Field(default=45, ge=1, le=366, description="How far ahead a time can be booked.")
    release: Release | None = Field(default=None, description="Places set free ahead; none: all are, at once.")


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

    version: str = Field(description="Change it when the meaning changes: everybody is asked again.")
    who_sees: Words = Field(description="Who sees what applicants send.")
    law: Words | None = Field(default=None, description="The law, and the rights it gives.")
