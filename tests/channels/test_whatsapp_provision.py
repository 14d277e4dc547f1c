"""`janji whatsapp provision`: what it makes at Twilio, and what it says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import cli, config_file, whatsapp_command
from bot.app import App
from bot.conversation.graph import Approved, Template
from bot.conversation.text import Text
from bot.flows.all import FLOWS
from tests.fakes.servers import twilio_settings
from tests.fakes.twilio.contents import Content
from tests.fakes.twilio.server import Twilio
from tests.janji import CONFIG, Janji

READY = Template("UTILITY", Approved("ready", Text("Your passport with code {code} is ready.", (("code", "K7M-4TD"),))))
NEWS = Template("UTILITY", Approved("news", Text("There is news of your visit.")))
PLAIN = 26
"""Three sets of buttons and ten lists, in two languages."""

WAIT = ("wait for approval (minutes to a day). Until then what would go by them goes another way, or waits for the person to "
        "write. Run this again to see.")
LOOK = "What was refused, rejected, paused or moved is not as it should be: docs/whatsapp.md says what to do."


class Command:
    """Runs it, in an office with two templates."""

    def __init__(self, app: App, twilio: Twilio, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.app, self.twilio, self._patch, self._capsys = app, twilio, patch, capsys
        self.has(READY, NEWS)

    def has(self, *templates: Template) -> None:
        flows = replace(FLOWS, templates={one.sample.name: one for one in templates})
        self._patch.setattr(whatsapp_command, "FLOWS", flows)

    def run(self) -> tuple[int, list[str], str]:
        """Its exit code, and what it said."""
        code = whatsapp_command.run(self.app)
        said = self._capsys.readouterr()
        return code, said.out.splitlines(), said.err

    def template(self, name: str, language: str = "id") -> Content:
        return next(one for one in self.twilio.contents.all.values()
                    if one.friendly_name.startswith(f"janji_{name}_{language}_"))

    def changes(self) -> list[str]:
        """What was asked of Twilio beside looking."""
        made = [call.route for call in self.twilio.calls if call.route in ("create content", "submit", "delete content")]
        self.twilio.calls.clear()
        return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that is brought up once; each test has a copy."""
    made = tmp_path_factory.mktemp("office")
    App(config_file.load(CONFIG, _environ(made))).database.close()
    return made


def _environ(folder: Path) -> dict[str, str]:
    return {"JANJI_DATABASE__URL": f"sqlite:///{folder}/janji.db", "JANJI_KEYS__FILE": f"{folder}/keys.json",
            "JANJI_FILES__FOLDER": f"{folder}/files"}


@pytest.fixture
def command(folder: Path, twilio: Twilio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
            capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    for name in ("janji.db", "keys.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    app = App(config_file.load(CONFIG, _environ(tmp_path) | twilio_settings(twilio)))
    yield Command(app, twilio, monkeypatch, capsys)
    app.database.close()


def test_the_first_run_makes_and_submits_all_and_the_second_nothing(command: Command) -> None:
    assert command.run() == (0, [
        "Buttons and lists: 26, 26 made now.",
        "ready (id): submitted, made now.", "news (id): submitted, made now.",
        "ready (en): submitted, made now.", "news (en): submitted, made now.", f"4 {WAIT}"], "")
    assert command.changes().count("create content") == PLAIN + 4
    assert {one.approval.category for one in command.twilio.contents.all.values() if one.approval} == {"UTILITY"}
    assert command.run() == (0, [
        "Buttons and lists: 26, 0 made now.", "ready (id): submitted.", "news (id): submitted.", "ready (en): submitted.",
        "news (en): submitted.", f"4 {WAIT}"], "")
    assert command.changes() == []


def test_what_is_approved_is_said_so(command: Command) -> None:
    command.run()
    command.twilio.contents.review()
    assert command.run() == (0, [
        "Buttons and lists: 26, 0 made now.", "ready (id): approved.", "news (id): approved.", "ready (en): approved.",
        "news (en): approved."], "")


def test_what_is_rejected_paused_or_moved_is_said_with_its_reason_and_the_exit_code(command: Command) -> None:
    command.run()
    contents = command.twilio.contents
    contents.review()
    contents.decide(command.template("ready"), "rejected", "TAG_CONTENT_MISMATCH")
    contents.decide(command.template("ready", "en"), "paused")
    contents.recategorise(command.template("news"), "MARKETING")
    contents.decide(command.template("news", "en"), "disabled")
    assert command.run() == (1, [
        "Buttons and lists: 26, 0 made now.",
        "ready (id): rejected: TAG_CONTENT_MISMATCH.",
        "news (id): approved. WhatsApp moved it to MARKETING; it was submitted as UTILITY.",
        "ready (en): paused.", "news (en): paused.", LOOK], "")


@pytest.mark.parametrize(("route", "name"), [("submit", "ready"), ("create content", "reply_1")])
def test_one_that_is_refused_is_said_with_the_reason_and_keeps_no_other(route: str, name: str, command: Command) -> None:
    command.twilio.fail(route, 400)
    code, said, problem = command.run()
    assert (code, problem, said[-1]) == (1, "", LOOK)
    assert [one for one in said if "refused: " in one] == [f"{name} (id): refused: Bad Request (code 20001)."]
    assert sum(one.approval is not None for one in command.twilio.contents.all.values()) == (3 if route == "submit" else 4)
    assert command.run()[0] == 0
    assert len(command.twilio.contents.all) == PLAIN + 4
    assert sum(one.approval is not None for one in command.twilio.contents.all.values()) == 4


@pytest.mark.parametrize("status", [429, 500])
def test_when_twilio_takes_nothing_now_nobody_is_sent_to_look_at_the_account(status: int, command: Command) -> None:
    command.twilio.fail("create content", status)
    code, _said, problem = command.run()
    assert code == 2
    assert problem.startswith("Twilio takes nothing just now: ")
    assert problem.endswith("What was made so far is kept; run this again in a minute.\n")


def test_a_changed_text_is_a_new_template_and_the_old_one_is_deleted(command: Command) -> None:
    command.run()
    command.twilio.contents.review()
    old = command.template("ready").sid
    command.changes()
    command.has(Template("UTILITY", Approved("ready", Text("Your passport, code {code}, is ready.", (("code", "K7M-4TD"),)))),
                NEWS)
    code, said, _problem = command.run()
    assert (code, said[1:]) == (0, ["ready (id): submitted, made anew now.", "news (id): approved.",
                                    "ready (en): submitted, made anew now.", "news (en): approved.", f"2 {WAIT}"])
    assert command.changes() == ["create content", "submit", "delete content"] * 2
    assert old not in command.twilio.contents.all


def test_what_nobody_sends_any_more_is_deleted(command: Command) -> None:
    command.run()
    command.has(NEWS)
    code, said, _problem = command.run()
    assert (code, said[1:]) == (0, ["news (id): submitted.", "news (en): submitted.", f"2 {WAIT}"])
    assert len(command.twilio.contents.all) == PLAIN + 2
    assert command.run()[1] == said


def test_what_was_deleted_by_hand_is_made_again_under_another_name(command: Command) -> None:
    command.run()
    command.twilio.contents.review()
    gone = command.template("ready")
    assert gone.approval is not None
    command.twilio.contents.delete(gone.sid)
    command.twilio.contents.delete(command.template("list_4", "en").sid)
    assert command.run()[:2] == (0, [
        "Buttons and lists: 26, 1 made now.", "ready (id): submitted, made anew now.", "news (id): approved.",
        "ready (en): approved.", "news (en): approved.", f"1 {WAIT}"])
    again = command.template("ready").approval
    assert again is not None
    assert again.name != gone.approval.name


@pytest.mark.parametrize(("route", "how"), [
    ("create content", "drop-after"), ("create content", "nonsense"), ("submit", "drop"), ("submit", "drop-after"),
    ("fetch content", "drop")])
def test_twilio_goes_away_in_the_middle_and_the_next_run_goes_on(route: str, how: str, command: Command) -> None:
    command.twilio.fail(route, how)
    code, said, problem = command.run()
    assert (code, said) == (2, [])
    assert problem.startswith("Twilio can't be reached: ")
    assert problem.endswith("What was made so far is kept; run this again.\n")
    assert command.run()[0] == 0
    names = [(one.friendly_name, one.language) for one in command.twilio.contents.all.values()]
    assert len(names) == len(set(names)) == PLAIN + 4
    assert sum(one.approval is not None for one in command.twilio.contents.all.values()) == 4


@pytest.mark.parametrize("route", ["create content", "fetch approval", "submit", "fetch content", "list contents"])
@pytest.mark.parametrize("answer", [[], {"contents": [{}], "meta": None, "whatsapp": "?"}])
def test_a_well_formed_answer_that_is_not_twilios_ends_in_a_sentence_or_in_none(answer: Any, route: str,
                                                                                command: Command) -> None:
    command.run()
    command.twilio.contents.delete(command.template("ready").sid)
    command.twilio.answers[route].append(answer)
    code, _said, problem = command.run()
    said = "Twilio can't be reached: no answer of Twilio's. What was made so far is kept; run this again.\n"
    assert (code, problem) in [(0, ""), (2, said)]
    assert command.run()[0] == 0
    assert sum(one.approval is not None for one in command.twilio.contents.all.values()) >= 4


def test_a_database_that_was_lost_takes_what_lies_at_twilio(command: Command, tmp_path: Path, folder: Path) -> None:
    command.run()
    command.twilio.contents.review()
    command.changes()
    command.app.database.close()
    (tmp_path / "janji.db").write_bytes((folder / "janji.db").read_bytes())
    for more in ("janji.db-wal", "janji.db-shm"):
        (tmp_path / more).unlink(missing_ok=True)
    command.app = App(config_file.load(CONFIG, _environ(tmp_path) | twilio_settings(command.twilio)))
    assert command.run()[1][1:] == ["ready (id): approved, made now.", "news (id): approved, made now.",
                                    "ready (en): approved, made now.", "news (en): approved, made now."]
    assert command.changes() == []


def test_a_wrong_token_is_said(twilio: Twilio, tmp_path: Path) -> None:
    janji = Janji(tmp_path, **twilio_settings(twilio) | {"JANJI_TWILIO__AUTH_TOKEN": "wrong"})
    done = janji.was_here().does("whatsapp", "provision")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", (
        "Twilio refused it: Authenticate (code 20003). What was made so far is kept; look at twilio.account_sid and "
        "twilio.auth_token, then run this again.\n"))


def test_alone_it_says_what_can_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.parser().parse_args(["whatsapp"])
    assert "the following arguments are required: {provision}" in capsys.readouterr().err


def test_without_an_account_it_says_what_is_wanted(tmp_path: Path) -> None:
    done = Janji(tmp_path).command("whatsapp", "provision")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == ("WhatsApp is off, for want of an account, a token and a sender (docs/whatsapp.md says how to get "
                           "them).\n")
