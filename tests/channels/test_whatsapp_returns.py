"""What WhatsApp did not deliver goes by the address that the person proved, and the desk sees what did not arrive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.whatsapp.returns import what_follows
from storage import outbox, people
from tests.channels.noticed import proved, states
from tests.journeys.driver import Journey
from tests.journeys.parts import booked

DEWI = "whatsapp:+12135550101"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Journey]:
    made = Journey(tmp_path, JANJI_SMTP__HOST="127.0.0.1", JANJI_SMTP__SENDER="desk@example.org")
    booked(made.person("Dewi"))
    yield made
    made.close()


def sent(office: Journey, kind: str, state: str = "sent", tries: int = 0) -> outbox.OutboxRow:
    """A push that Twilio took."""
    app, now = office.app, office.clock.now()
    with app.database.transaction() as tx:
        person = people.find(tx, app.office.key, "chat", "Dewi")
        assert person is not None
        row = outbox.put_push(tx, office=app.office.key, person=person, account="whatsapp", address=DEWI, kind=kind,
                              subject="1:1", due_at=now, now=now)
        [taken] = outbox.take(tx, "whatsapp", DEWI, now)
        assert taken.id == row.id
        if tries:
            outbox.mark_again(tx, taken, now, tries, None)
            outbox.take(tx, "whatsapp", DEWI, now)
        outbox.mark_sent(tx, row.id, now) if state == "sent" else outbox.mark_waiting(tx, row.id, outbox.TOLD)
        found = outbox.get(tx, row.id)
    assert found is not None
    return found


def comes_back(office: Journey, row: outbox.OutboxRow, code: int) -> str:
    with office.app.database.transaction() as tx:
        return what_follows(tx, office.app.settings, row, code, office.clock.now())


@pytest.mark.parametrize("code", [63003, 63024, 63032, 63049, 21610, 63005])
@pytest.mark.parametrize("kind", ["evening-before", "stage"])
def test_what_did_not_arrive_goes_by_mail_once(office: Journey, kind: str, code: int) -> None:
    proved(office, "email", "dewi@example.com")
    row = sent(office, kind)
    assert comes_back(office, row, code) == "by email"
    assert states(office, "whatsapp") == [(kind, "parked", f"twilio {code}, sent by email")]
    assert (kind, "due", None) in states(office, "email")
    with office.app.database.reading() as tx:
        again = outbox.get(tx, row.id)
    assert again is not None
    assert comes_back(office, again, code) == "parked", "the second part of the same message"
    assert len([one for one in states(office, "email") if one[0] == kind]) == 1


def test_ready_of_which_only_the_gist_was_to_arrive_goes_by_mail(office: Journey) -> None:
    proved(office, "email", "dewi@example.com")
    assert comes_back(office, sent(office, "stage", "waiting"), 63024) == "by email"
    assert states(office, "whatsapp") == [("stage", "parked", "twilio 63024, sent by email")]


def test_a_closed_window_is_tried_as_a_template_before_it_goes_by_mail(office: Journey) -> None:
    proved(office, "email", "dewi@example.com")
    assert comes_back(office, sent(office, "hours-before", tries=3), 63016) == "by email"
    assert comes_back(office, sent(office, "evening-before"), 63016) == "again"


def test_without_an_address_it_goes_into_the_chat_that_is_left_or_is_parked(office: Journey) -> None:
    assert comes_back(office, sent(office, "evening-before"), 63024) == "by chat"
    assert comes_back(office, sent(office, "hold-lapsing"), 63024) == "parked"


def test_what_an_officer_wrote_is_not_mailed(office: Journey) -> None:
    proved(office, "email", "dewi@example.com")
    assert comes_back(office, sent(office, "officer-line"), 63024) == "by chat"
