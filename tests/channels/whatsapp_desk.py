"""An office on WhatsApp behind a proxy: many people write to it, and Twilio answers on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.conversation.message import Message, Template
from storage import outbox
from storage.database import Transaction
from storage.tables import addresses, clearings, fetches, files
from storage.tables import outbox as rows_table
from tests.channels.conftest import provision
from tests.channels.office import RunningOffice
from tests.fakes.servers import twilio_settings
from tests.fakes.twilio.messages import Message as Heard
from tests.fakes.twilio.people import Person
from tests.fakes.twilio.server import Twilio
from tests.janji import until

PUBLIC = "https://janji.example"
WEBHOOK, STATUS = f"{PUBLIC}/whatsapp/webhook", f"{PUBLIC}/whatsapp/status"
ACCOUNT = "whatsapp"


class Desk:
    """One office for the tests of a module; each takes a person of its own."""

    def __init__(self, office: RunningOffice, twilio: Twilio) -> None:
        self.office, self.twilio = office, twilio
        self._people = 0

    # --- people ---------------------------------------------------------------------------------------------------------

    def stranger(self, number: str = "", scoped: str = "") -> Person:
        """Somebody who never wrote."""
        self._people += 1
        count = self._people
        return Person(self.twilio, WEBHOOK, number if number or scoped else f"+1555011{count:04}",
                      scoped or f"US.ABC{count:06}")

    def person(self, number: str = "") -> Person:
        """Somebody who wrote, read the notice, and stands at the menu."""
        made = self.stranger(number)
        self.says(made, "hello")
        self.presses(made, made.heard[-1].buttons[1][0])
        return made

    def says(self, person: Person, text: str, **more: str) -> list[Heard]:
        """What they hear then."""
        before = len(person.heard)
        self.office.clock.advance(seconds=2)                 # nobody is faster, and the limits count
        person.says(text, **more)
        assert person.status == 200
        self.settles(person)
        return person.heard[before:]

    def presses(self, person: Person, button: str) -> list[Heard]:
        before = len(person.heard)
        self.office.clock.advance(seconds=2)
        person.presses(button)
        assert person.status == 200
        self.settles(person)
        return person.heard[before:]

    def settles(self, person: Person) -> None:
        until(lambda: self.office.is_settled(ACCOUNT, person.address))

    def unchanged(self) -> AbstractContextManager[None]:
        """What is done meanwhile leaves every row as it is."""
        return self.office.unchanged(lambda: len(self.twilio.calls) if self.twilio.callbacks.are_posted else None)

    def later(self, **by: float) -> bool:
        """Not yet: time passes."""
        self.office.clock.advance(**by)
        return False

    def is_away(self, person: Person, hours: float = 25) -> None:
        """Writes nothing for so long."""
        self.office.clock.advance(hours=hours)

    def asks_an_officer(self, person: Person) -> None:
        self.says(person, "officer")
        self.says(person, "Is my passport ready?")

    # --- the office -----------------------------------------------------------------------------------------------------

    def write(self, work: Any) -> Any:
        return self.office.app.writer.submit(work).result(10)

    def push(self, person: Person, kind: str = "thread-closed", subject: str = "1") -> None:
        """Unasked, and without a template unless its kind has one."""
        def put(tx: Transaction) -> None:
            outbox.put_push(tx, office=self.office.key, person=self._id(tx, person), account=ACCOUNT, address=person.address,
                            kind=kind, subject=subject, due_at=self.office.clock.now(), now=self.office.clock.now())
        self.write(put)

    def tells(self, person: Person, *messages: Message) -> None:
        """As the answer of a turn."""
        def put(tx: Transaction) -> None:
            outbox.put_answers(tx, self.office.app.office.keys, office=self.office.key, person=self._id(tx, person),
                               account=ACCOUNT, address=person.address, now=self.office.clock.now(), at_once=False,
                               bodies=[(message.dump(), None) for message in messages])
        self.write(put)

    def _id(self, tx: Transaction, person: Person) -> int:
        found = self.office.person(tx, ACCOUNT, person.address)
        assert found is not None
        return found

    # --- what the database says -----------------------------------------------------------------------------------------

    def rows(self, person: Person) -> list[tuple[str, str | None]]:
        """State and problem of each message to them, in order."""
        with self.office.database.reading() as tx:
            return [(row.state, row.problem) for row in tx.execute(
                select(rows_table).where(rows_table.c.address == person.address).order_by(rows_table.c.id))]

    def becomes(self, person: Person, *state: str | None) -> None:
        """The newest message to them gets this state (and this problem)."""
        until(lambda: bool(self.rows(person)) and self.rows(person)[-1][:len(state)] == state,
              what=lambda: str(self.rows(person)))

    def wrote_at(self, person: Person) -> Any:
        with self.office.database.reading() as tx:
            return tx.execute(select(addresses.c.wrote_at).where(addresses.c.address == person.address)).scalar_one()

    def still_to_clear(self) -> list[str]:
        with self.office.database.reading() as tx:
            return [row.reference for row in tx.execute(select(clearings))]

    def kept_files(self) -> list[Any]:
        with self.office.database.reading() as tx:
            return list(tx.execute(select(files)))

    def fetched(self, person: Person) -> list[Any]:
        with self.office.database.reading() as tx:
            return list(tx.execute(select(fetches).where(fetches.c.address == person.address).order_by(fetches.c.id)))


@contextmanager
def desk_in(folder: Path, provisioned: bool = True, **settings: str) -> Iterator[Desk]:
    """Everything runs."""
    twilio = Twilio().start()
    office = RunningOffice(folder, **twilio_settings(twilio), JANJI_PUBLIC_URL=PUBLIC, **settings).start()
    twilio.outbox.now = office.clock.now
    twilio.webhooks.reach[PUBLIC] = office.url
    try:
        if provisioned:
            provision(office, twilio)
        yield Desk(office, twilio)
    finally:
        twilio.stop()
        office.stop()


def template(name: str, *values: str, knocks: bool = False) -> Message:
    """What an office says unasked: a text, and approved words for whom it can't reach with it."""
    return Message(f"The whole of {name}.", template=Template(name, "en", values, knocks))
