"""`janji chat --json` as a program meets it: one line in, one line out."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import IO, Any, BinaryIO, TextIO

import pytest

from bot.app import App
from bot.channels.terminal import LONGEST_WAIT
from bot.chat_command import chat
from bot.cli import parser
from bot.clock import ShiftedClock
from tests import prepared
from tests.janji import CONFIG, ROOT, Janji
from tests.pictures import pdf, png

MORNING = "2026-11-24T09:00:00-08:00"
PNG = png(b"of a paper")
PAUSE = 1.0
"""Seconds between the last photo and what is said to it: fewer than people get, so that the tests wait less."""


class Program:
    """Talks to one `janji chat --json` through pipes."""

    def __init__(self, into: IO[str], out: IO[str]) -> None:
        self._into, self._out = into, out
        self.options: list[dict[str, str]] = []

    def send(self, line: str) -> dict[str, Any]:
        """One line in, one out."""
        self._into.write(f"{line}\n")
        self._into.flush()
        answer: dict[str, Any] = json.loads(self._out.readline())
        for message in answer["messages"]:
            self.options = message["options"] or self.options
        return answer

    def text(self, text: str) -> dict[str, Any]:
        return self.send(json.dumps({"text": text}))

    def choose(self, label: str) -> dict[str, Any]:
        return self.send(json.dumps({"choice": self.id(label)}))

    def id(self, label: str) -> str:
        return next(option["id"] for option in self.options if option["label"].startswith(label))

    def fill_until_booked(self, name: str = "Dewi Lestari", passport: str = "C1234567") -> None:
        """A visit on Monday at nine."""
        self.chooses("I agree", "Papers and booking", "Myself", "Passport")
        self.text("Irvine, CA")
        self.chooses("Indonesian (WNI)", "Yes", "Expired", "After 2009", "Yes", "Go on to the form")
        for typed in (name, "Surabaya", "17/08/1990", "skip", passport, "1234 Wilshire Blvd, Los Angeles", "skip"):
            self.text(typed)
        self.chooses("Yes, it's all right", "No, choose a time", "Monday 30 November", "9:00 am")
        assert "Booked" in self.choose("Book it")["messages"][0]["text"]

    def chooses(self, *labels: str) -> None:
        for label in labels:
            self.choose(label)


class Process(Program):
    """One of its own."""

    def __init__(self, janji: Janji, person: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", *asked(person)], cwd=ROOT, env=janji.environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        super().__init__(self.process.stdin, self.process.stdout)

    def end(self) -> tuple[str, str]:
        """Close its input; the rest of what it printed, on both outputs."""
        out, err = self.process.communicate(timeout=20)
        assert self.process.returncode == 0, err
        return out, err


class Here(Program):
    """The same in this process, which takes a tenth of the time to begin."""

    def __init__(self, janji: Janji, person: str, now: str = MORNING) -> None:
        options = parser().parse_args(asked(person, now))
        (typed, into), (out, printed) = os.pipe(), os.pipe()
        super().__init__(os.fdopen(into, "w"), os.fdopen(out))
        app = App(prepared.as_read(CONFIG, janji.environment), ShiftedClock(options.now))
        self._runs = Thread(target=self._run, args=(app, options, os.fdopen(typed, "rb"), os.fdopen(printed, "w")))
        self._runs.start()

    @staticmethod
    def _run(app: App, options: Namespace, typed: BinaryIO, printed: TextIO) -> None:
        with typed, printed:
            asyncio.run(chat(app, options, typed, printed))

    def end(self) -> None:
        self._into.close()
        self._runs.join(20)
        assert not self._runs.is_alive()
        self._out.close()


def asked(person: str, now: str = MORNING) -> list[str]:
    return ["chat", "--json", "--language", "en", "--person", person, "--now", now]


@pytest.fixture(scope="module")
def janji(tmp_path_factory: pytest.TempPathFactory) -> Janji:
    """One database for all tests of this file: each test is another person in it."""
    return Janji(tmp_path_factory.mktemp("terminal"), JANJI_CONVERSATION__QUIET_SECONDS=str(PAUSE)).was_here()


@pytest.fixture
def begin(janji: Janji) -> Iterator[Callable[..., Here]]:
    """`begin(person, now)`: a chat that is ended after the test."""
    made: list[Here] = []

    def begin(*asked: str) -> Here:
        made.append(Here(janji, *asked))
        return made[-1]

    yield begin
    for one in made:
        one.end()


@pytest.fixture(scope="module")
def talking(janji: Janji) -> Iterator[Here]:
    """A chat for all tests that only look at what a line is answered."""
    made = Here(janji, "anybody")
    made.text("hello")
    made.choose("I agree")
    yield made
    made.end()


@pytest.fixture
def at_menu(talking: Here) -> Here:
    talking.text("back")                                     # from where the test before this one has gone
    return talking


def test_nothing_is_said_before_the_first_line_and_each_line_has_one_answer(janji: Janji) -> None:
    program = Process(janji, "first")
    answer = program.text("hello")
    assert set(answer) == {"messages", "step"}
    assert answer["step"] == "Notice"
    assert [set(message) for message in answer["messages"]] == [{"text", "options"}] * 2
    assert answer["messages"][0]["text"].startswith("Good morning"), "not the first thing that is said, or not at nine"
    assert all(set(option) == {"id", "label"} for option in answer["messages"][1]["options"])
    assert program.choose("I agree")["step"] == "Menu"
    assert program.end() == ("", ""), "something was printed that no line asked for"


def test_bad_lines_are_answered_and_change_nothing(at_menu: Here, tmp_path: Path) -> None:
    for line in ("{", "[]", "null", '"text"', "{}", '{"text": 1}', '{"choice": null}', '{"file": {}}', '{"file": "\\u0000"}',
                 '{"file": "/nowhere/at/all"}', json.dumps({"file": str(tmp_path)}), '{"file": "/dev/zero"}', "[" * 50_000,
                 '{"text": "x"', "\x00\x01", '{"unknown": "x"}'):
        answer = at_menu.send(line)
        assert answer["messages"] == [], line[:60]
        assert answer["step"] == "Menu", line[:60]
        assert answer["error"], line[:60]
    assert at_menu.choose("Papers and booking")["step"] == "WhoIsNext"


def test_an_unknown_choice_is_a_stale_button(at_menu: Here) -> None:
    for choice in ("nonsense", "", "zzzzzzzz.0", "\ud800", "\x00.1", "a.b" * 10_000, "💥.0"):
        answer = at_menu.send(json.dumps({"choice": choice}))
        assert "earlier question" in answer["messages"][0]["text"], repr(choice)[:40]
        assert answer["step"] == "Menu"
        assert "error" not in answer


def test_texts_of_every_kind_are_answered(at_menu: Here) -> None:
    for text in ("", " ", "\n", "\x00", "\ud800", "\u202eabc", "x" * 100_000, "💥" * 1000, "{name}", "%s", "' OR 1=1 --"):
        answer = at_menu.text(text)
        assert answer["messages"], repr(text)[:40]
        assert answer["step"] == "Menu"


def test_the_limit_of_a_day_counts_here_too(tmp_path: Path) -> None:
    janji = Janji(tmp_path, JANJI_LIMITS__PAGES_A_DAY="1").was_here()
    program = Here(janji, "me")
    program.text("hello")
    program.choose("I agree")
    said = []
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(png(name.encode()))
        said += program.send(json.dumps({"file": str(tmp_path / name)}))["messages"]
    assert "limit for files is reached" in said[-1]["text"]
    program.end()
    assert janji.on_disk() == 1


def test_no_file_is_kept_before_the_notice_was_agreed_to(janji: Janji, begin: Callable[..., Here], tmp_path: Path) -> None:
    program = begin("hasty")
    (tmp_path / "ktp.png").write_bytes(png(b"too early"))
    kept = janji.on_disk()
    for _time in range(2):
        answer = program.send(json.dumps({"file": str(tmp_path / "ktp.png")}))
        assert "please read the notice" in answer["messages"][0]["text"]
        assert answer["step"] == "Notice"
    assert program.choose("I agree")["step"] == "Menu"
    assert janji.on_disk() == kept


def test_persons_are_kept_apart(begin: Callable[..., Here], at_menu: Here) -> None:
    other = begin("somebody-else")
    assert other.text("hello")["step"] == "Notice"
    assert at_menu.text("book")["step"] == "WhoIsNext"
    assert other.send(json.dumps({"choice": at_menu.id("Myself")}))["step"] == "Notice"


def test_a_conversation_is_taken_up_by_another_process_with_its_files_and_reminders(
        janji: Janji, begin: Callable[..., Here], tmp_path: Path) -> None:
    first = Process(janji, "traveller")
    first.text("hello")
    first.fill_until_booked()
    first.text("status")
    bystander = begin("bystander")
    bystander.text("hello")
    first.end()

    second = begin("traveller")
    assert second.text("thanks")["step"] == "Visit"
    second.choose("Send papers")
    second.choose("KTP")
    paper = tmp_path / "ktp.png"
    paper.write_bytes(PNG)
    began = time.monotonic()
    answer = second.send(json.dumps({"file": str(paper)}))
    took = time.monotonic() - began
    assert len(answer["messages"]) == 1, "the acknowledgement is not in the same answer"
    assert "1 page" in answer["messages"][0]["text"]
    assert took > PAUSE, f"{took} seconds: it is said after so many quiet ones"
    paper.write_bytes(b"MZ this is a program")
    refused = second.send(json.dumps({"file": str(paper)}))
    assert "its content is not a photo" in refused["messages"][0]["text"]
    assert refused["step"] == answer["step"]
    began = time.monotonic()
    second.choose("Next paper")
    assert time.monotonic() - began < LONGEST_WAIT, "it waited although nothing was to come"
    second.end()

    evening = begin("traveller", "2026-11-29T18:30:00-08:00")
    said = evening.text("hello")["messages"]
    assert any("is tomorrow" in message["text"] for message in said), [message["text"][:50] for message in said]
    assert any(option["label"] == "I'm coming" for message in said for option in message["options"])
    assert "tomorrow" not in json.dumps(bystander.text("hello")["messages"]), "sent to somebody else"


def test_what_is_due_to_somebody_else_is_left_to_them(begin: Callable[..., Here]) -> None:
    dewi = begin("dewi")
    dewi.text("hello")
    dewi.fill_until_booked("Ratna Sari", "C7654321")
    dewi.end()
    budi = begin("budi", "2026-11-29T18:30:00-08:00")
    budi.text("hello")
    time.sleep(1.5)                                          # a tick of his, at a time when hers is due
    assert "tomorrow" not in json.dumps(budi.text("hello"))
    budi.end()
    dewi = begin("dewi", "2026-11-29T18:31:00-08:00")
    assert "tomorrow" in json.dumps(dewi.text("hello"))


def test_a_person_types_numbers_and_paths(janji: Janji, tmp_path: Path) -> None:
    paper = tmp_path / "a paper.pdf"
    paper.write_bytes(pdf(b"of a paper"))
    half = tmp_path / "half.pdf"
    half.write_bytes(pdf(b"of a paper")[:20])
    typed = f"2\n1\n/file {paper}\n/file {half}\n/file /nowhere\n/file \x00\n{'9' * 5000}\nbye bye\n"
    done = subprocess.run([sys.executable, "-m", "bot.cli", "chat", "--person", "typist", "--now", MORNING, "--language", "en"],
                          cwd=ROOT, env=janji.environment, input=typed, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("\nGood morning")
    assert "  2. I agree" in done.stdout
    assert "  1. Myself" in done.stdout
    assert "did not keep it" in done.stdout or "don't know" in done.stdout
    assert "That file is damaged or incomplete" in done.stdout
    assert "I can read text" in done.stdout


@pytest.mark.parametrize("now", ["yesterday", "2026-11-24T09:00:00"])
def test_an_instant_that_is_none_says_how_one_is_written(now: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["chat", "--now", now])
    assert "write the instant with its offset, as 2026-11-24T09:00:00-08:00" in capsys.readouterr().err
