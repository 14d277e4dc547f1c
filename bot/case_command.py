"""`janji case`: officers move cases on from the terminal, and see beforehand what each person will read, and how."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from bot.app import App
from bot.case_listed import cases_of, desk_of, listed, shown
from bot.case_preview import Seen, preview
from bot.conversation.words import clean
from bot.desk.cases import Changed, Impossible, Move, OnTheWay
from storage.database import Transaction

TERMINAL = Path("/dev/tty")

WHEREABOUTS = 200
"""Characters."""


def run(app: App, options: argparse.Namespace) -> int:
    """List, show, stage, where or next. Exit code 1 where something that was named is not there, or can't be done."""
    match options.what:
        case "list":
            return listed(app, options)
        case "show":
            return shown(app, options.case)
        case "where":
            return _where(app, options.text, _named(options.cases))
        case _:
            return _move(app, getattr(options, "stage", None), options.cases, options)


def _named(cases: Sequence[str]) -> list[str]:
    """What was written behind the command; else one a line from standard input."""
    if not cases and sys.stdin.isatty():
        print("Type one code a line, such as K7M-4TD; Ctrl-D ends it.", file=sys.stderr)
    given = list(cases) or [line.strip() for line in sys.stdin]
    return list(dict.fromkeys(name for name in given if name))


# --- where the paper file is ------------------------------------------------------------------------------------------------

def _where(app: App, text: str, names: Sequence[str]) -> int:
    whereabouts = " ".join(clean(text).split())[:WHEREABOUTS]

    def write(tx: Transaction) -> tuple[list[OnTheWay], list[str]]:
        cases = cases_of(app, tx)
        found = {name: cases.named(name) for name in names}
        unknown = [name for name, some in found.items() if not some]
        there = [case for some in found.values() for case in some]
        for case in [] if unknown else there:
            cases.set_whereabouts(case.id, whereabouts)
        return there, unknown

    there, unknown = app.writer.submit(write).result()
    if unknown or not there:
        print("\n".join([*(f"{clean(name)}: there is no such case." for name in unknown), "Nothing was changed."]),
              file=sys.stderr)
        return 1
    for case in there:
        print(f"{case.name}: {whereabouts or '–'} (before: {clean(case.whereabouts) if case.whereabouts else '–'})")
    return 0


# --- moved on -----------------------------------------------------------------------------------------------------------

def _move(app: App, stage: str | None, given: Sequence[str], options: argparse.Namespace) -> int:
    names = _named(given)
    with app.database.reading() as tx:
        moves, there, faults = cases_of(app, tx).plan(names, stage, options.early)
        if faults or not names:
            print("\n".join([*map(_reason, faults), "Nothing was moved, and nobody was told."]), file=sys.stderr)
            return 1
        seen = [preview(desk_of(app, tx, move.case), move) for move in moves]
    for case in there:
        print(f"{case.name}: at “{case.stage}” already; nobody is told again.")
    if not moves:
        return 0
    print("\n\n".join(one.text for one in seen), end="\n\n")
    if not options.yes and not _agreed(_summary(moves, seen), from_input=not given):
        print("Nothing was moved, and nobody was told.")
        return 1
    return _do(app, moves, [move.case.name for move, one in zip(moves, seen, strict=True) if one.how == "unreached"])


def _summary(moves: Sequence[Move], seen: Sequence[Seen]) -> str:
    told = sum(one.how == "told" for one in seen)
    parts = [f"Move {len(moves)} {'case' if len(moves) == 1 else 'cases'}",
             f"send {told} {'message' if told == 1 else 'messages'}"]
    return " and ".join(parts if told else parts[:1]) + "?"


def _agreed(question: str, from_input: bool) -> bool:
    """Whether the officer says yes: at the terminal, also where the cases came from standard input."""
    with ExitStack() as open_ones:
        asked: TextIO = sys.stdin
        if from_input:
            try:
                asked = open_ones.enter_context(TERMINAL.open())
            except OSError:
                print(f"{question} There is no terminal to ask at: add --yes.", file=sys.stderr)
                return False
        print(f"{question} [y/N] ", end="", flush=True)
        return asked.readline().strip().casefold() in ("y", "yes", "ya")


def _do(app: App, moves: Sequence[Move], refused: Sequence[str]) -> int:
    """`refused`: those whose chat took nothing the last time."""
    def write(tx: Transaction) -> list[str]:
        cases = cases_of(app, tx)
        return [move.case.name for move in moves if not cases.move(move)]

    try:
        nowhere = app.writer.submit(write).result()
    except Changed as changed:
        print(f"{changed} was moved or cancelled by somebody else just now. Nothing was moved, and nobody was told: look "
              "again.", file=sys.stderr)
        return 1
    print(f"Moved: {', '.join(move.case.name for move in moves)}.")
    if to_phone := dict.fromkeys((*refused, *nowhere)):
        print(f"Nobody is reached, please phone: {', '.join(to_phone)}.")
    return 0


def _reason(fault: Impossible) -> str:
    name, known = clean(fault.name), ", ".join(fault.known)
    match fault.why:
        case "unknown":
            return f"{name}: there is no such case."
        case "cancelled":
            return f"{name}: it was cancelled."
        case "no service":
            return f"{name}: there is no such service in config.yaml: {known}. Put it back to go on with the case."
        case "early":
            when, first = fault.known
            return (f"{name}: the visit is still to come ({when}); before it a case goes to “{first}” only. If these people "
                    "were here already, add --early.")
        case "no stages":
            return f"{name}: its service has no stages in config.yaml."
        case "no such stage":
            return f"{name}: its service has no such stage. It has: {known}."
        case "last":
            return f"{name}: it is at the last stage."
        case "gone":
            return f"{name}: its stage is no longer in config.yaml, so nobody knows which one is next. There are: {known}."
