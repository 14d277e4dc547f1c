"""What can be written behind `janji COMMAND`. Nothing heavy is imported for it: `janji --help` is quick."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.config import Settings

Run = Callable[[Settings, argparse.Namespace], int]

JSON_LINES = """With --json, each line in is one of
  {"text": "words"}            what a person types
  {"choice": "ID"}             a button, by the id of its option
  {"file": "PATH"}             a photo or a document
and after each there is one line out:
  {"messages": [{"text": "...", "options": [{"id": "...", "label": "..."}]}], "step": "NAME"}
Its messages are all that the line caused; "step" is the question that is open now, and "error" is there when the line
could not be read. Nothing is said before the first line."""


def of_chat(chat: argparse.ArgumentParser, run: Run) -> None:
    chat.epilog, chat.formatter_class = JSON_LINES, argparse.RawDescriptionHelpFormatter
    chat.add_argument("--json", action="store_true", help="one JSON object a line in, one out")
    chat.add_argument("--person", default="me", help="keeps people apart (default: me)")
    chat.add_argument("--now", type=_instant, help="start the clock there, such as 2026-11-24T09:00:00-08:00")
    chat.add_argument("--language", default="", help="the guess for somebody new")
    chat.set_defaults(run=run)


def of_threads(threads: argparse.ArgumentParser, run: Run) -> None:
    each = threads.add_subparsers(required=True)
    listed = each.add_parser("list", help="open threads, who waits longest first")
    listed.add_argument("--closed", action="store_true")
    show = each.add_parser("show", help="what was said")
    close = each.add_parser("close", help="the assistant takes over again")
    reply = each.add_parser("reply", help="answer the person")
    write = each.add_parser("write", help="write to whoever booked a visit, by its code")
    save = each.add_parser("save", help="write a file that was sent into the thread to disk")
    for command in (show, close, reply, save):
        command.add_argument("thread", type=_number("janji threads list has the numbers"), metavar="THREAD")
    reply.add_argument("text", nargs="?", help="the answer; from standard input when left out")
    write.add_argument("code", metavar="CODE")
    write.add_argument("text", nargs="?", help="the words; from standard input when left out")
    save.add_argument("line", type=_number("janji threads show names the file's"), metavar="LINE")
    save.add_argument("path", type=Path, metavar="PATH")
    _each_runs(each, run)


def of_case(case: argparse.ArgumentParser, run: Run) -> None:
    each = case.add_subparsers(required=True, parser_class=Intermixed)
    listed = each.add_parser("list", help="cases under way, who waits longest first")
    listed.add_argument("name", nargs="*", metavar="NAME", help="part of a name; what is collected is found too")
    listed.add_argument("--visit", type=_visit, metavar="today|tomorrow|DATE", help="with a visit on that day, by the hour")
    listed.add_argument("--stage", default="", help="at this stage (booked: before the visit)")
    listed.add_argument("--service", default="")
    listed.add_argument("--since", type=_day, metavar="DATE", help="at their stage since then, or later")
    show = each.add_parser("show", help="all of one case, or of all applicants of a code")
    show.add_argument("case", metavar="CODE")
    stage = each.add_parser("stage", help="move cases to a stage; shows what people will read, and asks")
    stage.add_argument("stage", metavar="STAGE")
    where = each.add_parser("where", help="where the paper file is, for officers only")
    where.add_argument("text", metavar="TEXT")
    after = each.add_parser("next", help="what comes next; shows it, asks, and moves there")
    for command in (stage, where, after):
        command.add_argument("cases", nargs="*", metavar="CODE", help="K7M-4TD, or K7M-4TD-2 for the second applicant; "
                             "from standard input, one a line, when left out")
    for command in (stage, after):
        command.add_argument("--yes", action="store_true", help="don't ask")
        command.add_argument("--early", action="store_true",
                             help="past the first stage although the visit is still to come by the calendar")
    _each_runs(each, run)


def of_whatsapp(whatsapp: argparse.ArgumentParser, run: Run) -> None:
    each = whatsapp.add_subparsers(required=True)
    each.add_parser(
        "provision", help="make buttons, lists and templates, submit them, show how they stand; safe to run again")
    _each_runs(each, run)


IDS = "janji outbox list has the ids"


def of_outbox(messages: argparse.ArgumentParser, run: Run) -> None:
    each = messages.add_subparsers(required=True)
    each.add_parser("list", help="ids, kinds and reasons; no words")
    again = each.add_parser("retry", help="make due again")
    again.add_argument("rows", type=_number(IDS), nargs="+", metavar="ID")
    drop = each.add_parser("drop", help="never send it")
    drop.add_argument("row", type=_number(IDS), metavar="ID")
    drop.add_argument("reason", help="it stays with the message; no names")
    _each_runs(each, run)


def of_flows(flows: argparse.ArgumentParser, run: Run) -> None:
    each = flows.add_subparsers(required=True)
    each.add_parser("check", help="find dead ends, contradictions, missing and too long texts")
    each.add_parser("diagram", help="write it as Mermaid")
    _each_runs(each, run)


def of_config(config: argparse.ArgumentParser, run: Run) -> None:
    config.epilog = "To try a changed copy: JANJI_CONFIG=new.yaml janji config"
    config.add_argument("what", nargs="?", choices=("show", "facts", "schema"), default="show",
                        help="facts: what is sure, what is not; schema: JSON Schema for editors")
    config.add_argument("--language", default="en", help="of services' names and of the facts (default: en)")
    config.set_defaults(run=run)


def _each_runs(each: Any, run: Run) -> None:
    """`what` says which of them it was."""
    for name, command in each.choices.items():
        command.set_defaults(run=run, what=name)


class Intermixed(argparse.ArgumentParser):
    """Takes options between what stands without a name: `stage ready --yes K7M-4TD`."""

    _inside = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self._inside:
            return super().parse_known_args(args, namespace)
        self._inside = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._inside = False


def _number(where: str) -> Callable[[str], int]:
    """Reads one; `where`: what names them."""
    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 16):
            raise argparse.ArgumentTypeError(f"“{text}” is no number; {where}")
        return int(text)
    return read


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise argparse.ArgumentTypeError("write the instant with its offset, as 2026-11-24T09:00:00-08:00")
    return instant


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write the day as 2026-11-30") from None


def _visit(text: str) -> str | date:
    if text in ("today", "tomorrow"):
        return text
    try:
        return _day(text)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError("write today, tomorrow, or the day as 2026-11-30") from None
