"""Whoever books on a page that is closed afterwards gives an address, proves it, and reads there what is to come."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.message import Message
from bot.desk.reaching import EMAIL, Reaching
from storage import outbox
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked


def mails(journey: Journey) -> None:
    """Write what goes by e-mail now into the transcript."""
    app, now = journey.app, journey.clock.now()
    with app.database.transaction() as tx:
        for address in outbox.waiting(tx, EMAIL, now, 10):
            while taken := outbox.take(tx, EMAIL, address, now):
                for row in taken:
                    made = app.render(tx, row, now)
                    assert isinstance(made, Message)
                    journey.write("Mail", "\n".join((made.title, "", made.text, *(one.label for one in made.attachments))))
                    journey.lines.append("")
                    outbox.mark_sent(tx, row.id, now)


def code(dewi: Chat, mailbox: int = 1) -> str:
    app = dewi.journey.app
    with app.database.reading() as tx:
        known = Reaching(tx, app.settings, app.office.keys, dewi.journey.clock.now()).get(mailbox)
    assert known is not None
    return known.code


def test_notices_go_by_mail(journey: Journey) -> None:
    journey.restart(JANJI_SMTP__HOST="127.0.0.1", JANJI_SMTP__SENDER="desk@example.org")
    dewi = journey.person("Dewi")
    dewi.sender = replace(dewi.sender, fleeting=True)
    booked(dewi)
    journey.lines.clear()
    journey.note("Dewi has booked on the chat page for the next morning")
    journey.write("Janji", dewi.last_offer().text)
    journey.lines.append("")
    dewi.accepts("email")
    dewi.says("dewi@example")
    dewi.says("dewi@example.com")
    mails(journey)
    right = code(dewi)
    dewi.says("000000" if right != "000000" else "000001")
    dewi.says(right)
    mails(journey)
    journey.clock.advance(hours=9)
    mails(journey)
    journey.compare("mails", **{"123456": right})
