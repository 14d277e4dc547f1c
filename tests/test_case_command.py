"""`janji case`: officers move cases on, and see beforehand what each person will read."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot import case_command, case_listed, cli
from bot.app import App
from bot.conversation.channel import Gone
from bot.conversation.message import Message
from storage import bookings, contents, people
from storage.database import Transaction
from storage.tables import addresses, appointments
from storage.tables import people as persons
from tests.channels.noticed import proved, sweep
from tests.journeys.driver import Chat, Journey
from tests.journeys.parts import booked, greet
from tests.visits import visit

CODE, OTHER = "K7M-4TD", "R4P-8WX"
EVERY = [f"C{letter}D-3HN" for letter in "FGHJKMN"]
"""Of seven couples."""

SKIPS = "  Skips received, verification, payment, biometrics, sent, printing.\n"

READY = f"""K7M-4TD  Dewi Lestari: booked → ready
{SKIPS}  By chat, in Indonesian, at once:
  | Paspor Anda sudah jadi dan dapat diambil.
  | *Dewi Lestari*: Penggantian paspor, kode K7M-4TD
  |
  | 📍 Loket KJRI Los Angeles: 3457 Wilshire Blvd, Los Angeles, CA 90010
  | Waktu pengambilan: ²
  | Senin: 14.00–15.30
  | Selasa: 14.00–15.30
  | Rabu: 14.00–15.30
  | Kamis: 14.00–15.30
  |
  | Bawa tanda terima dan paspor lama. Bila diambilkan orang lain: anggota keluarga dalam Kartu Keluarga yang sama, atau \
orang yang membawa surat kuasa, bukti bayar, dan kartu identitas. ¹
  |
  | Mohon diambil paling lambat Selasa, 15 Desember 2026. ²
  | Paspor yang tidak diambil dalam satu bulan sejak terbit dapat dibatalkan.
  | ¹ Mungkin sudah berubah: mohon pastikan ke kantor.
  | ² Belum dipastikan kantor.

R4P-8WX-2  Ani Santoso: booked → ready
{SKIPS}  By chat, in English, at once:
  | Your passport is ready and can be collected.
  | *Ani Santoso*: Passport replacement (renewal), code R4P-8WX-2
  |
  | 📍 KJRI Los Angeles counter: 3457 Wilshire Blvd, Los Angeles, CA 90010
  | When it can be collected: ²
  | Monday: 2:00 pm–3:30 pm
  | Tuesday: 2:00 pm–3:30 pm
  | Wednesday: 2:00 pm–3:30 pm
  | Thursday: 2:00 pm–3:30 pm
  |
  | Bring the receipt and the old passport. Somebody else may come for it: a relative on the same Kartu Keluarga (family \
card), or another person with a letter of authority, the proof of payment and an identity card. ¹
  |
  | Please collect it by Tuesday 15 December 2026. ²
  | A passport that is not collected within one month of issue may be cancelled.
  | ¹ This may have changed: please check with the office.
  | ² Not confirmed by the office yet.

"""

BACK = """R4P-8WX-1  Budi Santoso: ready → printing
  This is back to an earlier stage.
  By chat, in English, at once:
  | A correction: this is where it stands now.
  |
  | Your passport is being printed.
  | *Budi Santoso*: Passport replacement (renewal), code R4P-8WX-1
  |
  | This usually takes 3–4 working days. (this may have changed: please check with the office)
  | Next: ready to be collected.

Move 1 case and send 1 message? [y/N] Moved: R4P-8WX-1.
"""


@pytest.fixture
def dewi(office: Journey) -> Chat:
    """Was at the counter yesterday; reads Indonesian."""
    chat = office.person("Dewi", "id")
    visit(chat, CODE, "Dewi Lestari")
    return chat


@pytest.fixture
def budi(office: Journey) -> Chat:
    """Was there with Ani; reads English."""
    chat = office.person("Budi")
    visit(chat, OTHER, "Budi Santoso", "Ani Santoso")
    return chat


class Officer:
    """Runs the command on the same database; what is typed to it is `says`."""

    def __init__(self, office: Journey, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._office, self._capsys, self._patch = office, capsys, patch

    def __call__(self, *arguments: str, says: str = "") -> tuple[int, str, str]:
        """Exit code, what was printed, and what was complained."""
        options = cli.parser().parse_args(["case", *arguments])
        self._patch.setattr("sys.stdin", io.StringIO(says))
        app = App(self._office.app.settings, self._office.clock)
        code = case_command.run(app, options)
        app.writer.close()
        app.database.close()
        out, err = self._capsys.readouterr()
        return code, out, err


@pytest.fixture
def officer(office: Journey, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Officer:
    return Officer(office, capsys, monkeypatch)


def heard(office: Journey, chat: Chat) -> list[str]:
    office.deliver()
    return [message.text for message in chat.heard]


# --- the preview ----------------------------------------------------------------------------------------------------------

@pytest.mark.usefixtures("dewi", "budi")
def test_what_each_person_will_read_is_shown_first_in_their_language(officer: Officer) -> None:
    code, out, err = officer("stage", "ready", CODE, f"{OTHER}-2", says="y\n")
    assert (code, err) == (0, "")
    assert out == READY + "Move 2 cases and send 2 messages? [y/N] Moved: K7M-4TD, R4P-8WX-2.\n"


def test_what_is_shown_is_what_arrives(office: Journey, dewi: Chat, officer: Officer) -> None:
    _code, out, _err = officer("stage", "printing", CODE, "--yes")
    shown = [line.removeprefix("  |").removeprefix(" ") for line in out.splitlines() if line.startswith("  |")]
    assert heard(office, dewi) == ["\n".join(shown)]


@pytest.mark.parametrize("answer", ["n\n", "\n", "", "maybe\n"])
def test_whoever_does_not_say_yes_moves_nothing(office: Journey, dewi: Chat, officer: Officer, answer: str) -> None:
    code, out, _err = officer("stage", "ready", CODE, says=answer)
    assert code == 1 and out.endswith("Nothing was moved, and nobody was told.\n")
    assert heard(office, dewi) == []
    assert " booked " in officer("list")[1]


def test_a_way_back_says_so_to_the_officer_and_to_the_person(office: Journey, budi: Chat, officer: Officer) -> None:
    officer("stage", "ready", f"{OTHER}-1", "--yes")
    office.deliver()
    assert officer("stage", "printing", f"{OTHER}-1", says="y\n")[1] == BACK
    assert heard(office, budi)[-1].startswith("A correction: this is where it stands now.")


@pytest.mark.usefixtures("dewi")
def test_a_stage_that_is_not_told_moves_in_silence(office: Journey, dewi: Chat, officer: Officer) -> None:
    _code, out, _err = officer("stage", "payment", CODE, says="y\n")
    assert out == ("K7M-4TD  Dewi Lestari: booked → payment\n  Skips received, verification.\n"
                   "  This stage is not told to anybody.\n\n"
                   "Move 1 case? [y/N] Moved: K7M-4TD.\n")
    assert heard(office, dewi) == []


def test_a_visit_that_is_still_to_come_is_said(office: Journey, officer: Officer) -> None:
    visit(office.person("Citra"), CODE, "Citra", days=3)
    assert "The visit is still to come: 2026-11-27 09:30." in officer("stage", "received", CODE, says="n\n")[1]


def test_a_visit_that_is_still_to_come_is_not_over_by_a_wrong_code(office: Journey, officer: Officer) -> None:
    citra = office.person("Citra")
    visit(citra, CODE, "Citra", days=3)
    refused = (1, "", ("K7M-4TD: the visit is still to come (2026-11-27 09:30); before it a case goes to “received” only. If "
                      "these people were here already, add --early.\nNothing was moved, and nobody was told.\n"))
    assert officer("stage", "collected", "--yes", CODE) == refused
    officer("next", CODE, "--yes")
    assert officer("next", CODE, "--yes") == refused
    assert officer("stage", "collected", "--early", "--yes", CODE)[1].endswith("Moved: K7M-4TD.\n")
    office.wait(days=2.9)
    assert not any("How was it" in text for text in heard(office, citra))
    office.wait(days=2)
    assert "How was it" in heard(office, citra)[-1]


def test_a_visit_on_a_day_that_was_closed_since_is_marked(office: Journey, officer: Officer) -> None:
    visit(office.person("Citra"), CODE, "Citra", days=3)
    assert "closed" not in officer("list")[1] + officer("show", CODE)[1]
    office.restart(JANJI_PLACES__COUNTER__CLOSURES="[2026-11-27]")
    assert officer("list")[1].endswith("  Citra  (closed then)\n")
    assert "  visit  2026-11-27 09:30  (closed then)\n" in officer("show", CODE)[1]


@pytest.mark.usefixtures("dewi")
def test_options_may_stand_before_the_codes(officer: Officer) -> None:
    assert officer("stage", "received", "--yes", CODE)[1].endswith("Moved: K7M-4TD.\n")
    assert officer("list", "--stage", "received", "--service", "passport-renewal")[1].startswith(CODE)


def test_what_was_answered_is_shown_and_what_for_in_the_offices_words(office: Journey, officer: Officer) -> None:
    code = booked(office.person("Dewi"))
    first, *rest = officer("show", code)[1].splitlines()
    assert first == f"{code}  Dewi Lestari, Penggantian paspor"
    assert "  Di kota (atau county) dan negara bagian mana pemohon tinggal? Los Angeles County, California" in rest
    assert "  Apa kewarganegaraan pemohon sekarang? WNI" in rest


def test_a_service_that_was_taken_out_is_said(office: Journey, officer: Officer) -> None:
    visit(office.person("Citra"), CODE, "Citra", service="pets")
    assert "  next   no such service in config.yaml\n" in officer("show", CODE)[1]
    assert officer("next", CODE) == (1, "", ("K7M-4TD: there is no such service in config.yaml: pets. Put it back to go on "
                                            "with the case.\nNothing was moved, and nobody was told.\n"))


def test_only_what_was_read_is_corrected(office: Journey, budi: Chat, officer: Officer) -> None:
    one = f"{OTHER}-1"
    officer("stage", "printing", one, "--yes")
    office.deliver()
    officer("stage", "ready", one, "--yes")                                # by mistake, and not sent yet
    out = officer("stage", "printing", one, "--yes")[1]
    assert "This is back to an earlier stage.\n  They have read this stage last; nobody is told again.\n" in out
    assert len(heard(office, budi)) == 1
    officer("stage", "ready", one, "--yes")
    assert "A correction" in officer("stage", "sent", one, "--yes")[1]     # “printing” was read
    assert heard(office, budi)[-1].startswith("A correction")


def test_a_mistake_that_was_taken_back_at_once_says_nothing(office: Journey, dewi: Chat, officer: Officer) -> None:
    officer("stage", "ready", CODE, "--yes")
    assert officer("stage", "payment", CODE, "--yes")[1].startswith(
        "K7M-4TD  Dewi Lestari: ready → payment\n  This is back to an earlier stage.\n  This stage is not told to anybody.\n")
    assert heard(office, dewi) == []


def test_collected_is_followed_by_the_question_how_it_was_and_the_preview_says_when(
        office: Journey, dewi: Chat, officer: Officer) -> None:
    officer("stage", "printing", CODE, "--yes")
    asked = "  They are asked how it was: 2026-11-25 10:00.\n"
    assert officer("stage", "collected", CODE, says="n\n")[1].startswith(
        f"K7M-4TD  Dewi Lestari: printing → collected\n  Skips ready.\n{asked}  This stage is not told to anybody.\n")
    with office.app.database.transaction() as tx:
        tx.execute(update(persons).values(reminders=0))
    assert asked not in officer("stage", "collected", CODE, says="n\n")[1]


def test_what_was_asked_about_is_corrected(office: Journey, dewi: Chat, officer: Officer) -> None:
    officer("stage", "ready", CODE, "--yes")
    office.deliver()
    officer("stage", "collected", CODE, "--yes")
    office.wait(days=2)                                                    # how it was is asked
    assert "ada ralat" in officer("stage", "ready", CODE, "--yes")[1]
    assert "ada ralat" in heard(office, dewi)[-1]
    assert "asked how it was" not in officer("stage", "collected", CODE, "--yes")[1]


def test_what_they_may_have_seen_as_the_status_is_corrected(office: Journey, dewi: Chat, officer: Officer) -> None:
    greet(dewi)
    officer("stage", "ready", CODE, "--yes")
    office.deliver()
    officer("stage", "collected", CODE, "--yes")
    dewi.says("status")
    assert "sudah diambil" in dewi.last().text
    officer("stage", "ready", CODE, "--yes")
    assert "ada ralat" in heard(office, dewi)[-1]


def test_whoever_ended_the_chat_is_to_be_phoned(office: Journey, dewi: Chat, officer: Officer) -> None:
    def forget(tx: Transaction) -> None:
        people.forget_address(tx, "kjri-la", "chat", "Dewi")

    office.app.writer.submit(forget).result()
    code, out, _err = officer("stage", "ready", CODE, says="y\n")
    assert code == 0
    assert out == (f"K7M-4TD  Dewi Lestari: booked → ready\n{SKIPS}"
                   "  Nobody is reached: please phone (janji case show K7M-4TD).\n\n"
                   "Move 1 case? [y/N] Moved: K7M-4TD.\nNobody is reached, please phone: K7M-4TD.\n")
    assert "phone  2135550100" in officer("show", CODE)[1]


class Blocked:
    """A chat whose person blocked the bot."""

    account = "chat"

    async def send(self, address: str, message: Message) -> None:
        raise Gone("blocked")


def test_whoever_blocked_the_bot_is_to_be_phoned_and_reads_it_when_they_write_again(
        office: Journey, dewi: Chat, officer: Officer) -> None:
    officer("stage", "received", CODE, "--yes")
    assert "reach " not in officer("show", CODE)[1]
    sweep(office, Blocked())
    office.clock.advance(days=1)
    assert "  reach  not by chat: blocked on 2026-11-24\n" in officer("show", CODE)[1]
    out = officer("stage", "ready", CODE, says="y\n")[1]
    assert out == ("K7M-4TD  Dewi Lestari: received → ready\n  Skips verification, payment, biometrics, sent, printing.\n"
                   "  Not reachable by chat: blocked on 2026-11-24; please phone 2135550100. They read it when they write "
                   "again.\n\nMove 1 case? [y/N] Moved: K7M-4TD.\nNobody is reached, please phone: K7M-4TD.\n")
    sweep(office, Blocked())
    dewi.says("halo")
    assert [text for text in heard(office, dewi) if "sudah jadi" in text or "diterima" in text] == [dewi.heard[0].text]
    assert "reach " not in officer("show", CODE)[1]
    assert "By chat, in Indonesian, at once" in officer("stage", "printing", CODE, says="n\n")[1]


def test_what_a_blocked_chat_would_not_take_is_shown_as_it_goes_by_mail(office: Journey, dewi: Chat, officer: Officer) -> None:
    office.restart(JANJI_SMTP__HOST="localhost", JANJI_SMTP__SENDER="desk@example.org")
    officer("stage", "received", CODE, "--yes")
    sweep(office, Blocked())
    proved(office, "email", "dewi@example.com")
    assert "\n  By e-mail, in Indonesian, at once:\n" in officer("stage", "ready", CODE, says="n\n")[1]
    assert "reach " not in officer("show", CODE)[1]


@pytest.mark.parametrize(("hours", "how", "first"), [
    (1, "By WhatsApp (as text), in English, at once", "Your passport is ready and can be collected."),
    (25, "By WhatsApp (by the template passport_ready; the rest when they reply), in English, at once",
     "Your document with code K7M-4TD is ready. It can be collected at KJRI Los Angeles counter. Reply here, and we'll tell\
 you the hours, what to bring and by when to come."),
])
def test_on_whatsapp_a_day_after_they_wrote_the_template_is_shown(
    office: Journey, officer: Officer, hours: int, how: str, first: str,
) -> None:
    on_whatsapp(office, hours)
    lines = officer("stage", "ready", CODE, says="n\n")[1].splitlines()
    assert lines[2] == f"  {how}:"
    assert lines[3] == f"  | {first}"


def on_whatsapp(office: Journey, hours: int = 25, state: str = "approved", sid: str = "AC1") -> None:
    """Citra, who wrote so long ago, has a visit."""
    settings: dict[str, Any] = {
        "JANJI_TWILIO__ACCOUNT_SID": sid, "JANJI_TWILIO__AUTH_TOKEN": "x", "JANJI_TWILIO__SENDER": "whatsapp:+12135550199",
        "JANJI_SMTP__HOST": "localhost", "JANJI_SMTP__SENDER": "desk@example.org"}
    office.restart(**settings)
    visit(office.person("Citra"), CODE, "Citra Dewi")
    with office.app.database.transaction() as tx:
        tx.execute(update(addresses).values(
            account="whatsapp", address="whatsapp:+12135550100", wrote_at=office.clock.now() - timedelta(hours=hours)))
        contents.keep(tx, office=office.app.office.key, account="whatsapp", name="passport_ready", language="en",
                      reference="HX1", digest="", category="UTILITY", state=state, problem=None, at=office.clock.now())


@pytest.mark.parametrize(("state", "sid", "when"), [
    ("submitted", "AC1", "when they write again (the template passport_ready is not approved)"),
    ("approved", "", "when the channel is switched on again")])
def test_what_a_channel_does_not_take_now_is_shown_as_it_goes_by_mail_or_waits(
        office: Journey, officer: Officer, state: str, sid: str, when: str) -> None:
    on_whatsapp(office, state=state, sid=sid)
    lines = officer("stage", "ready", CODE, says="n\n")[1].splitlines()
    assert lines[2] == f"  By WhatsApp, in English, {when}:"
    assert lines[3] == "  | Your passport is ready and can be collected."
    office.account = "whatsapp"
    proved(office, "email", "citra@example.com", name="whatsapp:+12135550100")
    assert officer("stage", "ready", CODE, says="n\n")[1].splitlines()[2] == "  By e-mail, in English, at once:"


def test_names_move_no_cursor(office: Journey, officer: Officer) -> None:
    visit(office.person("Eve"), CODE, "Eve \x1b[2J\x1b[31m\r\nK7M-4TD  Eve: ready\u202e")
    for arguments in (("list",), ("show", CODE), ("stage", "ready", CODE)):
        out = officer(*arguments)[1]
        assert not set(out) & {"\x1b", "\r", "\u202e"}
        assert not [line for line in out.splitlines() if line.startswith("K7M-4TD  Eve: ready")]


# --- several, twice, not at all -------------------------------------------------------------------------------------------

def test_these_fourteen_are_ready(office: Journey, officer: Officer) -> None:
    chats = [office.person(f"Person {number}") for number in range(len(EVERY))]
    for chat, one in zip(chats, EVERY, strict=True):
        visit(chat, one, "Ani", "Budi")
    code, out, _err = officer("stage", "ready", "--yes", says="\n".join(one.lower().replace("-", " ") for one in EVERY))
    cases = [f"{one}-{number}" for one in EVERY for number in (1, 2)]
    assert len(cases) == 14
    assert code == 0 and out.endswith(f"Moved: {', '.join(cases)}.\n")
    office.deliver()
    for chat, one in zip(chats, EVERY, strict=True):
        assert [f"{one}-{number}" in message.text for number, message in enumerate(chat.heard, 1)] == [True, True]


def test_saying_it_twice_tells_nobody_twice(office: Journey, budi: Chat, officer: Officer) -> None:
    officer("stage", "ready", OTHER, "--yes")
    assert len(heard(office, budi)) == 2
    assert officer("stage", "ready", OTHER, f"{OTHER}-1", "--yes") == (
        0, "R4P-8WX-1: at “ready” already; nobody is told again.\nR4P-8WX-2: at “ready” already; nobody is told again.\n", "")
    assert len(heard(office, budi)) == 2


@pytest.mark.parametrize(("named", "reason"), [
    ("C9D-3HN", "C9D-3HN: there is no such case."), ("nonsense", "nonsense: there is no such case."),
    (f"{OTHER}-3", f"{OTHER}-3: there is no such case."), ("\x1b[2J", "[2J: there is no such case."),
])
@pytest.mark.usefixtures("budi")
def test_one_that_is_unknown_and_none_is_moved(
    office: Journey, dewi: Chat, officer: Officer, named: str, reason: str,
) -> None:
    assert officer("stage", "ready", CODE, named, "--yes") == (1, "", f"{reason}\nNothing was moved, and nobody was told.\n")
    assert heard(office, dewi) == []


def test_a_cancelled_case_is_not_moved_but_the_others_of_its_party_are(office: Journey, budi: Chat, officer: Officer) -> None:
    with office.app.database.transaction() as tx:
        bookings.end_case(tx, "kjri-la", 1)
    assert officer("stage", "ready", f"{OTHER}-1", "--yes")[2] == (
        f"{OTHER}-1: it was cancelled.\nNothing was moved, and nobody was told.\n")
    assert officer("stage", "ready", OTHER, "--yes")[1].endswith("Moved: R4P-8WX-2.\n")
    assert len(heard(office, budi)) == 1


@pytest.mark.usefixtures("dewi")
def test_a_stage_that_its_service_does_not_have_is_said_with_those_it_has(officer: Officer) -> None:
    assert officer("stage", "interview", CODE)[2] == (
        "K7M-4TD: its service has no such stage. It has: received, verification, payment, biometrics, sent, printing, ready, "
        "collected.\nNothing was moved, and nobody was told.\n")


@pytest.mark.usefixtures("dewi")
def test_codes_from_standard_input_are_asked_about_at_the_terminal(
    officer: Officer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    monkeypatch.setattr(case_command, "TERMINAL", tmp_path / "terminal")
    code, _out, err = officer("stage", "ready", says=CODE)
    assert code == 1 and err == "Move 1 case and send 1 message? There is no terminal to ask at: add --yes.\n"
    (tmp_path / "terminal").write_text("y\n")
    assert officer("stage", "ready", says=CODE)[1].endswith("[y/N] Moved: K7M-4TD.\n")


# --- next, where, list, show ------------------------------------------------------------------------------------------------

@pytest.mark.usefixtures("dewi")
def test_what_comes_next_is_shown_and_done(officer: Officer) -> None:
    assert officer("next", CODE, says="n\n")[1].startswith("K7M-4TD  Dewi Lestari: booked → received\n")
    officer("next", CODE, says="y\n")
    assert officer("next", CODE, "--yes")[1].startswith("K7M-4TD  Dewi Lestari: received → verification\n")
    officer("stage", "collected", CODE, "--yes")
    assert officer("next", CODE)[2].startswith("K7M-4TD: it is at the last stage.")


def test_where_the_paper_file_is_is_for_officers_only(office: Journey, dewi: Chat, officer: Officer) -> None:
    assert officer("where", "cabinet 3,\x1b[2J left", CODE) == (0, "K7M-4TD: cabinet 3,[2J left (before: –)\n", "")
    assert officer("where", "Jakarta", says=f"{CODE}\n")[1] == "K7M-4TD: Jakarta (before: cabinet 3,[2J left)\n"
    assert "file   Jakarta" in officer("show", CODE)[1] and "[Jakarta]" in officer("list")[1]
    assert officer("where", "shelf", CODE, "X") == (1, "", "X: there is no such case.\nNothing was changed.\n")
    assert heard(office, dewi) == []
    officer("stage", "printing", CODE, "--yes")
    assert "Jakarta" not in "".join(heard(office, dewi))


@pytest.mark.usefixtures("dewi", "budi")
def test_cases_are_listed_by_stage_service_and_day(office: Journey, officer: Officer) -> None:
    assert officer("list")[1] == (
        "K7M-4TD     visit 2026-11-23 09:30  booked         since 2026-11-24  passport-renewal   Dewi Lestari\n"
        "R4P-8WX-1   visit 2026-11-23 09:30  booked         since 2026-11-24  passport-renewal   Budi Santoso\n"
        "R4P-8WX-2   visit 2026-11-23 09:30  booked         since 2026-11-24  passport-renewal   Ani Santoso\n")
    office.clock.advance(days=2)
    officer("stage", "printing", f"{OTHER}-2", "--yes")
    printing = "R4P-8WX-2   visit 2026-11-23 09:30  printing       since 2026-11-26  passport-renewal   Ani Santoso\n"
    assert officer("list", "--stage", "printing")[1] == printing
    assert officer("list", "--since", "2026-11-25")[1] == printing
    assert officer("list", "--service", "visa")[1] == "No such cases.\n"
    code, out, complaint = officer("list", "--stage", "nothing")
    assert (code, out) == (1, "")
    assert complaint.startswith("There is no stage “nothing”; there are: booked, received, verification, payment, ")
    officer("stage", "collected", f"{OTHER}-2", "--yes")
    assert "R4P-8WX-2" not in officer("list")[1]
    assert "R4P-8WX-2" in officer("list", "--stage", "collected")[1]


def codes(out: str) -> list[str]:
    return [line.split()[0] for line in out.splitlines()]


@pytest.mark.usefixtures("dewi")
def test_the_visits_of_a_day_are_listed_by_their_hour(office: Journey, officer: Officer) -> None:
    late = visit(office.person("Citra"), "T6K-2YD", "Citra", days=1)
    visit(office.person("Eka"), "M5V-7GF", "Eka", days=1)
    visit(office.person("Fajar"), "H3J-9QR", "Fajar", days=0)
    with office.app.database.transaction() as tx:
        tx.execute(update(appointments).where(appointments.c.id == late).values(
            starts_at=office.clock.now() + timedelta(days=1, hours=5)))
    out = officer("list", "--visit", "tomorrow")[1]
    assert codes(out) == ["M5V-7GF", "T6K-2YD"]
    assert "visit 2026-11-25 14:00" in out
    assert officer("list", "--visit", "2026-11-25")[1] == out
    assert codes(officer("list", "--visit", "today")[1]) == ["H3J-9QR"]
    assert officer("list", "--visit", "2026-12-24")[1] == "No such cases.\n"


def test_a_day_that_is_none_is_said_in_words(officer: Officer, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        officer("list", "--visit", "soon")
    assert "write today, tomorrow, or the day as 2026-11-30" in capsys.readouterr().err


@pytest.mark.usefixtures("dewi", "budi")
def test_a_case_is_found_by_part_of_a_name(office: Journey, officer: Officer) -> None:
    visit(office.person("René"), "T6K-2YD", "René Müller")
    officer("stage", "collected", "T6K-2YD", "--yes")
    assert codes(officer("list", "SANTO")[1]) == ["R4P-8WX-1", "R4P-8WX-2"]
    assert codes(officer("list", "santoso", "ani")[1]) == ["R4P-8WX-2"]
    assert codes(officer("list", "muller rene")[1]) == ["T6K-2YD"]         # what is collected too
    assert officer("list", "Kezia", "--stage", "booked") == (0, "No such cases.\n", "")
    assert officer("show", "Kezia") == (1, "", "Kezia is not a code; search with: janji case list Kezia\n")


def test_what_too_many_are_called_is_cut(office: Journey, officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_listed, "MOST", 2)
    visit(office.person("Budi"), CODE, "Ani", "Budi", "Cici")
    out, complaint = officer("list", "i")[1:]
    assert len(codes(out)) == 2 and complaint == "There are more: write more of the name.\n"


@pytest.mark.usefixtures("budi")
def test_a_case_is_shown_with_its_way(office: Journey, officer: Officer) -> None:
    officer("stage", "received", OTHER, "--yes")
    office.clock.advance(days=1)
    officer("next", f"{OTHER}-2", "--yes")
    assert officer("show", f"{OTHER}-2")[1] == (
        "R4P-8WX-2  Ani Santoso, Penggantian paspor\n  visit  2026-11-23 09:30\n  2026-11-24  received\n"
        "  2026-11-25  verification\n  next   payment\n  file   –\n  phone  2135550100\n")
    assert officer("show", OTHER)[1].count("Penggantian paspor") == 2
    assert officer("show", "C9D-3HN") == (1, "", "There is no case C9D-3HN.\n")
