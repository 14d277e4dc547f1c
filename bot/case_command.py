"""`janji case`: officers move cases on from the terminal, and see beforehand what each person will read, and how."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime, time
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.app import App
from bot.case_preview import Seen, on_day, preview
from bot.channels.unreached import unreached
from bot.config.stages import BOOKED
from bot.conversation.words import clean
from bot.desk.cases import LONG_AGO, Cases, Changed, Impossible, Move, OnTheWay
from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.desk.unopened import why_unopened
from bot.flows.briefing import answered, for_officers
from storage import people
from storage.database import Transaction

TERMINAL = Path("/dev/tty")

WHEREABOUTS = 200
"""Characters."""


def run(app: App, options: argparse.Namespace) -> int:
    """List, show, stage, where or next. Exit code 1 where something that was named is not there, or can't be done."""
    match options.what:
        case "list":
            return _list(app, options.stage, options.service, options.since)
        case "show":
            return _show(app, options.case)
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


def _cases(app: App, tx: Transaction) -> Cases:
    return Cases(tx, app.settings, app.clock.now())


def _desk(app: App, tx: Transaction, case: OnTheWay) -> Desk:
    """As the person of a case sees the office."""
    row = people.get(tx, case.person)
    return Desk(app.office, tx, app.clock.now(), person_of(row, app.settings.office.languages))


def _day(app: App, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(app.settings.office.timezone)):%Y-%m-%d}"


def _name(desk: Desk, case: OnTheWay) -> str:
    """Whose it is, for a terminal."""
    return " ".join(clean(desk.applicants.get(case.applicant).full_name).split()) or "(no name)"


# --- seen ---------------------------------------------------------------------------------------------------------------

def _list(app: App, stage: str, service: str, since: date | None) -> int:
    begins = LONG_AGO if since is None else datetime.combine(since, time(), ZoneInfo(app.settings.office.timezone))
    with app.database.reading() as tx:
        found = _cases(app, tx).under_way(stage, service, begins)
        for case in found:
            where = f"  [{clean(case.whereabouts)}]" if case.whereabouts else ""
            desk = _desk(app, tx, case)
            print(f"{case.name:<10}  {case.stage:<14} since {_day(app, case.since)}  {case.service:<18} "
                  f"{_name(desk, case)}{where}{_unopened(desk, case)}")
    stages = list(dict.fromkeys((BOOKED, *(one.key for listed in app.settings.stages.values() for one in listed.steps))))
    if not found and stage and stage not in stages:
        print(f"There is no stage “{clean(stage)}”; there are: {', '.join(stages)}.", file=sys.stderr)
        return 1
    if not found:
        print("No such cases.")
    return 0


def _show(app: App, typed: str) -> int:
    with app.database.reading() as tx:
        cases = _cases(app, tx)
        found = cases.named(typed)
        for case in found:
            _show_one(app, cases, _desk(app, tx, case), case)
    if not found:
        print(f"There is no case {clean(typed)}.", file=sys.stderr)
    return 0 if found else 1


def _next(cases: Cases, case: OnTheWay) -> str:
    if not cases.has_service(case):
        return "no such service in config.yaml"
    after = cases.next_of(case)
    return "–" if after is None else after.key


def _unopened(desk: Desk, case: OnTheWay) -> str:
    """Marks a visit to come that the configuration no longer opens."""
    visit = desk.appointments.get(case.appointment) if case.active and case.starts_at > desk.now else None
    why = "" if visit is None else why_unopened(desk.tx, desk.settings, visit)
    return f"  ({why})" if why else ""


def _show_one(app: App, cases: Cases, desk: Desk, case: OnTheWay) -> None:
    phone, known = clean(desk.applicants.get(case.applicant).form.phone), desk.settings.services.get(case.service)
    service = case.service if known is None else for_officers(desk, known.name)
    print(f"{case.name}  {_name(desk, case)}, {service}{'' if case.active else ', cancelled'}")
    print(f"  visit  {case.visit_at}{_unopened(desk, case)}")
    for stage, at in cases.history(case.id):
        print(f"  {_day(app, at)}  {stage}")
    print(f"  next   {_next(cases, case)}")
    print(f"  file   {clean(case.whereabouts) if case.whereabouts else '–'}")
    print(f"  phone  {phone or '–'}")
    nobody = unreached(desk.tx, desk.settings, case.person)
    if nobody is not None:
        print(f"  reach  not {on_day(desk, nobody)}")
    for answers in (one.answers for one in desk.appointments.cases(case.appointment) if one.id == case.id):
        for answer in answered(desk, case.applicant, case.service, answers):
            print(f"  {clean(answer)}")


# --- where the paper file is ------------------------------------------------------------------------------------------------

def _where(app: App, text: str, names: Sequence[str]) -> int:
    whereabouts = " ".join(clean(text).split())[:WHEREABOUTS]

    def write(tx: Transaction) -> tuple[list[OnTheWay], list[str]]:
        cases = _cases(app, tx)
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
        moves, there, faults = _cases(app, tx).plan(names, stage, options.early)
        if faults or not names:
            print("\n".join([*map(_reason, faults), "Nothing was moved, and nobody was told."]), file=sys.stderr)
            return 1
        seen = [preview(_desk(app, tx, move.case), move) for move in moves]
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
        cases = _cases(app, tx)
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
