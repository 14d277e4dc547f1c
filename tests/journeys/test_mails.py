"""Whoever books on a page that is closed afterwards gives an address, proves it, and reads there what is to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.channels.notices.sms import body
from bot.conversation.message import Message
from bot.desk.reaching import EMAIL, SMS, Reaching
from storage import outbox
from tests.janji import CONFIG
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked, code_of
from tests.journeys.test_collected import officers_move

MAILS = {"JANJI_SMTP__HOST": "127.0.0.1", "JANJI_SMTP__SENDER": "desk@example.org"}
TEXTS = {"JANJI_TWILIO__ACCOUNT_SID": "AC1", "JANJI_TWILIO__AUTH_TOKEN": "secret", "JANJI_SMS__SENDER": "+12135550188",
         "JANJI_PUBLIC_URL": "https://janji.example.go.id"}


def notices(journey: Journey, account: str) -> Iterator[Message]:
    """What goes by this way now."""
    app, now = journey.app, journey.clock.now()
    with app.database.transaction() as tx:
        for address in outbox.waiting(tx, account, now, 10):
            while taken := outbox.take(tx, account, address, now):
                for row in taken:
                    made = app.render(tx, row, now)
                    if isinstance(made, Message):            # else it is no longer true
                        yield made
                        journey.lines.append("")
                    outbox.mark_sent(tx, row.id, now)


def mails(journey: Journey) -> None:
    """Write what goes by e-mail now into the transcript."""
    for made in notices(journey, EMAIL):
        journey.write("Mail", "\n".join((made.title, "", made.text, *(one.label for one in made.attachments))))


def texts(journey: Journey) -> None:
    """Write what goes by SMS now into the transcript."""
    for made in notices(journey, SMS):
        journey.write("SMS", body(journey.app.office, made, f"{journey.app.settings.public_url}/chat"))


def code(dewi: Chat, mailbox: int = 1) -> str:
    app = dewi.journey.app
    with app.database.reading() as tx:
        known = Reaching(tx, app.settings, app.office.keys, dewi.journey.clock.now()).get(mailbox)
    assert known is not None
    return known.code


def books_on_the_chat_page(journey: Journey, **environ: str) -> Chat:
    """Dewi has her code, in an office with these notices."""
    journey.restart(CONFIG, **environ)
    dewi = journey.person("Dewi")
    dewi.sender = replace(dewi.sender, fleeting=True)
    booked(dewi)
    return dewi


def is_offered_notices(journey: Journey, dewi: Chat) -> None:
    """The transcript begins here."""
    journey.wait(seconds=1)
    journey.lines.clear()
    journey.note("Dewi has booked on the chat page for the next morning")
    journey.write("Janji", dewi.last_offer().text)
    journey.lines.append("")


def test_what_is_booked_is_said_before_an_address_is_asked_for(journey: Journey) -> None:
    dewi = books_on_the_chat_page(journey, **MAILS)
    confirmed = next(number for number, one in enumerate(dewi.heard) if "✅" in one.text and one.attachments)
    assert not [one for one in dewi.heard[:confirmed] if one.offer]
    assert {"id": "selama halaman ini terbuka", "en": "while this page is open"}[journey.language] in dewi.heard[confirmed].text
    journey.wait(seconds=1)
    assert dewi.last().offer


def test_notices_go_by_mail(journey: Journey) -> None:
    dewi = books_on_the_chat_page(journey, **MAILS)
    is_offered_notices(journey, dewi)
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
    journey.clock.advance(hours=24)
    officers_move(journey, code_of(dewi), "ready")
    mails(journey)
    journey.compare("mails", **{"123456": right})


def test_notices_go_by_sms(journey: Journey) -> None:
    dewi = books_on_the_chat_page(journey, **TEXTS)
    is_offered_notices(journey, dewi)
    dewi.accepts("sms")
    dewi.says("+44 7700 900123")
    dewi.says("555 0101")
    dewi.says("(213) 555-0101")
    texts(journey)
    right = code(dewi)
    dewi.says(right)
    texts(journey)
    for _time in range(3):
        journey.clock.advance(hours=8)
        texts(journey)
    journey.clock.advance(hours=24)
    officers_move(journey, code_of(dewi), "ready")
    texts(journey)
    journey.compare("sms", **{"123456": right})
