"""People who are reached beside a chat, by an address that they proved."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import select

from bot.conversation.channel import Channel
from bot.delivery import Delivery
from bot.desk.reaching import Reaching, Way
from storage import outbox, people
from storage.tables import outbox as rows
from tests.journeys.driver import Chat, Journey


def on_the_page(office: Journey) -> Chat:
    """Somebody whose chat is gone with its tab."""
    dewi = office.person("Dewi")
    dewi.sender = replace(dewi.sender, fleeting=True)
    return dewi


def proved(office: Journey, way: Way, address: str, instead: bool = False, name: str = "Dewi") -> str:
    """An address of Dewi's that was proved, as the outbox knows it. `name`: her address in the office's chat."""
    app = office.app
    with app.database.transaction() as tx:
        person = people.find_or_add(tx, app.office.key, office.account, name, "en", None, office.clock.now())
        reaching = Reaching(tx, app.settings, app.office.keys, office.clock.now())
        mailbox = reaching.send_code(person, way, address, instead)
        assert mailbox is not None
        known = reaching.get(mailbox)
        assert known is not None
        assert reaching.prove(person, mailbox, known.code) == "proven"
        outbox.drop_keys(tx, app.office.key, person, "address-code:", "a test's own")
    return str(mailbox)


async def swept(office: Journey, *channels: Channel) -> None:
    """Send what is due by these, as the program does."""
    app = office.app
    app.channels = {channel.account: channel for channel in channels}
    delivery = Delivery(app.database, app.writer, app.office.keys, app.channels, app.render, office.clock,
                        lost=app.lost, returned=app.returned)
    await delivery.sweep()
    await delivery.finish()


def sweep(office: Journey, *channels: Channel) -> None:
    asyncio.run(swept(office, *channels))


def states(office: Journey, account: str) -> list[tuple[str, str, str | None]]:
    with office.app.database.reading() as tx:
        found = tx.execute(select(rows.c.kind, rows.c.state, rows.c.problem).where(
            rows.c.account == account, rows.c.kind != "answer").order_by(rows.c.id)).all()
    return [(row.kind, row.state, row.problem) for row in found]
