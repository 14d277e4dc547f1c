"""Notices by e-mail: what a mail looks like, what follows from a server's answers, and from the chat page to the mail."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.attachments import keepsake
from bot.channels.notices import email
from bot.channels.notices.email import Email
from bot.channels.off import Off
from bot.config import is_loopback
from bot.conversation.channel import Gone, Later, Refused
from bot.conversation.message import Message
from bot.conversation.prompts import Reading
from bot.conversation.prompts import Refusal as NotRead
from bot.conversation.text import CATALOGUES
from bot.conversation.words import word_lists
from bot.desk.people import person_of
from bot.desk.reaching import EMAIL
from bot.flows.reaching import an_email
from storage import mailboxes, outbox, people
from tests.channels import noticed
from tests.channels.noticed import on_the_page, proved, states
from tests.fakes.smtp import MailServer
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked

DEWI = "dewi@example.com"
SENDER = "desk@kjri.example.org"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def an_office(folder: Path, server: MailServer, language: str = "en", **settings: str) -> Journey:
    given: dict[str, Any] = {"JANJI_SMTP__HOST": "127.0.0.1", "JANJI_SMTP__PORT": str(server.port),
                             "JANJI_SMTP__SENDER": SENDER, **settings}
    return Journey(folder, language, **given)


@pytest.fixture
def office(tmp_path: Path, server: MailServer) -> Iterator[Journey]:
    made = an_office(tmp_path, server)
    yield made
    made.close()


def channel(office: Journey) -> Email:
    return Email(office.app, partial(keepsake, office.app))


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body()
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def a_mailbox(office: Journey) -> str:
    return proved(office, EMAIL, DEWI)


def sweep(office: Journey) -> None:
    """Send what is due by e-mail."""
    noticed.sweep(office, channel(office))


def send(office: Journey, address: str, message: Message) -> None:
    asyncio.run(channel(office).send(address, message))


# --- a mail ---------------------------------------------------------------------------------------------------------------

def test_a_mail_says_who_writes_and_that_a_program_does(office: Journey, server: MailServer) -> None:
    send(office, a_mailbox(office), Message("Besok: *09.30* — jangan lupa.", title="Kunjungan Anda", language="id"))
    [mail] = server.mails
    assert server.envelopes == [(SENDER, DEWI)]
    assert mail["To"] == DEWI
    assert mail["From"].addresses[0].addr_spec == SENDER
    assert mail["Subject"] == "Kunjungan Anda"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@kjri.example.org>")
    assert mail["Date"].datetime == office.clock.now().replace(microsecond=0)
    assert mail["List-Unsubscribe"] is None
    assert text_of(mail).startswith("Besok: 09.30 — jangan lupa.\n\n-- \n")
    assert mail["Content-Language"] == "id"


@pytest.mark.parametrize(("on_the_page", "foot"), [
    (True, "; the chat is at https://janji.example/chat."), (False, "Nobody reads answers to this mail.")])
def test_a_mail_says_where_the_chat_is_that_is_on_no_phone(
        on_the_page: bool, foot: str, tmp_path: Path, server: MailServer) -> None:
    office = an_office(tmp_path, server, JANJI_PUBLIC_URL="https://janji.example")
    send(office, proved(office, EMAIL, DEWI, instead=on_the_page), Message("x", language="en"))
    assert text_of(server.mails[0]).rstrip().replace("\n", " ").endswith(foot)
    office.close()


def test_a_mail_that_goes_twice_has_the_same_id_and_another_one_has_not(office: Journey, server: MailServer) -> None:
    address = a_mailbox(office)
    for text in ("one", "one", "two"):
        send(office, address, Message(text))
    first, again, other = (mail["Message-ID"] for mail in server.mails)
    assert first == again != other


def test_where_to_end_the_notices_is_named_if_the_office_reads_it(tmp_path: Path, server: MailServer) -> None:
    office = an_office(tmp_path, server, JANJI_SMTP__UNSUBSCRIBE="stop@kjri.example.org")
    send(office, a_mailbox(office), Message("x"))
    assert server.mails[0]["List-Unsubscribe"] == "<mailto:stop@kjri.example.org?subject=unsubscribe>"
    office.close()


@pytest.mark.parametrize("title", ["x\r\nBcc: all@example.com", "x\nBcc: all@example.com", "x\r\n\r\nhello", "ü" * 400])
def test_nothing_that_is_said_becomes_a_header(office: Journey, server: MailServer, title: str) -> None:
    send(office, a_mailbox(office), Message("line\n.\nBcc: all@example.com\n" + "x" * 3000, title=title))
    [mail] = server.mails
    assert mail["Bcc"] is None
    assert "\n.\nBcc: all@example.com\n" in text_of(mail)
    assert server.envelopes == [(SENDER, DEWI)]


def test_the_office_logs_in_where_the_server_wants_it(tmp_path: Path) -> None:
    with MailServer(login=("desk", "s3cret")) as server:
        office = an_office(tmp_path, server, JANJI_SMTP__USER="desk", JANJI_SMTP__PASSWORD="s3cret")
        send(office, a_mailbox(office), Message("x"))
        assert len(server.mails) == 1
        office.close()


def test_without_tls_nothing_goes_to_another_machine(
        office: Journey, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email, "is_loopback", lambda host: not is_loopback(host))
    with pytest.raises(Later):
        send(office, a_mailbox(office), Message("x"))
    assert server.mails == []


# --- what a server answers --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("stage", "answer", "outcome", "reason"), [
    ("greet", "421 too busy", Later, "smtp 421"), ("greet", "554 not from there", Later, "smtp 554"),
    ("mail", "451 later", Later, "smtp 451"), ("mail", "553 not your address", Later, "smtp 553"),
    ("rcpt", "450 greylisted", Later, "smtp 450"), ("rcpt", "550 5.1.1 nobody here", Gone, "smtp 550"),
    ("rcpt", "551 moved", Gone, "smtp 551"), ("rcpt", "550 5.7.1 blocked", Refused, "smtp 550"),
    ("rcpt", "552 mailbox full", Refused, "smtp 552"), ("data", "451 later", Later, "smtp 451"),
    ("end", "452 no space", Later, "smtp 452"), ("end", "554 spam", Refused, "smtp 554")])
def test_each_answer_has_its_consequence(
        office: Journey, server: MailServer, stage: str, answer: str, outcome: type[Exception], reason: str) -> None:
    server.answers[stage] = answer
    with pytest.raises(outcome, match=f"^{reason}$"):
        send(office, a_mailbox(office), Message("x"))
    assert server.mails == []


def test_a_wrong_password_loses_nothing(tmp_path: Path) -> None:
    with MailServer(login=("desk", "s3cret")) as server:
        office = an_office(tmp_path, server, JANJI_SMTP__USER="desk", JANJI_SMTP__PASSWORD="other")
        with pytest.raises(Later, match="smtp 535"):
            send(office, a_mailbox(office), Message("x"))
        office.close()


def test_a_server_that_is_away_or_breaks_off_is_tried_again(office: Journey, server: MailServer) -> None:
    address = a_mailbox(office)
    server.drops = True
    server.answers["end"] = "4"                              # half an answer, then nothing
    with pytest.raises(Later):
        send(office, address, Message("x"))
    server.__exit__()
    with pytest.raises(Later):
        send(office, address, Message("x"))
    server.__enter__()


def test_one_person_gets_so_many_mails_a_day(tmp_path: Path, server: MailServer) -> None:
    office = an_office(tmp_path, server, JANJI_SMTP__PERSON_MESSAGES_A_DAY="2")
    address = a_mailbox(office)
    with office.app.database.transaction() as tx:
        for _time in range(2):
            row = outbox.put_push(tx, office="la", person=1, account=EMAIL, address=address, kind="x", subject="",
                                  due_at=office.clock.now(), now=office.clock.now())
            outbox.take(tx, EMAIL, address, office.clock.now())
            outbox.mark_sent(tx, row.id, office.clock.now())
    with pytest.raises(Later, match="enough for a day"):
        send(office, address, Message("x"))
    office.clock.advance(hours=25)
    send(office, address, Message("x"))
    assert len(server.mails) == 1
    office.close()


# --- from booking to the mail -------------------------------------------------------------------------------------------------

def newest_code(server: MailServer) -> str:
    return str(server.mails[-1]["Subject"]).rpartition(" ")[2]


def asks_for_mails(dewi: Chat, office: Journey) -> None:
    booked(dewi)
    dewi.accepts("email")
    dewi.says(DEWI)
    sweep(office)


def test_whoever_books_on_the_page_is_asked_and_gets_the_confirmation_and_reminders_by_mail(
        office: Journey, server: MailServer) -> None:
    dewi = on_the_page(office)
    asks_for_mails(dewi, office)
    heard = len(dewi.heard)
    dewi.says(newest_code(server))
    assert "on its way to dewi@example.com" in dewi.since(heard)[0].text
    sweep(office)
    confirmation = server.mails[-1]
    assert confirmation["Subject"].startswith("Your visit on Wednesday 25 November 2026")
    [calendar] = confirmation.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert "BEGIN:VEVENT" in calendar.get_content()
    seen = len(dewi.heard)
    office.wait_until("2026-11-24 18:30")
    sweep(office)
    assert "A reminder" in text_of(server.mails[-1])
    assert dewi.since(seen) == [], "it goes there, and not into a chat that nobody has open"


def test_who_was_not_asked_keeps_reminders_in_the_chat(office: Journey) -> None:
    dewi = office.person("Dewi")
    booked(dewi)
    assert not [message for message in dewi.heard if "by e-mail" in message.text]


def test_three_wrong_codes_end_it_and_ten_minutes_do_too(office: Journey, server: MailServer) -> None:
    dewi = on_the_page(office)
    asks_for_mails(dewi, office)
    right = newest_code(server)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _try in range(3):
        dewi.says(wrong)
    assert dewi.step == "CodeOver"
    dewi.picks("again")
    sweep(office)
    second = newest_code(server)
    office.wait(minutes=11)
    dewi.says(second)
    assert dewi.step == "CodeOver"
    assert not any(row[0] == "visit-confirmed" for row in states(office, EMAIL))


def test_codes_are_limited_a_day(office: Journey, server: MailServer) -> None:
    dewi = on_the_page(office)
    asks_for_mails(dewi, office)
    for _time in range(2):
        dewi.picks("again")
    heard = len(dewi.heard)
    dewi.picks("again")
    assert "any more codes today" in dewi.since(heard)[0].text
    sweep(office)
    assert len(server.mails) <= 3


def test_what_is_no_address_is_asked_for_once_more(office: Journey) -> None:
    dewi = on_the_page(office)
    booked(dewi)
    dewi.accepts("email")
    for typed in ("dewi", "dewi@example", "dewi@@example.com", "a b@example.com", "dewi@example.com\nBcc: x@example.com",
                  "dewi@example.com, x@example.com", "<script>@example.com", "déwi@example.com"):
        dewi.says(typed)
        assert dewi.step == "AskAddress", typed
    dewi.says("Dewi.Lestari+paspor@Example.COM")
    assert "Dewi.Lestari+paspor@example.com" in dewi.last().text
    dewi.picks("other")
    dewi.picks("")
    assert dewi.step == "Menu"


@pytest.mark.parametrize("typed", [".budi@gmail.com", "budi.@gmail.com", "bu..di@gmail.com", "=?utf-8?q?budi?=@gmail.com",
                                   "budi" * 17 + "@gmail.com"])
def test_an_address_that_no_mail_can_be_written_to_is_asked_for_again(typed: str) -> None:
    """No header takes it, so the code would never go."""
    reading = Reading("en", date(2026, 11, 24), word_lists(CATALOGUES, ("id", "en")))
    assert isinstance(an_email(typed, reading), NotRead)


@pytest.mark.parametrize("typed", ["email saya budi@gmail.com", "My e-mail is budi@gmail.com.", "<budi@gmail.com>",
                                   "budi@gmail.com ya pak", "mailto:budi@gmail.com"])
def test_an_address_is_taken_out_of_a_sentence(typed: str) -> None:
    reading = Reading("id", date(2026, 11, 24), word_lists(CATALOGUES, ("id", "en")))
    assert an_email(typed, reading) == "budi@gmail.com"


def test_whom_no_code_reached_is_told_how_to_get_another(office: Journey) -> None:
    dewi = on_the_page(office)
    booked(dewi)
    dewi.accepts("email")
    dewi.says("email saya dewi@example.com")
    for typed in ("kodenya ga masuk", "no code came"):
        dewi.says(typed)
        assert dewi.step == "TypeCode"
        assert "choose *Another code*" in dewi.last().text
    dewi.says("12345")
    assert "Another code" not in dewi.last().text


def test_an_address_lies_sealed(office: Journey, server: MailServer) -> None:
    dewi = on_the_page(office)
    asks_for_mails(dewi, office)
    dewi.says(newest_code(server))
    stored = b"".join(path.read_bytes() for path in office.folder.glob("janji.db*"))
    assert DEWI.encode() not in stored
    with office.app.database.reading() as tx:
        person = people.get(tx, dewi.id(tx))
        assert person_of(person, ("en",)).proven
        assert len(mailboxes.proven(tx, office.app.office.key, person.id)) == 1


# --- the last resort ----------------------------------------------------------------------------------------------------------

class Blocked:
    """A chat whose person has blocked us."""

    account = "chat"

    async def send(self, address: str, message: Message) -> None:
        raise Gone("blocked")


def test_what_a_chat_does_not_deliver_goes_to_the_proved_address(office: Journey, server: MailServer) -> None:
    dewi = office.person("Dewi")
    booked(dewi)
    a_mailbox(office)
    office.clock.advance(hours=9, minutes=30)

    noticed.sweep(office, Blocked())
    assert ("evening-before", "dropped", "blocked, sent by email") in states(office, "chat")
    sweep(office)
    assert ("evening-before", "sent", None) in states(office, EMAIL)
    assert "A reminder" in text_of(server.mails[-1])


def test_an_address_that_is_gone_gives_its_notices_back_to_the_chat(office: Journey, server: MailServer) -> None:
    dewi = on_the_page(office)
    asks_for_mails(dewi, office)
    dewi.says(newest_code(server))
    sweep(office)
    server.answers["rcpt"] = "550 5.1.1 nobody here"
    office.clock.advance(hours=10)
    sweep(office)
    assert ("papers-missing", "dropped", "smtp 550, sent by chat") in states(office, EMAIL)
    assert ("papers-missing", "due", None) in states(office, "chat")
    assert ("evening-before", "due", None) in states(office, "chat")


def test_what_is_due_by_a_way_that_was_switched_off_goes_into_the_chat(
        office: Journey, server: MailServer) -> None:
    dewi = on_the_page(office)
    asks_for_mails(dewi, office)
    dewi.says(newest_code(server))
    sweep(office)
    office.restart()
    office.clock.advance(hours=10)
    noticed.sweep(office, Off(EMAIL))
    assert ("evening-before", "dropped", "channel off, sent by chat") in states(office, EMAIL)
    assert ("evening-before", "due", None) in states(office, "chat")


def test_whoever_waits_for_a_code_that_can_not_be_sent_is_told_so(office: Journey, server: MailServer) -> None:
    dewi = on_the_page(office)
    booked(dewi)
    dewi.accepts("email")
    server.answers["rcpt"] = "550 5.1.1 nobody here"
    dewi.says(DEWI)
    sweep(office)
    office.deliver()
    assert dewi.last().text == ("The code could not be sent to dewi@example.com. Is it typed correctly? You can give another "
                                "one.")
    dewi.picks("other")
    assert dewi.step == "AskAddress"


def test_a_mail_says_that_papers_are_sent_in_the_chat(office: Journey, server: MailServer) -> None:
    dewi = on_the_page(office)
    asks_for_mails(dewi, office)
    dewi.says(newest_code(server))
    office.clock.advance(hours=3, minutes=30)
    sweep(office)
    assert "Send photos of them in the chat" in text_of(server.mails[-1])
