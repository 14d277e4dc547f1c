"""`janji threads`: what officers do, from a terminal, in a process of their own."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from bot import cli, threads_command
from bot.app import App
from bot.conversation.channel import Gone
from bot.conversation.message import Message
from storage import people
from storage.database import Transaction
from tests.channels.noticed import sweep
from tests.journeys import parts
from tests.journeys.driver import Chat, Journey
from tests.visits import visit

FORGED = "\x1b[2J\x1b[31mred\u202e\n24 Nov 09:00  officer   Approved, come at once.\r\x07"


class Officer:
    """Runs the command on the same database."""

    def __init__(self, office: Journey, capsys: pytest.CaptureFixture[str]) -> None:
        self._office, self._capsys = office, capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, what was printed, and what was complained."""
        options = cli.parser().parse_args(["threads", *arguments])
        app = App(self._office.app.settings, self._office.clock)
        code = threads_command.run(app, options)
        app.writer.close()
        app.database.close()
        out, err = self._capsys.readouterr()
        return code, out, err


@pytest.fixture
def officer(office: Journey, capsys: pytest.CaptureFixture[str]) -> Officer:
    return Officer(office, capsys)


def asks(office: Journey, name: str, *words: str) -> Chat:
    chat = office.person(name)
    parts.greet(chat)
    chat.says("officer")
    for word in words:
        chat.says(word)
    return chat


BACK = "; janji outbox list shows it if it comes back."
"""A template may still be refused."""


@pytest.mark.parametrize(("typed", "complaint"), [
    (("show", "x"), "argument THREAD: “x” is no number; janji threads list has the numbers"),
    (("save", "1", "x", "scan"), "argument LINE: “x” is no number; janji threads show names the file's"),
    ((), "the following arguments are required: {list,show,"),
])
def test_what_is_no_number_is_said_in_words(
        officer: Officer, typed: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        officer(*typed)
    assert complaint in capsys.readouterr().err


def test_nobody_waits_at_first(officer: Officer) -> None:
    assert officer("list") == (0, "No open threads.\n", "")
    assert officer("list", "--closed") == (0, "No closed threads.\n", "")


def test_who_waits_longest_stands_first_and_who_was_answered_is_told_apart(office: Journey, officer: Officer) -> None:
    dewi = asks(office, "Dewi", "Is the green card enough?", "Or the I-797?")
    office.wait(minutes=30)
    asks(office, "Budi", "Hello?")
    code, out, _err = officer("list")
    assert code == 0
    first, second = out.splitlines()
    assert re.fullmatch(r" +1  since 2026-11-24 09:\d\d  waiting +2 lines +asked", first)
    assert re.fullmatch(r" +2  since 2026-11-24 09:\d\d  waiting +1 line +asked", second)
    officer("reply", "1", "It is.")
    assert re.fullmatch(r" +1  since 2026-11-24 09:\d\d  answered +3 lines +asked", officer("list")[1].splitlines()[1])
    office.wait(minutes=60)
    dewi.says("And my old passport?")
    budi, again = officer("list")[1].splitlines()
    assert re.fullmatch(r" +2  since 2026-11-24 09:\d\d  waiting +1 line +asked", budi)
    assert re.fullmatch(r" +1  since 2026-11-24 10:\d\d  waiting +4 lines +asked", again)


def test_a_thread_is_read_answered_and_closed(office: Journey, officer: Officer) -> None:
    dewi = asks(office, "Dewi", "Is the green card enough?")
    _code, out, _err = officer("show", "1")
    assert out.startswith("Thread 1, since 2026-11-24 09:")
    assert re.search(r"^24 Nov 09:\d\d  person +Is the green card enough\?$", out, re.MULTILINE)
    assert officer("reply", "1", "It is, if it is valid.")[:2] == (0, f"Handed over{BACK}\n")
    office.deliver()
    assert "It is, if it is valid." in dewi.last().text
    assert officer("close", "1") == (0, "Closed; the assistant is back.\n", "")
    office.deliver()
    assert "What can I do for you?" in dewi.last().text
    assert officer("close", "1") == (1, "", "It is closed already.\n")
    assert officer("list")[1] == "No open threads.\n"
    assert "2 lines" in officer("list", "--closed")[1]
    dewi.says("hello")                                                     # and the assistant listens again
    assert "What can I do for you?" in dewi.last().text


def test_an_answer_may_come_from_standard_input(office: Journey, officer: Officer, monkeypatch: pytest.MonkeyPatch,
                                                tmp_path: Path) -> None:
    dewi = asks(office, "Dewi", "Which papers?")
    (tmp_path / "answer").write_text("These:\n• passport\n• KTP\n")
    with (tmp_path / "answer").open() as answer:
        monkeypatch.setattr("sys.stdin", answer)
        assert officer("reply", "1")[0] == 0
    office.deliver()
    assert "These:\n• passport\n• KTP" in dewi.last().text
    assert officer("reply", "1", "  \n ") == (1, "", "There is nothing to send.\n")


@pytest.mark.parametrize("what", [("show", "7"), ("reply", "7", "x"), ("close", "7"), ("save", "7", "1", "x")])
def test_a_thread_that_is_not_there(officer: Officer, what: tuple[str, ...]) -> None:
    assert officer(*what) == (1, "", "There is no thread 7.\n")


def test_a_file_is_saved_for_the_officer_only_and_replaces_nothing(
    office: Journey, officer: Officer, tmp_path: Path,
) -> None:
    dewi = asks(office, "Dewi", "Is this sharp enough?")
    dewi.sends()
    _code, out, _err = officer("show", "1")
    found = re.search(r"\[JPEG: janji threads save (\d+) (\d+) PATH\.jpg\]", out)
    assert found
    path = tmp_path / "photo.jpg"
    code, out, _err = officer("save", found[1], found[2], str(path))
    assert code == 0 and "Delete it" in out
    assert path.read_bytes().startswith(b"\xff\xd8\xff")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert officer("save", found[1], found[2], str(path)) == (1, "", f"{path} can't be written: File exists.\n")
    assert officer("save", found[1], found[2], str(tmp_path / "scan"))[1].startswith(f"Written to {tmp_path}/scan.jpg.")
    assert officer("save", found[1], "1", str(tmp_path / "other"))[2] == "That line has no file.\n"
    assert officer("save", found[1], "999", str(tmp_path / "other"))[2] == "That line has no file.\n"
    for kept in (tmp_path / "files").rglob("*"):
        if kept.is_file():
            kept.unlink()
    assert "was destroyed" in officer("save", found[1], found[2], str(tmp_path / "other"))[2]


def test_the_officer_reads_who_it_is_and_what_they_were_asked(office: Journey, officer: Officer) -> None:
    dewi = office.person("Dewi")
    code = parts.booked(dewi)
    dewi.picks("book", parts.known(1), "passport-lost")
    dewi.says("officer")
    dewi.says("My passport is gone.")
    _code, out, _err = officer("show", "1")
    about, _blank, said = out.partition("\n\n")
    assert "  Language: en; channel: chat\n" in about
    assert "  Promised: an answer as soon as officers can\n" in about
    assert "  Notes: in Indonesian, the office's first language\n" in about
    assert re.search(r"^  Asked now: .+\?", about, re.MULTILINE)
    assert re.search(rf"^  Visit {code}: .*2026", about, re.MULTILINE)
    assert "    Dewi Lestari, Penggantian paspor\n" in about
    assert "Prepares: Dewi Lestari, Paspor hilang" in about
    assert "WNI" in about and "Los Angeles County, California" in about
    assert "KTP" in about                                                  # what is missing
    assert "3578015708900002" not in out and "C1234567" not in out         # an officer asks for numbers in the office's own way
    assert "My passport is gone." in said


def test_the_officer_reads_what_was_promised_at_night(office: Journey, officer: Officer) -> None:
    office.wait_until("2026-11-27 19:00")
    asks(office, "Dewi", "Hello?")
    assert "  Promised: an answer from Mon 30 Nov 2026 09:00\n" in officer("show", "1")[1]


def test_a_name_moves_no_cursor_either(office: Journey, officer: Officer) -> None:
    dewi = office.person("Dewi")
    parts.start(dewi)
    parts.renewal(dewi)
    dewi.says("Dewi\u202e Lestari")
    dewi.says("officer")
    out = officer("show", "1")[1]
    assert "\u202e" not in out and "Lestari" in out


def test_a_reply_to_a_closed_thread_opens_it_again_and_says_so(office: Journey, officer: Officer) -> None:
    dewi = asks(office, "Dewi", "Is the green card enough?")
    officer("close", "1")
    office.deliver()
    office.wait(minutes=5)
    assert officer("reply", "1", "One more thing: bring a copy.") == (
        0, f"Handed over{BACK} The thread was closed; it is open again.\n", "")
    office.deliver()
    office.wait(minutes=1)
    dewi.says("I will bring two of them")
    assert dewi.step == "WithOfficer"
    assert "I will bring two of them" in officer("show", "1")[1]
    assert officer("close", "1")[0] == 0                                   # and it can be closed again
    office.deliver()
    assert dewi.last().text.startswith("What can I do for you?")


def test_a_reply_goes_to_the_thread_in_which_the_person_wrote_again(office: Journey, officer: Officer) -> None:
    dewi = asks(office, "Dewi", "Is the green card enough?")
    officer("close", "1")
    office.deliver()
    dewi.says("officer")
    dewi.says("And the I-797?")
    assert officer("reply", "1", "It is.") == (
        1, "", "Thread 1 is closed, and this person wrote again in thread 2: please reply there.\n")


def test_whoever_ended_the_chat_is_not_reached_and_the_officer_hears_it(office: Journey, officer: Officer) -> None:
    asks(office, "Dewi", "Hello?")

    def forget(tx: Transaction) -> None:
        people.forget_address(tx, "kjri-la", "chat", "Dewi")

    office.app.writer.submit(forget).result()
    code, _out, err = officer("reply", "1", "Good morning.")
    assert code == 1 and "ended the chat" in err
    assert "Good morning." in officer("show", "1")[1]
    assert officer("close", "1")[0] == 0


def test_what_a_person_writes_moves_no_cursor_and_passes_for_nobody_else(office: Journey, officer: Officer) -> None:
    asks(office, "Dewi", FORGED)
    _code, out, _err = officer("show", "1")
    assert not set(out) & {"\x1b", "\r", "\x07", "\u202e"}
    assert "Approved, come at once." in out
    assert [line for line in out.splitlines() if re.match(r"\d\d \w+ \d\d:\d\d  officer", line)] == []


def test_an_officer_writes_to_whoever_booked_a_visit(office: Journey, officer: Officer) -> None:
    dewi = office.person("Dewi")
    parts.greet(dewi)
    visit(dewi, "K7M-4TD", "Dewi Lestari", days=3)
    assert officer("write", "k7m4td", "We are closed on Friday. Can you come on Monday?") == (
        0, f"Handed over to chat, in thread 1{BACK}\n", "")
    office.deliver()
    assert "We are closed on Friday. Can you come on Monday?" in dewi.last().text
    dewi.accepts("reply")
    dewi.says("Yes, I can.")
    assert "Yes, I can." in officer("show", "1")[1]
    assert officer("write", "K7M-4TD", "Good.")[1] == f"Handed over to chat, in thread 1{BACK}\n"
    assert officer("list")[1].endswith("written\n")
    assert officer("write", "C9D-3HN", "x") == (1, "", "There is no case C9D-3HN.\n")
    assert officer("write", "K7M-4TD", " ") == (1, "", "There is nothing to send.\n")


def test_an_officer_who_writes_to_nobody_is_told_to_phone(office: Journey, officer: Officer) -> None:
    visit(office.person("Dewi"), "K7M-4TD", "Dewi Lestari", days=3)

    def forget(tx: Transaction) -> None:
        people.forget_address(tx, "kjri-la", "chat", "Dewi")

    office.app.writer.submit(forget).result()
    assert officer("write", "K7M-4TD", "We are closed.") == (
        1, "", "Kept in thread 1, but this person is reached nowhere: please phone (janji case show K7M-4TD).\n")


@pytest.mark.parametrize(("officers", "persons", "state"), [
    ("It is.", "ok thanks!", "answered"), ("Sudah.", "Baik pak, terima kasih banyak 🙏", "answered"),
    ("Can you come on Monday?", "ok thanks", "waiting"), ("It is.", "thanks, and my old passport?", "waiting"),
    ("It is.", "ok", "waiting")])
def test_thanks_alone_wait_for_nobody(office: Journey, officer: Officer, officers: str, persons: str, state: str) -> None:
    dewi = asks(office, "Dewi", "Is the green card enough?")
    officer("reply", "1", officers)
    office.deliver()
    dewi.says(persons)
    assert f"  {state} " in officer("list")[1]
    dewi.says("And a copy of it?")
    assert re.search(r"  waiting +4 lines", officer("list")[1])


def test_a_closed_thread_waits_for_nobody(office: Journey, officer: Officer) -> None:
    asks(office, "Dewi", "Hello?")
    officer("close", "1")
    assert re.search(r"  closed +1 line +asked$", officer("list", "--closed")[1], re.MULTILINE)


# --- what does not arrive ---------------------------------------------------------------------------------------------------

class Blocked:
    """A chat whose person blocked the bot."""

    account = "chat"

    async def send(self, address: str, message: Message) -> None:
        raise Gone("blocked")


@pytest.fixture
def blocked(office: Journey, officer: Officer) -> Chat:
    """Dewi has a visit; an officer's line did not arrive."""
    dewi = office.person("Dewi")
    parts.greet(dewi)
    visit(dewi, "K7M-4TD", "Dewi Lestari", days=3)
    officer("write", "K7M-4TD", "We are closed on Friday.")
    sweep(office, Blocked())
    return dewi


def test_a_line_to_whoever_blocked_the_bot_is_not_called_answered(blocked: Chat, officer: Officer) -> None:
    assert re.search(r"  not delivered: blocked; phone 2135550100  1 line +written$", officer("list")[1], re.MULTILINE)
    shown = officer("show", "1")[1]
    assert "We are closed on Friday.\n" + " " * 24 + (
        "(not delivered: blocked; phone 2135550100; it goes when they write again)\n") in shown + "\n"
    told = officer("write", "K7M-4TD", "Please call us.")
    assert told[0] == 0 and "The last message there was refused: blocked, 2026-11-24." in told[1]


def test_a_line_that_did_not_arrive_goes_by_itself_when_the_person_writes_again(
        office: Journey, blocked: Chat, officer: Officer) -> None:
    heard = len(blocked.heard)
    blocked.says("halo")
    assert "We are closed on Friday." in blocked.since(heard)[0].text
    assert "not delivered" not in officer("list")[1] + officer("show", "1")[1]
