"""Mails and SMS to whoever proved an address: they tell what the chat would, until somebody answers STOP or nobody is there."""

from __future__ import annotations

from bot.desk import reaching
from bot.desk.desk import Desk
from bot.desk.reaching import CHATTED, CODE, MOVED, SMS, WAYS
from storage import mailboxes, outbox
from storage.database import Transaction
from storage.outbox import OutboxRow
from tests.walk import checks
from tests.walk.world import Someone, World


class Notices:
    """What takes them in place of a mail server and of Twilio."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.random = world.random
        self.closed: set[str] = set()
        """Addresses that take nothing: Twilio's list of those who answered STOP, mailboxes that are gone."""

    def deliver(self, tx: Transaction) -> None:
        """Whatever is due now."""
        now = self.world.clock.now()
        for way in WAYS:
            for address in outbox.waiting(tx, way, now, 100):
                while rows := outbox.take(tx, way, address, now):
                    for row in rows:
                        self._tell(tx, row)

    def _tell(self, tx: Transaction, row: OutboxRow) -> None:
        who = self.world.someone(row.person)
        desk = self.world.know(tx, who, row.person)
        mailbox = desk.reaching.get(int(row.address))
        if mailbox is None or mailbox.person != row.person:
            self.world.note(who, f"{row.kind} goes to somebody else's address")
        elif row.kind in MOVED and not self._is_proven(tx, row):
            self.world.note(who, f"{row.kind} goes to an address that is not proven")
        elif self.world.rendered(tx, who, desk, row) is None:
            return
        elif mailbox.address in self.closed:
            self._refuse(tx, who, row)
            self._open_again(mailbox.address)
        else:
            self._arrives(desk, who, row, mailbox.address)

    def _is_proven(self, tx: Transaction, row: OutboxRow) -> bool:
        return any(str(one.id) == row.address for one in mailboxes.proven(tx, row.office, row.person))

    def _arrives(self, desk: Desk, who: Someone, row: OutboxRow, address: str) -> None:
        """Seen; now and then answered with STOP, or the last that is."""
        who.transcript.append(f"  ← {row.kind} by {row.account}")
        if not outbox.mark_sent(desk.tx, row.id, desk.now):
            self.world.note(who, "a notice was sent that was sent before")
        if row.kind != CODE and self.random.random() < 0.15:
            who.transcript.append("→ STOP" if row.account == SMS else "→ (the mailbox is gone)")
            self.closed.add(address)

    def _refuse(self, tx: Transaction, who: Someone, row: OutboxRow) -> None:
        """What would have been told goes into the chat, once."""
        state, instead = reaching.not_taken(tx, self.world.office.settings, row, self.world.clock.now(), "dropped")
        who.transcript.append(f"  × {row.kind} by {row.account}: {state}, instead by {instead}")
        self.world.pushed.pop(checks.named(row), None)
        (outbox.mark_parked if state == "parked" else outbox.mark_dropped)(tx, row.id, "nobody is there")
        if row.kind in CHATTED and instead is None:
            self.world.note(who, f"{row.kind} is lost")
        if self._is_proven(tx, row):
            self.world.note(who, "an address that takes nothing is still written to")

    def _open_again(self, address: str) -> None:
        """START, or a mailbox with room again: sooner or later."""
        if self.random.random() < 0.5:
            self.closed.discard(address)
