"""What a step can ask of the office, and do there. One is made for each turn, on its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.config import Settings, Way
from bot.desk.applicants import Applicants
from bot.desk.appointments import Appointments
from bot.desk.calendar import Calendar
from bot.desk.cases import Cases
from bot.desk.catalogue import Catalogue
from bot.desk.feedback import Feedback
from bot.desk.holds import Holds
from bot.desk.lookup import Lookup
from bot.desk.papers import Papers
from bot.desk.parties import Parties
from bot.desk.people import People, Person
from bot.desk.private_pages import PrivatePages
from bot.desk.reaching import Reaching
from bot.desk.reminders import Reminders
from bot.desk.threads import Threads
from storage.database import Transaction
from storage.sealed import Keys


@dataclass(frozen=True)
class Office:
    """What stays the same from turn to turn: the configuration, what follows from it, and the keys. `ways`: how what shows who
    a person is is given, by account."""

    settings: Settings
    catalogue: Catalogue
    keys: Keys
    ways: Mapping[str, Way] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.settings.office.key


class Desk:
    """The office as one person's turn sees it."""

    def __init__(self, office: Office, tx: Transaction, now: datetime, person: Person, network: str = "",
                 fleeting: bool = False) -> None:
        self.office = office
        self.settings = office.settings
        self.catalogue = office.catalogue
        self.tx = tx
        self.now = now
        self.person = person
        self.network = office.keys.blind(network, "tries.network").hex() if network else ""
        """A keyed hash of the network address, for limits; empty where the channel knows none."""

        self.fleeting = fleeting
        """Whether this chat reaches nobody once it is closed."""

    @property
    def today(self) -> date:
        """The date at the office."""
        return self.now.astimezone(ZoneInfo(self.settings.office.timezone)).date()

    @cached_property
    def people(self) -> People:
        return People(self.tx, self.office.key, self.now)

    @cached_property
    def applicants(self) -> Applicants:
        return Applicants(self.tx, self.office.key, self.office.keys, self.now)

    @cached_property
    def parties(self) -> Parties:
        return Parties(self.tx, self.office.key, self.office.keys, self.catalogue, self.now)

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.settings, self.tx, self.now)

    @cached_property
    def appointments(self) -> Appointments:
        return Appointments(self.tx, self.settings, self.calendar, self.office.keys, self.now)

    @cached_property
    def holds(self) -> Holds:
        return Holds(self.tx, self.settings, self.calendar, self.now, self.network)

    @cached_property
    def cases(self) -> Cases:
        return Cases(self.tx, self.settings, self.now)

    @cached_property
    def papers(self) -> Papers:
        return Papers(self.tx, self.office.key, self.catalogue, self.now)

    @cached_property
    def private_pages(self) -> PrivatePages:
        return PrivatePages(self.tx, self.settings, self.office.keys, self.now, self.office.ways)

    @cached_property
    def threads(self) -> Threads:
        return Threads(self.tx, self.settings, self.office.keys, self.now)

    @cached_property
    def feedback(self) -> Feedback:
        return Feedback(self.tx, self.settings, self.office.keys, self.now)

    @cached_property
    def lookup(self) -> Lookup:
        return Lookup(self.tx, self.settings, self.now, self.network)

    @cached_property
    def reaching(self) -> Reaching:
        return Reaching(self.tx, self.settings, self.office.keys, self.now, self.network)

    @cached_property
    def reminders(self) -> Reminders:
        return Reminders(self.tx, self.settings, self.now)
